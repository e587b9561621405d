import {
	Composer,
	isAlias,
	isMap,
	isNode,
	isPair,
	isScalar,
	isSeq,
	Lexer,
	LineCounter,
	Parser,
	visit,
	type Document as YamlDocument,
} from 'yaml';
import {DocumentError, type Place, type Problem} from '../net/problem.js';
import type {MapEntry, Node} from './document.js';
import {parseJson} from './json.js';

/** The largest pack with a row for every pair of a hundred roles is a tenth of this. */
const MAX_LENGTH = 8_000_000;
/** Nodes after aliases are expanded: what stops a document of nested aliases that would fill the memory. */
const MAX_NODES = 1_000_000;
const MAX_DEPTH = 64;
/** A level takes more than one entry of the parser's stack. */
const MAX_OPEN = 3 * MAX_DEPTH;

/** The document's root. Throws `DocumentError` with every syntax error when the text is no YAML, or too much of it. */
export function parseText(text: string, file: string): Node {
	const start: Place = {file, line: 1, column: 1};
	if (text.length > MAX_LENGTH)
		throw refusal(start, `the file has ${text.length} characters; at most ${MAX_LENGTH} are read`);
	const lineCounter = new LineCounter();
	const placeAt = (offset: number): Place => {
		const {line, col} = lineCounter.linePos(offset);
		return {file, line: Math.max(line, 1), column: Math.max(col, 1)};
	};
	// A byte-order mark, as Windows editors write it, is no column.
	const body = text.replace(/^\uFEFF/, '');
	const json = parseJson(body, file);
	if (json !== undefined) return json;
	// Of keys the converter says itself which stand twice: the parser compares each with each.
	const composer = new Composer({uniqueKeys: false});
	const [document, second] = composer.compose(tokensOf(body, lineCounter, placeAt), true, body.length);
	if (document === undefined) return {kind: 'scalar', place: start, value: null, text: ''};
	const problems = document.errors.map(({pos, message}) => ({place: placeAt(pos[0]), message: lowerFirst(message)}));
	if (second !== undefined) {
		problems.push({place: placeAt(second.range[0]), message: 'a second document begins here; one file has one'});
	}
	if (problems.length > 0) throw new DocumentError(problems);
	const converter = new Converter(document, placeAt);
	const root = converter.convert(document.contents, start, 0);
	if (converter.twice.length > 0) throw new DocumentError(converter.twice);
	return root;
}

/** Refuses deep nesting before the composer sees it, which is recursive: many brackets would exhaust its stack. */
function* tokensOf(text: string, lineCounter: LineCounter, placeAt: (offset: number) => Place) {
	const parser = new Parser(lineCounter.addNewLine);
	lineCounter.addNewLine(0);
	for (const lexeme of new Lexer().lex(text)) {
		yield* parser.next(lexeme);
		if (parser.stack.length > MAX_OPEN)
			throw refusal(placeAt(parser.offset), `the document is nested deeper than ${MAX_DEPTH} levels`);
	}
	yield* parser.end();
}

class Converter {
	readonly #targets: ReadonlyMap<unknown, unknown>;
	readonly #placeAt: (offset: number) => Place;
	#nodes = 0;
	/** Keys that stand twice in one mapping. */
	readonly twice: Problem[] = [];

	constructor(document: YamlDocument, placeAt: (offset: number) => Place) {
		this.#targets = targetsOf(document);
		this.#placeAt = placeAt;
	}

	/** @param parent the place of a value that is not written, such as that of `key:` */
	convert(node: unknown, parent: Place, depth: number): Node {
		const place = this.#placeOf(node, parent);
		if (++this.#nodes > MAX_NODES)
			throw refusal(place, `the document has more than ${MAX_NODES} values, aliases expanded`);
		if (depth > MAX_DEPTH) throw refusal(place, `the document is nested deeper than ${MAX_DEPTH} levels`);
		if (isAlias(node)) {
			const target = this.#targets.get(node);
			if (target === undefined)
				throw refusal(place, `the alias *${node.source} has no anchor &${node.source} before it`);
			return this.convert(target, place, depth + 1);
		}
		if (isSeq(node)) {
			return {kind: 'list', place, items: node.items.map((item) => this.convert(item, place, depth + 1))};
		}
		if (isMap(node)) {
			const entries = node.items.map((pair) => this.#convertPair(pair, place, depth));
			this.#refuseTwice(entries);
			return {kind: 'map', place, entries};
		}
		if (isScalar(node)) {
			const {value} = node;
			const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
			const plain = isPlain ? (value as string | number | boolean | null) : String(value);
			return {kind: 'scalar', place, value: plain, text: node.source ?? String(value)};
		}
		return {kind: 'scalar', place, value: null, text: ''};
	}

	#convertPair(pair: unknown, parent: Place, depth: number): MapEntry {
		if (!isPair(pair)) throw refusal(parent, 'a mapping is expected here');
		const keyPlace = this.#placeOf(pair.key, parent);
		const key = isAlias(pair.key) ? this.#targets.get(pair.key) : pair.key;
		if (!isScalar(key)) throw refusal(keyPlace, 'a key must be a word, not a list or a mapping');
		return {key: String(key.source ?? key.value), keyPlace, value: this.convert(pair.value, keyPlace, depth + 1)};
	}

	#refuseTwice(entries: readonly MapEntry[]): void {
		const first = new Map<string, Place>();
		for (const {key, keyPlace} of entries) {
			const earlier = first.get(key);
			if (earlier === undefined) first.set(key, keyPlace);
			else
				this.twice.push({
					place: keyPlace,
					message: `"${key}" stands in line ${earlier.line} already; a key stands once`,
				});
		}
	}

	#placeOf(node: unknown, parent: Place): Place {
		const range = (node as {range?: readonly [number, number, number] | null} | null)?.range;
		return range === undefined || range === null ? parent : this.#placeAt(range[0]);
	}
}

/** What each alias stands for: the last node before it with that anchor. The parser's own way to tell is a walk for each. */
function targetsOf(document: YamlDocument): ReadonlyMap<unknown, unknown> {
	const anchors = new Map<string, unknown>();
	const targets = new Map<unknown, unknown>();
	visit(document, (_, node) => {
		if (isAlias(node)) targets.set(node, anchors.get(node.source));
		else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
	});
	return targets;
}

function refusal(place: Place, message: string): DocumentError {
	const problem: Problem = {place, message};
	return new DocumentError([problem]);
}

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
