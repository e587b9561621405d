import {wordAt} from '../decode/addresses.js';
import {type PacketBatch, TcpFlag} from '../decode/packet.js';
import {Protocol} from '../net/protocol.js';
import {type DurationMicros, NO_TIME} from '../net/time.js';

/** What a packet is to those captured before. */
export const Copy = {
	/** A packet of its own. */
	None: 0,
	/** The same packet again. */
	Same: 1,
	/** The same packet again, behind a router: its TTL or hop limit is lower. */
	Routed: 2,
} as const;
export type CopyCode = (typeof Copy)[keyof typeof Copy];

/**
 * A copy comes at most so much later. In recorded mirror sessions all come within 9 ms, nearly all within 2 ms: as long
 * as a frame waits in a switch or router. What senders repeat by themselves comes later: WS-Discovery after 50 ms, LLMNR
 * after 100 ms, TCP after 200 ms (RFC 6298 asks for a second).
 */
export const COPY_WINDOW: DurationMicros = 10_000;

/** Packets without a mark of their own are copies only where others were, at most so many packets ago. */
const PROOF_LASTS = 1024;

/**
 * A mirror that copies, copies steadily. Where none of so many packets was a copy, one packet in sixteen is looked at until
 * one is. Which one is told by what it carries, so that a copy is looked at when its original was. Looking at all of them
 * costs 30 ns a packet, as much as decoding does.
 */
const AWAKE = 16_384;
const SAMPLE_SHIFT = 28;

/** Whether a TCP segment is looked at although there have been no copies lately. */
export function isInSample(sequence: number, acknowledgment: number): boolean {
	return Math.imul(sequence ^ Math.imul(acknowledgment, 0x9e3779b1), 0x85ebca77) >>> SAMPLE_SHIFT === 0;
}

/** A direct-mapped cache: at 1,000,000 packets a second, 625 of a slice fall into the window. A power of two. */
const ENTRIES = 1 << 12;
/** Words of an entry: check, and TTL, link and time in one. */
const ENTRY = 2;
const LINK_SHIFT = 20;
const TTL_SHIFT = 24;
const TIME = 2 ** LINK_SHIFT - 1;
const LINK = 2 ** TTL_SHIFT - 2 ** LINK_SHIFT;
/** Time is kept in units of 256 µs, modulo 4 min 28 s. */
const TICK = 256;
const COPY_TICKS = Math.ceil(COPY_WINDOW / TICK);

// Field offsets in octets: IPv4 (RFC 791 §3.1), IPv6 (RFC 8200 §3), TCP (RFC 9293 §3.1), UDP (RFC 768).
const IPV4_IDENTIFICATION = 4;
const IPV4_TTL = 8;
const IPV4_MIN_HEADER = 20;
const IPV6_HOP_LIMIT = 7;
const IPV6_HEADER = 40;
const TCP_WINDOW = 12;
const TCP_HEADER = 20;
const UDP_LENGTH = 4;
const UDP_HEADER = 8;
/** Identification and fragment offset, in the two words that hold them, read as one in little-endian order. */
const IDENTIFICATION = 0xffff;
const FRAGMENT_OFFSET = 0xff1f0000;
/** Octets behind the IP header that are compared where the packet is not of TCP. */
const COMPARED = 192;

/**
 * Recognises the same packet captured again, as a mirror session gives it that copies what comes in and what goes out.
 * What changes on the way is not compared: link header, TTL, header checksum, and the traffic class.
 *
 * A sender that repeats itself is no mirror: its packet has another identification, or comes later. Where IPv4 leaves
 * the identification 0 (RFC 6864 §4.1), and in IPv6, equal packets in quick succession may be a sender's: pure
 * acknowledgments, statistics. They count as copies only near packets that prove that there are copies: with an
 * identification, under another link header, with a lower TTL, with SYN, FIN or payload of TCP.
 */
export class RecentPackets {
	readonly #entries = new Int32Array(ENTRIES * ENTRY);
	#seen = 0;
	/** Packets that were seen when one proved to be a copy. */
	#provedAt = -PROOF_LASTS;
	#awakeUntil = AWAKE;

	/**
	 * Says in `copies`, for each of the packets whose rows stand in `rows`, what it is to those before, and remembers them
	 * for those to come. `sample` has 1 for those that are always looked at. Hot: makes
	 * no object.
	 */
	mark(packets: PacketBatch, rows: Uint32Array, sample: Uint8Array, copies: Uint8Array): void {
		const {frames, frameRow, networkOffset, version, source, destination, protocol, time} = packets;
		const {sourcePort, destinationPort, sequence, acknowledgment, ipOctets, tcpFlags, payloadOctets} = packets;
		const {view, offset, capturedLength} = frames;
		const entries = this.#entries;
		copies.fill(Copy.None, 0, rows.length);
		const before = this.#seen;
		let awakeUntil = this.#awakeUntil - before;
		for (let key = 0; key < rows.length; key++) {
			if (key >= awakeUntil && sample[key] === 0) continue;
			const row = rows[key]!;
			const isTcp = protocol[row] === Protocol.Tcp;
			const network = networkOffset[row]!;
			const frame = frameRow[row]!;
			const length = ipOctets[row]!;
			const stop = Math.min(offset[frame]! + capturedLength[frame]!, network + length);
			if (!isTcp && key >= awakeUntil && Math.imul(view.getUint32(stop - 4), 0x85ebca77) >>> SAMPLE_SHIFT !== 0) {
				continue;
			}

			// Sums of products with odd factors: nothing waits for the product before.
			let a = (Math.imul(source[row]!, 0x9e3779b1) + Math.imul(length, 0x27d4eb2f)) | 0;
			let b = (Math.imul(destination[row]!, 0x85ebca77) + Math.imul(length, 0x165667b1)) | 0;
			let isMarked = false;
			let isWhole = true;
			let ttl: number;
			let at: number;
			if (version[row] === 4) {
				const identification = view.getUint32(network + IPV4_IDENTIFICATION, true);
				a = (a + Math.imul(identification, 0xc2b2ae3d)) | 0;
				b = (b + Math.imul(identification, 0xcc9e2d51)) | 0;
				isMarked = (identification & IDENTIFICATION) !== 0;
				isWhole = (identification & FRAGMENT_OFFSET) === 0;
				ttl = view.getUint8(network + IPV4_TTL);
				at = network + (view.getUint8(network) & 0x0f) * 4;
				if (at > network + IPV4_MIN_HEADER) {
					a ^= contentHash(view, network + IPV4_MIN_HEADER, Math.min(at, stop), false, false);
				}
			} else {
				a = (a + upperSum(source, row)) | 0;
				b = (b + upperSum(destination, row)) | 0;
				ttl = view.getUint8(network + IPV6_HOP_LIMIT);
				at = network + IPV6_HEADER;
			}
			if (isTcp && isWhole && stop - at >= TCP_HEADER) {
				const ports = (sourcePort[row]! << 16) | destinationPort[row]!;
				a = (a + Math.imul(ports, 0x1b873593) + Math.imul(acknowledgment[row]!, 0xe6546b65)) | 0;
				b = (b + Math.imul(sequence[row]!, 0x2545f491)) | 0;
				a = (a + Math.imul(view.getUint32(stop - 4, true), 0x9e3779b9)) | 0;
				b = (b + Math.imul(view.getUint32(at + TCP_WINDOW, true), 0x5bd1e995)) | 0;
				isMarked ||= (tcpFlags[row]! & (TcpFlag.Syn | TcpFlag.Fin)) !== 0 || payloadOctets[row]! > 0;
			} else {
				const isDatagram = protocol[row] === Protocol.Udp && isWhole;
				a ^= contentHash(view, at, stop, isDatagram, stop < network + length);
			}
			const link = isMarked ? 0 : linkBits(view, offset[frame]!, network);
			const check = Math.imul(a ^ (a >>> 15), 0x7feb352d) ^ b ^ protocol[row]!;
			const slot = Math.imul(b ^ (b >>> 16), 0x846ca68b) ^ a;
			const entry = ((slot ^ (slot >>> 15)) & (ENTRIES - 1)) * ENTRY;
			const now = (ttl << TTL_SHIFT) | (link << LINK_SHIFT) | ((time[row]! / TICK) & TIME);
			if (entries[entry] === check && time[row] !== NO_TIME) {
				const copy = this.#compare(entries[entry + 1]!, now, isMarked, before + key);
				awakeUntil = this.#awakeUntil - before;
				copies[key] = copy;
				// The time stays that of the first: steady repetitions of a sender must not keep the window open.
				if (copy === Copy.None) entries[entry + 1] = now;
				else entries[entry + 1] = (entries[entry + 1]! & (2 ** TTL_SHIFT - 1)) | (ttl << TTL_SHIFT);
			} else {
				entries[entry] = check;
				entries[entry + 1] = now;
			}
		}
		this.#seen += rows.length;
	}

	/** What an equal packet is to the one remembered; both as the second word of an entry. */
	#compare(before: number, now: number, isMarked: boolean, seen: number): CopyCode {
		const ticks = (now - before) & TIME;
		const isSoon = ticks <= COPY_TICKS || ticks >= TIME + 1 - COPY_TICKS;
		const ttl = now >>> TTL_SHIFT;
		const ttlBefore = before >>> TTL_SHIFT;
		if (!isSoon || ttl > ttlBefore) return Copy.None;
		const isElsewhere = (now & LINK) !== (before & LINK);
		if (isMarked || isElsewhere || ttl < ttlBefore) {
			this.#provedAt = seen;
			this.#awakeUntil = seen + AWAKE;
		}
		if (seen - this.#provedAt >= PROOF_LASTS) return Copy.None;
		return ttl < ttlBefore ? Copy.Routed : Copy.Same;
	}
}

function upperSum(column: Uint32Array, row: number): number {
	return (
		Math.imul(column[wordAt(row, 0)]!, 0x2c1b3c6d) +
		Math.imul(column[wordAt(row, 1)]!, 0x297a2d39) +
		Math.imul(column[wordAt(row, 2)]!, 0x1b56c4e9)
	);
}

/** The octets from `at` to `stop`, but for the checksum of a datagram, which counts only for octets that are not there. */
function contentHash(view: DataView, at: number, stop: number, isDatagram: boolean, isCut: boolean): number {
	let hash = 0;
	let next = at;
	const limit = Math.min(at + COMPARED, stop);
	if (isDatagram && stop - at >= UDP_HEADER) {
		hash = mixed(hash, view.getUint32(at, true));
		if (isCut || limit < stop) hash = mixed(hash, view.getUint32(at + UDP_LENGTH, true));
		next += UDP_HEADER;
	}
	for (; next + 4 <= limit; next += 4) hash = mixed(hash, view.getUint32(next, true));
	// The last octets overlap those before, or are what is left of them.
	return stop - at >= 4 ? mixed(hash, view.getUint32(stop - 4, true)) : hash;
}

/** A step that loses nothing: for equal states, different words give different states. */
function mixed(state: number, word: number): number {
	const product = Math.imul(state ^ word, 0xcc9e2d51);
	return (product << 13) | (product >>> 19);
}

/** Four bits that tell link headers apart: addresses, VLAN tag, the interface of a cooked one. */
function linkBits(view: DataView, start: number, network: number): number {
	if (network - start < 14) return 0;
	const word = Math.imul(view.getUint32(start + 4, true), 0x85ebca77) ^ view.getUint32(network - 6, true);
	return Math.imul(word, 0x9e3779b1) >>> 28;
}
