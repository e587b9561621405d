import type {PacketBatch} from '../decode/packet.js';
import type {HopLimits} from './biflow.js';
import {Cold, RESET_SEEN, RESET_SIDE} from './record.js';

// Field offsets in octets: IPv4 (RFC 791 §3.1), IPv6 (RFC 8200 §3).
const IPV4_TTL = 8;
const IPV6_HOP_LIMIT = 7;

/** TTL or hop limit of a packet; both always lie within what was captured of it. */
export function hopLimitOf({frames, networkOffset, version}: PacketBatch, row: number): number {
	return frames.view.getUint8(networkOffset[row]! + (version[row] === 4 ? IPV4_TTL : IPV6_HOP_LIMIT));
}

/** Widens the range of the TTLs of a side. A host's packets have the same, unless they take different ways. */
export function noteHopLimit(cold: Int32Array, at: number, side: number, ttl: number): void {
	cold[at + Cold.Ttls] = widestTtls(cold[at + Cold.Ttls]!, ((ttl << 8) | ttl) << (16 * side));
}

/** What covers both of two `Cold.Ttls`. */
export function widestTtls(a: number, b: number): number {
	if (a === b || b === 0) return a;
	if (a === 0) return b;
	return widestRange(a & 0xffff, b & 0xffff) | (widestRange(a >>> 16, b >>> 16) << 16);
}

function widestRange(a: number, b: number): number {
	if (a === 0 || b === 0) return a | b;
	return (Math.max(a >>> 8, b >>> 8) << 8) | Math.min(a & 0xff, b & 0xff);
}

/** Least and greatest TTL of packets other than resets, of one side of a `Cold.Ttls`; `undefined` where there are none. */
export function hopLimitsIn(ttls: number, side: number): HopLimits | undefined {
	const range = (ttls >>> (16 * side)) & 0xffff;
	return range === 0 ? undefined : {least: range & 0xff, greatest: range >>> 8};
}

/** Notes a RST, if it is the first of the biflow. */
export function noteReset(
	cold: Int32Array,
	coldF64: Float64Array,
	at: number,
	side: number,
	packets: PacketBatch,
	row: number,
): void {
	if (cold[at + Cold.Reset] !== 0) return;
	const frame = packets.frameRow[row]!;
	cold[at + Cold.Reset] = RESET_SEEN | (side << RESET_SIDE) | hopLimitOf(packets, row);
	cold[at + Cold.ResetCapture] = packets.frames.capture[frame]!;
	coldF64[at / 2 + Cold.ResetNumberF64] = packets.frames.number[frame]!;
}
