import {type DurationMicros, SECOND} from '../net/time.js';
import type {WatchEvent} from '../watch/event.js';
import {BackOff} from './back-off.js';
import {Backlog} from './backlog.js';
import {CLOSE_TIME, type Outlet, type OutletContext, type OutletState} from './outlet.js';

/** How events get to somewhere that may be away. */
export interface Delivery {
	/** For people; holds no secret. */
	readonly name: string;
	/** Events that one attempt is given, at most. */
	readonly batch: number;
	/**
	 * One attempt to deliver the events, or the first of them. After a failure the next attempt is given the same and, when there
	 * are more by then, further ones. Never rejects; is over soon after `signal` is aborted.
	 */
	deliver(events: readonly WatchEvent[], signal: AbortSignal): Promise<Attempt>;
	/** Lets go of what it holds open. */
	end(): void;
}

export type Attempt =
	/** The first `count` are there. */
	| {readonly outcome: 'delivered'; readonly count: number}
	/** The first `count` will never be taken, and those behind them may be. */
	| {readonly outcome: 'refused'; readonly count: number; readonly why: string}
	/** None got there. `wait`: what the other side asks for before the next attempt; `undefined` where it asks for nothing. */
	| {readonly outcome: 'failed'; readonly problem: string; readonly wait: DurationMicros | undefined};

/** How long one attempt may take. */
export const ATTEMPT_TIME: DurationMicros = 10 * SECOND;

/**
 * Carries events to where a `Delivery` delivers them, in order, one attempt at a time, each batch until it is there; waits longer
 * after each failure.
 */
export class Courier implements Outlet {
	readonly name: string;
	readonly #delivery: Delivery;
	readonly #context: OutletContext;
	readonly #backlog: Backlog;
	readonly #backOff = new BackOff();
	#running: Promise<void> | undefined;
	#attempt: AbortController | undefined;
	#endPause: (() => void) | undefined;
	#isClosing = false;
	/** No further attempt is made. */
	#isOver = false;
	#closed: Promise<void> | undefined;

	constructor(delivery: Delivery, context: OutletContext, bound?: number) {
		this.name = delivery.name;
		this.#delivery = delivery;
		this.#context = context;
		this.#backlog = new Backlog(delivery.name, context.tell, bound);
	}

	get state(): OutletState {
		return this.#backlog.state;
	}

	emit(event: WatchEvent): void {
		this.#backlog.add(event);
		this.#start();
	}

	/** What waits is tried until something fails. */
	close(): Promise<void> {
		this.#closed ??= this.#close();
		return this.#closed;
	}

	async #close(): Promise<void> {
		this.#isClosing = true;
		const cancel = this.#context.clock.after(CLOSE_TIME, () => {
			this.#isOver = true;
			this.#attempt?.abort();
		});
		this.#endPause?.();
		this.#start();
		await this.#running;
		cancel();
		this.#backlog.abandon();
		this.#delivery.end();
	}

	#start(): void {
		if (this.#running === undefined && this.#backlog.size > 0) this.#running = this.#run();
	}

	async #run(): Promise<void> {
		// Events that are told together travel together.
		await Promise.resolve();
		while (this.#backlog.size > 0 && !this.#isOver) {
			const attempt = await this.#try();
			switch (attempt.outcome) {
				case 'delivered':
					this.#backOff.reset();
					this.#backlog.delivered(attempt.count);
					break;
				case 'refused':
					this.#backlog.refused(attempt.count, attempt.why);
					break;
				case 'failed':
					this.#backlog.failed(attempt.problem);
					if (this.#isClosing) this.#isOver = true;
					else await this.#pause(attempt.wait ?? this.#backOff.next());
					break;
				default:
					attempt satisfies never;
			}
		}
		this.#running = undefined;
	}

	async #try(): Promise<Attempt> {
		const controller = new AbortController();
		const cancel = this.#context.clock.after(ATTEMPT_TIME, () => controller.abort());
		this.#attempt = controller;
		const attempt = await this.#delivery.deliver(this.#backlog.first(this.#delivery.batch), controller.signal);
		this.#attempt = undefined;
		cancel();
		if (attempt.outcome !== 'failed' || !controller.signal.aborted) return attempt;
		return {outcome: 'failed', problem: 'no answer in time', wait: undefined};
	}

	async #pause(wait: DurationMicros): Promise<void> {
		await new Promise<void>((resolve) => {
			const cancel = this.#context.clock.after(wait, resolve);
			this.#endPause = () => {
				cancel();
				resolve();
			};
		});
		this.#endPause = undefined;
	}
}
