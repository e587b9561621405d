import type {OctetWindow} from '../octets.js';
import {LzmaDecoder} from './lzma.js';
import {cut, damaged} from './packed-error.js';
import {UnpackedOctets} from './unpacked-octets.js';

// LZMA2: chunks of LZMA, or of plain octets (documented by the xz project's src/liblzma/lzma/lzma2_decoder.c).

const END = 0;
const PLAIN_AND_FORGET = 1;
const PLAIN = 2;
const FIRST_LZMA = 0x80;
/** What a chunk of LZMA sets back, in two bits of its first octet. */
const Reset = {State: 1, Properties: 2, All: 3} as const;

/** Room for the longest chunk with its header. */
export const LONGEST_CHUNK = 65_536 + 16;

/** The octets of the LZMA2 stream that begins where the window stands; it ends behind the stream. */
export async function* unlzma2(window: OctetWindow, history: number): AsyncGenerator<Uint8Array, void, undefined> {
	const output = new UnpackedOctets(history);
	const decoder = new LzmaDecoder();
	let needsForgetting = true;
	let needsProperties = true;
	let needsState = true;
	for (;;) {
		await need(window, 1);
		const control = window.octets[window.start]!;
		if (control === END) {
			window.start += 1;
			return;
		}
		const reset = control >= FIRST_LZMA ? (control >> 5) & 3 : 0;
		if (control === PLAIN_AND_FORGET || reset === Reset.All) {
			output.forget();
			needsForgetting = false;
			needsProperties = true;
		}
		if (needsForgetting || (control > PLAIN && control < FIRST_LZMA)) throw damaged('a chunk that cannot be');

		if (control < FIRST_LZMA) {
			await need(window, 3);
			const length = window.view.getUint16(window.start + 1) + 1;
			await need(window, 3 + length);
			output.reserve(length);
			output.append(window.octets.subarray(window.start + 3, window.start + 3 + length));
			window.start += 3 + length;
			yield output.last(length);
			continue;
		}
		await need(window, 6);
		const {view, start} = window;
		const length = ((control & 0x1f) << 16) + view.getUint16(start + 1) + 1;
		const packedLength = view.getUint16(start + 3) + 1;
		const headerLength = reset >= Reset.Properties ? 6 : 5;
		if (reset >= Reset.Properties) {
			if (!decoder.setProperties(view.getUint8(start + 5))) throw damaged('a chunk with impossible properties');
			needsProperties = false;
		}
		if (reset >= Reset.State) {
			decoder.reset();
			needsState = false;
		}
		if (needsProperties || needsState) throw damaged('a chunk that depends on one that is not there');
		await need(window, headerLength + packedLength);
		output.reserve(length);
		const packedStart = window.start + headerLength;
		decoder.decode(window.octets, packedStart, packedStart + packedLength, output, length);
		window.start = packedStart + packedLength;
		yield output.last(length);
	}
}

async function need(window: OctetWindow, length: number): Promise<void> {
	if (!(await window.fill(length))) throw cut();
}
