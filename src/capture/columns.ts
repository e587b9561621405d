/** Octets between places of memory that the first-level cache of common processors keeps in the same set. */
const SET_STRIDE = 4096;
const CACHE_LINE = 64;
/** Lines by which the start of each column is moved against the one before: odd, so that every set is used. */
const STEP = 5;

type Make<T> = {
	new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
	readonly BYTES_PER_ELEMENT: number;
};

/**
 * Makes the columns of batches, all 0. Columns are walked through side by side: if all began at the same place of a page, as the
 * system hands them out, the rows of a dozen of them would displace each other from the cache.
 */
export class Columns {
	#made = 0;

	uint8(length: number): Uint8Array {
		return this.#make(Uint8Array, length);
	}

	uint16(length: number): Uint16Array {
		return this.#make(Uint16Array, length);
	}

	uint32(length: number): Uint32Array {
		return this.#make(Uint32Array, length);
	}

	int32(length: number): Int32Array {
		return this.#make(Int32Array, length);
	}

	float64(length: number): Float64Array {
		return this.#make(Float64Array, length);
	}

	protected memory(octets: number): ArrayBufferLike {
		return new ArrayBuffer(octets);
	}

	#make<T>(array: Make<T>, length: number): T {
		const start = (this.#made++ * STEP * CACHE_LINE) % SET_STRIDE;
		return new array(this.memory(start + length * array.BYTES_PER_ELEMENT), start, length);
	}
}

/** Columns in memory that several threads share. */
export class SharedColumns extends Columns {
	/** What the columns lie in, to be sent to other threads. */
	readonly memories: SharedArrayBuffer[] = [];

	protected override memory(octets: number): SharedArrayBuffer {
		const memory = new SharedArrayBuffer(octets);
		this.memories.push(memory);
		return memory;
	}
}

/** The columns that another thread made, asked for in the same order. */
export class ForeignColumns extends Columns {
	readonly #memories: Iterator<SharedArrayBuffer>;

	constructor(memories: readonly SharedArrayBuffer[]) {
		super();
		this.#memories = memories[Symbol.iterator]();
	}

	protected override memory(octets: number): SharedArrayBuffer {
		const {value} = this.#memories.next();
		if (value?.byteLength !== octets) throw new RangeError('columns are asked for that were not made');
		return value;
	}
}
