import type {Cursor} from '../cursor.js';
import {NetworkKind} from '../networks.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

/** Label, traffic class, bottom of stack, time to live (RFC 3032 §2.1). */
const ENTRY = 4;
const BOTTOM_OF_STACK = 0x100;
/** More than any network pushes, and little enough to look through. */
const MAX_LABELS = 16;
/** RFC 4385 §3: its first four bits are 0. */
const CONTROL_WORD = 4;
const ETHERNET_TYPE = 12;

/** The stack does not say what it carries: the first four bits behind it tell IP from a pseudowire (RFC 4928 §3). */
export function unwrapMpls(view: DataView, cursor: Cursor): StopCode {
	const {end} = cursor;
	let {offset} = cursor;
	for (let labels = 1; ; labels++) {
		if (end - offset < ENTRY) return Stop.Truncated;
		if (labels > MAX_LABELS) return Stop.Malformed;
		const isBottom = (view.getUint32(offset) & BOTTOM_OF_STACK) !== 0;
		offset += ENTRY;
		if (isBottom) break;
	}
	if (offset >= end) return Stop.Truncated;
	const nibble = view.getUint8(offset) >>> 4;
	if (nibble === 4 || nibble === 6) {
		cursor.etherType = nibble === 4 ? EtherType.Ipv4 : EtherType.Ipv6;
	} else if (nibble === 0 && isEthernet(view, offset + CONTROL_WORD, end)) {
		cursor.etherType = EtherType.Ethernet;
		offset += CONTROL_WORD;
	} else if (isEthernet(view, offset, end)) {
		cursor.etherType = EtherType.Ethernet;
	} else {
		return Stop.Mpls;
	}
	cursor.enter(NetworkKind.Mpls, 0);
	cursor.offset = offset;
	return Stop.None;
}

/** Whether an Ethernet frame of a kind that pseudowires carry may begin here. */
function isEthernet(view: DataView, offset: number, end: number): boolean {
	if (end - offset < ETHERNET_TYPE + 2) return false;
	switch (view.getUint16(offset + ETHERNET_TYPE)) {
		case EtherType.Ipv4:
		case EtherType.Ipv6:
		case EtherType.Arp:
		case EtherType.Vlan:
		case EtherType.ProviderVlan:
		case EtherType.Mpls:
		case EtherType.PppoeSession:
			return true;
		default:
			return false;
	}
}
