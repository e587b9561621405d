import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {nextProtocols} from '../link/next-protocol.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// RFC 7348 §5: flags, reserved, network identifier in 24 bits, reserved.
const IDENTIFIER = 4;
const HEADER = 8;
const HAS_IDENTIFIER = 0x0800_0000;
/** Group policy (draft-smith-vxlan-group-policy §2.1): its flag, its bits, its group. */
const HAS_GROUP = 0x8000_0000;
const GROUP = 0x0048_ffff;

// draft-ietf-nvo3-vxlan-gpe §3: the version, 0, and what says that the next protocol is named in the fourth octet.
const GPE_VERSION_AND_RESERVED = 0xf000_0000;
const GPE_HAS_PROTOCOL = 0x0400_0000;

/** The generic extension occurs on the port of the plain protocol too: its flags tell. */
export function openVxlan(view: DataView, cursor: Cursor): Opening {
	if (cursor.end - cursor.offset < HEADER) return NOT_A_TUNNEL;
	const flags = view.getUint32(cursor.offset);
	if ((flags & GPE_HAS_PROTOCOL) !== 0) return openVxlanGpe(view, cursor);
	const allowed = (flags & HAS_GROUP) === 0 ? HAS_IDENTIFIER : HAS_IDENTIFIER | HAS_GROUP | GROUP;
	if ((flags & HAS_IDENTIFIER) === 0 || (flags & ~allowed) !== 0) return NOT_A_TUNNEL;
	return enter(view, cursor, EtherType.Ethernet);
}

export function openVxlanGpe(view: DataView, cursor: Cursor): Opening {
	if (cursor.end - cursor.offset < HEADER) return NOT_A_TUNNEL;
	const flags = view.getUint32(cursor.offset);
	if ((flags & HAS_IDENTIFIER) === 0 || (flags & GPE_VERSION_AND_RESERVED) !== 0) return NOT_A_TUNNEL;
	// Without the flag the octet is 0, or the sender forgot the flag.
	const protocol = flags & 0xff;
	const next = protocol === 0 ? EtherType.Ethernet : nextProtocols[protocol];
	return next === undefined ? NOT_A_TUNNEL : enter(view, cursor, next);
}

function enter(view: DataView, cursor: Cursor, etherType: number): Opening {
	const word = view.getUint32(cursor.offset + IDENTIFIER);
	if ((word & 0xff) !== 0) return NOT_A_TUNNEL;
	cursor.enter(NetworkKind.Vxlan, word >>> 8);
	cursor.etherType = etherType;
	cursor.offset += HEADER;
	return Stop.None;
}
