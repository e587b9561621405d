import type {PacketBatch} from '../../decode/packet.js';
import type {EpochMicros} from '../../net/time.js';
import type {FrameReference} from '../biflow.js';

/** The packet that arranges something. */
export interface Found {
	readonly frame: FrameReference;
	readonly time: EpochMicros;
}

/** What was captured of the payload; valid as long as the batch. */
export function payloadOf({frames, payloadOffset, payloadCaptured}: PacketBatch, row: number): Uint8Array {
	return frames.octets.subarray(payloadOffset[row]!, payloadOffset[row]! + payloadCaptured[row]!);
}

export function frameOf({frames, frameRow}: PacketBatch, row: number): FrameReference {
	const frame = frameRow[row]!;
	return {capture: frames.capture[frame]!, number: frames.number[frame]!};
}

/** 1 at the index of each of the ports. */
export function portTable(...ports: readonly number[]): Uint8Array {
	const table = new Uint8Array(65_536);
	for (const port of ports) table[port] = 1;
	return table;
}
