import {Protocol} from '../net/protocol.js';
import {wordAt} from './addresses.js';
import {extensionEnd, isExtension} from './extension.js';
import type {PacketBatch} from './packet.js';

/**
 * Fills the quote columns of `row` from the packet that an ICMP error quotes at `start` (RFC 792, RFC 4443 §2.4).
 * At least its IP header and eight octets are there; a quote cut shorter, or of another IP version, leaves
 * `quotedProtocol` 0.
 */
export function decodeQuote(view: DataView, start: number, end: number, batch: PacketBatch, row: number): void {
	batch.quotedProtocol[row] = 0;
	if (batch.version[row] === 4) decodeQuotedIpv4(view, start, end, batch, row);
	else decodeQuotedIpv6(view, start, end, batch, row);
}

function decodeQuotedIpv4(view: DataView, start: number, end: number, batch: PacketBatch, row: number): void {
	if (end - start < 20 || view.getUint8(start) >>> 4 !== 4) return;
	batch.quotedSource[row] = view.getUint32(start + 12);
	batch.quotedDestination[row] = view.getUint32(start + 16);
	const isFirstFragment = (view.getUint16(start + 6) & 0x1fff) === 0;
	const header = (view.getUint8(start) & 0x0f) * 4;
	if (isFirstFragment) decodeQuotedPorts(view, view.getUint8(start + 9), start + header, end, batch, row);
}

function decodeQuotedIpv6(view: DataView, start: number, end: number, batch: PacketBatch, row: number): void {
	if (end - start < 40 || view.getUint8(start) >>> 4 !== 6) return;
	for (let word = 0; word < 4; word++) {
		batch.quotedSource[wordAt(row, word)] = view.getUint32(start + 8 + 4 * word);
		batch.quotedDestination[wordAt(row, word)] = view.getUint32(start + 24 + 4 * word);
	}
	let protocol = view.getUint8(start + 6);
	let next = start + 40;
	while (isExtension(protocol)) {
		const after = extensionEnd(view, protocol, next, end);
		if (after < 0) return;
		protocol = view.getUint8(next);
		next = after;
	}
	decodeQuotedPorts(view, protocol, next, end, batch, row);
}

function decodeQuotedPorts(
	view: DataView,
	protocol: number,
	start: number,
	end: number,
	batch: PacketBatch,
	row: number,
): void {
	switch (protocol) {
		case Protocol.Tcp:
		case Protocol.Udp:
		case Protocol.UdpLite:
		case Protocol.Sctp:
			if (end - start < 4) return;
			batch.quotedSourcePort[row] = view.getUint16(start);
			batch.quotedDestinationPort[row] = view.getUint16(start + 2);
			break;
		case Protocol.Icmp:
		case Protocol.Icmpv6:
			if (end - start < 6) return;
			batch.quotedSourcePort[row] = view.getUint16(start);
			batch.quotedDestinationPort[row] = view.getUint16(start + 4);
			break;
		default:
			batch.quotedSourcePort[row] = 0;
			batch.quotedDestinationPort[row] = 0;
	}
	batch.quotedProtocol[row] = protocol;
}
