/** What one host opens to another; hosts by their place in a list. */
export interface Link {
	readonly from: number;
	readonly to: number;
	/** Links of one label are of one sort. */
	readonly label: number;
}

/** Rounds after which a colour knows of the peers of the peers of a host's peers: far enough for what roles hang on. */
const ROUNDS = 3;

/**
 * A number for each host that hangs on what it is and does, its peers do and so on, and not on what hosts are called (colour
 * refinement, after Weisfeiler and Leman).
 * @param first what hosts are by themselves
 */
export function coloursOf(first: Uint32Array, links: readonly Link[]): Uint32Array {
	let colours = first;
	for (let round = 0; round < ROUNDS; round++) {
		const next = Uint32Array.from(colours, (colour) => mix(colour, 0x51ed270b));
		for (const {from, to, label} of links) {
			next[from]! += mix(mix(label, 1), colours[to]!);
			next[to]! += mix(mix(label, 2), colours[from]!);
		}
		colours = next;
	}
	return colours;
}

/**
 * The places of hosts in an order that does not hang on what they are called: other names give an order in which each place is
 * taken by a host that does the same. Each choice between hosts of one colour gives the chosen one a colour of its own, so that
 * later choices follow it.
 */
export function canonicalOrder(keys: readonly string[], first: Uint32Array, links: readonly Link[]): number[] {
	const start = Uint32Array.from(first);
	const places = [...keys.keys()];
	for (let chosen = 0; ; chosen++) {
		const colours = coloursOf(start, links);
		const compare = (a: number, b: number) => colours[a]! - colours[b]!;
		places.sort((a, b) => compare(a, b) || (keys[a]! < keys[b]! ? -1 : 1));
		const tied = places.find((place, index) => index + 1 < places.length && compare(place, places[index + 1]!) === 0);
		if (tied === undefined || chosen === keys.length) return places;
		start[tied] = mix(start[tied]!, chosen + 3);
	}
}

export function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	return mix(hash, 0);
}

function mix(a: number, b: number): number {
	let mixed = Math.imul(a ^ (b + 0x9e3779b9), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13) ^ b, 0xc2b2ae35);
	return (mixed ^ (mixed >>> 16)) >>> 0;
}
