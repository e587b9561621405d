import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';

// IEEE 802.3 §3.1.1, from the destination address.
export const ETHERNET_TYPE = 12;
export const ETHERNET_HEADER = 14;

export function unwrapEthernet(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < ETHERNET_HEADER) return Stop.Truncated;
	cursor.etherType = view.getUint16(offset + ETHERNET_TYPE);
	cursor.offset = offset + ETHERNET_HEADER;
	return Stop.None;
}
