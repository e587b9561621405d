import {extensionEnd, isExtension} from './extension.js';
import type {FragmentTable} from './fragments.js';
import {type PacketBatch, Stop, type StopCode} from './packet.js';
import {decodeTransport, markLaterFragment} from './transport.js';

// Field offsets in octets from the first octet of the IPv4 header (RFC 791 §3.1).
const TOTAL_LENGTH = 2;
const IDENTIFICATION = 4;
const FRAGMENT = 6;
const PROTOCOL = 9;
const SOURCE = 12;
const DESTINATION = 16;
export const IPV4_MIN_HEADER = 20;
const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

/**
 * Fills `row` of `batch` from the IPv4 packet that starts at octet `start` of `view`. `end` is one past the last
 * captured octet of the frame, `wireEnd` one past the last that was on the wire. Reads nothing at or past `end`.
 */
export function decodeIpv4(
	view: DataView,
	start: number,
	end: number,
	wireEnd: number,
	batch: PacketBatch,
	row: number,
	fragments: FragmentTable,
): StopCode {
	if (end - start < IPV4_MIN_HEADER) return end < wireEnd ? Stop.Truncated : Stop.Malformed;
	const firstOctet = view.getUint8(start);
	if (firstOctet >>> 4 !== 4) return Stop.Malformed;
	const headerLength = (firstOctet & 0x0f) * 4;
	// 0: the sending machine captured the packet before its network card cut it to size and filled this in.
	const totalLength = view.getUint16(start + TOTAL_LENGTH) || wireEnd - start;
	if (headerLength < IPV4_MIN_HEADER || totalLength < headerLength) return Stop.Malformed;

	batch.networkOffset[row] = start;
	batch.version[row] = 4;
	batch.source[row] = view.getUint32(start + SOURCE);
	batch.destination[row] = view.getUint32(start + DESTINATION);
	batch.ipOctets[row] = totalLength;

	const packetEnd = start + totalLength;
	const capturedEnd = Math.min(end, packetEnd);
	let protocol = view.getUint8(start + PROTOCOL);
	let next = start + headerLength;
	const fragment = view.getUint16(start + FRAGMENT);
	if ((fragment & FRAGMENT_OFFSET) !== 0) {
		batch.protocol[row] = protocol;
		return markLaterFragment(batch, row, view.getUint16(start + IDENTIFICATION), fragments);
	}
	while (isExtension(protocol)) {
		const after = extensionEnd(view, protocol, next, capturedEnd);
		if (after < 0) return capturedEnd < packetEnd ? Stop.Truncated : Stop.Malformed;
		protocol = view.getUint8(next);
		next = after;
	}
	batch.protocol[row] = protocol;
	const isFragment = (fragment & MORE_FRAGMENTS) !== 0;
	const stop = decodeTransport(view, next, capturedEnd, packetEnd, batch, row, isFragment);
	if (stop === Stop.None && isFragment) {
		fragments.remember(batch, row, view.getUint16(start + IDENTIFICATION));
	}
	return stop;
}
