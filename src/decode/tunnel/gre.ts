import type {Cursor} from '../cursor.js';
import {EtherType, MIN_ETHER_TYPE} from '../link/ether-type.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {openErspan, openErspanThree} from './erspan.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// RFC 2784 §2, RFC 2890 §2, RFC 2637 §4.1: flags and version, protocol; then what the flags say, a word each.
const PROTOCOL = 2;
const HEADER = 4;
const WORD = 4;
const HAS_CHECKSUM = 0x8000;
const HAS_ROUTING = 0x4000;
const HAS_KEY = 0x2000;
const HAS_SEQUENCE = 0x1000;
const HAS_ACKNOWLEDGMENT = 0x0080;
const VERSION = 0x0007;

const ERSPAN = 0x88be;
const ERSPAN_THREE = 0x22eb;
const WCCP = 0x883e;
/** Redirect header of the second version of WCCP; the first has none. */
const WCCP_HEADER = 4;
/** Identifiers below are reserved (RFC 7637 §3.2): so small a one is an ordinary key. */
const MIN_NVGRE_SUBNET = 0x1000;

export function openGre(view: DataView, cursor: Cursor): Opening {
	const {offset, end} = cursor;
	if (end - offset < HEADER) return Stop.Truncated;
	const flags = view.getUint16(offset);
	const protocol = view.getUint16(offset + PROTOCOL);
	const version = flags & VERSION;
	if (version === 1) return openPptp(flags, protocol, cursor);
	// Routing was taken out of the protocol; its length is in a list that would have to be walked.
	if (version !== 0 || (flags & HAS_ROUTING) !== 0) return Stop.Malformed;
	let next = offset + HEADER;
	if ((flags & HAS_CHECKSUM) !== 0) next += WORD;
	const key = next;
	if ((flags & HAS_KEY) !== 0) next += WORD;
	if ((flags & HAS_SEQUENCE) !== 0) next += WORD;
	if (end < next) return Stop.Truncated;
	cursor.offset = next;
	if (protocol === ERSPAN) return openErspan(view, cursor, (flags & HAS_SEQUENCE) !== 0);
	if (protocol === ERSPAN_THREE) return openErspanThree(view, cursor);
	if (protocol === WCCP) return openWccp(view, cursor);
	if (protocol < MIN_ETHER_TYPE) return Stop.OtherEtherType;
	if ((flags & HAS_KEY) === 0) cursor.enter(NetworkKind.Gre, 0);
	else enterKey(view.getUint32(key), flags, protocol, cursor);
	cursor.etherType = protocol;
	return Stop.None;
}

/** The key of NVGRE is a subnet and, in the low octet, a number that differs from flow to flow (RFC 7637 §3.2). */
function enterKey(key: number, flags: number, protocol: number, cursor: Cursor): void {
	const isNvgre =
		protocol === EtherType.Ethernet && (flags & (HAS_CHECKSUM | HAS_SEQUENCE)) === 0 && key >>> 8 >= MIN_NVGRE_SUBNET;
	if (isNvgre) cursor.enter(NetworkKind.Nvgre, key >>> 8);
	else cursor.enter(NetworkKind.GreKey, key);
}

/** Version 1. Its key is the length and the call of the receiver. */
function openPptp(flags: number, protocol: number, cursor: Cursor): Opening {
	if (protocol !== EtherType.Ppp || (flags & HAS_KEY) === 0) return Stop.Malformed;
	// Without a sequence number it carries none of the data that those number.
	if ((flags & HAS_SEQUENCE) === 0) return NOT_A_TUNNEL;
	cursor.offset += HEADER + 2 * WORD + ((flags & HAS_ACKNOWLEDGMENT) === 0 ? 0 : WORD);
	cursor.enter(NetworkKind.Pptp, 0);
	cursor.etherType = EtherType.Ppp;
	return Stop.None;
}

function openWccp(view: DataView, cursor: Cursor): Opening {
	const {offset, end} = cursor;
	if (end - offset < 1) return Stop.Truncated;
	if (view.getUint8(offset) >>> 4 !== 4) cursor.offset = offset + WCCP_HEADER;
	cursor.enter(NetworkKind.Wccp, 0);
	cursor.etherType = EtherType.Ipv4;
	return Stop.None;
}
