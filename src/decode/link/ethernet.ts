import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';

// IEEE 802.3 §3.1.1, from the destination address.
const TYPE = 12;
const HEADER = 14;

export function unwrapEthernet(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < HEADER) return Stop.Truncated;
	cursor.etherType = view.getUint16(offset + TYPE);
	cursor.offset = offset + HEADER;
	return Stop.None;
}
