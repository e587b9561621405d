/** Milliseconds before each of the first tries after a failure; later ones wait twice as long as the one before. */
const first = [0, 250, 500, 1000];
const LONGEST = 30_000;
/** Milliseconds after which a process that ran so long has not failed at once. */
const HEALTHY = 10_000;

/** How long to wait before something that failed is tried again: not at all at first, then longer and longer, for ever. */
export class BackOff {
	#failures = 0;

	/**
	 * Milliseconds to wait now.
	 * @param ran how long what failed had run, in milliseconds
	 */
	next(ran: number): number {
		if (ran >= HEALTHY) this.#failures = 0;
		const failure = this.#failures++;
		return first[failure] ?? Math.min(LONGEST, first.at(-1)! * 2 ** (failure - first.length + 1));
	}

	reset(): void {
		this.#failures = 0;
	}
}
