import type {Cursor} from '../cursor.js';
import {NetworkKind} from '../networks.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

// RFC 2516 §4.
const PPPOE_VERSION = 0;
const PPPOE_CODE = 1;
const PPPOE_SESSION = 2;
const PPPOE_HEADER = 6;

/** Address and control of HDLC (RFC 1662 §3.1), and what Cisco's HDLC has there: unicast or multicast, and 0. */
const PPP_HDLC = 0xff03;
const CISCO_UNICAST = 0x0f00;
const CISCO_MULTICAST = 0x8f00;
/** Both at most: address and control, protocol. */
const PPP_HEADER = 4;
/** A protocol number ends with an odd octet; a first octet that is odd stands alone (RFC 1661 §6.5). */
const IS_LAST = 1;

const protocols: Readonly<Record<number, number>> = {
	33: EtherType.Ipv4,
	87: EtherType.Ipv6,
	641: EtherType.Mpls,
	643: EtherType.MplsUpstream,
};
/** RFC 1968 §2. */
const ENCRYPTED = 0x53;

export function unwrapPppoe(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < PPPOE_HEADER) return Stop.Truncated;
	if (view.getUint8(offset + PPPOE_VERSION) !== 0x11 || view.getUint8(offset + PPPOE_CODE) !== 0) return Stop.Pppoe;
	cursor.enter(NetworkKind.Pppoe, view.getUint16(offset + PPPOE_SESSION));
	cursor.offset = offset + PPPOE_HEADER;
	return unwrapPpp(view, cursor);
}

/** PPP, with the address and control octets of HDLC or without. */
export function unwrapPpp(view: DataView, cursor: Cursor): StopCode {
	const {end} = cursor;
	let {offset} = cursor;
	if (end - offset < 2) return Stop.Truncated;
	const start = view.getUint16(offset);
	if (start === CISCO_UNICAST || start === CISCO_MULTICAST) return unwrapCiscoHdlc(view, cursor);
	if (start === PPP_HDLC) offset += 2;
	if (end - offset < 2) return Stop.Truncated;
	const first = view.getUint8(offset);
	const isShort = (first & IS_LAST) !== 0;
	const protocol = isShort ? first : view.getUint16(offset);
	if (protocol === ENCRYPTED) return Stop.Encrypted;
	const etherType = protocols[protocol];
	if (etherType === undefined) return Stop.Ppp;
	cursor.etherType = etherType;
	cursor.offset = offset + (isShort ? 1 : 2);
	return Stop.None;
}

/** Address, 0, EtherType. */
export function unwrapCiscoHdlc(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < PPP_HEADER) return Stop.Truncated;
	cursor.etherType = view.getUint16(offset + 2);
	cursor.offset = offset + PPP_HEADER;
	return Stop.None;
}
