import {Protocol} from '../../net/protocol.js';
import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {findIp} from '../link/find-ip.js';
import {type PacketBatch, Stop} from '../packet.js';
import {openAyiya} from './ayiya.js';
import {openCapwap} from './capwap.js';
import {openGeneve} from './geneve.js';
import {openGre} from './gre.js';
import {openGtp, openGtpZero} from './gtp.js';
import {openL2tpOverUdp} from './l2tp.js';
import {openLisp, openLispControl} from './lisp.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';
import {openTeredo} from './teredo.js';
import {openTzsp} from './tzsp.js';
import {openVxlan, openVxlanGpe} from './vxlan.js';

/** The cursor stands at the first octet of the datagram's data. */
export type Opener = (view: DataView, cursor: Cursor) => Opening;

/** By the port of either end (IANA service names; 8472 is what Linux took before 4789 was given). */
const openers: ReadonlyMap<number, Opener> = new Map([
	[1701, openL2tpOverUdp],
	[2152, openGtp],
	[3386, openGtpZero],
	[3544, openTeredo],
	[4341, openLisp],
	[4342, openLispControl],
	[4754, openGre],
	[4789, openVxlan],
	[4790, openVxlanGpe],
	[5072, openAyiya],
	[5247, openCapwap],
	[6081, openGeneve],
	[6635, openMpls],
	[8472, openVxlan],
	[37_008, openTzsp],
]);
const isTunnelPort = new Uint8Array(65_536);
for (const port of openers.keys()) isTunnelPort[port] = 1;

/** Of the UDP header, counted back from its data (RFC 768). */
const UDP_HEADER = 8;
const UDP_LENGTH = 4;

/** What may open the datagram of `row`, by its ports; `undefined` for most. */
export function openerOf({protocol, sourcePort, destinationPort}: PacketBatch, row: number): Opener | undefined {
	const destination = destinationPort[row]!;
	if (isTunnelPort[destination] === 0 && isTunnelPort[sourcePort[row]!] === 0) return undefined;
	if (protocol[row] !== Protocol.Udp) return undefined;
	return openers.get(destination) ?? openers.get(sourcePort[row]!);
}

/** Any port may carry anything: what does not fit to the end, with the lengths of the packet inside, is no tunnel's. */
export function openDatagram(view: DataView, open: Opener, cursor: Cursor): Opening {
	if (cursor.offset >= cursor.end) return NOT_A_TUNNEL;
	boundByLength(view, cursor);
	let opening = open(view, cursor);
	if (opening === Stop.None) opening = findIp(view, cursor);
	if (opening === Stop.Malformed || (opening === Stop.None && !fits(view, cursor))) return NOT_A_TUNNEL;
	return opening === Stop.Truncated && cursor.end >= cursor.wireEnd ? NOT_A_TUNNEL : opening;
}

/** A first fragment is shorter than its datagram; what is inside may be longer than that and is not wrong. */
function boundByLength(view: DataView, cursor: Cursor): void {
	const length = view.getUint16(cursor.offset - UDP_LENGTH);
	// 0: left to the network card, or a jumbogram (RFC 2675 §4).
	if (length < UDP_HEADER) return;
	cursor.wireEnd = cursor.offset - UDP_HEADER + length;
	cursor.end = Math.min(cursor.end, cursor.wireEnd);
}

/** Whether an IP packet that is not longer than what is around it begins at the cursor, as far as was captured. */
function fits(view: DataView, {etherType, offset, end, wireEnd}: Cursor): boolean {
	const isV6 = etherType === EtherType.Ipv6;
	if (end - offset < 6) return end < wireEnd;
	const first = view.getUint8(offset);
	if (isV6) return first >>> 4 === 6 && offset + 40 + view.getUint16(offset + 4) <= wireEnd;
	return first >>> 4 === 4 && (first & 0x0f) >= 5 && offset + view.getUint16(offset + 2) <= wireEnd;
}

/** RFC 7510 §3. */
function openMpls(_view: DataView, cursor: Cursor): Opening {
	cursor.etherType = EtherType.Mpls;
	return Stop.None;
}
