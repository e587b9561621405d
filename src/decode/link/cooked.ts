import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

// LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 (https://www.tcpdump.org/linktypes.html).
const COOKED_PROTOCOL = 14;
const COOKED_HEADER = 16;
const COOKED2_PROTOCOL = 0;
const COOKED2_HEADER = 20;

export function unwrapCooked(view: DataView, cursor: Cursor): StopCode {
	return unwrapAnyCooked(view, cursor, COOKED_PROTOCOL, COOKED_HEADER);
}

export function unwrapCooked2(view: DataView, cursor: Cursor): StopCode {
	return unwrapAnyCooked(view, cursor, COOKED2_PROTOCOL, COOKED2_HEADER);
}

function unwrapAnyCooked(view: DataView, cursor: Cursor, at: number, header: number): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < header) return Stop.Truncated;
	const protocol = view.getUint16(offset + at);
	// 1 and 4 stand for 802.3 and 802.2 frames.
	cursor.etherType = protocol === 1 || protocol === 4 ? EtherType.Llc : protocol;
	cursor.offset = offset + header;
	return Stop.None;
}
