import type {Coded, Numbers, Sparse, SparseFramed} from '#portolan/report/html/page-data.js';
import type {ReportFrame} from '#portolan/report/report.js';

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
	for (let index = 0; index < distances.length; index++) {
		position += distances[index]!;
		positions[index] = position;
	}
	return positions;
}

/** A column of few different values; decoded when it is first asked for. */
export class CodedColumn<Value> {
	readonly values: readonly Value[];
	readonly #encoded: Numbers;
	readonly #count: number;
	#codes: Uint32Array | undefined;

	constructor({values, codes}: Coded<Value>, count: number) {
		this.values = values;
		this.#encoded = codes;
		this.#count = count;
	}

	/** Positions in `values`. */
	get codes(): Uint32Array {
		this.#codes ??=
			this.#encoded === '' ? new Uint32Array(this.#count) : new Uint32Array(decodeNumbers(this.#encoded, this.#count));
		return this.#codes;
	}

	at(row: number): Value {
		return this.values[this.codes[row]!]!;
	}
}

/** A column of numbers that hardly any two rows share; decoded when it is first asked for. */
export class NumberColumn {
	readonly #encoded: Numbers;
	readonly #count: number;
	#numbers: Float64Array | undefined;

	constructor(encoded: Numbers, count: number) {
		this.#encoded = encoded;
		this.#count = count;
	}

	get all(): Float64Array {
		this.#numbers ??= decodeNumbers(this.#encoded, this.#count);
		return this.#numbers;
	}

	at(row: number): number {
		return this.all[row]!;
	}
}

/** A column that has values in some rows only. */
export function decodeSparse<Value>({at, ...coded}: Sparse<Value>): ReadonlyMap<number, Value> {
	const positions = decodePositions(at);
	const column = new CodedColumn(coded, positions.length);
	return new Map(Array.from(positions, (position, index) => [position, column.at(index)]));
}

/** The same, each with the packet that shows it. */
export function decodeFramed<Value extends {readonly frame: ReportFrame}>({
	captures,
	packets,
	...sparse
}: SparseFramed<Value>): ReadonlyMap<number, Value> {
	const values = decodeSparse(sparse);
	const [captureOf, packetOf] = [decodeNumbers(captures, values.size), decodeNumbers(packets, values.size)];
	return new Map(
		Array.from(values, ([position, value], index) => {
			const frame = {capture: captureOf[index]!, packet: packetOf[index]!};
			return [position, {...value, frame} as unknown as Value];
		}),
	);
}
