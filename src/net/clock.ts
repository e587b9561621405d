import type {DurationMicros, EpochMicros} from './time.js';

/** The time of day, for what waits or is named after it. It never decides what is said of traffic. */
export interface Clock {
	now(): EpochMicros;
	/** Calls back once when `delay` is over, unless what is returned was called before. */
	after(delay: DurationMicros, callback: () => void): () => void;
}
