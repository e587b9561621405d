import type {Cursor} from '../cursor.js';
import {MIN_ETHER_TYPE} from '../link/ether-type.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// RFC 8926 §3.1: version and length of the options in words, flags, protocol, identifier in 24 bits, reserved.
const FLAGS = 1;
const PROTOCOL = 2;
const IDENTIFIER = 4;
const HEADER = 8;
const OPTIONS_LENGTH = 0x3f;
const FLAGS_RESERVED = 0x3f;

export function openGeneve(view: DataView, cursor: Cursor): Opening {
	const {offset} = cursor;
	if (cursor.end - offset < HEADER) return NOT_A_TUNNEL;
	const first = view.getUint8(offset);
	const protocol = view.getUint16(offset + PROTOCOL);
	const word = view.getUint32(offset + IDENTIFIER);
	if (first >>> 6 !== 0 || (view.getUint8(offset + FLAGS) & FLAGS_RESERVED) !== 0 || (word & 0xff) !== 0) {
		return NOT_A_TUNNEL;
	}
	if (protocol < MIN_ETHER_TYPE) return NOT_A_TUNNEL;
	cursor.enter(NetworkKind.Geneve, word >>> 8);
	cursor.etherType = protocol;
	cursor.offset = offset + HEADER + (first & OPTIONS_LENGTH) * 4;
	return Stop.None;
}
