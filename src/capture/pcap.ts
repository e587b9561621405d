import {CaptureError} from '../net/problem.js';
import {countOddity, noteCut, noteFrames} from './coverage.js';
import {BATCH_ROWS, type CaptureCoverage, FrameBatch} from './frame.js';
import type {OctetWindow} from './octets.js';

// Layout of the file header and the record header, in octets (draft-ietf-opsawg-pcap §4, §5).
const SNAPLEN = 16;
const LINK_TYPE = 20;
const FILE_HEADER = 24;
const SUBSECONDS = 4;
const CAPTURED_LENGTH = 8;
const ORIGINAL_LENGTH = 12;
export const RECORD_HEADER = 16;

/** The longest frame a record may hold: what libpcap and Wireshark accept. More is a damaged length, not a frame. */
export const MAX_FRAME = 262_144;

/** The magic number as the four octets are read in big-endian order: byte order and unit of the subseconds. */
const variants: ReadonlyMap<number, {littleEndian: boolean; perMicrosecond: number}> = new Map([
	[0xa1b2c3d4, {littleEndian: false, perMicrosecond: 1}],
	[0xd4c3b2a1, {littleEndian: true, perMicrosecond: 1}],
	[0xa1b23c4d, {littleEndian: false, perMicrosecond: 1000}],
	[0x4d3cb2a1, {littleEndian: true, perMicrosecond: 1000}],
]);

export function isPcapMagic(magic: number): boolean {
	return variants.has(magic);
}

/**
 * Reads classic pcap from a window that stands on its magic number. Yields the one batch it owns again and again.
 * A record cut off by the end of the input is noted in `coverage`; a length that cannot be true throws `CaptureError`.
 */
export async function* readPcap(
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
): AsyncGenerator<FrameBatch, void, undefined> {
	coverage.format = 'pcap';
	if (!(await window.fill(FILE_HEADER))) {
		noteCut(coverage, 0, 'in the file header');
		return;
	}
	const {view} = window;
	const {littleEndian, perMicrosecond} = variants.get(view.getUint32(window.start))!;
	const snaplen = view.getUint32(window.start + SNAPLEN, littleEndian);
	// The upper bits tell of a frame check sequence (§4); the IP length leaves it out anyway.
	const linkType = view.getUint32(window.start + LINK_TYPE, littleEndian) & 0xffff;
	window.start += FILE_HEADER;

	const batch = new FrameBatch();
	batch.octets = window.octets;
	batch.view = view;
	batch.linkType.fill(linkType);
	batch.capture.fill(capture);
	const {offset, capturedLength, originalLength, time, number} = batch;

	let needed = RECORD_HEADER;
	while (await window.fill(needed)) {
		needed = RECORD_HEADER;
		let row = 0;
		let {start} = window;
		const {end} = window;
		while (row < BATCH_ROWS && end - start >= RECORD_HEADER) {
			const length = view.getUint32(start + CAPTURED_LENGTH, littleEndian);
			if (length > MAX_FRAME) break;
			if (end - start - RECORD_HEADER < length) {
				needed = RECORD_HEADER + length;
				break;
			}
			const subseconds = view.getUint32(start + SUBSECONDS, littleEndian);
			const micros = perMicrosecond === 1 ? subseconds : Math.floor(subseconds / perMicrosecond);
			offset[row] = start + RECORD_HEADER;
			capturedLength[row] = length;
			originalLength[row] = view.getUint32(start + ORIGINAL_LENGTH, littleEndian);
			time[row] = view.getUint32(start, littleEndian) * 1_000_000 + micros;
			number[row] = coverage.frames + row + 1;
			if (snaplen > 0 && length > snaplen) countOddity(coverage, 'record longer than the snaplen');
			start += RECORD_HEADER + length;
			row++;
		}
		window.start = start;
		if (row > 0) {
			batch.count = row;
			coverage.frames += row;
			noteFrames(coverage, batch);
			yield batch;
		} else if (needed === RECORD_HEADER) {
			const length = view.getUint32(start + CAPTURED_LENGTH, littleEndian);
			throw impossibleLength(coverage.path, coverage.frames + 1, window.position, length);
		}
	}
	if (window.available > 0) noteCut(coverage, window.position, `in the middle of packet ${coverage.frames + 1}`);
}

/** What is thrown for a record whose captured length cannot be true: nothing after it can be found. */
export function impossibleLength(path: string, number: number, offset: number, length: number): CaptureError {
	const reason = `packet ${number}, at octet ${offset}, claims ${length} octets; a packet has at most ${MAX_FRAME}, so the file is damaged there`;
	return new CaptureError(path, reason, {offset});
}
