import {setImmediate} from 'node:timers/promises';
import type {Clock} from '#portolan/net/clock.js';
import type {DurationMicros, EpochMicros} from '#portolan/net/time.js';

/** A clock that stands still until somebody moves it. */
export class FakeClock implements Clock {
	#now: EpochMicros;
	#timers: Array<{readonly at: EpochMicros; readonly callback: () => void}> = [];

	constructor(now: EpochMicros = Date.UTC(2026, 10, 30, 12) * 1000) {
		this.#now = now;
	}

	now(): EpochMicros {
		return this.#now;
	}

	after(delay: DurationMicros, callback: () => void): () => void {
		const timer = {at: this.#now + delay, callback};
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	}

	/** How long from now each waiting callback is due, soonest first. */
	get waits(): DurationMicros[] {
		return this.#timers.map(({at}) => at - this.#now).sort((a, b) => a - b);
	}

	/** Moves it on, and calls back what is due on the way, in order. */
	step(duration: DurationMicros): void {
		const end = this.#now + duration;
		while (this.#callNext(end)) {}
		this.#now = end;
	}

	/** The same; what each of them begins is let run before the next. */
	async advance(duration: DurationMicros): Promise<void> {
		const end = this.#now + duration;
		do await settled();
		while (this.#callNext(end));
		this.#now = end;
	}

	/** Moves on to whoever is due first until `end`; false where nobody is. */
	#callNext(end: EpochMicros): boolean {
		const due = this.#timers.filter(({at}) => at <= end).sort((a, b) => a.at - b.at)[0];
		if (due === undefined) return false;
		this.#timers = this.#timers.filter((timer) => timer !== due);
		this.#now = Math.max(this.#now, due.at);
		due.callback();
		return true;
	}
}

/** Lets everything run that waits for nothing but its turn. */
export async function settled(): Promise<void> {
	for (let turn = 0; turn < 5; turn++) await setImmediate();
}
