import type {WatchEvent} from '../watch/event.js';
import {type OutletContext, type OutletState, QUEUE_BOUND} from './outlet.js';

/**
 * What an outlet still has to deliver, in order, and what became of the rest. It tells the operator when trouble begins, when
 * events begin to be lost, and when it is over; never once for each event.
 */
export class Backlog {
	readonly #name: string;
	readonly #tell: OutletContext['tell'];
	readonly #bound: number;
	#waiting: WatchEvent[] = [];
	#delivered = 0;
	#lost = 0;
	#problem: string | undefined;
	/** Of `#lost`, how many were told. */
	#lossesTold = 0;
	#isOverflowing = false;
	#isClosed = false;

	constructor(name: string, tell: OutletContext['tell'], bound: number = QUEUE_BOUND) {
		this.#name = name;
		this.#tell = tell;
		this.#bound = bound;
	}

	get state(): OutletState {
		return {queued: this.#waiting.length, delivered: this.#delivered, lost: this.#lost, problem: this.#problem};
	}

	/** Events that wait. */
	get size(): number {
		return this.#waiting.length;
	}

	/** Beyond the bound the event that comes is lost, not one that waits: what arrives in the end has one gap, and its sequence shows it. */
	add(event: WatchEvent): void {
		if (this.#isClosed) {
			this.#lost++;
			return;
		}
		if (this.#waiting.length < this.#bound) {
			this.#waiting.push(event);
			return;
		}
		this.#lost++;
		if (this.#isOverflowing) return;
		this.#isOverflowing = true;
		this.#tell(`${this.#name}: ${this.#bound} events wait already; those that come now are lost`);
	}

	/** The first that wait, at most `count`. */
	first(count: number): readonly WatchEvent[] {
		return this.#waiting.slice(0, count);
	}

	/** The first `count` are where they belong. When none waits any more, whatever was wrong is over; not before, since it may be wrong again. */
	delivered(count: number): void {
		this.#waiting.splice(0, count);
		this.#delivered += count;
		if (this.#waiting.length > 0) return;
		const wasWrong = this.#problem !== undefined || this.#isOverflowing;
		this.#problem = undefined;
		this.#isOverflowing = false;
		if (wasWrong) this.#tell(`${this.#name}: works again${this.#untoldLosses()}`);
	}

	/** The first `count` will never be taken, and it makes no sense to try again. */
	refused(count: number, why: string): void {
		this.#waiting.splice(0, count);
		this.#lost += count;
		this.#lossesTold += count;
		this.#tell(`${this.#name}: ${why}; ${events(count)} lost`);
	}

	/** @param problem what is wrong now, a phrase; told where nothing was wrong before */
	failed(problem: string): void {
		if (this.#problem === undefined) this.#tell(`${this.#name}: ${problem}; events wait until it works`);
		this.#problem = problem;
	}

	/**
	 * Gives up what waits. Events that are added later are lost, without another word.
	 * @param problem why nothing can be delivered any more, a phrase; absent where nothing is to be
	 */
	abandon(problem?: string): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#problem = problem ?? this.#problem;
		this.#lost += this.#waiting.length;
		this.#waiting = [];
		const losses = this.#untoldLosses();
		if (problem !== undefined || losses !== '') this.#tell(`${this.#name}: ${problem ?? 'closed'}${losses}`);
	}

	#untoldLosses(): string {
		const count = this.#lost - this.#lossesTold;
		this.#lossesTold = this.#lost;
		return count === 0 ? '' : `; ${events(count)} could not be delivered`;
	}
}

function events(count: number): string {
	return count === 1 ? '1 event' : `${count} events`;
}
