import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

/** Source and destination; Linux leaves two octets more before the type. */
const BSD_TYPE = 2;
const LINUX_TYPE = 4;
/** Split flag and sequence (RFC 1201 §2.2). */
const SPLIT_HEADER = 3;
const EXCEPTION_HEADER = 4;
const IS_EXCEPTION = 0xff;

/** RFC 1051 has no split header; RFC 1201 has. */
const OLD_IP = 240;
const OLD_ARP = 241;
const IPV6 = 196;
const IP = 212;
const ARP = 213;

export function unwrapArcnet(view: DataView, cursor: Cursor, isLinux: boolean): StopCode {
	const type = cursor.offset + (isLinux ? LINUX_TYPE : BSD_TYPE);
	if (cursor.end - type < 1) return Stop.Truncated;
	switch (view.getUint8(type)) {
		case OLD_IP:
			cursor.etherType = EtherType.Ipv4;
			cursor.offset = type + 1;
			return Stop.None;
		case IP:
			return unwrapSplit(view, cursor, type + 1, EtherType.Ipv4);
		case IPV6:
			return unwrapSplit(view, cursor, type + 1, EtherType.Ipv6);
		case ARP:
		case OLD_ARP:
			return Stop.Arp;
		default:
			return Stop.OtherEtherType;
	}
}

function unwrapSplit(view: DataView, cursor: Cursor, at: number, etherType: number): StopCode {
	if (cursor.end - at < SPLIT_HEADER + EXCEPTION_HEADER) return Stop.Truncated;
	const isException = view.getUint8(at) === IS_EXCEPTION;
	const start = isException ? at + EXCEPTION_HEADER : at;
	// An odd flag begins a packet in several frames, an even one goes on with it (RFC 1201 §2.3).
	const flag = view.getUint8(start);
	if (flag !== 0 && (flag & 1) === 0) return Stop.FragmentWithoutFirst;
	cursor.etherType = etherType;
	cursor.offset = start + SPLIT_HEADER;
	return Stop.None;
}
