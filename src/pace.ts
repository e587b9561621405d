/**
 * Lets several readers of the same captures stop behind the same batch. One word says behind which, the others how far
 * each reader is.
 */
export class Pace {
	readonly shared: Int32Array;
	readonly #reader: number;

	/** @param shared that of the other readers; without it, of as many as `readers` says */
	constructor(
		reader: number,
		readers: number,
		shared: Int32Array = new Int32Array(new SharedArrayBuffer(4 * (readers + 1))),
	) {
		this.shared = shared;
		this.#reader = reader;
		if (reader === 0) Atomics.store(shared, 0, 0x7fff_ffff);
	}

	/** Whether the reader may take its next batch. */
	isGoingOn(): boolean {
		const batch = Atomics.add(this.shared, this.#reader + 1, 1) + 1;
		return batch <= Atomics.load(this.shared, 0);
	}

	/** All stop, further on than any of them can have come by the time it is told. */
	stop(): void {
		const furthest = Math.max(...this.shared.subarray(1));
		Atomics.store(this.shared, 0, furthest + AHEAD);
	}
}

/** Batches: a reader takes a tenth of a millisecond for one at best, and the store above far less. */
const AHEAD = 16;
