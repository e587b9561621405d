import {Decompress} from 'fzstd';
import type {OctetSource} from '../octets.js';
import {OctetWindow} from '../octets.js';
import {piecewise} from '../piecewise.js';
import {cut, damaged, PackedError} from './packed-error.js';

// Zstandard (RFC 8878). fzstd unpacks blocks; frames are walked here, so that it is given one block at a time and never
// a frame that wants more memory than we give. It does not check frames' checksums.

const FRAME = 0xfd2fb528;
/** The lowest of 16 magic numbers of frames that carry nothing to unpack (§3.1.2). */
const SKIPPABLE = 0x184d2a50;

/** The memory that a frame may ask for: what the zstd command gives without being asked for more. */
const MAX_WINDOW = 1 << 27;
/** §3.1.1.2.4. */
const MAX_BLOCK = 1 << 17;
/** Room for a block, its header and the frame's checksum. */
const READ_WINDOW = MAX_BLOCK + 64;
/** Magic number, descriptor, window, dictionary and content size (§3.1.1.1). */
const MAX_FRAME_HEADER = 18;

const BlockType = {Raw: 0, Repeated: 1, Compressed: 2, Reserved: 3} as const;

export function isZstd(magic: number): boolean {
	const littleEndian = swap(magic);
	return littleEndian === FRAME || isSkippable(littleEndian);
}

export function unzstd(packed: OctetSource): OctetSource {
	return piecewise(frames(new OctetWindow(packed, READ_WINDOW)), packed);
}

async function* frames(window: OctetWindow): AsyncGenerator<Uint8Array, void, undefined> {
	while (await window.fill(1)) {
		await need(window, 4);
		const magic = window.view.getUint32(window.start, true);
		if (isSkippable(magic)) {
			await need(window, 8);
			const length = 8 + window.view.getUint32(window.start + 4, true);
			if (!(await window.skip(length))) throw cut();
		} else if (magic === FRAME) yield* blocks(window);
		else throw damaged('no frame begins where the one before ends');
	}
}

async function* blocks(window: OctetWindow): AsyncGenerator<Uint8Array, void, undefined> {
	const {headerLength, hasChecksum} = await readFrameHeader(window);
	const pieces: Uint8Array[] = [];
	const decoder = new Decompress((piece) => pieces.push(piece));
	const push = (length: number, isLast: boolean) => {
		try {
			decoder.push(window.octets.slice(window.start, window.start + length), isLast);
		} catch (error) {
			throw damaged((error as Error).message);
		}
		window.start += length;
		return pieces.splice(0);
	};
	push(headerLength, false);
	for (let isLast = false; !isLast; ) {
		await need(window, 3);
		const {octets, start} = window;
		const header = octets[start]! | (octets[start + 1]! << 8) | (octets[start + 2]! << 16);
		isLast = (header & 1) === 1;
		const type = (header >> 1) & 3;
		const size = header >> 3;
		if (type === BlockType.Reserved || size > MAX_BLOCK) throw damaged('a block that cannot be');
		const length = 3 + (type === BlockType.Repeated ? 1 : size);
		await need(window, length);
		yield* push(length, false);
	}
	if (hasChecksum) await need(window, 4);
	yield* push(hasChecksum ? 4 : 0, true);
}

async function readFrameHeader(window: OctetWindow): Promise<{headerLength: number; hasChecksum: boolean}> {
	await need(window, 5);
	const descriptor = window.octets[window.start + 4]!;
	const isSingleSegment = (descriptor & 0x20) !== 0;
	const dictionaryLength = [0, 1, 2, 4][descriptor & 3]!;
	const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
	const windowLength = isSingleSegment ? 0 : 1;
	const headerLength = 5 + windowLength + dictionaryLength + sizeLength;
	await need(window, Math.min(headerLength, MAX_FRAME_HEADER));
	const {view, start} = window;
	const at = start + 5 + windowLength;
	if (readNumber(view, at, dictionaryLength) !== 0) {
		throw new PackedError('cannot be read', 'it needs a dictionary; unpack it with zstd -D');
	}
	const size = readNumber(view, at + dictionaryLength, sizeLength) + (sizeLength === 2 ? 256 : 0);
	const exponent = view.getUint8(start + 5) >> 3;
	const mantissa = view.getUint8(start + 5) & 7;
	const wanted = isSingleSegment ? size : 2 ** (10 + exponent) * (1 + mantissa / 8);
	if (wanted > MAX_WINDOW) {
		throw new PackedError(
			'cannot be read',
			`it needs more than ${MAX_WINDOW >> 20} MiB of memory; unpack it with zstd -d`,
		);
	}
	return {headerLength, hasChecksum: (descriptor & 4) !== 0};
}

function readNumber(view: DataView, at: number, length: number): number {
	if (length === 8) return Number(view.getBigUint64(at, true));
	let value = 0;
	for (let index = length - 1; index >= 0; index--) value = value * 256 + view.getUint8(at + index);
	return value;
}

function isSkippable(magic: number): boolean {
	return magic - SKIPPABLE >= 0 && magic - SKIPPABLE < 16;
}

function swap(magic: number): number {
	return ((magic << 24) | ((magic & 0xff00) << 8) | ((magic >>> 8) & 0xff00) | (magic >>> 24)) >>> 0;
}

async function need(window: OctetWindow, length: number): Promise<void> {
	if (!(await window.fill(length))) throw cut();
}
