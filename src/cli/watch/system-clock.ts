import type {Clock} from '../../net/clock.js';

/** The clock of the machine. */
export const systemClock: Clock = {
	now: () => Date.now() * 1000,
	after: (delay, callback) => {
		const timer = setTimeout(callback, delay / 1000);
		return () => clearTimeout(timer);
	},
};
