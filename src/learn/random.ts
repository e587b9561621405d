/** Numbers that look random and are the same on every machine (mulberry32). */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** At least 0, less than 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0, less than `bound`. */
	below(bound: number): number {
		return Math.floor(this.next() * bound);
	}

	/** One of the list; `undefined` if it is empty. */
	of<T>(list: readonly T[]): T | undefined {
		return list[this.below(list.length)];
	}
}
