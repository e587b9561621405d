import {createGunzip} from 'node:zlib';
import type {OctetSource} from '../octets.js';
import {cut, damaged} from './packed-error.js';

/**
 * Deflate expands at most 1032 times, so what waits between the decompressor and its reader stays below 17 MiB
 * however the file was made.
 */
const COMPRESSED_CHUNK = 16_384;
/** Octets that come out at a time: each time costs a turn of the event loop. */
const CHUNK = 262_144;
/** Octets that are read at a time. */
const READ = 16 * COMPRESSED_CHUNK;

/** The first two octets say so (RFC 1952 §2.3.1). */
export function isGzip(magic: number): boolean {
	return magic >>> 16 === 0x1f8b;
}

/**
 * The octets inside of a gzip stream. Where the stream is damaged or cut off, everything before the damage is handed
 * over first; only then does `readInto` throw.
 */
export function gunzip(compressed: OctetSource): OctetSource {
	const gunzipStream = createGunzip({chunkSize: CHUNK});
	const input = new Uint8Array(READ);
	let [start, end] = [0, 0];
	const ready: Uint8Array[] = [];
	let failure: Error | undefined;
	let ended = false;
	gunzipStream.on('data', (chunk: Uint8Array) => ready.push(chunk));
	gunzipStream.on('error', (error: NodeJS.ErrnoException) => {
		failure = error.code === 'Z_BUF_ERROR' ? cut() : damaged(error.message);
	});

	// A stream that fails is closed without the call-backs that a sound one gives.
	const closed = new Promise<void>((resolve) => gunzipStream.once('close', resolve));

	/** Feeds one chunk and waits until all that comes out of it stands in `ready`. */
	const feed = async () => {
		if (start === end) {
			[start, end] = [0, await compressed.readInto(input)];
			if (end === 0) {
				ended = true;
				gunzipStream.end();
				await closed;
				return;
			}
		}
		// The stream keeps what it is given until it is done with it, and `input` is used again: hence the copy.
		const chunk = input.slice(start, Math.min(start + COMPRESSED_CHUNK, end));
		start += chunk.length;
		const taken = new Promise<void>((resolve) => gunzipStream.write(chunk, () => resolve()));
		await Promise.race([taken, closed]);
	};

	return {
		async readInto(target) {
			while (ready.length === 0) {
				if (failure !== undefined) throw failure;
				if (ended) return 0;
				await feed();
			}
			const chunk = ready[0]!;
			const count = Math.min(chunk.length, target.length);
			target.set(chunk.subarray(0, count));
			if (count === chunk.length) ready.shift();
			else ready[0] = chunk.subarray(count);
			return count;
		},
		async close() {
			ended = true;
			gunzipStream.destroy();
			await compressed.close();
		},
	};
}
