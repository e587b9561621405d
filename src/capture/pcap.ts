import {CaptureError} from '../net/problem.js';
import {countOddity, noteCut, noteFrames} from './coverage.js';
import {BATCH_ROWS, type CaptureCoverage, FrameBatch} from './frame.js';
import type {OctetWindow} from './octets.js';
import {FILE_HEADER, findVariant, type PcapVariant} from './pcap-variant.js';
import {type CaptureInterface, type FrameProvenance, MICROSECONDS, NANOSECONDS} from './provenance.js';

// Layout of the record header, in octets (draft-ietf-opsawg-pcap §5); some variants have more behind it.
const SUBSECONDS = 4;
const CAPTURED_LENGTH = 8;
const ORIGINAL_LENGTH = 12;

/** The longest frame a record may hold: what libpcap and Wireshark accept. More is a damaged length, not a frame. */
export const MAX_FRAME = 262_144;

/**
 * Reads classic pcap from a window that stands on its magic number. Yields the one batch it owns again and again.
 * A record cut off by the end of the input is noted in `coverage`; a length that cannot be true throws `CaptureError`.
 */
export function readPcap(
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
	provenance?: FrameProvenance,
): AsyncGenerator<FrameBatch, void, undefined> {
	return readRecords(window, coverage, capture, false, provenance);
}

/** The same as a program of today writes it: the first frame does not wait for others that tell the variant. */
export function readUsualPcap(
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
	provenance?: FrameProvenance,
): AsyncGenerator<FrameBatch, void, undefined> {
	return readRecords(window, coverage, capture, true, provenance);
}

async function* readRecords(
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
	isUsual: boolean,
	provenance?: FrameProvenance,
): AsyncGenerator<FrameBatch, void, undefined> {
	coverage.format = 'pcap';
	if (!(await window.fill(FILE_HEADER))) {
		noteCut(coverage, 0, 'in the file header');
		return;
	}
	const {view} = window;
	const variant = await findVariant(window, coverage.path, isUsual);
	const {recordHeader, linkType} = variant;
	if (!(await window.skip(variant.fileHeader))) {
		noteCut(coverage, 0, 'in the file header');
		return;
	}

	const batch = new FrameBatch();
	batch.octets = window.octets;
	batch.view = view;
	batch.linkType.fill(linkType);
	batch.capture.fill(capture);
	batch.provenance = provenance;
	const origin = interfaceOf(variant);

	let needed = recordHeader;
	while (await window.fill(needed)) {
		const count = frameRecords(window, batch, variant, coverage);
		const length = window.available < recordHeader ? 0 : capturedLengthAt(view, window.start, variant);
		needed = length > MAX_FRAME ? recordHeader : recordHeader + length;
		if (count > 0) {
			batch.count = count;
			coverage.frames += count;
			noteFrames(coverage, batch);
			if (provenance !== undefined) noteProvenance(provenance, batch, variant, origin);
			yield batch;
		} else if (length > MAX_FRAME) {
			throw impossibleLength(coverage.path, coverage.frames + 1, window.position, length);
		}
	}
	if (window.available > 0) noteCut(coverage, window.position, `in the middle of packet ${coverage.frames + 1}`);
}

/** Frames the records that are complete, up to `BATCH_ROWS` and to one whose length cannot be true. Answers with how many. */
function frameRecords(window: OctetWindow, batch: FrameBatch, variant: PcapVariant, coverage: CaptureCoverage): number {
	const {littleEndian, perMicrosecond, recordHeader, lengthsSwapped, snaplen} = variant;
	const {view, end} = window;
	const {offset, capturedLength, originalLength, time, number} = batch;
	const firstNumber = coverage.frames + 1;
	let {start} = window;
	let row = 0;
	while (row < BATCH_ROWS && end - start >= recordHeader) {
		let length = view.getUint32(start + CAPTURED_LENGTH, littleEndian);
		let original = view.getUint32(start + ORIGINAL_LENGTH, littleEndian);
		if (areSwapped(lengthsSwapped, length, original)) [length, original] = [original, length];
		if (length > MAX_FRAME || end - start - recordHeader < length) break;
		const subseconds = view.getUint32(start + SUBSECONDS, littleEndian);
		const micros = perMicrosecond === 1 ? subseconds : Math.floor(subseconds / perMicrosecond);
		offset[row] = start + recordHeader;
		capturedLength[row] = length;
		originalLength[row] = original;
		time[row] = view.getUint32(start, littleEndian) * 1_000_000 + micros;
		number[row] = firstNumber + row;
		if (snaplen > 0 && length > snaplen) countOddity(coverage, 'record longer than the snaplen');
		start += recordHeader + length;
		row++;
	}
	window.start = start;
	return row;
}

function capturedLengthAt(view: DataView, start: number, {littleEndian, lengthsSwapped}: PcapVariant): number {
	const length = view.getUint32(start + CAPTURED_LENGTH, littleEndian);
	const original = view.getUint32(start + ORIGINAL_LENGTH, littleEndian);
	return areSwapped(lengthsSwapped, length, original) ? original : length;
}

/** Whether the length that stands where the captured one belongs is the original one. */
function areSwapped(swapped: PcapVariant['lengthsSwapped'], first: number, second: number): boolean {
	return swapped === 'never' ? false : swapped === 'always' || first > second;
}

function interfaceOf({linkType, snaplen, perMicrosecond}: PcapVariant): CaptureInterface {
	const tsresol = perMicrosecond === 1 ? MICROSECONDS : NANOSECONDS;
	return {linkType, snaplen, tsresol, tsoffset: 0n, name: undefined, description: undefined};
}

/** Apart from the reading of the frames, which would be slower for it. */
function noteProvenance(
	provenance: FrameProvenance,
	{view, count, offset}: FrameBatch,
	{littleEndian, perMicrosecond, recordHeader}: PcapVariant,
	origin: CaptureInterface,
): void {
	const perSecond = BigInt(perMicrosecond) * 1_000_000n;
	for (let row = 0; row < count; row++) {
		const start = offset[row]! - recordHeader;
		const seconds = BigInt(view.getUint32(start, littleEndian));
		provenance.set(row, origin, seconds * perSecond + BigInt(view.getUint32(start + SUBSECONDS, littleEndian)));
	}
}

/** What is thrown for a record whose captured length cannot be true: nothing after it can be found. */
export function impossibleLength(path: string, number: number, offset: number, length: number): CaptureError {
	const reason = `packet ${number}, at octet ${offset}, claims ${length} octets; a packet has at most ${MAX_FRAME}, so the file is damaged there`;
	return new CaptureError(path, reason, {offset});
}
