import {octets} from './packets.js';

// Captures as octets, in every variant of the two formats.

export interface Frame {
	readonly octets: Uint8Array;
	/** Microseconds since 1970. */
	readonly time: number;
	/** Octets on the wire; as many as captured where it is not said. */
	readonly originalLength?: number;
}

/** 2026-01-01T00:00:00Z. */
export const NEW_YEAR = 1_767_225_600_000_000;

/** Frames one millisecond apart. */
export function frames(list: readonly Uint8Array[], {start = NEW_YEAR, step = 1000} = {}): Frame[] {
	return list.map((frame, index) => ({octets: frame, time: start + index * step}));
}

export interface PcapOptions {
	readonly bigEndian?: boolean;
	readonly nanoseconds?: boolean;
	readonly linkType?: number;
	readonly snaplen?: number;
}

export function pcap(list: readonly Frame[], options: PcapOptions = {}): Uint8Array {
	const {bigEndian = false, nanoseconds = false, linkType = 1, snaplen = 262_144} = options;
	const write = writer(bigEndian);
	return octets(
		write.u32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4),
		write.u16(2),
		write.u16(4),
		write.u32(0),
		write.u32(0),
		write.u32(snaplen),
		write.u32(linkType),
		...list.flatMap(({octets: frame, time, originalLength}) => [
			write.u32(Math.floor(time / 1_000_000)),
			write.u32((time % 1_000_000) * (nanoseconds ? 1000 : 1)),
			write.u32(frame.length),
			write.u32(originalLength ?? frame.length),
			frame,
		]),
	);
}

/** Builds pcapng blocks of one byte order. */
export class Pcapng {
	readonly #write: ReturnType<typeof writer>;

	constructor({bigEndian = false} = {}) {
		this.#write = writer(bigEndian);
	}

	block(type: number, body: Uint8Array | readonly number[]): Uint8Array {
		const padding = new Uint8Array((4 - (body.length % 4)) % 4);
		const length = 12 + body.length + padding.length;
		return octets(this.#write.u32(type), this.#write.u32(length), body, padding, this.#write.u32(length));
	}

	section(): Uint8Array {
		const {u16, u32} = this.#write;
		return this.block(0x0a0d0d0a, octets(u32(0x1a2b3c4d), u16(1), u16(0), u32(0xffffffff), u32(0xffffffff)));
	}

	/** @param tsresol as the octet of `if_tsresol` */
	interface({
		linkType = 1,
		snaplen = 0,
		tsresol = undefined as number | undefined,
		tsoffset = undefined as bigint | undefined,
	} = {}): Uint8Array {
		const {u16, u32, u64} = this.#write;
		const options = [
			...(tsresol === undefined ? [] : [...u16(9), ...u16(1), tsresol, 0, 0, 0]),
			...(tsoffset === undefined ? [] : [...u16(14), ...u16(8), ...u64(tsoffset)]),
			...u32(0),
		];
		return this.block(1, octets(u16(linkType), u16(0), u32(snaplen), options));
	}

	/** @param ticks the timestamp in units of the interface's resolution */
	enhanced(frame: Uint8Array, ticks: bigint, {interfaceId = 0, originalLength = frame.length} = {}): Uint8Array {
		const {u32} = this.#write;
		const head = octets(u32(interfaceId), this.#ticks(ticks), u32(frame.length), u32(originalLength));
		return this.block(6, octets(head, frame));
	}

	obsolete(frame: Uint8Array, ticks: bigint, {interfaceId = 0, originalLength = frame.length} = {}): Uint8Array {
		const {u16, u32} = this.#write;
		return this.block(
			2,
			octets(u16(interfaceId), u16(0), this.#ticks(ticks), u32(frame.length), u32(originalLength), frame),
		);
	}

	simple(frame: Uint8Array, originalLength = frame.length): Uint8Array {
		return this.block(3, octets(this.#write.u32(originalLength), frame));
	}

	#ticks(ticks: bigint): number[] {
		return [...this.#write.u32(Number(ticks >> 32n)), ...this.#write.u32(Number(ticks & 0xffff_ffffn))];
	}
}

/** A whole pcapng capture with one section and one interface, microseconds. */
export function pcapng(list: readonly Frame[], {bigEndian = false, linkType = 1} = {}): Uint8Array {
	const build = new Pcapng({bigEndian});
	return octets(
		build.section(),
		build.interface({linkType}),
		...list.map(({octets: frame, time, originalLength = frame.length}) =>
			build.enhanced(frame, BigInt(time), {originalLength}),
		),
	);
}

function writer(bigEndian: boolean) {
	const ordered = (value: bigint, length: number) => {
		const big = Array.from({length}, (_, index) =>
			Number((BigInt.asUintN(64, value) >> BigInt(8 * (length - 1 - index))) & 0xffn),
		);
		return bigEndian ? big : big.reverse();
	};
	return {
		u16: (value: number) => ordered(BigInt(value), 2),
		u32: (value: number) => ordered(BigInt(value >>> 0), 4),
		u64: (value: bigint) => ordered(value, 8),
	};
}
