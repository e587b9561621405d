import type {Checker, Fields} from '../document/checker.js';
import type {MapEntry, Node} from '../document/document.js';
import type {Place} from '../net/problem.js';
import {type DurationMicros, parseDuration} from '../net/time.js';
import {ruleSourceFields, subjects, titleFields} from './field-names.js';
import type {RuleSource, Titles, Versions} from './pack.js';
import type {ConditionSource, WordSource} from './source.js';

/** What roles, services, parameters and options may be called. */
export const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Reads what fields of several kinds of entries have in common. */
export class FieldReader {
	readonly checker: Checker;
	/** The document that the pack is taken from: what the lines in `source` are lines of. */
	readonly #document: string;

	constructor(checker: Checker, document: string) {
		this.checker = checker;
		this.#document = document;
	}

	/** The entries of a mapping, their names checked; none where the field is absent. */
	entries(fields: Fields, key: string): readonly MapEntry[] {
		const node = fields.get(key);
		const entries = node === undefined ? [] : (this.checker.map(node, `"${key}"`)?.entries ?? []);
		for (const {key: name, keyPlace} of entries) this.checkName(name, keyPlace, `a name in "${key}"`);
		return entries;
	}

	checkName(name: string, place: Place, what: string): void {
		if (NAME.test(name)) return;
		this.checker.note(place, `"${name}" is not ${what}: lower-case letters, digits and single hyphens`);
	}

	/** A mapping's fields; a value left empty counts as a mapping without any. */
	fields({keyPlace, value}: MapEntry, what: string, keys: readonly string[]): Fields | undefined {
		const isBare = value.kind === 'scalar' && value.value === null;
		const node: Node = isBare ? {kind: 'map', place: keyPlace, entries: []} : value;
		return this.checker.fields(node, what, keys);
	}

	titles(fields: Fields, otherwise: string): Titles {
		const others = titleFields.slice(1).flatMap((key) => {
			const text = fields.text(key);
			return text === undefined ? [] : [[key.slice('title_'.length), text] as const];
		});
		return {...Object.fromEntries(others), en: fields.text('title') ?? otherwise};
	}

	flag(fields: Fields, key: string): boolean | undefined {
		const node = fields.get(key);
		return node && this.checker.boolean(node, `"${key}"`);
	}

	oneOf<Word extends string>(fields: Fields, key: string, what: string, words: readonly Word[]): Word | undefined {
		const node = fields.get(key);
		return node && this.checker.oneOf(node, what, words);
	}

	/** A list of some words, or one of them; each once. */
	severalOf<Word extends string>(fields: Fields, key: string, what: string, words: readonly Word[]): Word[] {
		const node = fields.get(key);
		if (node === undefined) return [];
		const items = node.kind === 'list' ? node.items : [node];
		return [...new Set(items.flatMap((item) => this.checker.oneOf(item, what, words) ?? []))];
	}

	word(node: Node | undefined, what: string): WordSource | undefined {
		const word = node && this.checker.text(node, what);
		return word === undefined ? undefined : {word, place: node!.place};
	}

	/** A list of words, or one word. */
	words(fields: Fields, key: string): WordSource[] {
		const node = fields.get(key);
		if (node === undefined) return [];
		const items = node.kind === 'list' ? node.items : [node];
		return items.flatMap((item) => this.word(item, `an entry in "${key}"`) ?? []);
	}

	/** Lists of words in a list. */
	groups(fields: Fields, key: string): WordSource[][] {
		return fields.items(key).map((group) => {
			const items = this.checker.list(group, `a group in "${key}"`)?.items ?? [];
			return items.flatMap((item) => this.word(item, `a service in "${key}"`) ?? []);
		});
	}

	duration(fields: Fields, key: string): DurationMicros | undefined {
		const text = fields.text(key);
		if (text === undefined) return undefined;
		const duration = parseDuration(text);
		if (duration === undefined) {
			this.checker.note(fields.get(key)!.place, `"${text}" is not a duration; write 90s, 15min, 24h or 7d`);
		}
		return duration;
	}

	versions(fields: Fields): Versions | undefined {
		const [since, until] = [fields.text('since'), fields.text('until')];
		return since === undefined && until === undefined ? undefined : {since, until};
	}

	/** `when: {to.domain-joined: true, site.mode: [https, mixed]}` */
	conditions(fields: Fields, key = 'when'): ConditionSource[] {
		const node = fields.get(key);
		const entries = node === undefined ? [] : (this.checker.map(node, `"${key}"`)?.entries ?? []);
		return entries.flatMap(({key: name, keyPlace, value}) => {
			const [subjectText = '', ...rest] = name.split('.');
			const subject = subjects.find((candidate) => candidate === subjectText);
			if (subject === undefined || rest.length !== 1) {
				this.checker.note(keyPlace, `"${name}" is not a condition: write site.<option>, from.<option> or to.<option>`);
				return [];
			}
			const items = value.kind === 'list' ? value.items : [value];
			const values = items.flatMap((item) => this.#choice(item) ?? []);
			return [{subject, option: {word: rest[0]!, place: keyPlace}, values}];
		});
	}

	/** Where something was taken from: a line of the document, the name of a place in it, or another document's. */
	source(fields: Fields): RuleSource | undefined {
		const node = fields.get('source');
		if (node === undefined) return undefined;
		if (node.kind === 'map') return this.#sourceElsewhere(node);
		if (node.kind === 'scalar' && Number.isInteger(node.value) && (node.value as number) > 0) {
			return {document: this.#document, line: node.value as number, anchor: undefined};
		}
		if (node.kind === 'scalar' && typeof node.value === 'string' && node.value.trim() !== '') {
			return {document: this.#document, line: undefined, anchor: node.value.trim()};
		}
		this.checker.note(
			node.place,
			'"source" must be the number of a line in the document, or the name of a place in it',
		);
		return undefined;
	}

	/** The document as a whole. */
	get wholeDocument(): RuleSource {
		return {document: this.#document, line: undefined, anchor: undefined};
	}

	#sourceElsewhere(node: Node): RuleSource | undefined {
		const fields = this.checker.fields(node, '"source"', ruleSourceFields);
		if (fields === undefined) return undefined;
		const line = fields.get('line');
		return {
			document: fields.text('document') ?? this.#document,
			line: line === undefined ? undefined : this.checker.integer(line, '"line"', 1),
			anchor: fields.text('anchor'),
		};
	}

	/** A value of an option: a word, or true or false. */
	#choice(node: Node): WordSource | undefined {
		if (node.kind === 'scalar' && typeof node.value === 'boolean') return {word: String(node.value), place: node.place};
		return this.word(node, 'the value of an option');
	}
}
