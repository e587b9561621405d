import {type Address, addressOf} from '../net/address.js';
import {sliceOfWords} from '../net/slice.js';
import {PACKET_ROWS} from './packet.js';

// Columns of addresses hold four words for each row, plane by plane: first the last words of all rows, which are all of an IPv4 address, then
// those before them. So what most packets have lies close together.

/** Where the word stands, of which 0 is the most significant one; the last, 3, stands at the row itself. */
export function wordAt(row: number, word: number): number {
	return (3 - word) * PACKET_ROWS + row;
}

export function addressAt(column: Uint32Array, version: number, row: number): Address {
	if (version === 4) return addressOf(4, [0, 0, 0, column[row]!]);
	return addressOf(6, ipv6WordsAt(column, row));
}

export function ipv6WordsAt(column: Uint32Array, row: number): [number, number, number, number] {
	return [column[wordAt(row, 0)]!, column[wordAt(row, 1)]!, column[wordAt(row, 2)]!, column[row]!];
}

/** The slice of two addresses (see `net/slice.ts`), whichever of them sends. */
export function sliceOf(version: number, from: Uint32Array, to: Uint32Array, row: number): number {
	return version === 4 ? sliceOfWords(from[row]! | 0, to[row]! | 0) : sliceOfWords(folded(from, row), folded(to, row));
}

/** One word of an address's four, so that neighbours in any of them differ. */
function folded(column: Uint32Array, row: number): number {
	let folding = column[wordAt(row, 0)]! | 0;
	for (let word = 1; word < 4; word++) folding = Math.imul(folding, 0x01000193) ^ column[wordAt(row, word)]!;
	return folding;
}
