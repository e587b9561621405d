import {nearest} from '../net/nearest.js';
import {DocumentError, type Place, type Problem} from '../net/problem.js';
import type {ListNode, MapNode, Node} from './document.js';

/** What moves a terminal's cursor or turns the direction of writing; texts may have several lines. */
const UNSEEN = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u;

/**
 * Takes nodes apart and gathers what is wrong with them. A method that finds a problem notes it and gives back
 * `undefined` (or nothing), so that its caller can go on and find the next one.
 */
export class Checker {
	readonly problems: Problem[] = [];

	note(place: Place, message: string): void {
		this.problems.push({place, message});
	}

	/** Throws everything gathered, in the order of the documents. */
	throwIfAny(): void {
		if (this.problems.length > 0) throw new DocumentError(sortProblems(this.problems));
	}

	/** A mapping all of whose keys are among `keys`; others are noted with the nearest that is. */
	fields(node: Node, what: string, keys: readonly string[]): Fields | undefined {
		const map = this.map(node, what);
		if (map === undefined) return undefined;
		for (const {key, keyPlace} of map.entries) {
			if (keys.includes(key)) continue;
			const meant = nearest(key, keys);
			const advice = meant === undefined ? `what may stand here: ${keys.join(', ')}` : `did you mean "${meant}"?`;
			this.note(keyPlace, `${what} has no field "${key}"; ${advice}`);
		}
		return new Fields(this, map, what);
	}

	map(node: Node, what: string): MapNode | undefined {
		if (node.kind === 'map') return node;
		this.note(node.place, `${what} must be a mapping (key: value), not ${describe(node)}`);
		return undefined;
	}

	list(node: Node, what: string): ListNode | undefined {
		if (node.kind === 'list') return node;
		this.note(node.place, `${what} must be a list, not ${describe(node)}`);
		return undefined;
	}

	/** A word or sentence that is not empty. Numbers count as the text they are written with. */
	text(node: Node, what: string): string | undefined {
		if (node.kind === 'scalar' && (typeof node.value === 'string' || typeof node.value === 'number')) {
			const text = typeof node.value === 'string' ? node.value.trim() : node.text;
			const [control] = UNSEEN.exec(text) ?? [];
			if (control !== undefined) {
				const code = control.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
				this.note(node.place, `${what} holds a control character (U+${code}); leave it out`);
				return undefined;
			}
			if (text !== '') return text;
		}
		this.note(node.place, `${what} must be a text, not ${describe(node)}`);
		return undefined;
	}

	boolean(node: Node, what: string): boolean | undefined {
		if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
		this.note(node.place, `${what} must be true or false, not ${describe(node)}`);
		return undefined;
	}

	/** A whole number that is not below `min`. */
	integer(node: Node, what: string, min: number): number | undefined {
		if (node.kind === 'scalar' && Number.isInteger(node.value) && (node.value as number) >= min)
			return node.value as number;
		this.note(node.place, `${what} must be a whole number, ${min} or more, not ${describe(node)}`);
		return undefined;
	}

	/** One of a few words; another word is noted with the nearest of them. */
	oneOf<Word extends string>(node: Node, what: string, words: readonly Word[]): Word | undefined {
		const text = this.text(node, what);
		if (text === undefined) return undefined;
		const word = words.find((candidate) => candidate === text);
		if (word === undefined) this.note(node.place, `${what} "${text}" is unknown; ${suggest(text, words)}`);
		return word;
	}
}

/** The fields of one mapping, by name. */
export class Fields {
	readonly place: Place;
	readonly #checker: Checker;
	readonly #what: string;
	readonly #values: ReadonlyMap<string, Node>;

	constructor(checker: Checker, {place, entries}: MapNode, what: string) {
		this.place = place;
		this.#checker = checker;
		this.#what = what;
		this.#values = new Map(entries.map(({key, value}) => [key, value]));
	}

	get(key: string): Node | undefined {
		return this.#values.get(key);
	}

	require(key: string): Node | undefined {
		const node = this.#values.get(key);
		if (node === undefined) this.#checker.note(this.place, `${this.#what} has no "${key}"; it needs one`);
		return node;
	}

	text(key: string): string | undefined {
		const node = this.#values.get(key);
		return node === undefined ? undefined : this.#checker.text(node, `"${key}"`);
	}

	requireText(key: string): string | undefined {
		const node = this.require(key);
		return node === undefined ? undefined : this.#checker.text(node, `"${key}"`);
	}

	/** The items of a list; none where the field is absent. */
	items(key: string): readonly Node[] {
		const node = this.#values.get(key);
		return node === undefined ? [] : (this.#checker.list(node, `"${key}"`)?.items ?? []);
	}
}

/** Document by document in the order in which they first appear, each from its start to its end. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
	const files = [...new Set(problems.map(({place}) => place.file))];
	return problems.toSorted(
		({place: a}, {place: b}) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
	);
}

/** `did you mean "x"?`, or the words to choose from where none is near. */
export function suggest(word: string, words: readonly string[]): string {
	const meant = nearest(word, words);
	if (meant !== undefined) return `did you mean "${meant}"?`;
	if (words.length === 0) return 'there are none';
	return words.length === 1 ? `there is only "${words[0]}"` : `known are ${words.join(', ')}`;
}

function describe(node: Node): string {
	if (node.kind === 'list') return 'a list';
	if (node.kind === 'map') return 'a mapping';
	return node.value === null || node.text === '' ? 'nothing' : `"${node.text}"`;
}
