import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';

// Headers around a frame of another link type, which they name.

/** Version, flags, length, link type, all little-endian (LINKTYPE_PPI). */
const PPI_LENGTH = 2;
const PPI_LINK_TYPE = 4;
const PPI_HEADER = 8;

/** Length, record type, link type, in the byte order of the machine; of a Mac's always little-endian (LINKTYPE_PKTAP). */
const PKTAP_RECORD_TYPE = 4;
const PKTAP_LINK_TYPE = 8;
const PKTAP_MIN_HEADER = 12;
const PKTAP_PACKET = 1;

/** Moves the cursor to the frame. Returns its link type, or -1 - stop. */
export function skipPpi(view: DataView, cursor: Cursor): number {
	const {offset} = cursor;
	if (cursor.end - offset < PPI_HEADER) return -1 - Stop.Truncated;
	const length = view.getUint16(offset + PPI_LENGTH, true);
	if (length < PPI_HEADER) return -1 - Stop.Malformed;
	cursor.offset = offset + length;
	return view.getUint32(offset + PPI_LINK_TYPE, true);
}

/** As `skipPpi`. */
export function skipPktAp(view: DataView, cursor: Cursor): number {
	const {offset} = cursor;
	if (cursor.end - offset < PKTAP_MIN_HEADER) return -1 - Stop.Truncated;
	const length = view.getUint32(offset, true);
	if (length < PKTAP_MIN_HEADER) return -1 - Stop.Malformed;
	if (view.getUint32(offset + PKTAP_RECORD_TYPE, true) !== PKTAP_PACKET) return -1 - Stop.UnknownLinkType;
	cursor.offset = offset + length;
	return view.getUint32(offset + PKTAP_LINK_TYPE, true);
}

export function stopOf(negative: number): StopCode {
	return (-1 - negative) as StopCode;
}
