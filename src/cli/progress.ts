import type {WriteStream} from 'node:tty';
import type {CaptureCoverage} from '../capture/frame.js';

/** Milliseconds before anything is shown, and between two updates. */
const DELAY = 500;
const INTERVAL = 100;

/** A line on a terminal that says how far the reading is; nothing where standard error is no terminal. */
export class Progress {
	readonly #stream: WriteStream;
	readonly #start = Date.now();
	#last = 0;
	#isShown = false;

	constructor(stream: WriteStream) {
		this.#stream = stream;
	}

	update(coverages: readonly CaptureCoverage[]): void {
		if (!this.#stream.isTTY) return;
		const now = Date.now();
		if (now - this.#start < DELAY || now - this.#last < INTERVAL) return;
		this.#last = now;
		this.#isShown = true;
		this.#stream.write(`\r\x1b[K${this.#line(coverages, now)}`);
	}

	clear(): void {
		if (this.#isShown) this.#stream.write('\r\x1b[K');
		this.#isShown = false;
	}

	#line(coverages: readonly CaptureCoverage[], now: number): string {
		const sum = (of: (coverage: CaptureCoverage) => number) => coverages.reduce((total, item) => total + of(item), 0);
		const packets = sum(({frames}) => frames);
		const read = sum(({octetsRead}) => octetsRead);
		const isKnown = coverages.every(({octetsTotal, isRead}) => isRead || octetsTotal !== undefined);
		const total = sum(({octetsTotal, octetsRead}) => octetsTotal ?? octetsRead);
		const share = isKnown && total > 0 ? `${Math.min(100, Math.floor((100 * read) / total))} %, ` : '';
		const rate = Math.round(packets / Math.max(1, now - this.#start));
		return `${share}${packets.toLocaleString('en-US')} packets, ${rate.toLocaleString('en-US')} thousand a second`;
	}
}
