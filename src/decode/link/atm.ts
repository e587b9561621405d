import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';
import {enterIp} from './ip.js';

const SNAP_SAPS = 0xaaaa;
/** Traffic type in the low four bits, virtual path, virtual channel (LINKTYPE_SUNATM). */
const SUN_HEADER = 4;
const SUN_LANE = 1;
const SUN_LLC = 2;
/** Identifier of the LAN emulation client that sent the frame. */
const LANE_HEADER = 2;

/** Classical IP: behind 802.2, or bare (RFC 2225 §5). */
export function unwrapClip(view: DataView, cursor: Cursor): StopCode {
	if (cursor.end - cursor.offset < 2) return Stop.Truncated;
	if (view.getUint16(cursor.offset) !== SNAP_SAPS) return enterIp(view, cursor);
	cursor.etherType = EtherType.Llc;
	return Stop.None;
}

export function unwrapSunAtm(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < SUN_HEADER) return Stop.Truncated;
	const type = view.getUint8(offset) & 0x0f;
	if (type !== SUN_LANE && type !== SUN_LLC) return Stop.OtherEtherType;
	cursor.etherType = type === SUN_LLC ? EtherType.Llc : EtherType.Ethernet;
	cursor.offset = offset + SUN_HEADER + (type === SUN_LANE ? LANE_HEADER : 0);
	return Stop.None;
}
