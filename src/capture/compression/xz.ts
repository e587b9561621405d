import {crc32} from 'node:zlib';
import type {OctetSource} from '../octets.js';
import {OctetWindow} from '../octets.js';
import {piecewise} from '../piecewise.js';
import {LONGEST_CHUNK, unlzma2} from './lzma2.js';
import {cut, damaged, PackedError} from './packed-error.js';
import {blockCheck} from './xz-check.js';

// The xz file format (https://tukaani.org/xz/xz-file-format.txt), version 1.2.0.

/** The first four of its six octets, as they are read in big-endian order, and the other two (§2.1.1.1). */
export const XZ_MAGIC = 0xfd377a58;
const MAGIC_REST = 0x5a00;
const STREAM_HEADER = 12;
/** "YZ" (§2.1.2.4). */
const FOOTER_MAGIC = 0x595a;

const LZMA2 = 0x21;
/** The history that a block may ask for: that of `xz -9`. */
const MAX_HISTORY = 1 << 26;

export function unxz(packed: OctetSource): OctetSource {
	return piecewise(streams(new OctetWindow(packed, LONGEST_CHUNK)), packed);
}

async function* streams(window: OctetWindow): AsyncGenerator<Uint8Array, void, undefined> {
	while (await window.fill(1)) {
		await need(window, 4);
		// Streams may be padded with zeros, four at a time (§2.2).
		if (window.view.getUint32(window.start) === 0) {
			window.start += 4;
			continue;
		}
		await need(window, STREAM_HEADER);
		const {view, start} = window;
		if (view.getUint32(start) !== XZ_MAGIC || view.getUint16(start + 4) !== MAGIC_REST) {
			throw damaged('no stream begins where the one before ends');
		}
		checkSum(window, 6, 2, 8);
		const kind = view.getUint8(start + 7) & 0x0f;
		window.start += STREAM_HEADER;
		for (;;) {
			await need(window, 1);
			if (window.octets[window.start] === 0) break;
			yield* block(window, kind);
		}
		await passIndex(window);
		await need(window, 12);
		if (window.view.getUint16(window.start + 10) !== FOOTER_MAGIC) throw damaged('a stream without its end');
		checkSum(window, 4, 6, 0);
		window.start += 12;
	}
}

/** One block (§3). */
async function* block(window: OctetWindow, checkKind: number): AsyncGenerator<Uint8Array, void, undefined> {
	const history = await readBlockHeader(window);
	const check = blockCheck(checkKind);
	const begin = window.position;
	for await (const piece of unlzma2(window, history)) {
		check.update(piece);
		yield piece;
	}
	const padding = (4 - ((window.position - begin) % 4)) % 4;
	await need(window, padding + check.length);
	const start = window.start + padding;
	const digest = check.digest();
	if (digest?.some((octet, index) => octet !== window.octets[start + index]) === true) {
		throw damaged('a block does not match its checksum');
	}
	window.start = start + check.length;
}

/** The history that the block's one filter asks for (§3.1). */
async function readBlockHeader(window: OctetWindow): Promise<number> {
	const length = 4 * (window.octets[window.start]! + 1);
	await need(window, length);
	checkSum(window, 0, length - 4, length - 4);
	const {octets, start} = window;
	const flags = octets[start + 1]!;
	const header = {octets, at: start + 2, end: start + length - 4};
	if ((flags & 0x40) !== 0) readInteger(header);
	if ((flags & 0x80) !== 0) readInteger(header);
	const filter = readInteger(header);
	const propertiesLength = readInteger(header);
	const bits = octets[header.at]!;
	if ((flags & 3) !== 0 || filter !== LZMA2) {
		throw new PackedError('cannot be read', 'it uses a filter for programs; unpack it with xz -d');
	}
	if (propertiesLength !== 1 || bits > 40 || header.at >= header.end) throw damaged('a block header that cannot be');
	// 2 or 3 times a power of 2 (§5.3.1).
	const history = (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11);
	if (history > MAX_HISTORY) {
		throw new PackedError(
			'cannot be read',
			`it needs more than ${MAX_HISTORY >> 20} MiB of memory; unpack it with xz -d`,
		);
	}
	window.start += length;
	return history;
}

/** The index lists what was read already (§4). */
async function passIndex(window: OctetWindow): Promise<void> {
	const begin = window.position;
	window.start += 1;
	const records = await nextInteger(window);
	for (let record = 0; record < records; record++) {
		await nextInteger(window);
		await nextInteger(window);
	}
	const padding = (4 - ((window.position - begin) % 4)) % 4;
	if (!(await window.skip(padding + 4))) throw cut();
}

/** A number in up to nine octets, 7 bits each, the lowest first (§1.2). */
function readInteger(header: {readonly octets: Uint8Array; at: number; readonly end: number}): number {
	let value = 0;
	for (let index = 0; index < 9; index++) {
		if (header.at >= header.end) throw damaged('a block header that cannot be');
		const octet = header.octets[header.at++]!;
		value += (octet & 0x7f) * 2 ** (7 * index);
		if (octet < 0x80) return value;
	}
	throw damaged('a number that cannot be');
}

async function nextInteger(window: OctetWindow): Promise<number> {
	for (let length = 1; length <= 9; length++) {
		await need(window, length);
		const {octets, start} = window;
		if (octets[start + length - 1]! >= 0x80) continue;
		const number = {octets, at: start, end: start + length};
		window.start += length;
		return readInteger(number);
	}
	throw damaged('a number that cannot be');
}

/** The CRC32 at `sum` of the `length` octets at `from`; places count from the window's start. */
function checkSum({octets, view, start}: OctetWindow, from: number, length: number, sum: number): void {
	const actual = crc32(octets.subarray(start + from, start + from + length));
	if (actual !== view.getUint32(start + sum, true)) throw damaged('a header does not match its checksum');
}

async function need(window: OctetWindow, length: number): Promise<void> {
	if (!(await window.fill(length))) throw cut();
}
