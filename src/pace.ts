/**
 * Lets several readers of the same captures stop behind the same batch. They share one word: how many batches the furthest
 * of them has taken, and in its sign whether that was the last.
 */
export class Pace {
	readonly shared: Int32Array;
	#taken = 0;

	/** @param shared that of the other readers; the first reader goes without */
	constructor(shared: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
		this.shared = shared;
	}

	/** Whether the reader may take its next batch; if so, it has taken it. */
	isGoingOn(): boolean {
		for (;;) {
			const word = Atomics.load(this.shared, 0);
			const isFurthest = this.#taken === (word & FURTHEST);
			if (isFurthest && (word & STOPPED) !== 0) return false;
			if (!isFurthest || Atomics.compareExchange(this.shared, 0, word, word + 1) === word) {
				this.#taken++;
				return true;
			}
		}
	}

	/** No reader goes further than the furthest has gone. */
	stop(): void {
		Atomics.or(this.shared, 0, STOPPED);
	}
}

const STOPPED = 0x8000_0000;
const FURTHEST = 0x7fff_ffff;
