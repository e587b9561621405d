import type {Clock} from '../net/clock.js';
import {type DurationMicros, SECOND} from '../net/time.js';
import type {WatchEvent} from '../watch/event.js';

/**
 * Somewhere that events go. It takes each over at once and delivers it when it can; what it cannot deliver it keeps, up to
 * a bound, and counts what is beyond that.
 */
export interface Outlet {
	/** For people and metrics: `file events.ndjson`, `syslog+tcp://log.example:601`. Holds no secret. */
	readonly name: string;
	/** Returns at once and never throws. After `close` the event counts as lost. */
	emit(event: WatchEvent): void;
	/** Delivers what waits as far as it can within `CLOSE_TIME`, counts the rest as lost, lets go of files and sockets. Never rejects. */
	close(): Promise<void>;
	/** As it is now. */
	readonly state: OutletState;
}

export interface OutletState {
	/** Events that wait to be delivered. */
	readonly queued: number;
	/** Events that were handed over: to the file, the network, or whoever answered that it has them. */
	readonly delivered: number;
	/** Events that will never be delivered. */
	readonly lost: number;
	/** What is wrong with it now, a phrase; `undefined` while it works. */
	readonly problem: string | undefined;
}

/** What outlets need of the world besides their own address. */
export interface OutletContext {
	readonly clock: Clock;
	/** Takes one line for the operator, without its end. */
	readonly tell: (line: string) => void;
}

/** How long an outlet may take to close. */
export const CLOSE_TIME: DurationMicros = 5 * SECOND;

/** Events that wait in one outlet, at most. */
export const QUEUE_BOUND = 10_000;
