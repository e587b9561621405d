import {type OctetSource, OctetWindow} from './octets.js';

/** Room before each half, for what is left of the half before it: the longest block there can be. */
const HEADROOM = 1 << 19;
/** Octets of memory below which a window is better not halved. */
export const MIN_READ_AHEAD = 4 * HEADROOM;

/**
 * A window in two halves: while one is looked at, the other is being read. For a source that nobody else reads, and that has
 * its octets at once.
 */
export class ReadAheadWindow extends OctetWindow {
	readonly #half: number;
	/** Where the next octets are read to. */
	#at = HEADROOM;
	#next: Promise<number> | undefined;

	/** @param size at least `MIN_READ_AHEAD` */
	constructor(source: OctetSource, size: number) {
		super(source, size);
		this.#half = size >>> 1;
	}

	override async fill(length: number): Promise<boolean> {
		while (this.available < length) {
			const count = await (this.#next ?? this.#read());
			this.#next = undefined;
			if (count === 0) return false;
			this.continueAt(this.#at - this.available);
			this.end = this.#at + count;
			this.#at = this.#at < this.#half ? this.#half + HEADROOM : HEADROOM;
			this.#next = this.#read();
			// What goes wrong is told when it is asked for.
			this.#next.catch(() => {});
		}
		return true;
	}

	#read(): Promise<number> {
		return this.source.readInto(this.octets.subarray(this.#at, this.#at + this.#half - HEADROOM));
	}
}
