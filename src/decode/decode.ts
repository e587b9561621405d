import type {FrameBatch} from '../capture/frame.js';
import {Protocol} from '../net/protocol.js';
import {Cursor} from './cursor.js';
import {FragmentTable} from './fragments.js';
import {decodeIpv4} from './ipv4.js';
import {decodeIpv6} from './ipv6.js';
import {EtherType} from './link/ether-type.js';
import {ETHERNET_HEADER, ETHERNET_TYPE} from './link/ethernet.js';
import {findNetwork} from './link/link.js';
import {LinkType} from './link/link-type.js';
import {Networks, PLAIN_NETWORK} from './networks.js';
import {
	type BrokenDatagrams,
	MAX_TUNNELS,
	PacketBatch,
	Stop,
	type StopCode,
	stopNames,
	type UndecodedCounts,
} from './packet.js';
import {NOT_A_TUNNEL} from './tunnel/opening.js';
import {openTunnel} from './tunnel/tunnel.js';

/**
 * Decodes frames, batch after batch. It keeps what one packet must know of an earlier one (fragments), the networks, and
 * the counts of what was not decoded.
 */
export class Decoder {
	/** Frames that gave no packet. */
	readonly undecoded: UndecodedCounts = [];
	/** What was inside of tunnels: packets that became rows of their own, at index 0, and what did not. */
	readonly inside: UndecodedCounts = [];
	readonly networks: Networks;
	readonly #fragments = new FragmentTable();
	readonly #cursor: Cursor;
	#packets: PacketBatch | undefined;

	/** @param networks that it tells apart */
	constructor(networks = new Networks()) {
		this.networks = networks;
		this.#cursor = new Cursor(networks);
	}

	get brokenDatagrams(): BrokenDatagrams[] {
		return this.#fragments.broken;
	}

	/** The packets of `frames`, in their order, in `packets`; without that in a batch that is this decoder's and filled anew by the next call. */
	decode(frames: FrameBatch, packets = this.#ownBatch(frames)): PacketBatch {
		packets.frames = frames;
		packets.count = 0;
		for (let frame = 0; frame < frames.count; frame++) {
			const stop = this.#decodeFrame(frames, frame, packets);
			if (stop !== Stop.None) countAt(this.undecoded, frames.capture[frame]!, stop);
		}
		return packets;
	}

	#ownBatch(frames: FrameBatch): PacketBatch {
		this.#packets ??= new PacketBatch(frames);
		return this.#packets;
	}

	#decodeFrame(frames: FrameBatch, frame: number, packets: PacketBatch): StopCode {
		const {view} = frames;
		const start = frames.offset[frame]!;
		const end = start + frames.capturedLength[frame]!;
		const wireEnd = Math.max(end, start + frames.originalLength[frame]!);
		const row = packets.count;
		packets.time[row] = frames.time[frame]!;
		packets.frameRow[row] = frame;
		let result: StopCode;
		if (frames.linkType[frame] === LinkType.Ethernet && isPlainIpv4(view, start, end)) {
			packets.network[row] = PLAIN_NETWORK;
			result = decodeIpv4(view, start + ETHERNET_HEADER, end, wireEnd, packets, row, this.#fragments);
			if (result === Stop.None) packets.count++;
		} else {
			const cursor = this.#cursor;
			cursor.start(start, end, wireEnd);
			result = findNetwork(view, frames.linkType[frame]!, cursor);
			if (result === Stop.None) result = this.#decodeIp(view, packets, row);
		}
		// What the capture did not cut, the sender did not send.
		if (result === Stop.Truncated && end === wireEnd) result = Stop.Malformed;
		if (result === Stop.None && packets.protocol[row] !== Protocol.Tcp) {
			this.#decodeInside(view, packets, row, frames.capture[frame]!);
		}
		return result;
	}

	/** Fills `row` from the packet at the cursor, and keeps it if there is no reason not to. */
	#decodeIp(view: DataView, packets: PacketBatch, row: number): StopCode {
		const {etherType, offset, end, wireEnd, network} = this.#cursor;
		packets.network[row] = network;
		const decode = etherType === EtherType.Ipv4 ? decodeIpv4 : decodeIpv6;
		const result = decode(view, offset, end, wireEnd, packets, row, this.#fragments);
		if (result === Stop.None) packets.count++;
		// A frame that was captured whole and is too short all the same was not cut by the capture.
		return result === Stop.Truncated && end === wireEnd ? Stop.Malformed : result;
	}

	/** The packet inside of the one of `row`, if that is a tunnel's, and the packet inside of that, and so on. */
	#decodeInside(view: DataView, packets: PacketBatch, row: number, capture: number): void {
		const cursor = this.#cursor;
		for (let outer = row, depth = 0; ; outer++, depth++) {
			let stop = openTunnel(view, packets, outer, cursor);
			if (stop === NOT_A_TUNNEL) return;
			if (stop === Stop.None && depth === MAX_TUNNELS) stop = Stop.NestedTooDeep;
			if (stop === Stop.None) {
				packets.time[outer + 1] = packets.time[outer]!;
				packets.frameRow[outer + 1] = packets.frameRow[outer]!;
				stop = this.#decodeIp(view, packets, outer + 1);
			}
			if (stop === Stop.Truncated && cursor.end === cursor.wireEnd) stop = Stop.Malformed;
			countAt(this.inside, capture, stop);
			if (stop !== Stop.None || packets.protocol[outer + 1] === Protocol.Tcp) return;
		}
	}
}

/** What most frames are: for them the cursor would cost more than it finds. */
function isPlainIpv4(view: DataView, start: number, end: number): boolean {
	return end - start >= ETHERNET_HEADER && view.getUint16(start + ETHERNET_TYPE) === EtherType.Ipv4;
}

/** Adds what was counted elsewhere. */
export function addUndecoded(counts: UndecodedCounts, others: UndecodedCounts): void {
	for (const [capture, stops] of others.entries()) {
		for (const [stop, count] of stops.entries()) countAt(counts, capture, stop, count);
	}
}

function countAt(counts: UndecodedCounts, capture: number, stop: number, count = 1): void {
	while (counts.length <= capture) counts.push(stopNames.map(() => 0));
	counts[capture]![stop]! += count;
}
