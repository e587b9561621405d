import type {Cursor} from '../cursor.js';
import {enterIp} from '../link/ip.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// RFC 9300 §5.3: flags, nonce or map version; instance and locator status bits.
const INSTANCE = 4;
const HEADER = 8;
const HAS_INSTANCE = 0x08;

/** Type 8 of the control messages wraps another of them in IP (RFC 9301 §5.8). */
const CONTROL_HEADER = 4;
const ENCAPSULATED = 8;

export function openLisp(view: DataView, cursor: Cursor): Opening {
	const {offset} = cursor;
	if (cursor.end - offset < HEADER) return NOT_A_TUNNEL;
	const hasInstance = (view.getUint8(offset) & HAS_INSTANCE) !== 0;
	if (hasInstance) cursor.enter(NetworkKind.LispInstance, view.getUint32(offset + INSTANCE) >>> 8);
	else cursor.enter(NetworkKind.Lisp, 0);
	cursor.offset = offset + HEADER;
	return enterIp(view, cursor) === Stop.None ? Stop.None : NOT_A_TUNNEL;
}

export function openLispControl(view: DataView, cursor: Cursor): Opening {
	const {offset} = cursor;
	if (view.getUint8(offset) >>> 4 !== ENCAPSULATED) return NOT_A_TUNNEL;
	cursor.enter(NetworkKind.Lisp, 0);
	cursor.offset = offset + CONTROL_HEADER;
	return enterIp(view, cursor) === Stop.None ? Stop.None : NOT_A_TUNNEL;
}
