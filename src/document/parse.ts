import {
	isAlias,
	isMap,
	isNode,
	isPair,
	isScalar,
	isSeq,
	LineCounter,
	parseDocument,
	visit,
	type Document as YamlDocument,
} from 'yaml';
import {DocumentError, type Place, type Problem} from '../net/problem.js';
import type {MapEntry, Node} from './document.js';

/** The largest pack with a row for every pair of a hundred roles is a tenth of this. */
const MAX_LENGTH = 8_000_000;
/** Nodes after aliases are expanded: what stops a document of nested aliases that would fill the memory. */
const MAX_NODES = 1_000_000;
const MAX_DEPTH = 64;

/** The document's root. Throws `DocumentError` with every syntax error when the text is no YAML, or too much of it. */
export function parseText(text: string, file: string): Node {
	const start: Place = {file, line: 1, column: 1};
	if (text.length > MAX_LENGTH) {
		throw new DocumentError([
			{place: start, message: `the file has ${text.length} characters; at most ${MAX_LENGTH} are read`},
		]);
	}
	const lineCounter = new LineCounter();
	// A byte-order mark, as Windows editors write it, is no column.
	const document = parseDocument(text.replace(/^\uFEFF/, ''), {lineCounter, uniqueKeys: true, prettyErrors: false});
	const placeAt = (offset: number): Place => {
		const {line, col} = lineCounter.linePos(offset);
		return {file, line: Math.max(line, 1), column: Math.max(col, 1)};
	};
	if (document.errors.length > 0) {
		throw new DocumentError(
			document.errors.map(({pos, message}) => ({place: placeAt(pos[0]), message: lowerFirst(message)})),
		);
	}
	return new Converter(document, placeAt).convert(document.contents, start, 0);
}

class Converter {
	readonly #targets: ReadonlyMap<unknown, unknown>;
	readonly #placeAt: (offset: number) => Place;
	#nodes = 0;

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
			return {kind: 'map', place, entries: node.items.map((pair) => this.#convertPair(pair, place, depth))};
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
