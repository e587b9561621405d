import {type DurationMicros, MINUTE, SECOND} from '../net/time.js';

const FIRST: DurationMicros = SECOND;
const LONGEST: DurationMicros = MINUTE;

/** How long to wait after each failure in a row: a second, then twice as long each time, up to a minute. */
export class BackOff {
	#next = FIRST;

	/** The time to wait now. */
	next(): DurationMicros {
		const wait = this.#next;
		this.#next = Math.min(LONGEST, 2 * wait);
		return wait;
	}

	/** It worked. */
	reset(): void {
		this.#next = FIRST;
	}
}
