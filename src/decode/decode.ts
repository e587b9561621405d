import type {FrameBatch} from '../capture/frame.js';
import {FragmentTable} from './fragments.js';
import {decodeIpv4} from './ipv4.js';
import {decodeIpv6} from './ipv6.js';
import {EtherType, findNetwork, type NetworkStart} from './link.js';
import {PacketBatch, Stop, stopNames, type UndecodedCounts} from './packet.js';

/**
 * Decodes frames, batch after batch. It keeps what one packet must know of an earlier one (fragments) and the counts
 * of what was not decoded.
 */
export class Decoder {
	readonly undecoded: UndecodedCounts = [];
	readonly #fragments = new FragmentTable();
	readonly #network: NetworkStart = {etherType: 0, offset: 0};
	#packets: PacketBatch | undefined;

	/** The packets of `frames`, in their order. The batch is this decoder's and is filled anew by the next call. */
	decode(frames: FrameBatch): PacketBatch {
		this.#packets ??= new PacketBatch(frames);
		const packets = this.#packets;
		packets.frames = frames;
		packets.count = 0;
		for (let frame = 0; frame < frames.count; frame++) {
			const stop = this.#decodeFrame(frames, frame, packets);
			if (stop !== Stop.None) this.#countStop(frames.capture[frame]!, stop);
		}
		return packets;
	}

	#decodeFrame(frames: FrameBatch, frame: number, packets: PacketBatch) {
		const {view} = frames;
		const start = frames.offset[frame]!;
		const end = start + frames.capturedLength[frame]!;
		const wireEnd = Math.max(end, start + frames.originalLength[frame]!);
		const network = this.#network;
		const stop = findNetwork(view, frames.linkType[frame]!, start, end, network);
		if (stop !== Stop.None) return stop === Stop.Truncated && end === wireEnd ? Stop.Malformed : stop;

		const row = packets.count;
		packets.time[row] = frames.time[frame]!;
		packets.frameRow[row] = frame;
		const decodeNetwork = network.etherType === EtherType.Ipv4 ? decodeIpv4 : decodeIpv6;
		const result = decodeNetwork(view, network.offset, end, wireEnd, packets, row, this.#fragments);
		if (result === Stop.None) packets.count++;
		// A frame that was captured whole and is too short all the same was not cut by the capture.
		return result === Stop.Truncated && end === wireEnd ? Stop.Malformed : result;
	}

	#countStop(capture: number, stop: number): void {
		while (this.undecoded.length <= capture) this.undecoded.push(stopNames.map(() => 0));
		this.undecoded[capture]![stop]!++;
	}
}
