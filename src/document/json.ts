import type {Place} from '../net/problem.js';
import type {MapEntry, Node, ScalarNode} from './document.js';

const MAX_DEPTH = 32;
/** More are for the YAML parser to refuse. */
const MAX_NODES = 1_000_000;
/** YAML allows no longer ones. */
const MAX_KEY = 1000;

/**
 * What may come next, behind white space: a bracket or comma, a text without escapes, which is a key where a colon follows, a
 * whole number, or a word. Of texts and numbers only those that JSON and YAML read alike beyond any doubt.
 */
const token =
	/[ \n]*(?:([{}[\],])|"([^"\\\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFEFF]*)"( *:)?|(0|-?[1-9]\d{0,14})(?=[\],} \n])|(true|false|null)(?=[\],} \n]))/uy;

const words = {true: true, false: false, null: null} as const;

/** The root of a document that is plain JSON, as the YAML parser gives it; `undefined` where that one has to be asked. */
export function parseJson(text: string, file: string): Node | undefined {
	if (text[0] !== '{' && text[0] !== '[') return undefined;
	try {
		return new JsonReader(text, file).root();
	} catch (error) {
		if (error === notPlain) return undefined;
		throw error;
	}
}

const notPlain = new Error('not plain JSON');

class JsonReader {
	readonly #text: string;
	readonly #file: string;
	/** A place that was asked for lies in line `#line`, which begins at `#lineStart`. */
	#line = 1;
	#lineStart = 0;
	#at = 0;
	#nodes = 0;
	#match: RegExpExecArray = [] as never;

	constructor(text: string, file: string) {
		this.#text = text;
		this.#file = file;
	}

	root(): Node {
		this.#take();
		const root = this.#value(0);
		if (/[^ \n]/.test(this.#text.slice(this.#at))) throw notPlain;
		return root;
	}

	#value(depth: number): Node {
		if (depth > MAX_DEPTH || ++this.#nodes > MAX_NODES) throw notPlain;
		const [whole, mark, text, colon, number, word] = this.#match;
		const own = mark ?? number ?? word;
		const place = this.#placeAt(this.#at - (own?.length ?? whole.trimStart().length));
		if (mark === '{') return {kind: 'map', place, entries: this.#entries(depth)};
		if (mark === '[') return {kind: 'list', place, items: this.#items(depth)};
		if (mark !== undefined || colon !== undefined) throw notPlain;
		if (text !== undefined) return {kind: 'scalar', place, value: text, text};
		if (number !== undefined) return {kind: 'scalar', place, value: Number(number), text: number};
		return {kind: 'scalar', place, value: words[word as keyof typeof words], text: word!} satisfies ScalarNode;
	}

	#items(depth: number): Node[] {
		const items: Node[] = [];
		this.#take();
		while (this.#match[1] !== ']') {
			items.push(this.#value(depth + 1));
			this.#takeComma(']');
		}
		return items;
	}

	#entries(depth: number): MapEntry[] {
		const entries: MapEntry[] = [];
		const keys = new Set<string>();
		this.#take();
		while (this.#match[1] !== '}') {
			const [whole, , key, colon] = this.#match;
			if (key === undefined || colon === undefined || key.length > MAX_KEY || keys.has(key)) throw notPlain;
			keys.add(key);
			const keyPlace = this.#placeAt(this.#at - whole.trimStart().length);
			this.#take();
			entries.push({key, keyPlace, value: this.#value(depth + 1)});
			this.#takeComma('}');
		}
		return entries;
	}

	/** Takes the next item's first token behind a comma, or `end`. */
	#takeComma(end: string): void {
		this.#take();
		if (this.#match[1] === end) return;
		if (this.#match[1] !== ',') throw notPlain;
		this.#take();
		if (this.#match[1] === end) throw notPlain;
	}

	#take(): void {
		token.lastIndex = this.#at;
		const match = token.exec(this.#text);
		if (match === null) throw notPlain;
		this.#match = match;
		this.#at = token.lastIndex;
	}

	/** Asked for in the order of the text. */
	#placeAt(offset: number): Place {
		for (;;) {
			const end = this.#text.indexOf('\n', this.#lineStart);
			if (end < 0 || end >= offset) break;
			this.#line++;
			this.#lineStart = end + 1;
		}
		return {file: this.#file, line: this.#line, column: offset - this.#lineStart + 1};
	}
}
