import type {Coded, Numbers, Sparse} from '#portolan/report/html/page-data.js';

/** Whole numbers that were written as LEB128 in base64. */
export function decodeNumbers(text: Numbers, count: number): Float64Array {
	const numbers = new Float64Array(count);
	const octets = atob(text);
	let at = 0;
	for (let row = 0; row < count; row++) {
		let value = 0;
		let weight = 1;
		let octet = octets.charCodeAt(at++);
		while (octet >= 128) {
			value += (octet - 128) * weight;
			weight *= 128;
			octet = octets.charCodeAt(at++);
		}
		numbers[row] = value + octet * weight;
	}
	return numbers;
}

/** As many as there are. */
export function decodeAll(text: Numbers): Float64Array {
	const octets = atob(text);
	let count = 0;
	for (let at = 0; at < octets.length; at++) if (octets.charCodeAt(at) < 128) count++;
	return decodeNumbers(text, count);
}

/** Ascending positions that were written as distances. */
export function decodePositions(text: Numbers): Uint32Array {
	const distances = decodeAll(text);
	const positions = new Uint32Array(distances.length);
	let position = -1;
	for (const [index, distance] of distances.entries()) {
		position += distance;
		positions[index] = position;
	}
	return positions;
}

/** A column of few different values. */
export class CodedColumn<Value> {
	readonly values: readonly Value[];
	readonly codes: Uint32Array;

	constructor({values, codes}: Coded<Value>, count: number) {
		this.values = values;
		this.codes = Uint32Array.from(decodeNumbers(codes, count));
	}

	at(row: number): Value {
		return this.values[this.codes[row]!]!;
	}
}

/** A column that has values in some rows only. */
export function decodeSparse<Value>({at, values}: Sparse<Value>): ReadonlyMap<number, Value> {
	const map = new Map<number, Value>();
	for (const [index, position] of decodePositions(at).entries()) map.set(position, values[index]!);
	return map;
}
