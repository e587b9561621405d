import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// RFC 2661 §3.1: flags and version; then what the flags say.
const IS_CONTROL = 0x8000;
const HAS_LENGTH = 0x4000;
const HAS_SEQUENCE = 0x0800;
const HAS_OFFSET = 0x0200;
const RESERVED = 0x34f0;
const VERSION = 0x000f;
const TUNNEL_AND_SESSION = 4;
const SEQUENCE = 4;

// RFC 3931 §4.1: over UDP flags and a reserved word half; then a session, 0 for control messages.
const THREE_FLAGS = 4;
const SESSION = 4;
/** Lengths of cookie and sublayer together: both are agreed on in control messages and not told in the data. */
const prefixes: readonly number[] = [0, 4, 8, 12];
const ETHERNET_TYPE = 12;
const ETHERNET_HEADER = 14;

export function openL2tpOverUdp(view: DataView, cursor: Cursor): Opening {
	const {offset, end} = cursor;
	if (end - offset < 2) return NOT_A_TUNNEL;
	const flags = view.getUint16(offset);
	if ((flags & (IS_CONTROL | RESERVED)) !== 0) return NOT_A_TUNNEL;
	if ((flags & VERSION) === 3) return flags === 3 ? openThree(view, cursor, offset + THREE_FLAGS) : NOT_A_TUNNEL;
	if ((flags & VERSION) !== 2) return NOT_A_TUNNEL;
	let next = offset + 2 + ((flags & HAS_LENGTH) === 0 ? 0 : 2) + TUNNEL_AND_SESSION;
	if ((flags & HAS_SEQUENCE) !== 0) next += SEQUENCE;
	if ((flags & HAS_OFFSET) !== 0) {
		if (end - next < 2) return NOT_A_TUNNEL;
		next += 2 + view.getUint16(next);
	}
	cursor.enter(NetworkKind.L2tp, 0);
	cursor.etherType = EtherType.Ppp;
	cursor.offset = next;
	return Stop.None;
}

export function openL2tpOverIp(view: DataView, cursor: Cursor): Opening {
	return openThree(view, cursor, cursor.offset);
}

/** What a session carries is agreed on elsewhere: opened only where it reads as an IP packet in an Ethernet frame. */
function openThree(view: DataView, cursor: Cursor, session: number): Opening {
	const {end} = cursor;
	if (end - session < SESSION || view.getUint32(session) === 0) return NOT_A_TUNNEL;
	for (const prefix of prefixes) {
		const frame = session + SESSION + prefix;
		if (!isEthernetWithIp(view, frame, cursor)) continue;
		cursor.enter(NetworkKind.L2tp, 0);
		cursor.etherType = EtherType.Ethernet;
		cursor.offset = frame;
		return Stop.None;
	}
	return NOT_A_TUNNEL;
}

function isEthernetWithIp(view: DataView, frame: number, {end, wireEnd}: Cursor): boolean {
	const packet = frame + ETHERNET_HEADER;
	if (end - packet < 6) return false;
	const etherType = view.getUint16(frame + ETHERNET_TYPE);
	if (etherType === EtherType.Ipv4) {
		return view.getUint8(packet) === 0x45 && packet + view.getUint16(packet + 2) <= wireEnd;
	}
	return (
		etherType === EtherType.Ipv6 &&
		view.getUint8(packet) >>> 4 === 6 &&
		packet + 40 + view.getUint16(packet + 4) <= wireEnd
	);
}
