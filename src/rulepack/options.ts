import {type Checker, suggest} from '../document/checker.js';
import type {Condition, Option} from './pack.js';
import type {ConditionSource, OptionSource} from './source.js';

/** The choices of a pack: the setting where there is one, else what the pack says. */
export class Options {
	/** In the order of the pack. */
	readonly all: ReadonlyMap<string, Option>;
	readonly #checker: Checker;

	constructor(sources: readonly OptionSource[], settings: ReadonlyMap<string, string>, checker: Checker) {
		this.#checker = checker;
		this.all = new Map(
			sources.map(({default: documented, ...option}) => [
				option.name,
				{...option, value: settings.get(option.name) ?? documented, isSet: settings.has(option.name)},
			]),
		);
	}

	/** References followed; those that lead nowhere go to the checker. */
	conditions(sources: readonly ConditionSource[]): Condition[] {
		return sources.flatMap(({subject, option: {word, place}, values}) => {
			const option = this.all.get(word);
			if (option === undefined) {
				this.#checker.note(place, `option "${word}" is not defined; ${suggest(word, [...this.all.keys()])}`);
				return [];
			}
			if ((option.scope === 'site') !== (subject === 'site')) {
				const right = option.scope === 'site' ? `site.${word}` : `from.${word} or to.${word}`;
				this.#checker.note(place, `option "${word}" is one of each ${option.scope}; write ${right}`);
			}
			for (const value of values) {
				if (option.values.includes(value.word)) continue;
				const advice = suggest(value.word, option.values);
				this.#checker.note(value.place, `option "${word}" is never "${value.word}"; ${advice}`);
			}
			return [{subject, option: word, values: values.map((value) => value.word)}];
		});
	}
}
