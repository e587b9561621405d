import {type WatchEvent, watchEventKinds} from '../watch/event.js';
import type {Outlet, OutletContext} from './outlet.js';

export type EventCounts = Record<WatchEvent['event'], number>;

/** All outlets together: each gets every event, whatever becomes of it in the others. */
export class FanOut {
	readonly outlets: readonly Outlet[];
	readonly #tell: OutletContext['tell'];
	readonly #counts = Object.fromEntries(watchEventKinds.map((kind) => [kind, 0])) as EventCounts;
	readonly #broken = new Set<Outlet>();

	constructor(outlets: readonly Outlet[], {tell}: Pick<OutletContext, 'tell'>) {
		this.outlets = outlets;
		this.#tell = tell;
	}

	/** Events so far by their kind, whether there is an outlet for them or not. */
	get counts(): Readonly<EventCounts> {
		return this.#counts;
	}

	/** Returns at once and never throws. What an outlet throws against its contract is told, once for each outlet. */
	emit(event: WatchEvent): void {
		this.#counts[event.event]++;
		for (const outlet of this.outlets) {
			try {
				outlet.emit(event);
			} catch (error) {
				if (!this.#broken.has(outlet)) this.#tell(`${outlet.name}: event ${event.sequence} broke it: ${error}`);
				this.#broken.add(outlet);
			}
		}
	}

	/** Closes all of them at the same time. Never rejects. */
	async close(): Promise<void> {
		await Promise.allSettled(this.outlets.map((outlet) => outlet.close()));
	}
}
