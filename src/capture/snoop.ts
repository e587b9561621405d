import {CaptureError} from '../net/problem.js';
import {noteCut, noteFrames} from './coverage.js';
import {BATCH_ROWS, type CaptureCoverage, FrameBatch} from './frame.js';
import type {OctetWindow} from './octets.js';
import {impossibleLength, MAX_FRAME} from './pcap.js';

// Layout of the file header and the record header, in octets, all big-endian (RFC 1761 §3, §4).
const VERSION = 8;
const DATALINK = 12;
const FILE_HEADER = 16;
const ORIGINAL_LENGTH = 0;
const INCLUDED_LENGTH = 4;
const RECORD_LENGTH = 8;
const CUMULATIVE_DROPS = 12;
const SECONDS = 16;
const MICROSECONDS = 20;
const RECORD_HEADER = 24;

/** "snoo" of "snoop" and three zeros. */
export const SNOOP_MAGIC = 0x736e6f6f;
const MAGIC_REST = 0x70000000;

/** Octets behind the frame from which on a record is one of Shomiti's Surveyor, whose link types are its own. */
const SHOMITI_TRAILER = 16;
/** Padding and trailers are short; a record with more behind its frame is damaged. */
const MAX_PADDING = 4096;

const ETHERNET = 1;
const TOKEN_RING = 6;
const FDDI = 10;
const NULL = 0;

/** Datalink types (RFC 1761 §4 and the registry "snoop Datalink Types" of IANA) as LINKTYPE_ values. */
const linkTypes: ReadonlyMap<number, number> = new Map([
	[0, ETHERNET],
	[2, TOKEN_RING],
	[4, ETHERNET],
	[8, FDDI],
	[9, NULL],
	[14, NULL],
	[25, ETHERNET],
]);
/** Surveyor took free numbers for Ethernet of 100, 1,000 and 10,000 Mbit/s. */
const shomitiLinkTypes: ReadonlyMap<number, number> = new Map([
	[0, ETHERNET],
	[2, TOKEN_RING],
	[4, ETHERNET],
	[8, FDDI],
	[10, ETHERNET],
	[12, ETHERNET],
	[19, ETHERNET],
]);
/** No LINKTYPE_ value is as high, so what snoop alone knows is counted and not decoded by mistake. */
const OWN_LINK_TYPES = 0xf000;

/** Reads snoop from a window that stands on its magic number. Yields the one batch it owns again and again. */
export async function* readSnoop(
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
): AsyncGenerator<FrameBatch, void, undefined> {
	coverage.format = 'snoop';
	if (!(await window.fill(FILE_HEADER))) {
		noteCut(coverage, 0, 'in the file header');
		return;
	}
	const {view} = window;
	if (view.getUint32(window.start + 4) !== MAGIC_REST) {
		throw new CaptureError(coverage.path, 'this is not a capture: it begins with "snoo" and not with "snoop"');
	}
	const version = view.getUint32(window.start + VERSION);
	// Version 2 is RFC 1761; 3 to 5 are Surveyor's, with the same records.
	if (version < 2 || version > 5) {
		throw new CaptureError(coverage.path, `this is a snoop capture of version ${version}; portolan reads 2 to 5`);
	}
	const datalink = view.getUint32(window.start + DATALINK);
	window.start += FILE_HEADER;

	const batch = new FrameBatch();
	batch.octets = window.octets;
	batch.view = view;
	batch.capture.fill(capture);
	const known = (await isShomiti(window)) ? shomitiLinkTypes : linkTypes;
	batch.linkType.fill(known.get(datalink) ?? (datalink & 0xff) | OWN_LINK_TYPES);

	let needed = RECORD_HEADER;
	while (await window.fill(needed)) {
		needed = RECORD_HEADER;
		let {start} = window;
		batch.count = 0;
		while (batch.count < BATCH_ROWS && window.end - start >= RECORD_HEADER) {
			const recordLength = view.getUint32(start + RECORD_LENGTH);
			if (!isRecord(view, start)) break;
			if (window.end - start < recordLength) {
				needed = recordLength;
				break;
			}
			const row = batch.count++;
			batch.offset[row] = start + RECORD_HEADER;
			batch.capturedLength[row] = view.getUint32(start + INCLUDED_LENGTH);
			batch.originalLength[row] = view.getUint32(start + ORIGINAL_LENGTH);
			batch.time[row] = view.getUint32(start + SECONDS) * 1_000_000 + view.getUint32(start + MICROSECONDS);
			batch.number[row] = ++coverage.frames;
			noteDrops(coverage, view.getUint32(start + CUMULATIVE_DROPS));
			start += recordLength;
		}
		window.start = start;
		if (batch.count > 0) {
			noteFrames(coverage, batch);
			yield batch;
		} else if (needed === RECORD_HEADER) {
			throw broken(coverage, view, start, window.position);
		}
	}
	if (window.available > 0) noteCut(coverage, window.position, `in the middle of packet ${coverage.frames + 1}`);
}

async function isShomiti(window: OctetWindow): Promise<boolean> {
	if (!(await window.fill(RECORD_HEADER))) return false;
	const {view, start} = window;
	const included = view.getUint32(start + INCLUDED_LENGTH);
	return isRecord(view, start) && view.getUint32(start + RECORD_LENGTH) - RECORD_HEADER - included >= SHOMITI_TRAILER;
}

function isRecord(view: DataView, start: number): boolean {
	const included = view.getUint32(start + INCLUDED_LENGTH);
	const padding = view.getUint32(start + RECORD_LENGTH) - RECORD_HEADER - included;
	return included <= MAX_FRAME && padding >= 0 && padding <= MAX_PADDING;
}

/** Recorders that cannot count write 0 (RFC 1761 §4), so 0 says nothing. */
function noteDrops(coverage: CaptureCoverage, drops: number): void {
	if (drops > (coverage.drops ?? 0)) coverage.drops = drops;
}

function broken(coverage: CaptureCoverage, view: DataView, start: number, offset: number): CaptureError {
	const included = view.getUint32(start + INCLUDED_LENGTH);
	const number = coverage.frames + 1;
	if (included > MAX_FRAME) return impossibleLength(coverage.path, number, offset, included);
	const recordLength = view.getUint32(start + RECORD_LENGTH);
	const reason = `packet ${number}, at octet ${offset}, has ${included} octets in a record of ${recordLength}, so the file is damaged there`;
	return new CaptureError(coverage.path, reason, {offset});
}
