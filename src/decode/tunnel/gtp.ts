import type {Cursor} from '../cursor.js';
import {enterIp} from '../link/ip.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// 3GPP TS 29.281 §5.1: flags, message type, length of what follows the first eight octets, tunnel endpoint.
const TYPE = 1;
const LENGTH = 2;
const HEADER = 8;
/** Version 1, GTP and not GTP', the reserved bit 0. */
const FIXED_MASK = 0xf8;
const FIXED = 0x30;
const HAS_MORE = 0x07;
const HAS_EXTENSION = 0x04;
/** Sequence, N-PDU number, type of the first extension header. */
const MORE = 4;
const EXTENSION_TYPE = 3;
const T_PDU = 255;
const MAX_EXTENSIONS = 8;

// Version 0 (3GPP TS 09.60 §6): flags, type and length as above, flow and tunnel identifiers.
const ZERO_HEADER = 20;
const ZERO_FIXED_MASK = 0xf0;
const ZERO_FIXED = 0x10;

/** User data; the tunnel's other messages are ordinary packets. */
export function openGtp(view: DataView, cursor: Cursor): Opening {
	const {offset, end} = cursor;
	if (end - offset < HEADER) return NOT_A_TUNNEL;
	const flags = view.getUint8(offset);
	if ((flags & FIXED_MASK) !== FIXED || view.getUint8(offset + TYPE) !== T_PDU) return NOT_A_TUNNEL;
	if (offset + HEADER + view.getUint16(offset + LENGTH) > cursor.wireEnd) return NOT_A_TUNNEL;
	let next = offset + HEADER;
	if ((flags & HAS_MORE) !== 0) {
		if (end - next < MORE) return NOT_A_TUNNEL;
		let extension = (flags & HAS_EXTENSION) === 0 ? 0 : view.getUint8(next + EXTENSION_TYPE);
		next += MORE;
		// Its length in words, its content, the type of the next (§5.2.1).
		for (let count = 0; extension !== 0; count++) {
			if (next >= end || count === MAX_EXTENSIONS) return NOT_A_TUNNEL;
			const length = view.getUint8(next) * 4;
			if (length === 0 || end - next < length) return NOT_A_TUNNEL;
			next += length;
			extension = view.getUint8(next - 1);
		}
	}
	cursor.enter(NetworkKind.Gtp, 0);
	cursor.offset = next;
	return enterIp(view, cursor) === Stop.None ? Stop.None : NOT_A_TUNNEL;
}

export function openGtpZero(view: DataView, cursor: Cursor): Opening {
	const {offset, end} = cursor;
	if (end - offset < ZERO_HEADER) return NOT_A_TUNNEL;
	const isData = (view.getUint8(offset) & ZERO_FIXED_MASK) === ZERO_FIXED && view.getUint8(offset + TYPE) === T_PDU;
	if (!isData || offset + ZERO_HEADER + view.getUint16(offset + LENGTH) > cursor.wireEnd) return NOT_A_TUNNEL;
	cursor.enter(NetworkKind.Gtp, 0);
	cursor.offset = offset + ZERO_HEADER;
	return enterIp(view, cursor) === Stop.None ? Stop.None : NOT_A_TUNNEL;
}
