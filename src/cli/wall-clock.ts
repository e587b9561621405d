import type {Clock} from '../net/clock.js';

/** The clock of this machine. A callback that is awaited keeps the process alive. */
export const wallClock: Clock = {
	now: () => Date.now() * 1000,
	after(delay, callback) {
		const timer = setTimeout(callback, delay / 1000);
		return () => clearTimeout(timer);
	},
};
