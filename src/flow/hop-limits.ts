import type {PacketBatch} from '../decode/packet.js';
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
	const shift = 16 * side;
	const known = (cold[at + Cold.Ttls]! >>> shift) & 0xffff;
	const least = known === 0 ? ttl : Math.min(known & 0xff, ttl);
	const greatest = Math.max(known >>> 8, ttl);
	cold[at + Cold.Ttls] = (cold[at + Cold.Ttls]! & ~(0xffff << shift)) | (((greatest << 8) | least) << shift);
}

/** Least and greatest TTL of a side's packets other than resets; 0 and 0 where there are none. */
export function hopLimitsOf(cold: Int32Array, at: number, side: number): readonly [least: number, greatest: number] {
	const known = (cold[at + Cold.Ttls]! >>> (16 * side)) & 0xffff;
	return [known & 0xff, known >>> 8];
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
