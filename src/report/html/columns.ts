import type {ReportFrame} from '../report.js';
import type {Coded, Numbers, Sparse, SparseFramed} from './page-data.js';

/** Whole numbers from 0, as LEB128 in base64. */
export function encodeNumbers(values: ArrayLike<number>): Numbers {
	let octets = new Uint8Array(1024);
	let length = 0;
	for (let index = 0; index < values.length; index++) {
		// The greatest double takes 147 octets.
		if (length + 160 > octets.length) {
			const larger = new Uint8Array(2 * octets.length);
			larger.set(octets);
			octets = larger;
		}
		let value = values[index]!;
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

/** Gives equal values one code; codes are given in the order of first appearance. */
export class Coder<Value> {
	readonly values: Value[] = [];
	readonly #codes = new Map<unknown, number>();
	readonly #keyOf: (value: Value) => unknown;

	/** @param keyOf the same for equal values: their JSON, unless something shorter tells them apart */
	constructor(keyOf: (value: Value) => unknown = jsonKey) {
		this.#keyOf = keyOf;
	}

	code(value: Value): number {
		const key = this.#keyOf(value);
		let code = this.#codes.get(key);
		if (code === undefined) {
			code = this.values.length;
			this.#codes.set(key, code);
			this.values.push(value);
		}
		return code;
	}
}

function jsonKey(value: unknown): unknown {
	return typeof value === 'object' ? JSON.stringify(value) : value;
}

export function encodeColumn<Row, Value>(
	rows: readonly Row[],
	of: (row: Row) => Value,
	keyOf?: (value: Value) => unknown,
): Coded<Value> {
	const coder = new Coder(keyOf);
	const codes = Uint32Array.from(rows, (row) => coder.code(of(row)));
	return {values: coder.values, codes: encodeCodes(codes, coder.values.length)};
}

export function encodeCodes(codes: ArrayLike<number>, values: number): Numbers {
	return values <= 1 ? '' : encodeNumbers(codes);
}

export function encodeSparse<Row, Value>(
	rows: readonly Row[],
	of: (row: Row) => Value | null | undefined,
): Sparse<Value> {
	const {positions, values} = present(rows, of);
	return {at: encodePositions(positions), ...encodeColumn(values, (value) => value)};
}

export function encodeFramed<Row, Value extends {readonly frame: ReportFrame}>(
	rows: readonly Row[],
	of: (row: Row) => Value | null | undefined,
): SparseFramed<Value> {
	const {positions, values} = present(rows, of);
	return {
		at: encodePositions(positions),
		...encodeColumn(values, ({frame: _, ...shown}): Omit<Value, 'frame'> => shown),
		captures: encodeNumbers(values.map(({frame}) => frame.capture)),
		packets: encodeNumbers(values.map(({frame}) => frame.packet)),
	};
}

function present<Row, Value>(rows: readonly Row[], of: (row: Row) => Value | null | undefined) {
	const positions: number[] = [];
	const values: Value[] = [];
	for (const [position, row] of rows.entries()) {
		const value = of(row);
		if (value === null || value === undefined) continue;
		positions.push(position);
		values.push(value);
	}
	return {positions, values};
}
