import type {Cursor} from '../cursor.js';
import {NetworkKind} from '../networks.js';
import {Stop, type StopCode} from '../packet.js';
import {nextProtocols} from './next-protocol.js';

// RFC 8300 §2.2.
const VERSION_AND_LENGTH = 0;
const NEXT_PROTOCOL = 3;
const MIN_HEADER = 8;
const LENGTH = 0x3f;

/** A network service header. The path that it names is another one for the answers: it is no network's identifier. */
export function unwrapNsh(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < MIN_HEADER) return Stop.Truncated;
	const word = view.getUint16(offset + VERSION_AND_LENGTH);
	const length = (word & LENGTH) * 4;
	const next = nextProtocols[view.getUint8(offset + NEXT_PROTOCOL)];
	if (word >>> 14 !== 0 || length < MIN_HEADER) return Stop.Malformed;
	if (next === undefined) return Stop.OtherEtherType;
	cursor.enter(NetworkKind.Nsh, 0);
	cursor.etherType = next;
	cursor.offset = offset + length;
	return Stop.None;
}
