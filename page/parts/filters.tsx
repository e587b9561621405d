import type {ComponentChildren} from 'preact';
import {useNavigation} from '../use-address.js';

export function Filters({children, names}: {readonly children: ComponentChildren; readonly names: readonly string[]}) {
	const {chosen, choose} = useNavigation();
	const isSet = names.some((name) => (chosen[name] ?? '') !== '');
	const cleared = Object.fromEntries([...names, 'page', 'open'].map((name) => [name, '']));
	return (
		<search class="filters">
			{children}
			<button type="button" class="clear" disabled={!isSet} onClick={() => choose(cleared)}>
				Clear
			</button>
		</search>
	);
}

/** Words that are looked for while they are typed. */
export function SearchField({
	title,
	hint,
	name = 'q',
}: {
	readonly title: string;
	readonly hint?: string;
	readonly name?: string;
}) {
	const {chosen, choose} = useNavigation();
	return (
		<label class="field">
			<span>{title}</span>
			<input
				type="search"
				name={name}
				autocomplete="off"
				spellcheck={false}
				placeholder={hint}
				value={chosen[name] ?? ''}
				onInput={(event) => choose({[name]: event.currentTarget.value, page: '', open: ''})}
			/>
		</label>
	);
}

/** One of some values, or all. */
export function ChoiceField(props: {
	readonly title: string;
	readonly name: string;
	readonly values: ReadonlyArray<readonly [value: string, title: string]>;
}) {
	const {title, name, values} = props;
	const {chosen, choose} = useNavigation();
	const value = chosen[name] ?? '';
	const isKnown = value === '' || values.some(([known]) => known === value);
	return (
		<label class="field">
			<span>{title}</span>
			<select
				name={name}
				value={value}
				onChange={(event) => choose({[name]: event.currentTarget.value, page: '', open: ''})}
			>
				<option value="">all</option>
				{isKnown ? null : <option value={value}>{value}</option>}
				{values.map(([known, text]) => (
					<option key={known} value={known}>
						{text}
					</option>
				))}
			</select>
		</label>
	);
}
