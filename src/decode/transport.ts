import {Protocol} from '../net/protocol.js';
import type {FragmentTable} from './fragments.js';
import {type PacketBatch, PacketKind, Stop, type StopCode, TcpFlag} from './packet.js';
import {decodeQuote} from './quote.js';

// Field offsets in octets from the first octet of each header.
const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const PORTS = 4;

// RFC 9293 §3.1.
const TCP_SEQUENCE = 4;
const TCP_ACKNOWLEDGMENT = 8;
const TCP_DATA_OFFSET = 12;
const TCP_FLAGS = 13;
const TCP_THROUGH_FLAGS = 14;
const TCP_MIN_HEADER = 20;

const UDP_HEADER = 8;

// RFC 9260 §3.
const SCTP_VERIFICATION_TAG = 4;
const SCTP_HEADER = 12;
const SCTP_CHUNK_VALUE = 4;
const SctpChunk = {Init: 1, InitAck: 2, Abort: 6} as const;

/** RFC 792, RFC 4443 §2.1. */
const ICMP_IDENTIFIER = 4;
const ICMP_HEADER = 8;

/**
 * Fills the transport columns of `row` from the header at `start`; `protocol` and the network columns are filled
 * already. `end` is one past the last captured octet of the packet, `packetEnd` one past its last; `isFragment` says that
 * it is the first of several fragments.
 */
export function decodeTransport(
	view: DataView,
	start: number,
	end: number,
	packetEnd: number,
	batch: PacketBatch,
	row: number,
	isFragment: boolean,
): StopCode {
	const protocol = batch.protocol[row]!;
	batch.tcpFlags[row] = 0;
	switch (protocol) {
		case Protocol.Tcp:
			if (end - start < TCP_THROUGH_FLAGS) {
				// A fragment may end behind the ports (RFC 1858 §3): the flags come later, the ports must not be missed.
				if (!isFragment || end < packetEnd || end - start < PORTS) return tooShort(end, packetEnd);
				decodePorts(view, start, batch, row);
				setPayload(batch, row, packetEnd, end, packetEnd);
				return Stop.None;
			}
			decodePorts(view, start, batch, row);
			batch.tcpFlags[row] = view.getUint8(start + TCP_FLAGS);
			batch.sequence[row] = view.getUint32(start + TCP_SEQUENCE);
			batch.acknowledgment[row] = view.getUint32(start + TCP_ACKNOWLEDGMENT);
			setPayload(batch, row, start + tcpHeaderLength(view, start), end, packetEnd);
			return Stop.None;
		case Protocol.Udp:
		case Protocol.UdpLite:
			if (end - start < PORTS) return tooShort(end, packetEnd);
			decodePorts(view, start, batch, row);
			setPayload(batch, row, start + UDP_HEADER, end, packetEnd);
			return Stop.None;
		case Protocol.Sctp:
			if (end - start < PORTS) return tooShort(end, packetEnd);
			decodePorts(view, start, batch, row);
			if (end - start >= SCTP_HEADER + PORTS) decodeSctpChunk(view, start, end, batch, row);
			setPayload(batch, row, start + SCTP_HEADER, end, packetEnd);
			return Stop.None;
		case Protocol.Icmp:
		case Protocol.Icmpv6:
			return decodeIcmp(view, start, end, packetEnd, batch, row);
		default:
			markPortless(batch, row);
			setPayload(batch, row, start, end, packetEnd);
			return Stop.None;
	}
}

/** A fragment without a transport header of its own: ports come from the first one, where the protocol has any. */
export function markLaterFragment(
	batch: PacketBatch,
	row: number,
	identification: number,
	fragments: FragmentTable,
): StopCode {
	markPortless(batch, row);
	batch.tcpFlags[row] = 0;
	switch (batch.protocol[row]) {
		case Protocol.Tcp:
		case Protocol.Udp:
		case Protocol.UdpLite:
		case Protocol.Sctp:
		case Protocol.Icmp:
		case Protocol.Icmpv6:
			return fragments.recall(batch, row, identification) ? Stop.None : Stop.FragmentWithoutFirst;
		default:
			return Stop.None;
	}
}

function markPortless(batch: PacketBatch, row: number): void {
	batch.kind[row] = PacketKind.NoPorts;
	batch.sourcePort[row] = 0;
	batch.destinationPort[row] = 0;
	batch.payloadCaptured[row] = 0;
	batch.payloadOctets[row] = 0;
}

function decodePorts(view: DataView, start: number, batch: PacketBatch, row: number): void {
	batch.kind[row] = PacketKind.Ports;
	batch.sourcePort[row] = view.getUint16(start + SOURCE_PORT);
	batch.destinationPort[row] = view.getUint16(start + DESTINATION_PORT);
}

function setPayload(batch: PacketBatch, row: number, offset: number, end: number, packetEnd: number): void {
	batch.payloadOffset[row] = offset;
	batch.payloadCaptured[row] = end > offset ? end - offset : 0;
	batch.payloadOctets[row] = packetEnd > offset ? packetEnd - offset : 0;
}

/** A length below the minimum is the sender's mistake; the ports and flags before it hold all the same. */
function tcpHeaderLength(view: DataView, start: number): number {
	const length = (view.getUint8(start + TCP_DATA_OFFSET) >>> 4) * 4;
	return Math.max(length, TCP_MIN_HEADER);
}

/** Tells an association's first chunk in the words of TCP, so that both open flows alike. */
function decodeSctpChunk(view: DataView, start: number, end: number, batch: PacketBatch, row: number): void {
	const chunk = start + SCTP_HEADER;
	const type = view.getUint8(chunk);
	if (type === SctpChunk.Init && end - chunk >= SCTP_CHUNK_VALUE + 4) {
		batch.tcpFlags[row] = TcpFlag.Syn;
		batch.sequence[row] = view.getUint32(chunk + SCTP_CHUNK_VALUE) - 1;
	} else if (type === SctpChunk.InitAck) {
		// The verification tag repeats the tag of the INIT (§8.5.1), as an acknowledgment repeats a sequence number.
		batch.tcpFlags[row] = TcpFlag.Syn | TcpFlag.Ack;
		batch.acknowledgment[row] = view.getUint32(start + SCTP_VERIFICATION_TAG);
	} else if (type === SctpChunk.Abort) {
		batch.tcpFlags[row] = TcpFlag.Rst;
	}
}

function decodeIcmp(
	view: DataView,
	start: number,
	end: number,
	packetEnd: number,
	batch: PacketBatch,
	row: number,
): StopCode {
	if (end - start < 2) return tooShort(end, packetEnd);
	const type = view.getUint8(start);
	const isV6 = batch.protocol[row] === Protocol.Icmpv6;
	batch.kind[row] = PacketKind.Icmp;
	batch.sourcePort[row] = view.getUint16(start);
	const hasIdentifier = isIcmpQuery(type, isV6) && end - start >= ICMP_HEADER;
	batch.destinationPort[row] = hasIdentifier ? view.getUint16(start + ICMP_IDENTIFIER) : 0;
	setPayload(batch, row, start + ICMP_HEADER, end, packetEnd);
	if (isIcmpError(type, isV6)) {
		batch.kind[row] = PacketKind.IcmpError;
		decodeQuote(view, start + ICMP_HEADER, end, batch, row);
	}
	return Stop.None;
}

/** Echo, timestamp, information and address mask and their replies; ICMPv6 echo. They carry an identifier. */
function isIcmpQuery(type: number, isV6: boolean): boolean {
	return isV6 ? type === 128 || type === 129 : type === 0 || type === 8 || (type >= 13 && type <= 18);
}

/** Messages that quote the packet they are about: RFC 792, RFC 4443 §2.1. A redirect (5) quotes too, but is no error. */
function isIcmpError(type: number, isV6: boolean): boolean {
	return isV6 ? type >= 1 && type <= 4 : type === 3 || type === 4 || type === 11 || type === 12;
}

function tooShort(end: number, packetEnd: number): StopCode {
	return end < packetEnd ? Stop.Truncated : Stop.Malformed;
}
