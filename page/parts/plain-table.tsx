import type {ComponentChildren} from 'preact';
import {Scroll} from './scroll.js';

interface PlainTableProps {
	/** What the table is called. */
	readonly caption: string;
	/** Those who see know it from a heading otherwise. */
	readonly isCaptionShown?: boolean;
	readonly heads: readonly string[];
	/** So many of the last columns are numbers. */
	readonly numbers?: number;
	readonly isSmall?: boolean;
	/** Its rows. */
	readonly children: ComponentChildren;
}

/** A table that is neither ordered nor opened. */
export function PlainTable(props: PlainTableProps) {
	const {caption, isCaptionShown = false, heads, numbers = 0, isSmall = false, children} = props;
	return (
		<Scroll label={caption}>
			<table class={isSmall ? 'small' : undefined}>
				<caption class={isCaptionShown ? undefined : 'hidden'}>{caption}</caption>
				<thead>
					<tr>
						{heads.map((head, index) => (
							<th key={head} scope="col" class={index >= heads.length - numbers ? 'number' : undefined}>
								{head}
							</th>
						))}
					</tr>
				</thead>
				<tbody>{children}</tbody>
			</table>
		</Scroll>
	);
}
