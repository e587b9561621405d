import {compareAddresses} from '../net/address.js';
import {Protocol} from '../net/protocol.js';
import {SLICES} from '../net/slice.js';
import {addressAt, ipv6WordsAt, sliceOf} from './addresses.js';
import {folded, sumOf} from './checksum.js';
import type {PacketBatch, SenderChecksums} from './packet.js';

/** Of each capture, the first frames are looked at, then one in so many. */
const FIRST_FRAMES = 1024;
const STRIDE = 64;
/** Of each slice of the pairs of hosts. */
const MAX_SENDERS = 256;
const MAX_SAMPLES = 16;

const IPV4_TOTAL_LENGTH = 2;
const IPV4_FRAGMENT = 6;
const IPV4_CHECKSUM = 10;
const IPV4_ADDRESSES = 12;
const IPV4_MIN_HEADER = 20;
const IPV6_NEXT_HEADER = 6;
const IPV6_ADDRESSES = 8;
const IPV6_HEADER = 40;
const MORE_FRAGMENTS_AND_OFFSET = 0x3fff;
const TCP_CHECKSUM = 16;
const TCP_MIN_HEADER = 20;
const UDP_CHECKSUM = 6;
const UDP_HEADER = 8;

const Verdict = {Unknown: 0, Right: 1, Unfinished: 2, Wrong: 3} as const;
type VerdictCode = (typeof Verdict)[keyof typeof Verdict];

/**
 * Verifies checksums on a bounded sample of every sender's packets, to tell how good the capture is; no packet is
 * discarded for its checksum. Packets that were not captured whole, and fragments, are passed over.
 */
export class ChecksumSample {
	/** By the text of the address, for each slice. */
	readonly #slices: ReadonlyArray<Map<string, SenderChecksums>> = Array.from({length: SLICES}, () => new Map());
	/** What earlier samples found. */
	readonly #others: SenderChecksums[] = [];

	/** Ordered by address. */
	get senders(): readonly SenderChecksums[] {
		const sums = new Map<string, SenderChecksums>();
		const own = this.#slices.flatMap((senders) => [...senders.values()]);
		for (const {address, sampled, unfinished, wrong} of [...own, ...this.#others]) {
			const sum = sums.get(address.text) ?? {address, sampled: 0, unfinished: 0, wrong: 0};
			sum.sampled += sampled;
			sum.unfinished += unfinished;
			sum.wrong += wrong;
			sums.set(address.text, sum);
		}
		return [...sums.values()].sort((a, b) => compareAddresses(a.address, b.address));
	}

	absorb(senders: readonly SenderChecksums[]): void {
		this.#others.push(...senders);
	}

	update(packets: PacketBatch): void {
		const {count, frameRow, frames} = packets;
		const {number, capture} = frames;
		const last = frames.count - 1;
		// As many numbers of one capture as there are frames: none of another is between them.
		const isConsecutive = capture[last] === capture[0] && number[last]! - number[0]! === last;
		let next = 0;
		for (let row = 0; row < count; row++) {
			const frame = frameRow[row]!;
			if (frame < next) continue;
			const beyond = number[frame]! % STRIDE;
			if (number[frame]! <= FIRST_FRAMES || beyond === 0) this.#look(packets, row);
			else if (isConsecutive) next = frame + STRIDE - beyond;
		}
	}

	#look(packets: PacketBatch, row: number): void {
		const slice = sliceOf(packets.version[row]!, packets.source, packets.destination, row);
		if (!isWhole(packets, row)) return;
		const sender = this.#senderOf(packets, row, this.#slices[slice]!);
		if (sender === undefined || sender.sampled === MAX_SAMPLES) return;
		const verdict = verify(packets, row);
		if (verdict === Verdict.Unknown) return;
		sender.sampled++;
		if (verdict === Verdict.Unfinished) sender.unfinished++;
		if (verdict === Verdict.Wrong) sender.wrong++;
	}

	#senderOf(
		{version, source}: PacketBatch,
		row: number,
		senders: Map<string, SenderChecksums>,
	): SenderChecksums | undefined {
		const isV4 = version[row] === 4;
		const key = isV4 ? String(source[row]!) : ipv6WordsAt(source, row).join();
		let sender = senders.get(key);
		if (sender === undefined && senders.size < MAX_SENDERS) {
			sender = {address: addressAt(source, version[row]!, row), sampled: 0, unfinished: 0, wrong: 0};
			senders.set(key, sender);
		}
		return sender;
	}
}

function isWhole({frames, frameRow, networkOffset, ipOctets}: PacketBatch, row: number): boolean {
	const frame = frameRow[row]!;
	return networkOffset[row]! + ipOctets[row]! <= frames.offset[frame]! + frames.capturedLength[frame]!;
}

/** The worse of what the IPv4 header and the transport header say. */
function verify(packets: PacketBatch, row: number): VerdictCode {
	const {frames, networkOffset, version, ipOctets} = packets;
	const {view} = frames;
	const start = networkOffset[row]!;
	const end = start + ipOctets[row]!;
	if (version[row] === 6) {
		if (view.getUint8(start + IPV6_NEXT_HEADER) !== packets.protocol[row]) return Verdict.Unknown;
		return verifyTransport(packets, row, start + IPV6_ADDRESSES, start + IPV6_HEADER, end);
	}
	const transport = start + (view.getUint8(start) & 0x0f) * 4;
	// Length 0: the network card was to cut the packet to size, and to fill in length and checksums.
	if (view.getUint16(start + IPV4_TOTAL_LENGTH) === 0) return Verdict.Unfinished;
	if (folded(sumOf(view, start, transport)) !== 0xffff) {
		return view.getUint16(start + IPV4_CHECKSUM) === 0 ? Verdict.Unfinished : Verdict.Wrong;
	}
	const isFragment = (view.getUint16(start + IPV4_FRAGMENT) & MORE_FRAGMENTS_AND_OFFSET) !== 0;
	if (isFragment || transport - start < IPV4_MIN_HEADER) return Verdict.Right;
	const verdict = verifyTransport(packets, row, start + IPV4_ADDRESSES, transport, end);
	return verdict === Verdict.Unknown ? Verdict.Right : verdict;
}

/** @param addresses where the two addresses stand, one after the other */
function verifyTransport(
	{frames: {view}, protocol, version}: PacketBatch,
	row: number,
	addresses: number,
	start: number,
	end: number,
): VerdictCode {
	const isTcp = protocol[row] === Protocol.Tcp;
	if (!isTcp && protocol[row] !== Protocol.Udp) return Verdict.Unknown;
	if (end - start < (isTcp ? TCP_MIN_HEADER : UDP_HEADER)) return Verdict.Unknown;
	const checksum = view.getUint16(start + (isTcp ? TCP_CHECKSUM : UDP_CHECKSUM));
	// In UDP over IPv4, 0 is none (RFC 768).
	if (checksum === 0) return isTcp ? Verdict.Unfinished : Verdict.Unknown;
	const addressOctets = version[row] === 4 ? 8 : 32;
	const pseudo = sumOf(view, addresses, addresses + addressOctets) + protocol[row]!;
	const length = end - start;
	if (folded(pseudo + length + sumOf(view, start, end)) === 0xffff) return Verdict.Right;
	// What a driver leaves for the card to go on from: the sum of the pseudo header, for large segments without the length.
	const isUnfinished = checksum === folded(pseudo + length) || checksum === folded(pseudo);
	return isUnfinished ? Verdict.Unfinished : Verdict.Wrong;
}
