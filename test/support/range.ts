const View = DataView as unknown as new (buffer: ArrayBufferLike) => DataView;

/** A view that throws where anybody reads outside of the `length` octets from `start` on. */
export class RangeView extends View {
	readonly #start: number;
	readonly #end: number;

	/** @param around octets before and behind the payload, which look like more of it */
	constructor(payload: Uint8Array, around = 16) {
		const octets = new Uint8Array(payload.length + 2 * around).fill(0x30);
		octets.set(payload, around);
		super(octets.buffer);
		this.#start = around;
		this.#end = around + payload.length;
	}

	get start(): number {
		return this.#start;
	}

	override getUint8(at: number): number {
		this.#check(at, 1);
		return super.getUint8(at);
	}

	override getUint16(at: number, isLittleEndian?: boolean): number {
		this.#check(at, 2);
		return super.getUint16(at, isLittleEndian);
	}

	override getUint32(at: number, isLittleEndian?: boolean): number {
		this.#check(at, 4);
		return super.getUint32(at, isLittleEndian);
	}

	#check(at: number, octets: number): void {
		if (at < this.#start || at + octets > this.#end) throw new RangeError(`${at} is outside of the payload`);
	}
}
