/** Octets that the buffer holds at first. */
const FIRST_CAPACITY = 1 << 20;

/**
 * What was unpacked, as far back as matches may reach. The buffer grows as octets come, up to twice the history and what
 * is reserved at a time, so a stream that asks for a large history and has little in it costs little.
 */
export class UnpackedOctets {
	#octets: Uint8Array = new Uint8Array(FIRST_CAPACITY);
	/** Octets in the buffer. */
	length = 0;
	/** Octets since the history was forgotten. */
	position = 0;
	readonly #history: number;

	constructor(history: number) {
		this.#history = history;
	}

	/** Makes room for `count` octets; `length` may become smaller. */
	reserve(count: number): void {
		if (this.length + count <= this.#octets.length) return;
		const kept = Math.min(this.#history, this.length);
		const wanted = Math.max(FIRST_CAPACITY, 2 * kept) + count;
		if (wanted > this.#octets.length) {
			const larger = new Uint8Array(wanted);
			larger.set(this.#octets.subarray(this.length - kept, this.length));
			this.#octets = larger;
		} else this.#octets.copyWithin(0, this.length - kept, this.length);
		this.length = kept;
	}

	/** What was unpacked before cannot be copied any more. */
	forget(): void {
		this.position = 0;
	}

	/** The last `count` octets. */
	last(count: number): Uint8Array {
		return this.#octets.subarray(this.length - count, this.length);
	}

	/** The octet `distance` back; 0 where there is none. */
	back(distance: number): number {
		return distance <= this.position ? this.#octets[this.length - distance]! : 0;
	}

	push(octet: number): void {
		this.#octets[this.length++] = octet;
		this.position++;
	}

	append(octets: Uint8Array): void {
		this.#octets.set(octets, this.length);
		this.length += octets.length;
		this.position += octets.length;
	}

	/** Repeats `count` octets from `distance` back; false where there are none. Room is reserved. */
	copy(distance: number, count: number): boolean {
		if (distance > this.position || distance > this.#history) return false;
		const octets = this.#octets;
		let to = this.length;
		for (const end = to + count; to < end; to++) octets[to] = octets[to - distance]!;
		this.length = to;
		this.position += count;
		return true;
	}
}
