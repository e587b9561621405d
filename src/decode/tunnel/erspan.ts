import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {enterIp} from '../link/ip.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import type {Opening} from './opening.js';

// draft-foschiano-erspan §4: version and VLAN, class and session; then by version.
const SESSION = 2;
const SESSION_MASK = 0x03ff;
const VERSION_TWO = 1;
const VERSION_THREE = 2;
const TWO_HEADER = 8;
const THREE_HEADER = 12;
const THREE_FLAGS = 10;
const HAS_SUBHEADER = 0x0001;
const SUBHEADER = 8;
const FRAME_TYPE = 0x7c00;
const FRAME_IP = 2;

/** Type I has no header and no GRE sequence number, type II has both. */
export function openErspan(view: DataView, cursor: Cursor, hasSequence: boolean): Opening {
	const {offset} = cursor;
	cursor.etherType = EtherType.Ethernet;
	if (!hasSequence) {
		cursor.enter(NetworkKind.ErspanOne, 0);
		return Stop.None;
	}
	if (cursor.end - offset < TWO_HEADER) return Stop.Truncated;
	if (view.getUint8(offset) >>> 4 !== VERSION_TWO) return openErspanThree(view, cursor);
	cursor.enter(NetworkKind.Erspan, view.getUint16(offset + SESSION) & SESSION_MASK);
	cursor.offset = offset + TWO_HEADER;
	return Stop.None;
}

export function openErspanThree(view: DataView, cursor: Cursor): Opening {
	const {offset} = cursor;
	if (cursor.end - offset < THREE_HEADER) return Stop.Truncated;
	if (view.getUint8(offset) >>> 4 !== VERSION_THREE) return Stop.Malformed;
	const flags = view.getUint16(offset + THREE_FLAGS);
	cursor.enter(NetworkKind.Erspan, view.getUint16(offset + SESSION) & SESSION_MASK);
	cursor.offset = offset + THREE_HEADER + ((flags & HAS_SUBHEADER) === 0 ? 0 : SUBHEADER);
	if ((flags & FRAME_TYPE) >>> 10 === FRAME_IP) return enterIp(view, cursor);
	cursor.etherType = EtherType.Ethernet;
	return Stop.None;
}
