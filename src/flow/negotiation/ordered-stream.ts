/** What waits for octets before it. More than a gap of one window of an old system, less than an attack. */
const MAX_WAITING_OCTETS = 65_536;
const MAX_WAITING_SEGMENTS = 64;

/** Who reads a stream. The octets are valid until the call returns. */
export interface StreamReader<Tag> {
	/** The next octets; `tag` goes with the segment that brought the last of them. */
	read(octets: Uint8Array, tag: Tag): void;
	/** Octets are missing before those that come next. */
	skip(): void;
}

interface Segment<Tag> {
	readonly sequence: number;
	readonly octets: Uint8Array;
	/** Octets on the wire; those beyond `octets` were not captured. */
	readonly length: number;
	readonly tag: Tag;
}

/** One direction of a TCP stream, put in order. Sequence numbers are 32-bit and wrap around (RFC 9293 §3.4). */
export class OrderedStream<Tag> {
	readonly #reader: StreamReader<Tag>;
	/** Sequence number that comes next; `undefined` before the first segment. */
	#next: number | undefined;
	#waiting: Segment<Tag>[] = [];
	#waitingOctets = 0;

	constructor(reader: StreamReader<Tag>) {
		this.#reader = reader;
	}

	/** The SYN of this direction: the stream begins behind it. */
	begin(sequence: number): void {
		this.#next ??= (sequence + 1) | 0;
	}

	/**
	 * A segment with a payload.
	 * @param octets what was captured of it; copied where it has to wait
	 * @param length octets of it on the wire
	 */
	add(sequence: number, octets: Uint8Array, length: number, tag: Tag): void {
		this.#next ??= sequence | 0;
		const ahead = (sequence - this.#next) | 0;
		if (ahead > 0) {
			this.#wait({sequence: sequence | 0, octets: octets.slice(), length, tag});
			return;
		}
		this.#take({sequence: sequence | 0, octets, length, tag});
		this.#drain();
	}

	#wait(segment: Segment<Tag>): void {
		this.#waiting.push(segment);
		this.#waitingOctets += segment.octets.length;
		if (this.#waitingOctets <= MAX_WAITING_OCTETS && this.#waiting.length <= MAX_WAITING_SEGMENTS) return;
		// What is missing will not come any more: go on with what is nearest.
		this.#sort();
		this.#next = this.#waiting[0]!.sequence;
		this.#reader.skip();
		this.#drain();
	}

	#drain(): void {
		if (this.#waiting.length === 0) return;
		this.#sort();
		while (this.#waiting.length > 0 && ((this.#waiting[0]!.sequence - this.#next!) | 0) <= 0) {
			const segment = this.#waiting.shift()!;
			this.#waitingOctets -= segment.octets.length;
			this.#take(segment);
		}
	}

	/** Hands over what is new in a segment that begins at or before what comes next. */
	#take({sequence, octets, length, tag}: Segment<Tag>): void {
		const known = (this.#next! - sequence) | 0;
		if (known >= length) return;
		this.#next = (sequence + length) | 0;
		if (known < octets.length) this.#reader.read(octets.subarray(known), tag);
		if (octets.length < length) this.#reader.skip();
	}

	#sort(): void {
		const next = this.#next!;
		this.#waiting.sort((a, b) => ((a.sequence - next) | 0) - ((b.sequence - next) | 0));
	}
}
