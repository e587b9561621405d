/** Places in the shared `Int32Array` in front of the octets. */
const WRITTEN = 0;
const TAKEN = 1;
const WAITING = 2;
const ENDED = 3;
const BROKEN = 4;
const HEAD = 32;

/**
 * A bounded queue of octets between two threads: one appends and never waits, the other takes and may. Its memory is
 * what it says and no more: what does not fit is refused.
 */
export class OctetRing {
	readonly memory: SharedArrayBuffer;
	readonly #state: Int32Array;
	readonly #octets: Uint8Array;

	/** @param memory of another thread's ring */
	constructor(memory: SharedArrayBuffer) {
		this.memory = memory;
		this.#state = new Int32Array(memory, 0, HEAD / 4);
		this.#octets = new Uint8Array(memory, HEAD);
	}

	/** @param size octets, below 2³¹ */
	static create(size: number): OctetRing {
		return new OctetRing(new SharedArrayBuffer(HEAD + size));
	}

	/** Appends all of it or nothing; false when there is no room. */
	append(octets: Uint8Array): boolean {
		const size = this.#octets.length;
		const written = this.#state[WRITTEN]!;
		// One octet stays free, so that full and empty differ.
		const free = (Atomics.load(this.#state, TAKEN) - written - 1 + size) % size;
		if (octets.length > free) return false;
		const untilEnd = size - written;
		if (octets.length <= untilEnd) {
			this.#octets.set(octets, written);
		} else {
			this.#octets.set(octets.subarray(0, untilEnd), written);
			this.#octets.set(octets.subarray(untilEnd), 0);
		}
		Atomics.store(this.#state, WRITTEN, (written + octets.length) % size);
		this.#wake();
		return true;
	}

	/** Nothing more is appended. */
	end(): void {
		Atomics.store(this.#state, ENDED, 1);
		this.#wake();
	}

	/** Whoever takes has given up: what is appended goes nowhere. */
	get isBroken(): boolean {
		return Atomics.load(this.#state, BROKEN) === 1;
	}

	break(): void {
		Atomics.store(this.#state, BROKEN, 1);
	}

	/**
	 * What can be taken in one piece, at most `most` octets; waits for it, and a little longer for more, so that few
	 * octets are not taken one by one. `undefined` at the end. It is valid until `release`.
	 * @param patience milliseconds that octets may wait for others
	 */
	take(most: number, patience: number): Uint8Array | undefined {
		const state = this.#state;
		const size = this.#octets.length;
		const taken = state[TAKEN]!;
		let written = Atomics.load(state, WRITTEN);
		while (written === taken) {
			if (Atomics.load(state, ENDED) === 1) {
				if (Atomics.load(state, WRITTEN) === taken) return undefined;
				break;
			}
			Atomics.store(state, WAITING, 1);
			Atomics.wait(state, WRITTEN, taken, 1000);
			Atomics.store(state, WAITING, 0);
			written = Atomics.load(state, WRITTEN);
		}
		if ((written - taken + size) % size < most && Atomics.load(state, ENDED) === 0) {
			// Nobody wakes who does not say that it waits.
			Atomics.wait(state, BROKEN, 0, patience);
		}
		written = Atomics.load(state, WRITTEN);
		const end = written >= taken ? written : size;
		return this.#octets.subarray(taken, Math.min(end, taken + most));
	}

	/** The first `count` octets are done with. */
	release(count: number): void {
		Atomics.store(this.#state, TAKEN, (this.#state[TAKEN]! + count) % this.#octets.length);
	}

	#wake(): void {
		if (Atomics.load(this.#state, WAITING) === 1) Atomics.notify(this.#state, WRITTEN);
	}
}
