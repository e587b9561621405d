/** Where octets come from. `readInto` fills the start of `target` and says how many octets it wrote: 0 at the end only. */
export interface OctetSource {
	readInto(target: Uint8Array): Promise<number>;
	/** The same from octet `position` on, whatever `readInto` gave; absent where octets can be had in order only. */
	readonly readAt?: (position: number, target: Uint8Array) => Promise<number>;
	close(): Promise<void>;
}

/**
 * A window that slides over a source: `octets` from `start` to `end` are what is at hand.
 * Its memory is one buffer of a fixed size, so no length that a hostile file claims can make it grow.
 */
export class OctetWindow {
	readonly octets: Uint8Array;
	readonly view: DataView;
	start = 0;
	end = 0;
	/** Octets of the source that lie before `octets[0]`. */
	#base = 0;
	/** Where the octets come from. What is read from it directly is missing in the window. */
	readonly source: OctetSource;

	/** @param octets the memory, or how much of it to take */
	constructor(source: OctetSource, octets: Uint8Array | number) {
		this.source = source;
		this.octets = typeof octets === 'number' ? new Uint8Array(octets) : octets;
		this.view = new DataView(this.octets.buffer, this.octets.byteOffset, this.octets.byteLength);
	}

	get available(): number {
		return this.end - this.start;
	}

	/** Octets of the source before `start`. */
	get position(): number {
		return this.#base + this.start;
	}

	/**
	 * Waits until `length` octets are at hand; false when the source ends before. Moves the octets that are left
	 * within the buffer, so everything that pointed into it is void. `length` must not exceed the size of the window.
	 */
	async fill(length: number): Promise<boolean> {
		if (this.available >= length) return true;
		this.continueAt(0);
		while (this.end < length) {
			const count = await this.source.readInto(this.octets.subarray(this.end));
			if (count === 0) return false;
			this.end += count;
		}
		return true;
	}

	/** Moves the octets that are at hand to `index` of the memory. */
	protected continueAt(index: number): void {
		this.octets.copyWithin(index, this.start, this.end);
		this.#base += this.start - index;
		this.end += index - this.start;
		this.start = index;
	}

	/** Empties the window; what its source gives next lies at octet `position`. */
	restart(position: number): void {
		this.start = 0;
		this.end = 0;
		this.#base = position;
	}

	/** Stands on octet `position` if that, or the octet before it, is in the window. */
	moveTo(position: number): boolean {
		const index = position - this.#base;
		if (index < 0 || index > this.end) return false;
		this.start = index;
		return true;
	}

	/** Passes over `length` octets, however many; false when the source ends before. */
	async skip(length: number): Promise<boolean> {
		let rest = length;
		while (rest > this.available) {
			rest -= this.available;
			this.start = this.end;
			if (!(await this.fill(1))) return false;
		}
		this.start += rest;
		return true;
	}
}
