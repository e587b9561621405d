import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';

// Marvell's switch tag between the addresses and the EtherType: LINKTYPE_DSA_TAG_DSA and LINKTYPE_DSA_TAG_EDSA.
const ADDRESSES = 12;
const TAG = 4;
/** An EtherType and two octets before the tag. */
const EXTENSION = 4;
/** The frame had an 802.1Q tag, in whose place this one is. */
const IS_TAGGED = 0x2000_0000;
const VLAN_IDENTIFIER = 0x0fff;

export function unwrapDsa(view: DataView, cursor: Cursor, isExtended: boolean): StopCode {
	const tag = cursor.offset + ADDRESSES + (isExtended ? EXTENSION : 0);
	if (cursor.end - tag < TAG + 2) return Stop.Truncated;
	const word = view.getUint32(tag);
	if ((word & IS_TAGGED) !== 0) cursor.enterVlan(word & VLAN_IDENTIFIER);
	cursor.etherType = view.getUint16(tag + TAG);
	cursor.offset = tag + TAG + 2;
	return Stop.None;
}
