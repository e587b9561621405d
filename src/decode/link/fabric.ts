import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

/** Version, options length in words, hop count; egress and ingress nickname (RFC 6325 §3.1). */
const TRILL_HEADER = 6;
/** Tree and time to live. */
const FABRIC_PATH_TAG = 2;

// Both name switches, not networks: the VLAN is told by the tag of the frame inside.

export function unwrapTrill(view: DataView, cursor: Cursor): StopCode {
	if (cursor.end - cursor.offset < TRILL_HEADER) return Stop.Truncated;
	const options = ((view.getUint16(cursor.offset) >>> 6) & 0x1f) * 4;
	cursor.etherType = EtherType.Ethernet;
	cursor.offset += TRILL_HEADER + options;
	return Stop.None;
}

export function unwrapFabricPath(_view: DataView, cursor: Cursor): StopCode {
	cursor.etherType = EtherType.Ethernet;
	cursor.offset += FABRIC_PATH_TAG;
	return Stop.None;
}
