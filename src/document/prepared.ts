import type {Place} from '../net/problem.js';
import type {MapEntry, Node} from './document.js';

// A document that was parsed when portolan was built: read again in a fraction of the time that its text takes.

/** Its text, and its root as a list: the kind, line and column of a node, then what is in it. */
interface Prepared {
	readonly text: string;
	readonly root: Packed;
}

type Packed = ReadonlyArray<string | number | boolean | null | Packed>;

const Kind = {Scalar: 0, List: 1, Map: 2} as const;

/** What `fromPrepared` takes. */
export function prepare(text: string, root: Node): string {
	return JSON.stringify({text, root: pack(root)} satisfies Prepared);
}

/** The document's root, as `parseText` gives it for `text`; `undefined` where another text was prepared. */
export function fromPrepared(prepared: string, text: string, file: string): Node | undefined {
	const {text: before, root} = JSON.parse(prepared) as Prepared;
	return before === text ? unpack(root, file) : undefined;
}

function pack(node: Node): Packed {
	const {line, column} = node.place;
	switch (node.kind) {
		case 'scalar':
			return node.text === String(node.value)
				? [Kind.Scalar, line, column, node.value]
				: [Kind.Scalar, line, column, node.value, node.text];
		case 'list':
			return [Kind.List, line, column, ...node.items.map(pack)];
		case 'map':
			return [
				...[Kind.Map, line, column],
				...node.entries.flatMap(({key, keyPlace, value}) => [key, keyPlace.line, keyPlace.column, pack(value)]),
			];
	}
}

function unpack(packed: Packed, file: string): Node {
	const [kind, line, column] = packed as readonly number[];
	const place: Place = {file, line: line!, column: column!};
	if (kind === Kind.Scalar) {
		const value = packed[3] as string | number | boolean | null;
		return {kind: 'scalar', place, value, text: packed.length > 4 ? (packed[4] as string) : String(value)};
	}
	if (kind === Kind.List) {
		return {kind: 'list', place, items: packed.slice(3).map((item) => unpack(item as Packed, file))};
	}
	const entries: MapEntry[] = [];
	for (let index = 3; index < packed.length; index += 4) {
		const [key, keyLine, keyColumn, value] = packed.slice(index, index + 4) as [string, number, number, Packed];
		entries.push({key, keyPlace: {file, line: keyLine, column: keyColumn}, value: unpack(value, file)});
	}
	return {kind: 'map', place, entries};
}
