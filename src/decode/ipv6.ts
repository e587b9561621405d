import {Protocol} from '../net/protocol.js';
import {wordAt} from './addresses.js';
import {extensionEnd, isExtension} from './extension.js';
import type {FragmentTable} from './fragments.js';
import {type PacketBatch, Stop, type StopCode} from './packet.js';
import {decodeTransport, markLaterFragment} from './transport.js';

// Field offsets in octets from the first octet of the IPv6 header (RFC 8200 §3).
const PAYLOAD_LENGTH = 4;
const NEXT_HEADER = 6;
const SOURCE = 8;
const DESTINATION = 24;
export const IPV6_HEADER = 40;
const FRAGMENT_HEADER = 8;
/** The offset field's upper 13 bits (RFC 8200 §4.5). */
const FRAGMENT_OFFSET = 0xfff8;
const MORE_FRAGMENTS = 1;

/** As `decodeIpv4`, for IPv6. */
export function decodeIpv6(
	view: DataView,
	start: number,
	end: number,
	wireEnd: number,
	batch: PacketBatch,
	row: number,
	fragments: FragmentTable,
): StopCode {
	if (end - start < IPV6_HEADER) return end < wireEnd ? Stop.Truncated : Stop.Malformed;
	if (view.getUint8(start) >>> 4 !== 6) return Stop.Malformed;
	// 0: a jumbogram (RFC 2675), or left to the network card; either way the frame ends where the packet does.
	const payloadLength = view.getUint16(start + PAYLOAD_LENGTH) || wireEnd - start - IPV6_HEADER;

	batch.networkOffset[row] = start;
	batch.version[row] = 6;
	for (let word = 0; word < 4; word++) {
		batch.source[wordAt(row, word)] = view.getUint32(start + SOURCE + 4 * word);
		batch.destination[wordAt(row, word)] = view.getUint32(start + DESTINATION + 4 * word);
	}
	batch.ipOctets[row] = IPV6_HEADER + payloadLength;

	const packetEnd = start + IPV6_HEADER + payloadLength;
	const capturedEnd = Math.min(end, packetEnd);
	let protocol = view.getUint8(start + NEXT_HEADER);
	let next = start + IPV6_HEADER;
	let firstFragment = -1;
	for (;;) {
		if (protocol === Protocol.Ipv6Fragment) {
			if (capturedEnd - next < FRAGMENT_HEADER) return capturedEnd < packetEnd ? Stop.Truncated : Stop.Malformed;
			protocol = view.getUint8(next);
			const offset = view.getUint16(next + 2);
			const identification = view.getUint32(next + 4);
			if ((offset & FRAGMENT_OFFSET) !== 0) {
				batch.protocol[row] = protocol;
				return markLaterFragment(batch, row, identification, fragments);
			}
			if ((offset & MORE_FRAGMENTS) !== 0) firstFragment = identification;
			next += FRAGMENT_HEADER;
		} else if (isExtension(protocol)) {
			const after = extensionEnd(view, protocol, next, capturedEnd);
			if (after < 0) return capturedEnd < packetEnd ? Stop.Truncated : Stop.Malformed;
			protocol = view.getUint8(next);
			next = after;
		} else {
			break;
		}
	}
	batch.protocol[row] = protocol;
	const stop = decodeTransport(view, next, capturedEnd, packetEnd, batch, row, firstFragment >= 0);
	if (stop === Stop.None && firstFragment >= 0) fragments.remember(batch, row, firstFragment);
	return stop;
}
