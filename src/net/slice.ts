/**
 * Pairs of addresses fall into so many slices, each with a flow table of its own. It bounds how many workers can share a
 * capture, and does not depend on how many do: so neither does what a table forgets for want of memory.
 */
export const SLICES = 16;
const SLICE_SHIFT = 28;

/** The slices that one of several workers takes: those whose number leaves `index` when divided by `count`. */
export interface Share {
	readonly index: number;
	/** 1 to `SLICES`. */
	readonly count: number;
}

export const wholeShare: Share = {index: 0, count: 1};

export function isInShare(slice: number, {index, count}: Share): boolean {
	return slice % count === index;
}

/**
 * The slice of two addresses, whichever of them sends. An address is four words from `4 * row` on, most significant first;
 * of IPv4 the last one counts.
 */
export function sliceOf(version: number, from: Uint32Array, to: Uint32Array, row: number): number {
	return version === 4
		? slice(from[4 * row + 3]! | 0, to[4 * row + 3]! | 0)
		: slice(folded(from, 4 * row), folded(to, 4 * row));
}

/** One word of an address's four, so that neighbours in any of them differ. */
function folded(words: Uint32Array, at: number): number {
	let word = words[at]! | 0;
	for (let index = 1; index < 4; index++) word = Math.imul(word, 0x01000193) ^ words[at + index]!;
	return word;
}

/** Sum and exclusive or are the same for both directions; together they tell most pairs apart. */
function slice(a: number, b: number): number {
	let hash = Math.imul(a ^ b, 0x9e3779b1) ^ Math.imul((a + b) | 0, 0x85ebca77);
	hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae3d);
	return (hash ^ (hash >>> 13)) >>> SLICE_SHIFT;
}
