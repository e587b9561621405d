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
	const {littleEndian, perMicrosecond, recordHeader, lengthsSwapped, linkType, snaplen} = variant;
	if (!(await window.skip(variant.fileHeader))) {
		noteCut(coverage, 0, 'in the file header');
		return;
	}
	const capturedAt = lengthsSwapped === 'always' ? ORIGINAL_LENGTH : CAPTURED_LENGTH;
	const originalAt = lengthsSwapped === 'always' ? CAPTURED_LENGTH : ORIGINAL_LENGTH;
	const mayBeSwapped = lengthsSwapped === 'if-larger';

	const batch = new FrameBatch();
	batch.octets = window.octets;
	batch.view = view;
	batch.linkType.fill(linkType);
	batch.capture.fill(capture);
	batch.provenance = provenance;
	const {offset, capturedLength, originalLength, time, number} = batch;
	const origin = interfaceOf(variant);

	let needed = recordHeader;
	while (await window.fill(needed)) {
		needed = recordHeader;
		let row = 0;
		let {start} = window;
		const {end} = window;
		while (row < BATCH_ROWS && end - start >= recordHeader) {
			const first = view.getUint32(start + capturedAt, littleEndian);
			const second = view.getUint32(start + originalAt, littleEndian);
			const isSwapped = mayBeSwapped && first > second;
			const length = isSwapped ? second : first;
			if (length > MAX_FRAME) break;
			if (end - start - recordHeader < length) {
				needed = recordHeader + length;
				break;
			}
			const subseconds = view.getUint32(start + SUBSECONDS, littleEndian);
			const micros = perMicrosecond === 1 ? subseconds : Math.floor(subseconds / perMicrosecond);
			offset[row] = start + recordHeader;
			capturedLength[row] = length;
			originalLength[row] = isSwapped ? first : second;
			time[row] = view.getUint32(start, littleEndian) * 1_000_000 + micros;
			number[row] = coverage.frames + row + 1;
			if (snaplen > 0 && length > snaplen) countOddity(coverage, 'record longer than the snaplen');
			start += recordHeader + length;
			row++;
		}
		window.start = start;
		if (row > 0) {
			batch.count = row;
			coverage.frames += row;
			noteFrames(coverage, batch);
			if (provenance !== undefined) noteProvenance(provenance, batch, variant, origin);
			yield batch;
		} else if (needed === recordHeader) {
			const first = view.getUint32(start + capturedAt, littleEndian);
			const second = view.getUint32(start + originalAt, littleEndian);
			const length = mayBeSwapped ? Math.min(first, second) : first;
			throw impossibleLength(coverage.path, coverage.frames + 1, window.position, length);
		}
	}
	if (window.available > 0) noteCut(coverage, window.position, `in the middle of packet ${coverage.frames + 1}`);
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
