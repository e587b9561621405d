import {CaptureError} from '../net/problem.js';
import {countOddity, noteCut, noteFrames} from './coverage.js';
import {BATCH_ROWS, type CaptureCoverage, FrameBatch} from './frame.js';
import {NETMON_HEADER, type NetmonHeader, readNetmonHeader} from './netmon-header.js';
import {isMetadata, linkTypeOf, NETMON_802_11, NETMON_802_11_LENGTH} from './netmon-network.js';
import {signedTicks, utcOfFileTime} from './netmon-time.js';
import {OctetWindow} from './octets.js';
import {impossibleLength, MAX_FRAME} from './pcap.js';
import {keepAll, MovableSource, type RandomAccess} from './random-access.js';

/** Octets of a capture that are kept in memory where its frame table, which is at its end, cannot be read first. */
const MAX_KEPT = 1 << 27;
/** Octets that frames are read through: room for the longest record. */
const WINDOW = 1 << 19;
/** Of a record's trailer, from version 2.3 on. */
const UTC_TIME = 6;
/** Entries of the frame table that are read at a time. */
const TABLE_PART = 16_384;

/**
 * Reads Microsoft Network Monitor 1.x and 2.x from a window that stands on its magic number. Frames come in the order of
 * the frame table, which may differ from that of the file. Yields the one batch it owns again and again.
 */
export async function* readNetmon(
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
): AsyncGenerator<FrameBatch, void, undefined> {
	coverage.format = 'netmon';
	if (!(await window.fill(NETMON_HEADER))) {
		noteCut(coverage, 0, 'in the file header');
		return;
	}
	const header = readNetmonHeader(window);
	const {major, minor, tableOffset, tableLength} = header;
	if (major !== 1 && major !== 2) {
		throw new CaptureError(
			coverage.path,
			`this is a Network Monitor capture of version ${major}.${minor}; portolan reads versions 1 and 2`,
		);
	}
	if (Number.isNaN(header.start)) {
		throw new CaptureError(coverage.path, 'the start time in the file header is no time', {offset: 8});
	}
	if (tableOffset === 0) {
		throw new CaptureError(
			coverage.path,
			'the file has no frame table: the recording was not finished; save it again in Network Monitor',
		);
	}
	const octets = await randomAccess(window, coverage);
	const reader = new FrameReader(octets, header, coverage, capture);
	const table = new DataView(new ArrayBuffer(4 * TABLE_PART));
	for (let first = 0; first < tableLength; first += TABLE_PART) {
		const wanted = Math.min(TABLE_PART, tableLength - first);
		const got = await readTable(octets, tableOffset + 4 * first, new Uint8Array(table.buffer, 0, 4 * wanted));
		for (let entry = 0; entry < got; entry++) {
			const offset = table.getUint32(4 * entry, true);
			if (!reader.holds(offset)) {
				if (reader.batch.count > 0) yield reader.finishBatch();
				reader.batch.count = 0;
				if (!(await reader.fetch(offset))) {
					noteCut(coverage, offset, `in the middle of packet ${coverage.frames + 1}`);
					return;
				}
			}
			reader.append();
		}
		if (reader.batch.count > 0) yield reader.finishBatch();
		reader.batch.count = 0;
		if (got < wanted) {
			noteCut(coverage, tableOffset + 4 * (first + got), 'in the frame table, which names the place of every packet');
			return;
		}
	}
}

async function randomAccess(window: OctetWindow, coverage: CaptureCoverage): Promise<RandomAccess> {
	const {readAt} = window.source;
	if (readAt !== undefined && coverage.octetsTotal !== undefined) return {readAt, size: coverage.octetsTotal};
	const kept = await keepAll(window, MAX_KEPT);
	if (kept !== undefined) return kept;
	throw new CaptureError(
		coverage.path,
		`this Network Monitor capture has more than ${MAX_KEPT / 1_048_576} MiB and is packed or comes through a pipe; its frame table is at its end, so unpack it into a file and name that`,
	);
}

/** Entries that could be read. */
async function readTable(octets: RandomAccess, position: number, target: Uint8Array): Promise<number> {
	let length = 0;
	while (length < target.length) {
		const count = await octets.readAt(position + length, target.subarray(length));
		if (count === 0) break;
		length += count;
	}
	return Math.floor(length / 4);
}

class FrameReader {
	readonly batch = new FrameBatch();
	readonly #source: MovableSource;
	readonly #window: OctetWindow;
	readonly #header: NetmonHeader;
	readonly #coverage: CaptureCoverage;
	readonly #size: number;
	/** Octets of all records so far. */
	#taken = 0;

	constructor(octets: RandomAccess, header: NetmonHeader, coverage: CaptureCoverage, capture: number) {
		this.#source = new MovableSource(octets);
		this.#window = new OctetWindow(this.#source, WINDOW);
		this.#header = header;
		this.#coverage = coverage;
		this.#size = octets.size;
		this.batch.octets = this.#window.octets;
		this.batch.view = this.#window.view;
		this.batch.capture.fill(capture);
		if (header.major < 2 || header.minor < 3) countOddity(coverage, 'start without a time zone, taken as UTC');
	}

	/** Whether the record at octet `offset` is wholly at hand, sound, and has room in the batch; the window stands on it. */
	holds(offset: number): boolean {
		const window = this.#window;
		const {recordHeader} = this.#header;
		if (this.batch.count === BATCH_ROWS || !window.moveTo(offset) || window.available < recordHeader) return false;
		const length = this.#recordLength();
		return window.available >= length && this.#isSound(length);
	}

	/** Brings the record at octet `offset` to hand; false when the file ends before. Voids the batch. */
	async fetch(offset: number): Promise<boolean> {
		const window = this.#window;
		if (!window.moveTo(offset)) {
			this.#source.jump(offset);
			window.restart(offset);
		}
		if (!(await window.fill(this.#header.recordHeader))) return false;
		const length = this.#recordLength();
		if (this.#isSound(length)) return window.fill(length);
		const {path, frames} = this.#coverage;
		if (this.#capturedLength() > MAX_FRAME) throw impossibleLength(path, frames + 1, offset, this.#capturedLength());
		throw new CaptureError(
			path,
			`the frame table names more octets than the file has: packet ${frames + 1}, at octet ${offset}, overlaps others`,
			{offset},
		);
	}

	/** Adds the record that the window stands on. */
	append(): void {
		const {batch} = this;
		const {view, start} = this.#window;
		const {major, minor, recordHeader, recordTrailer, network: common} = this.#header;
		const length = this.#capturedLength();
		this.#taken += this.#recordLength();
		const trailer = start + recordHeader + length;
		const network = recordTrailer >= 2 ? view.getUint16(trailer, true) : common;
		if (isMetadata(network)) {
			countOddity(this.#coverage, 'frame about the recording skipped');
			return;
		}
		const row = batch.count++;
		const skipped = network === NETMON_802_11 ? this.#ownHeader(start + recordHeader, length) : 0;
		const originalLength = major === 1 ? view.getUint16(start + 4, true) : view.getUint32(start + 8, true);
		batch.offset[row] = start + recordHeader + skipped;
		batch.capturedLength[row] = length - skipped;
		batch.originalLength[row] = Math.max(0, originalLength - skipped);
		batch.linkType[row] = linkTypeOf(network);
		batch.number[row] = this.#coverage.frames + batch.count;
		batch.time[row] = major === 2 && minor >= 3 ? utcOfFileTime(view, trailer + UTC_TIME) : this.#timeFromStart();
	}

	finishBatch(): FrameBatch {
		const {batch} = this;
		this.#coverage.frames += batch.count;
		noteFrames(this.#coverage, batch);
		return batch;
	}

	#timeFromStart(): number {
		const {view, start} = this.#window;
		const {major, start: first} = this.#header;
		return first + (major === 1 ? view.getUint32(start, true) * 1000 : signedTicks(view, start));
	}

	#capturedLength(): number {
		const {view, start} = this.#window;
		return this.#header.major === 1 ? view.getUint16(start + 6, true) : view.getUint32(start + 12, true);
	}

	#recordLength(): number {
		return this.#header.recordHeader + this.#capturedLength() + this.#header.recordTrailer;
	}

	/** Every octet belongs to one frame: a table that names frames again and again would keep us busy for ever. */
	#isSound(recordLength: number): boolean {
		return this.#capturedLength() <= MAX_FRAME && this.#taken + recordLength <= this.#size;
	}

	/** Octets of the header that Network Monitor puts in front of an 802.11 frame. */
	#ownHeader(start: number, length: number): number {
		if (length < NETMON_802_11_LENGTH + 2) return 0;
		return Math.min(length, this.#window.view.getUint16(start + NETMON_802_11_LENGTH, true));
	}
}
