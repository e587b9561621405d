import {CaptureError} from '../net/problem.js';
import {type EpochMicros, NO_TIME} from '../net/time.js';
import {countOddity, noteComment, noteCut, noteFrames} from './coverage.js';
import {BATCH_ROWS, type CaptureCoverage, FrameBatch} from './frame.js';
import type {OctetWindow} from './octets.js';
import {MAX_FRAME} from './pcap.js';
import {BLOCK_FRAME, Block, BODY, blockName, PCAPNG_MAGIC, padded} from './pcapng-block.js';
import {Drops} from './pcapng-drops.js';
import {
	DESCRIPTION_OPTIONS,
	type Interface,
	MIN_DESCRIPTION,
	readInterface,
	readLosses,
	STATISTICS_OPTIONS,
} from './pcapng-interface.js';
import {readNames} from './pcapng-names.js';
import {Option, readOptions, textAt} from './pcapng-options.js';
import {isOwnApplication, MIN_SECTION, readSectionHeader, SECTION_OPTIONS} from './pcapng-section.js';
import type {FrameProvenance} from './provenance.js';

/** An obsolete packet whose drops were not counted (Appendix A). */
const UNKNOWN_DROPS = 0xffff;
/** Most of a section or interface block that is read; options beyond are passed over. */
const MAX_DESCRIPTION = 65_536;
/** Longest block with a packet in it: the longest frame, its block's fields and options. */
const MAX_PACKET_BLOCK = MAX_FRAME + MAX_DESCRIPTION;
/** Interfaces a section may describe; a hostile file could describe millions, each with memory of ours. */
const MAX_INTERFACES = 65_536;

/** Octets of a packet block's body in front of the packet (§4.3, §4.4, Appendix A). */
const fixedLengths: Readonly<Record<number, number>> = {
	[Block.EnhancedPacket]: 20,
	[Block.ObsoletePacket]: 20,
	[Block.SimplePacket]: 4,
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
	provenance?: FrameProvenance,
): AsyncGenerator<FrameBatch, void, undefined> {
	coverage.format = 'pcapng';
	const reader = new BlockReader(window, coverage, capture, provenance);
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
	else reader.finishSection();
}

class BlockReader {
	readonly batch = new FrameBatch();
	readonly #window: OctetWindow;
	readonly #coverage: CaptureCoverage;
	#littleEndian = true;
	#interfaces: Interface[] = [];
	#lastTime: EpochMicros = NO_TIME;
	/** The same in units of its interface, where somebody asks for them. */
	#lastTicks: [high: number, low: number] = [0, 0];
	/** Where the section ends as its header says; `undefined` where it does not. */
	#sectionEnd: number | undefined;
	readonly #drops: Drops;
	/** The section was written by portolan. */
	#isOwn = false;

	constructor(
		window: OctetWindow,
		coverage: CaptureCoverage,
		capture: number,
		provenance: FrameProvenance | undefined,
	) {
		this.#window = window;
		this.#coverage = coverage;
		this.#drops = new Drops(coverage);
		this.batch.octets = window.octets;
		this.batch.view = window.view;
		this.batch.capture.fill(capture);
		this.batch.provenance = provenance;
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
		if (fixedLengths[type] === undefined) return false;
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
			this.finishSection();
			if (!this.#startSection()) return this.#skipSection();
		}
		const length = padded(view.getUint32(window.start + 4, this.#littleEndian));
		if (length < BLOCK_FRAME) throw this.#broken(`has length ${length}; a block has at least ${BLOCK_FRAME} octets`);

		if (fixedLengths[type] !== undefined) {
			if (length > MAX_PACKET_BLOCK) {
				throw this.#broken(`has length ${length}; a block with a packet has at most ${MAX_PACKET_BLOCK} octets`);
			}
			if (await window.fill(length)) return true;
			noteCut(this.#coverage, window.position, `in the middle of packet ${this.#coverage.frames + 1}`);
			return false;
		}

		const atHand = Math.min(length, type === Block.NameResolution ? MAX_PACKET_BLOCK : MAX_DESCRIPTION);
		if (!(await window.fill(atHand))) {
			noteCut(this.#coverage, window.position, 'in the middle of a block');
			return false;
		}
		if (length === atHand) this.#checkBlock(type, length);
		this.#describe(type, atHand);
		if (type === PCAPNG_MAGIC && this.#sectionEnd !== undefined) this.#sectionEnd += window.position + length;
		if (await window.skip(length)) return true;
		noteCut(this.#coverage, window.position, 'in the middle of a block');
		return false;
	}

	/** Takes what a block without a packet says; its first `length` octets are at hand. */
	#describe(type: number, length: number): void {
		const {view, start} = this.#window;
		const body = start + BODY;
		const end = start + length - 4;
		if (type === PCAPNG_MAGIC) {
			this.#readComments(start + SECTION_OPTIONS, end);
			this.#readWriter(start + SECTION_OPTIONS, end);
		} else if (type === Block.InterfaceDescription) this.#addInterface(length);
		else if (type === Block.NameResolution) readNames(view, body, end, this.#littleEndian, this.#coverage);
		else if (type === Block.InterfaceStatistics) this.#readStatistics(length);
		else countOddity(this.#coverage, `${blockName(type)} skipped`);
	}

	#readComments(start: number, end: number, packet?: number): void {
		const {view} = this.#window;
		readOptions(view, start, end, this.#littleEndian, (code, value, length) => {
			if (code === Option.Comment) noteComment(this.#coverage, packet, textAt(view, value, length));
		});
	}

	#readWriter(start: number, end: number): void {
		const {view} = this.#window;
		readOptions(view, start, end, this.#littleEndian, (code, value, length) => {
			if (code === Option.UserApplication) this.#isOwn = isOwnApplication(textAt(view, value, length));
		});
	}

	#readStatistics(length: number): void {
		const {view, start} = this.#window;
		const losses = readLosses(view, start, length, this.#littleEndian);
		if (losses === undefined) return;
		const {interfaceId, drops, endTime} = losses;
		const origin = this.#interfaces[interfaceId];
		if (origin === undefined) countOddity(this.#coverage, 'statistics of an interface not described');
		else {
			if (drops !== undefined) this.#drops.noteStatistics(interfaceId, drops);
			if (endTime !== undefined && this.#isOwn) this.#noteWatched(origin.readTimestamp(...endTime));
		}
		this.#readComments(start + STATISTICS_OPTIONS, start + length - 4);
	}

	#noteWatched(until: EpochMicros): void {
		const coverage = this.#coverage;
		coverage.watchedUntil = Math.max(until, coverage.watchedUntil ?? until);
	}

	/** The section is over: its header may have told another length (§4.1), which harms nobody. */
	finishSection(): void {
		const {position} = this.#window;
		if (this.#sectionEnd !== undefined && this.#sectionEnd !== position) {
			countOddity(this.#coverage, 'section of another length than its header says');
		}
		this.#sectionEnd = undefined;
	}

	/** Passes over a section whose version is unknown, by its length. */
	async #skipSection(): Promise<boolean> {
		const window = this.#window;
		const length = padded(window.view.getUint32(window.start + 4, this.#littleEndian));
		const rest = this.#sectionEnd!;
		this.#sectionEnd = undefined;
		countOddity(this.#coverage, 'section of an unknown version left out');
		if (await window.skip(length + rest)) return true;
		noteCut(this.#coverage, window.position, 'in a section of an unknown version');
		return false;
	}

	/** Learns the byte order of the section whose header block the window stands on; false: it is to be skipped. */
	#startSection(): boolean {
		const header = readSectionHeader(this.#window.view, this.#window.start);
		if (header === undefined) throw this.#broken('starts a section without the byte-order magic 1A2B3C4D');
		const {littleEndian, version, isKnown, length} = header;
		if (!isKnown && length === undefined) {
			throw this.#broken(`starts a section of version ${version}, without its length; portolan reads version 1`);
		}
		this.#littleEndian = littleEndian;
		this.#sectionEnd = length;
		this.#interfaces = [];
		this.#isOwn = false;
		this.#drops.startSection();
		return isKnown;
	}

	#addInterface(length: number): void {
		const {view, start} = this.#window;
		if (length < MIN_DESCRIPTION) {
			throw this.#broken(`describes an interface in ${length} octets; it takes at least ${MIN_DESCRIPTION}`);
		}
		if (this.#interfaces.length === MAX_INTERFACES)
			throw this.#broken(`describes more than ${MAX_INTERFACES} interfaces`);
		this.#interfaces.push(readInterface(view, start, length, this.#littleEndian));
		this.#readComments(start + DESCRIPTION_OPTIONS, start + length - 4);
	}

	#appendPacket(type: number, blockLength: number): void {
		const {batch} = this;
		const {view, start} = this.#window;
		const littleEndian = this.#littleEndian;
		const fixedLength = fixedLengths[type]!;
		const body = start + BODY;
		const room = blockLength - BLOCK_FRAME - fixedLength;
		if (room < 0)
			throw this.#broken(
				`is a ${blockName(type)} block of ${blockLength} octets; it takes at least ${BLOCK_FRAME + fixedLength}`,
			);

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
		if (batch.provenance !== undefined) {
			if (!isSimple) {
				this.#lastTicks = [view.getUint32(body + 4, littleEndian), view.getUint32(body + 8, littleEndian)];
			}
			batch.provenance.interface[row] = origin;
			[batch.provenance.ticksHigh[row], batch.provenance.ticksLow[row]] = this.#lastTicks;
		}
		const drops = type === Block.ObsoletePacket ? view.getUint16(body + 2, littleEndian) : UNKNOWN_DROPS;
		if (drops !== UNKNOWN_DROPS) this.#drops.noteBetween(index, drops);
		const options = body + fixedLength + padded(capturedLength);
		const end = start + blockLength - 4;
		if (!isSimple && options + 4 <= end) this.#readPacketOptions(options, end, index);
	}

	#readPacketOptions(start: number, end: number, interfaceId: number): void {
		const {view} = this.#window;
		readOptions(view, start, end, this.#littleEndian, (code, value, length) => {
			if (code === Option.Comment) noteComment(this.#coverage, this.#coverage.frames, textAt(view, value, length));
			// Codes beyond the comment belong to the kind of block; obsolete packets have others, without this one.
			if (code === Option.DropCount && length === 8) {
				this.#drops.noteBetween(interfaceId, Number(view.getBigUint64(value, this.#littleEndian)));
			}
		});
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
