import type {Coded, Numbers, Sparse} from './page-data.js';

/** Whole numbers from 0, as LEB128 in base64. */
export function encodeNumbers(values: Iterable<number>): Numbers {
	let octets = new Uint8Array(1024);
	let length = 0;
	for (let value of values) {
		// The greatest double takes 147 octets.
		if (length + 160 > octets.length) {
			const larger = new Uint8Array(2 * octets.length);
			larger.set(octets);
			octets = larger;
		}
		// Not by shifting, which is for 32 bits: times in microseconds have more.
		while (value >= 128) {
			octets[length++] = (value % 128) | 128;
			value = Math.floor(value / 128);
		}
		octets[length++] = value;
	}
	return Buffer.from(octets.buffer, 0, length).toString('base64');
}

/** Ascending positions, as distances. */
export function encodePositions(positions: readonly number[]): Numbers {
	return encodeNumbers(positions.map((position, index) => position - (index === 0 ? -1 : positions[index - 1]!)));
}

/** Equal values, in JSON, get one code; codes are given in the order of first appearance. */
export class Coder<Value> {
	readonly values: Value[] = [];
	readonly #codes = new Map<string, number>();

	code(value: Value): number {
		const key = typeof value === 'string' ? value : JSON.stringify(value);
		let code = this.#codes.get(key);
		if (code === undefined) {
			code = this.values.length;
			this.#codes.set(key, code);
			this.values.push(value);
		}
		return code;
	}
}

export function encodeColumn<Row, Value>(rows: readonly Row[], of: (row: Row) => Value): Coded<Value> {
	const coder = new Coder<Value>();
	return {codes: encodeNumbers(rows.map((row) => coder.code(of(row)))), values: coder.values};
}

export function encodeSparse<Row, Value>(
	rows: readonly Row[],
	of: (row: Row) => Value | null | undefined,
): Sparse<Value> {
	const positions: number[] = [];
	const values: Value[] = [];
	for (const [position, row] of rows.entries()) {
		const value = of(row);
		if (value === null || value === undefined) continue;
		positions.push(position);
		values.push(value);
	}
	return {at: encodePositions(positions), values};
}
