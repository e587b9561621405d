import type {Cursor} from '../cursor.js';
import {NetworkKind} from '../networks.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

/** Set in the last octet of an address (ITU-T Q.922 §3.3.1). */
const IS_LAST = 1;
const MAX_ADDRESS = 4;
/** Control: unnumbered information; an octet of padding may follow (RFC 2427 §3). */
const CONTROL_UI = 0x03;
const PAD = 0x00;
/** Network layer protocol identifiers (RFC 2427 §4). */
const NLPID_SNAP = 0x80;
const NLPID_IPV6 = 0x8e;
const NLPID_IPV4 = 0xcc;
const SNAP = 5;

/** A Q.922 address, then RFC 2427 or, as Cisco does it, an EtherType. */
export function unwrapFrameRelay(view: DataView, cursor: Cursor): StopCode {
	const {offset, end} = cursor;
	let next = offset;
	while (next < end && (view.getUint8(next) & IS_LAST) === 0) {
		if (next - offset === MAX_ADDRESS - 1) return Stop.Malformed;
		next++;
	}
	next++;
	if (end - next < 2) return Stop.Truncated;
	if (next - offset < 2) return Stop.Malformed;
	cursor.enter(NetworkKind.Dlci, dlci(view.getUint16(offset)));
	if (view.getUint8(next) !== CONTROL_UI) {
		cursor.etherType = view.getUint16(next);
		cursor.offset = next + 2;
		return Stop.None;
	}
	next++;
	if (view.getUint8(next) === PAD) next++;
	return unwrapNlpid(view, cursor, next);
}

function unwrapNlpid(view: DataView, cursor: Cursor, at: number): StopCode {
	if (at >= cursor.end) return Stop.Truncated;
	cursor.offset = at + 1;
	switch (view.getUint8(at)) {
		case NLPID_IPV4:
			cursor.etherType = EtherType.Ipv4;
			return Stop.None;
		case NLPID_IPV6:
			cursor.etherType = EtherType.Ipv6;
			return Stop.None;
		case NLPID_SNAP: {
			if (cursor.end - at < 1 + SNAP) return Stop.Truncated;
			const isEthernet = view.getUint16(at + 1) === 0 && view.getUint8(at + 3) === 0;
			if (!isEthernet) return Stop.Llc;
			cursor.etherType = view.getUint16(at + 4);
			cursor.offset = at + 1 + SNAP;
			return Stop.None;
		}
		default:
			return Stop.OtherEtherType;
	}
}

/** Ten bits of the first two octets. */
function dlci(address: number): number {
	return ((address >>> 10) << 4) | ((address >>> 4) & 0x0f);
}
