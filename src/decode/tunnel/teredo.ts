import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// RFC 4380 §5.1.1: an authentication indicator, an origin indicator, both may be left out; then IPv6.
const AUTHENTICATION = 0x0001;
/** Type, lengths of identifier and authentication value; behind those a nonce and a confirmation. */
const AUTHENTICATION_START = 4;
const AUTHENTICATION_END = 9;
const ORIGIN = 0x0000;
const ORIGIN_LENGTH = 8;
const IPV6_HEADER = 40;

export function openTeredo(view: DataView, cursor: Cursor): Opening {
	const {end} = cursor;
	let next = cursor.offset;
	if (end - next >= AUTHENTICATION_START && view.getUint16(next) === AUTHENTICATION) {
		next += AUTHENTICATION_START + view.getUint8(next + 2) + view.getUint8(next + 3) + AUTHENTICATION_END;
	}
	if (end - next >= ORIGIN_LENGTH && view.getUint16(next) === ORIGIN) next += ORIGIN_LENGTH;
	if (end - next < IPV6_HEADER || view.getUint8(next) >>> 4 !== 6) return NOT_A_TUNNEL;
	cursor.enter(NetworkKind.Teredo, 0);
	cursor.etherType = EtherType.Ipv6;
	cursor.offset = next;
	return Stop.None;
}
