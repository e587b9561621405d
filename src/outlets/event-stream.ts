import type {Writable} from 'node:stream';
import type {WatchEvent} from '../watch/event.js';
import {Backlog} from './backlog.js';
import {CLOSE_TIME, type Outlet, type OutletContext, type OutletState} from './outlet.js';

/** Events that are handed to the stream at once. */
const BATCH = 64;

/**
 * Events as text in a stream, such as standard output. No more is given to a slow reader than it takes; what is beyond the bound
 * is lost, so that a reader that stands still costs no memory. A reader that went away gets nothing more.
 */
export class EventStream implements Outlet {
	readonly name: string;
	readonly #stream: Writable;
	readonly #format: (event: WatchEvent) => string;
	readonly #context: OutletContext;
	readonly #backlog: Backlog;
	#isWriting = false;
	#isClosed = false;
	#onIdle: (() => void) | undefined;

	/** @param format the text of an event, its line end included */
	constructor(name: string, stream: Writable, format: (event: WatchEvent) => string, context: OutletContext) {
		this.name = name;
		this.#stream = stream;
		this.#format = format;
		this.#context = context;
		this.#backlog = new Backlog(name, context.tell);
	}

	get state(): OutletState {
		return this.#backlog.state;
	}

	emit(event: WatchEvent): void {
		this.#backlog.add(event);
		this.#write();
	}

	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		if (this.#isWriting) {
			await new Promise<void>((resolve) => {
				const cancel = this.#context.clock.after(CLOSE_TIME, resolve);
				this.#onIdle = () => {
					cancel();
					resolve();
				};
			});
		}
		this.#backlog.abandon();
	}

	#write(): void {
		if (this.#isWriting) return;
		const events = this.#backlog.first(BATCH);
		if (events.length === 0) {
			this.#onIdle?.();
			return;
		}
		this.#isWriting = true;
		this.#stream.write(events.map(this.#format).join(''), (error) => {
			this.#isWriting = false;
			if (error) {
				this.#backlog.abandon(`nobody reads (${(error as NodeJS.ErrnoException).code ?? error.message})`);
				this.#onIdle?.();
			} else {
				this.#backlog.delivered(events.length);
				this.#write();
			}
		});
	}
}
