import {CaptureError} from '../net/problem.js';
import {type EpochMicros, NO_TIME} from '../net/time.js';
import {countOddity, noteCut, noteFrames} from './coverage.js';
import {BATCH_ROWS, type CaptureCoverage, FrameBatch} from './frame.js';
import type {OctetWindow} from './octets.js';
import {MAX_FRAME} from './pcap.js';
import {type TimestampReader, timestampReader} from './pcapng-time.js';

/** The section header block's type, the same in both byte orders (draft-ietf-opsawg-pcapng §4.1). */
export const PCAPNG_MAGIC = 0x0a0d0d0a;

const Block = {
	InterfaceDescription: 1,
	ObsoletePacket: 2,
	SimplePacket: 3,
	NameResolution: 4,
	InterfaceStatistics: 5,
	EnhancedPacket: 6,
	DecryptionSecrets: 10,
} as const;

const Option = {End: 0, TimestampResolution: 9, TimestampOffset: 14} as const;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Type and total length in front, total length again behind (§3.1). */
const BLOCK_FRAME = 12;
const MIN_SECTION = 28;
const BODY = 8;
/** Of a section header block, behind the byte-order magic (§4.1). */
const MAJOR_VERSION = 12;
/** Most of a section or interface block that is read; options beyond are passed over. */
const MAX_DESCRIPTION = 65_536;
/** Longest block with a packet in it: the longest frame, its block's fields and options. */
const MAX_PACKET_BLOCK = MAX_FRAME + MAX_DESCRIPTION;
/** Interfaces a section may describe; a hostile file could describe millions, each with memory of ours. */
const MAX_INTERFACES = 65_536;

interface Interface {
	readonly linkType: number;
	/** 0: unlimited. */
	readonly snaplen: number;
	readonly readTimestamp: TimestampReader;
}

/** Where a packet block says what: body offsets, in octets. */
interface PacketLayout {
	readonly name: string;
	readonly fixedLength: number;
}
const layouts: Readonly<Record<number, PacketLayout>> = {
	[Block.EnhancedPacket]: {name: 'enhanced packet', fixedLength: 20},
	[Block.ObsoletePacket]: {name: 'packet', fixedLength: 20},
	[Block.SimplePacket]: {name: 'simple packet', fixedLength: 4},
};

/**
 * Reads pcapng, of any number of sections, from a window that stands on the first section header block.
 * Yields the one batch it owns again and again. A block cut off by the end of the input is noted in `coverage`;
 * a block that contradicts itself throws `CaptureError`, since nothing after it can be found.
 */
export async function* readPcapng(
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
): AsyncGenerator<FrameBatch, void, undefined> {
	coverage.format = 'pcapng';
	const reader = new BlockReader(window, coverage, capture);
	while (await window.fill(BLOCK_FRAME)) {
		reader.readPackets();
		if (reader.batch.count > 0) {
			noteFrames(coverage, reader.batch);
			yield reader.batch;
			continue;
		}
		if (!(await reader.readOneBlock())) return;
	}
	if (window.available > 0) noteCut(coverage, window.position, 'in the middle of a block');
}

class BlockReader {
	readonly batch = new FrameBatch();
	readonly #window: OctetWindow;
	readonly #coverage: CaptureCoverage;
	#littleEndian = true;
	#interfaces: Interface[] = [];
	#lastTime: EpochMicros = NO_TIME;

	constructor(window: OctetWindow, coverage: CaptureCoverage, capture: number) {
		this.#window = window;
		this.#coverage = coverage;
		this.batch.octets = window.octets;
		this.batch.view = window.view;
		this.batch.capture.fill(capture);
	}

	/**
	 * Fills the batch with the packet blocks that are wholly at hand; stops before a block of another kind.
	 * A damaged block throws only when it is the first, so that the packets before it are used.
	 */
	readPackets(): void {
		this.batch.count = 0;
		try {
			while (this.batch.count < BATCH_ROWS && this.#readPacket());
		} catch (error) {
			if (this.batch.count === 0) throw error;
		}
	}

	#readPacket(): boolean {
		const window = this.#window;
		const {view, start, end} = window;
		if (end - start < BLOCK_FRAME) return false;
		const type = view.getUint32(start, this.#littleEndian);
		if (layouts[type] === undefined) return false;
		const length = padded(view.getUint32(start + 4, this.#littleEndian));
		if (length > MAX_PACKET_BLOCK || length > end - start) return false;
		this.#checkBlock(type, length);
		this.#appendPacket(type, length);
		window.start += length;
		return true;
	}

	/** Takes the block at the window's start; false when the input ends inside of it. */
	async readOneBlock(): Promise<boolean> {
		const window = this.#window;
		const {view} = window;
		// The type of a section header reads the same in both byte orders.
		const type = view.getUint32(window.start, this.#littleEndian);
		if (type === PCAPNG_MAGIC) {
			if (!(await window.fill(MIN_SECTION))) {
				noteCut(this.#coverage, window.position, 'in the middle of a section header block');
				return false;
			}
			this.#startSection();
		}
		const length = padded(view.getUint32(window.start + 4, this.#littleEndian));
		if (length < BLOCK_FRAME) throw this.#broken(`has length ${length}; a block has at least ${BLOCK_FRAME} octets`);

		if (layouts[type] !== undefined) {
			if (length > MAX_PACKET_BLOCK) {
				throw this.#broken(`has length ${length}; a block with a packet has at most ${MAX_PACKET_BLOCK} octets`);
			}
			if (await window.fill(length)) return true;
			noteCut(this.#coverage, window.position, `in the middle of packet ${this.#coverage.frames + 1}`);
			return false;
		}

		const atHand = Math.min(length, MAX_DESCRIPTION);
		if (!(await window.fill(atHand))) {
			noteCut(this.#coverage, window.position, 'in the middle of a block');
			return false;
		}
		if (length === atHand) this.#checkBlock(type, length);
		if (type === Block.InterfaceDescription) this.#addInterface(atHand);
		else if (type !== PCAPNG_MAGIC) countOddity(this.#coverage, `${blockName(type)} skipped`);
		if (await window.skip(length)) return true;
		noteCut(this.#coverage, window.position, 'in the middle of a block');
		return false;
	}

	/** Learns the byte order of the section whose header block the window stands on (§4.1). */
	#startSection(): void {
		const {view, start} = this.#window;
		if (view.getUint32(start + BODY, true) === BYTE_ORDER_MAGIC) this.#littleEndian = true;
		else if (view.getUint32(start + BODY, false) === BYTE_ORDER_MAGIC) this.#littleEndian = false;
		else throw this.#broken('starts a section without the byte-order magic 1A2B3C4D');
		const major = view.getUint16(start + MAJOR_VERSION, this.#littleEndian);
		if (major !== 1) throw this.#broken(`starts a section of version ${major}; portolan reads version 1`);
		this.#interfaces = [];
	}

	#addInterface(length: number): void {
		const {view, start} = this.#window;
		const littleEndian = this.#littleEndian;
		if (length < BLOCK_FRAME + 8)
			throw this.#broken(`describes an interface in ${length} octets; it takes at least 20`);
		if (this.#interfaces.length === MAX_INTERFACES)
			throw this.#broken(`describes more than ${MAX_INTERFACES} interfaces`);
		let tsresol = 6;
		let tsoffset = 0n;
		const end = start + length - 4;
		for (let option = start + BODY + 8; option + 4 <= end; ) {
			const code = view.getUint16(option, littleEndian);
			const valueLength = view.getUint16(option + 2, littleEndian);
			const value = option + 4;
			if (code === Option.End || value + valueLength > end) break;
			if (code === Option.TimestampResolution && valueLength >= 1) tsresol = view.getUint8(value);
			if (code === Option.TimestampOffset && valueLength >= 8) tsoffset = view.getBigInt64(value, littleEndian);
			option = value + padded(valueLength);
		}
		this.#interfaces.push({
			linkType: view.getUint16(start + BODY, littleEndian),
			snaplen: view.getUint32(start + BODY + 4, littleEndian),
			readTimestamp: timestampReader(tsresol, tsoffset),
		});
	}

	#appendPacket(type: number, blockLength: number): void {
		const {batch} = this;
		const {view, start} = this.#window;
		const littleEndian = this.#littleEndian;
		const {name, fixedLength} = layouts[type]!;
		const body = start + BODY;
		const room = blockLength - BLOCK_FRAME - fixedLength;
		if (room < 0)
			throw this.#broken(`is a ${name} block of ${blockLength} octets; it takes at least ${BLOCK_FRAME + fixedLength}`);

		const isSimple = type === Block.SimplePacket;
		let index = 0;
		if (type === Block.EnhancedPacket) index = view.getUint32(body, littleEndian);
		else if (type === Block.ObsoletePacket) index = view.getUint16(body, littleEndian);
		const origin = this.#interfaces[index];
		if (origin === undefined) {
			throw this.#broken(
				`belongs to interface ${index}, but its section describes ${this.#interfaces.length} interfaces so far`,
			);
		}
		const originalLength = view.getUint32(body + (isSimple ? 0 : 16), littleEndian);
		// A simple packet has no captured length: the snaplen and the block bound it (§4.4).
		const simpleLength = Math.min(originalLength, origin.snaplen || originalLength, room);
		const capturedLength = isSimple ? simpleLength : view.getUint32(body + 12, littleEndian);
		if (capturedLength > room) {
			throw this.#broken(`claims ${capturedLength} captured octets in a block that has room for ${room}`);
		}
		if (origin.snaplen > 0 && capturedLength > origin.snaplen)
			countOddity(this.#coverage, 'record longer than the snaplen');

		const row = batch.count++;
		batch.offset[row] = body + fixedLength;
		batch.capturedLength[row] = capturedLength;
		batch.originalLength[row] = originalLength;
		batch.linkType[row] = origin.linkType;
		batch.number[row] = ++this.#coverage.frames;
		if (isSimple) {
			// No timestamp either (§4.4): the frame takes the time of the one before it.
			countOddity(this.#coverage, 'simple packet without a time');
			batch.time[row] = this.#lastTime;
		} else {
			this.#lastTime = origin.readTimestamp(
				view.getUint32(body + 4, littleEndian),
				view.getUint32(body + 8, littleEndian),
			);
			batch.time[row] = this.#lastTime;
		}
	}

	/** The length stands on both sides of a block: where they differ, the file is damaged here (§3.1). */
	#checkBlock(type: number, length: number): void {
		const {view, start} = this.#window;
		if (length < BLOCK_FRAME) throw this.#broken(`has length ${length}; a block has at least ${BLOCK_FRAME} octets`);
		const before = view.getUint32(start + 4, this.#littleEndian);
		const after = view.getUint32(start + length - 4, this.#littleEndian);
		if (before !== after) {
			throw this.#broken(
				`(${blockName(type)}) has length ${before} in front and ${after} behind, so the file is damaged there`,
			);
		}
		if (before !== length) countOddity(this.#coverage, 'block length not a multiple of 4');
	}

	#broken(what: string): CaptureError {
		const offset = this.#window.position;
		return new CaptureError(this.#coverage.path, `the block at octet ${offset} ${what}`, {offset});
	}
}

/** Rounded up to a multiple of 4: some writers leave the padding out of the length, and it is there all the same. */
function padded(length: number): number {
	return Math.ceil(length / 4) * 4;
}

function blockName(type: number): string {
	if (type === PCAPNG_MAGIC) return 'section header block';
	if (type === Block.NameResolution) return 'name resolution block';
	if (type === Block.InterfaceStatistics) return 'interface statistics block';
	if (type === Block.DecryptionSecrets) return 'decryption secrets block';
	if (type === 0x0bad || type === 0x4000_0bad) return 'custom block';
	return layouts[type]?.name ?? 'block of an unknown kind';
}
