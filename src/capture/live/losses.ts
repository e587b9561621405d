import type {InterfaceCounters} from './interface-facts.js';

/**
 * Frames that one capture lost, told from what its interface counted and what the capture was given. A frame is on its way
 * for a while after the interface counted it; so the counters of a moment are compared only when everything that was
 * counted by then has been given or lost, with all that was given by now. What waits in the kernel's buffer without a time of its
 * own may be taken for lost meanwhile; whenever the interface is quiet, and when all was read at the end, the figure is exact.
 */
export class Losses {
	readonly #before: InterfaceCounters | undefined;
	readonly #after: InterfaceCounters | undefined;
	#isComparable: boolean;
	#known: number | undefined;
	#missed = 0;

	/**
	 * @param before the counters before the capture began
	 * @param after the same when it had begun
	 * @param isFiltered the capture is not given all frames
	 */
	constructor(before: InterfaceCounters | undefined, after: InterfaceCounters | undefined, isFiltered: boolean) {
		this.#before = before;
		this.#after = after;
		this.#isComparable = !isFiltered && before?.passed !== undefined && after?.passed !== undefined;
	}

	/** Frames were put together, or taken apart, before they were captured: the interface counted others. */
	giveUp(): void {
		this.#isComparable = false;
	}

	/**
	 * @param counters of a moment that is past: nothing that they count is on its way any more
	 * @param given frames that the capture was given until now
	 */
	compare(counters: InterfaceCounters | undefined, given: number): void {
		const lost = this.#lost(counters, given);
		if (lost !== undefined && lost >= 0) this.#known = Math.max(this.#known ?? 0, lost);
	}

	/**
	 * The same when nothing was on its way either at the moment of the counters or now, and nothing came in between. Then
	 * it is certain that none is lost where none is missing; and more frames than were counted are a proof that the
	 * counters count something else.
	 */
	settle(counters: InterfaceCounters | undefined, given: number): void {
		const lost = this.#lost(counters, given);
		if (lost === undefined) return;
		if (given > counters!.passed! - this.#before!.passed!) this.giveUp();
		else this.#known = Math.max(0, lost);
	}

	/**
	 * No more can be lost than was counted until now and not given, whatever is on its way.
	 * @param counters of this moment, or of a later one than the last frame that was given
	 */
	bound(counters: InterfaceCounters | undefined, given: number): void {
		if (!this.#isComparable || counters?.passed === undefined) return;
		const most = counters.passed - this.#before!.passed! - given;
		if (most === 0 || (most > 0 && this.#known !== undefined && this.#known > most)) this.#known = most;
	}

	/** Frames that were counted since the capture began and not given; fewer than none while they come. */
	#lost(counters: InterfaceCounters | undefined, given: number): number | undefined {
		if (counters === undefined || this.#before === undefined || this.#after === undefined) return undefined;
		this.#missed = Math.max(this.#missed, counters.missed - this.#before.missed);
		if (!this.#isComparable || counters.passed === undefined) return undefined;
		return counters.passed - this.#after.passed! - given;
	}

	/** Frames that were lost before the capture could see them. */
	get missed(): number {
		return this.#missed;
	}

	/** `undefined`: not known. */
	get drops(): number | undefined {
		// What a virtual interface lost is among the frames that it counted as passed.
		if (this.#isComparable && this.#known !== undefined) return this.#known;
		return this.#missed > 0 ? this.#missed : undefined;
	}
}
