import {Readable} from 'node:stream';
import type {CaptureCoverage} from '#portolan/capture/frame.js';
import {type Capture, MIN_WINDOW, openCapture, type ReaderName} from '#portolan/capture/open.js';

/** What a frame of a batch is, kept. */
export interface ReadFrame {
	readonly octets: Uint8Array;
	readonly time: number;
	readonly originalLength: number;
	readonly linkType: number;
	readonly number: number;
}

/** Reads a capture that stands in memory, in chunks of the given size, as if it came through a pipe. */
export async function readCapture(
	capture: Uint8Array,
	{chunkSize = 65_536, reader = 'portolan' as ReaderName} = {},
): Promise<{frames: ReadFrame[]; coverage: CaptureCoverage}> {
	return collect(openCapture('-', 0, {reader, windowSize: MIN_WINDOW, standardInput: chunked(capture, chunkSize)}));
}

/** Reads a capture from a file. */
export function readFile(path: string): Promise<{frames: ReadFrame[]; coverage: CaptureCoverage}> {
	return collect(openCapture(path, 0, {reader: 'portolan', windowSize: MIN_WINDOW, standardInput: Readable.from([])}));
}

async function collect({frames, coverage}: Capture): Promise<{frames: ReadFrame[]; coverage: CaptureCoverage}> {
	const list: ReadFrame[] = [];
	for await (const batch of frames) {
		for (let row = 0; row < batch.count; row++) {
			const start = batch.offset[row]!;
			list.push({
				octets: batch.octets.slice(start, start + batch.capturedLength[row]!),
				time: batch.time[row]!,
				originalLength: batch.originalLength[row]!,
				linkType: batch.linkType[row]!,
				number: batch.number[row]!,
			});
		}
	}
	return {frames: list, coverage};
}

export function chunked(octets: Uint8Array, size: number): Readable {
	const count = Math.ceil(octets.length / size);
	return Readable.from(
		Array.from({length: count}, (_, index) => Buffer.from(octets.slice(index * size, (index + 1) * size))),
	);
}
