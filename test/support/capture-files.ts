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

	/** @param length of what follows, where it is told */
	section({
		length = -1n,
		version = [1, 0] as readonly [number, number],
		options = [] as readonly number[],
	} = {}): Uint8Array {
		const {u16, u32, u64} = this.#write;
		const head = octets(u32(0x1a2b3c4d), u16(version[0]), u16(version[1]), u64(length), options);
		return this.block(0x0a0d0d0a, head);
	}

	/** One option; texts are written as UTF-8. */
	option(code: number, value: string | bigint): number[] {
		const {u16, u64} = this.#write;
		const written = typeof value === 'bigint' ? u64(value) : [...new TextEncoder().encode(value)];
		const padding = Array<number>((4 - (written.length % 4)) % 4).fill(0);
		return [...u16(code), ...u16(written.length), ...written, ...padding];
	}

	/** @param records address octets and the names behind them */
	names(records: ReadonlyArray<readonly [address: readonly number[], names: string]>): Uint8Array {
		const {u16} = this.#write;
		const body = records.flatMap(([address, text]) => {
			const value = [...address, ...new TextEncoder().encode(text)];
			const padding = Array<number>((4 - (value.length % 4)) % 4).fill(0);
			return [...u16(address.length === 4 ? 1 : 2), ...u16(value.length), ...value, ...padding];
		});
		return this.block(4, octets(body, [0, 0, 0, 0]));
	}

	statistics(options: readonly number[], interfaceId = 0): Uint8Array {
		const {u32} = this.#write;
		return this.block(5, octets(u32(interfaceId), u32(0), u32(0), options));
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
	enhanced(
		frame: Uint8Array,
		ticks: bigint,
		{interfaceId = 0, originalLength = frame.length, options = [] as readonly number[]} = {},
	): Uint8Array {
		const {u32} = this.#write;
		const head = octets(u32(interfaceId), this.#ticks(ticks), u32(frame.length), u32(originalLength));
		return this.block(6, octets(head, frame, new Uint8Array((4 - (frame.length % 4)) % 4), options));
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

export interface OldPcapOptions {
	readonly magic?: number;
	readonly version?: readonly [major: number, minor: number];
	readonly linkType?: number;
	readonly bigEndian?: boolean;
	readonly nanoseconds?: boolean;
	/** The original length stands first. */
	readonly swapped?: boolean;
	/** Octets behind the file header. */
	readonly behindHeader?: readonly number[];
	/** Octets behind each record header. */
	readonly behindRecord?: readonly number[];
}

/** Classic pcap as few tools write it. */
export function oldPcap(list: readonly Frame[], options: OldPcapOptions = {}): Uint8Array {
	const {magic = 0xa1b2c3d4, version = [2, 4], linkType = 1, bigEndian = false, nanoseconds = false} = options;
	const {swapped = false, behindHeader = [], behindRecord = []} = options;
	const {u16, u32} = writer(bigEndian);
	return octets(
		u32(magic),
		u16(version[0]),
		u16(version[1]),
		new Uint8Array(8),
		u32(262_144),
		u32(linkType),
		behindHeader,
		...list.flatMap(({octets: frame, time, originalLength = frame.length}) => [
			u32(Math.floor(time / 1_000_000)),
			u32((time % 1_000_000) * (nanoseconds ? 1000 : 1)),
			u32(swapped ? originalLength : frame.length),
			u32(swapped ? frame.length : originalLength),
			behindRecord,
			frame,
		]),
	);
}

export function snoop(
	list: readonly Frame[],
	{version = 2, datalink = 4, padding = undefined as number | undefined, drops = 0} = {},
): Uint8Array {
	const {u32} = writer(true);
	return octets(
		[...'snoop'].map((letter) => letter.charCodeAt(0)),
		[0, 0, 0],
		u32(version),
		u32(datalink),
		...list.flatMap(({octets: frame, time, originalLength}) => {
			const behind = padding ?? (4 - (frame.length % 4)) % 4;
			return [
				u32(originalLength ?? frame.length),
				u32(frame.length),
				u32(24 + frame.length + behind),
				u32(drops),
				u32(Math.floor(time / 1_000_000)),
				u32(time % 1_000_000),
				frame,
				new Uint8Array(behind),
			];
		}),
	);
}

export interface NetmonOptions {
	readonly version?: readonly [major: number, minor: number];
	/** Of the file, and from version 2.1 on of each frame, in turn. */
	readonly networks?: readonly number[];
	/** Order of the frames in the frame table; the order of the file where it is not said. */
	readonly order?: readonly number[];
	/** Octets in front of each record that belong to none. */
	readonly holes?: number;
}

/** Microsoft Network Monitor; the recording began at `NEW_YEAR`. */
export function netmon(list: readonly Frame[], options: NetmonOptions = {}): Uint8Array {
	const {version = [2, 3], networks = [1], order = list.map((_, index) => index), holes = 0} = options;
	const {u16, u32, u64} = writer(false);
	const [major, minor] = version;
	const HEADER = 128;
	let at = HEADER;
	const offsets: number[] = [];
	const records = list.map(({octets: frame, time, originalLength = frame.length}, index) => {
		const network = u16(networks[index % networks.length]!);
		const delta = time - NEW_YEAR;
		const head =
			major === 1
				? [...u32(delta / 1000), ...u16(originalLength), ...u16(frame.length)]
				: [...u64(BigInt(delta)), ...u32(originalLength), ...u32(frame.length)];
		const utc = u64(BigInt(time) * 10n + 116_444_736_000_000_000n);
		const tail = [[], network, [...network, ...u32(0)], [...network, ...u32(0), ...utc, 0]][major === 1 ? 0 : minor]!;
		const record = octets(new Uint8Array(holes), head, frame, tail);
		offsets.push(at + holes);
		at += record.length;
		return record;
	});
	return octets(
		[...(major === 1 ? 'RTSS' : 'GMBU')].map((letter) => letter.charCodeAt(0)),
		[minor, major],
		u16(networks[0]!),
		[2026, 1, 4, 1, 0, 0, 0, 0].flatMap(u16),
		u32(at),
		u32(4 * order.length),
		new Uint8Array(HEADER - 32),
		...records,
		...order.map((index) => u32(offsets[index]!)),
	);
}
