import type {OctetSource} from '../octets.js';
import {OctetWindow} from '../octets.js';
import {piecewise} from '../piecewise.js';
import {cut, damaged, PackedError} from './packed-error.js';
import {Xxh32, xxh32} from './xxh32.js';

// LZ4 frames (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md) and the blocks in them (lz4_Block_format.md).

/** As the four octets are read in big-endian order. */
export const LZ4_MAGIC = 0x04224d18;
/** The lowest of 16 magic numbers of frames that carry nothing to unpack, little-endian. */
const SKIPPABLE = 0x184d2a50;

/** A block may copy from as far back. */
const HISTORY = 65_536;
/** The largest block, by the 3 bits of the descriptor that name it; the others are reserved. */
const blockSizes: ReadonlyMap<number, number> = new Map([
	[4, 1 << 16],
	[5, 1 << 18],
	[6, 1 << 20],
	[7, 1 << 22],
]);
/** Room for the largest block, its length and its checksum. */
const READ_WINDOW = (1 << 22) + 16;
const UNCOMPRESSED = 0x8000_0000;

export function unlz4(packed: OctetSource): OctetSource {
	return piecewise(frames(new OctetWindow(packed, READ_WINDOW)), packed);
}

async function* frames(window: OctetWindow): AsyncGenerator<Uint8Array, void, undefined> {
	while (await window.fill(1)) {
		await need(window, 4);
		const magic = window.view.getUint32(window.start, true) - SKIPPABLE;
		if (window.view.getUint32(window.start) === LZ4_MAGIC) yield* blocks(window);
		else if (magic >= 0 && magic < 16) {
			await need(window, 8);
			if (!(await window.skip(8 + window.view.getUint32(window.start + 4, true)))) throw cut();
		} else throw damaged('no frame begins where the one before ends');
	}
}

interface FrameHeader {
	readonly isIndependent: boolean;
	readonly hasBlockChecksum: boolean;
	readonly hasChecksum: boolean;
	readonly maxBlock: number;
}

async function* blocks(window: OctetWindow): AsyncGenerator<Uint8Array, void, undefined> {
	const {isIndependent, hasBlockChecksum, hasChecksum, maxBlock} = await readFrameHeader(window);
	const checksum = new Xxh32();
	const output = new Uint8Array(HISTORY + maxBlock);
	/** Octets in front of `HISTORY` that earlier blocks gave. */
	let history = 0;
	for (;;) {
		await need(window, 4);
		const word = window.view.getUint32(window.start, true);
		const isCompressed = word < UNCOMPRESSED;
		const length = isCompressed ? word : word - UNCOMPRESSED;
		if (word === 0) break;
		if (length > maxBlock) throw damaged('a block longer than its frame allows');
		await need(window, 4 + length + (hasBlockChecksum ? 4 : 0));
		const start = window.start + 4;
		const block = window.octets.subarray(start, start + length);
		if (hasBlockChecksum && xxh32(block) !== window.view.getUint32(start + length, true)) {
			throw damaged('a block does not match its checksum');
		}
		let end = HISTORY + length;
		if (isCompressed) end = unpackBlock(block, output, isIndependent ? 0 : history);
		else output.set(block, HISTORY);
		const piece = output.subarray(HISTORY, end);
		window.start += 4 + length + (hasBlockChecksum ? 4 : 0);
		if (hasChecksum) checksum.update(piece);
		yield piece;
		history = Math.min(HISTORY, history + piece.length);
		output.copyWithin(HISTORY - history, end - history, end);
	}
	window.start += 4;
	if (!hasChecksum) return;
	await need(window, 4);
	if (checksum.digest() !== window.view.getUint32(window.start, true)) throw damaged('it does not match its checksum');
	window.start += 4;
}

async function readFrameHeader(window: OctetWindow): Promise<FrameHeader> {
	await need(window, 7);
	const {octets} = window;
	const flags = octets[window.start + 4]!;
	const maxBlock = blockSizes.get((octets[window.start + 5]! >> 4) & 7);
	if (flags >> 6 !== 1 || maxBlock === undefined) throw damaged('a frame header that cannot be');
	if ((flags & 1) !== 0) throw new PackedError('cannot be read', 'it needs a dictionary; unpack it with lz4 -D');
	// Descriptor of 2 octets, the content's size where it is told, and a checksum of both.
	const length = 2 + ((flags & 8) !== 0 ? 8 : 0);
	await need(window, 4 + length + 1);
	const start = window.start + 4;
	if (((xxh32(octets.subarray(start, start + length)) >>> 8) & 0xff) !== octets[start + length]) {
		throw damaged('a frame header does not match its checksum');
	}
	window.start += 4 + length + 1;
	return {
		isIndependent: (flags & 0x20) !== 0,
		hasBlockChecksum: (flags & 0x10) !== 0,
		hasChecksum: (flags & 4) !== 0,
		maxBlock,
	};
}

/** Unpacks to octet `HISTORY` of `output` and on; the `history` octets before may be copied from. Returns the end. */
function unpackBlock(block: Uint8Array, output: Uint8Array, history: number): number {
	let from = 0;
	let to = HISTORY;
	/** A length goes on while its octets are 255. */
	const lengthAt = (nibble: number): number => {
		let length = nibble;
		for (let more = nibble === 15; more; ) {
			const octet = block[from++];
			if (octet === undefined) throw damaged('a block ends inside of a length');
			length += octet;
			more = octet === 255;
		}
		return length;
	};
	while (from < block.length) {
		const token = block[from++]!;
		const literals = lengthAt(token >> 4);
		if (literals > block.length - from || literals > output.length - to) throw damaged('a block overflows');
		output.set(block.subarray(from, from + literals), to);
		from += literals;
		to += literals;
		// The last sequence has no match.
		if (from === block.length) return to;
		if (block.length - from < 2) throw damaged('a block ends inside of an offset');
		const offset = block[from]! | (block[from + 1]! << 8);
		from += 2;
		const match = lengthAt(token & 15) + 4;
		if (offset === 0 || offset > history + to - HISTORY) throw damaged('a block copies from before its beginning');
		if (match > output.length - to) throw damaged('a block overflows');
		if (offset >= match) output.copyWithin(to, to - offset, to - offset + match);
		else for (let index = 0; index < match; index++) output[to + index] = output[to + index - offset]!;
		to += match;
	}
	throw damaged('a block ends without literals');
}

async function need(window: OctetWindow, length: number): Promise<void> {
	if (!(await window.fill(length))) throw cut();
}
