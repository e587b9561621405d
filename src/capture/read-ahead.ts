import {type OctetSource, OctetWindow} from './octets.js';

/** Room at the start of each part, for what is left of the part before it: the longest block there can be. */
export const HEADROOM = 1 << 19;
/** Octets of memory below which a window is better not divided. */
export const MIN_READ_AHEAD = 4 * HEADROOM;

/** Memory that somebody else looks at, too. */
export interface SharedWindow {
	readonly octets: Uint8Array;
	/** Into so many parts of the same size the octets are divided; at least 2. */
	readonly parts: number;
	/** Waits until nobody else needs the octets of a part, which is counted from 0: then it is read into. */
	readonly untilFree: (part: number) => Promise<void>;
}

/**
 * A window in parts: while one is looked at, the next is being read. For a source that nobody else reads, and that has
 * its octets at once.
 */
export class ReadAheadWindow extends OctetWindow {
	readonly #part: number;
	/** Where the next octets are read to. */
	#at = HEADROOM;
	#next: Promise<number> | undefined;
	readonly #untilFree: SharedWindow['untilFree'] | undefined;

	/** @param memory what to read through, or how many octets of memory to take for that, at least `MIN_READ_AHEAD` */
	constructor(source: OctetSource, memory: SharedWindow | number) {
		const {octets, parts} = typeof memory === 'number' ? {octets: memory, parts: 2} : memory;
		super(source, octets);
		this.#part = Math.floor(this.octets.length / parts);
		this.#untilFree = typeof memory === 'number' ? undefined : memory.untilFree;
	}

	override async fill(length: number): Promise<boolean> {
		while (this.available < length) {
			const count = await (this.#next ?? this.#read());
			this.#next = undefined;
			if (count === 0) return false;
			this.continueAt(this.#at - this.available);
			this.end = this.#at + count;
			this.#at += this.#part;
			if (this.#at - HEADROOM + this.#part > this.octets.length) this.#at = HEADROOM;
			this.#next = this.#read();
			// What goes wrong is told when it is asked for.
			this.#next.catch(() => {});
		}
		return true;
	}

	async #read(): Promise<number> {
		const target = this.octets.subarray(this.#at, this.#at + this.#part - HEADROOM);
		await this.#untilFree?.((this.#at - HEADROOM) / this.#part);
		return this.source.readInto(target);
	}
}
