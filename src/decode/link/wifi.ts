import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

// IEEE 802.11 §9.2.3: frame control, duration, three addresses, sequence control.
const HEADER = 24;
const FOURTH_ADDRESS = 6;
const QOS_CONTROL = 2;
const HT_CONTROL = 4;

const TYPE = 0x0c;
const TYPE_DATA = 0x08;
const SUBTYPE_QOS = 0x80;
const SUBTYPE_NO_DATA = 0x40;

// The second octet of frame control.
const BETWEEN_ACCESS_POINTS = 0x03;
const IS_PROTECTED = 0x40;
const HAS_HT_CONTROL = 0x80;

/** In the first octet of QoS control: several packets follow. */
const IS_AGGREGATE = 0x80;
const SNAP_START = 0xaaaa03;

export function unwrapWifi(view: DataView, cursor: Cursor): StopCode {
	if (cursor.end - cursor.offset < 2) return Stop.Truncated;
	return unwrapControlled(view, cursor, view.getUint8(cursor.offset), view.getUint8(cursor.offset + 1));
}

/** As `unwrapWifi`, with the two octets of frame control the other way round: what Cisco's access points send. */
export function unwrapSwappedWifi(view: DataView, cursor: Cursor): StopCode {
	if (cursor.end - cursor.offset < 2) return Stop.Truncated;
	return unwrapControlled(view, cursor, view.getUint8(cursor.offset + 1), view.getUint8(cursor.offset));
}

function unwrapControlled(view: DataView, cursor: Cursor, control: number, flags: number): StopCode {
	const {offset, end} = cursor;
	if ((control & TYPE) !== TYPE_DATA || (control & SUBTYPE_NO_DATA) !== 0) return Stop.Wifi;
	if ((flags & IS_PROTECTED) !== 0) return Stop.Encrypted;

	let next = offset + HEADER;
	if ((flags & BETWEEN_ACCESS_POINTS) === BETWEEN_ACCESS_POINTS) next += FOURTH_ADDRESS;
	if ((control & SUBTYPE_QOS) !== 0) {
		if (end - next < QOS_CONTROL) return Stop.Truncated;
		if ((view.getUint8(next) & IS_AGGREGATE) !== 0) return Stop.Wifi;
		next += QOS_CONTROL;
		if ((flags & HAS_HT_CONTROL) !== 0) next += HT_CONTROL;
	}
	if (end - next < 4) return Stop.Truncated;
	// Some drivers pad the header to a multiple of four octets.
	if (!isSnap(view, next) && (next - offset) % 4 !== 0 && end - next >= 6 && isSnap(view, next + 2)) next += 2;
	cursor.etherType = EtherType.Llc;
	cursor.offset = next;
	return Stop.None;
}

function isSnap(view: DataView, offset: number): boolean {
	return view.getUint32(offset) >>> 8 === SNAP_START;
}
