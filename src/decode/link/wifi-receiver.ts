import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';

// What receivers write before an 802.11 frame; of each only its length matters.

/** Version, padding, length in little-endian (https://www.radiotap.org). */
const RADIOTAP_LENGTH = 2;
const RADIOTAP_MIN_HEADER = 8;
/** Version 1 of the header that the AVS linux-wlan project defined; older Prism headers begin with a message code. */
const AVS_MAGIC = 0x8021_1000;
const AVS_MAGIC_MASK = 0xffff_f000;
const AVS_LENGTH = 4;
const AVS_MIN_HEADER = 8;
const PRISM_HEADER = 144;

export function skipRadiotap(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < RADIOTAP_MIN_HEADER) return Stop.Truncated;
	const length = view.getUint16(offset + RADIOTAP_LENGTH, true);
	if (length < RADIOTAP_MIN_HEADER) return Stop.Malformed;
	cursor.offset = offset + length;
	return Stop.None;
}

/** Both headers occur under both of their link types. */
export function skipPrismOrAvs(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < AVS_MIN_HEADER) return Stop.Truncated;
	if ((view.getUint32(offset) & AVS_MAGIC_MASK) >>> 0 !== AVS_MAGIC) {
		cursor.offset = offset + PRISM_HEADER;
		return Stop.None;
	}
	const length = view.getUint32(offset + AVS_LENGTH);
	if (length < AVS_MIN_HEADER) return Stop.Malformed;
	cursor.offset = offset + length;
	return Stop.None;
}
