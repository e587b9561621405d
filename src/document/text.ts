import {DocumentError} from '../net/problem.js';

/**
 * The text of a document in the encodings that editors, PowerShell and Excel write: UTF-8 or UTF-16, the latter by its
 * byte-order mark. Anything else is read as Windows-1252 if `isLegacy`, and otherwise throws `DocumentError` with the
 * line that is not UTF-8.
 */
export function decodeText(octets: Uint8Array, file: string, {isLegacy = false} = {}): string {
	const [first, second] = octets;
	if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(octets);
	if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(octets);
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(octets);
	} catch {
		if (isLegacy) return new TextDecoder('windows-1252').decode(octets);
		throw new DocumentError([
			{
				place: {file, line: lineOfFirstError(octets), column: 1},
				message: 'the text is not UTF-8 from here on; save the file as UTF-8',
			},
		]);
	}
}

/** What a lenient reader makes of octets that are no UTF-8 is U+FFFD: the first line with one that was not written so. */
function lineOfFirstError(octets: Uint8Array): number {
	let line = 1;
	let start = 0;
	for (let end = octets.indexOf(0x0a); end >= 0; end = octets.indexOf(0x0a, start)) {
		if (!isUtf8(octets.subarray(start, end))) return line;
		start = end + 1;
		line++;
	}
	return line;
}

function isUtf8(octets: Uint8Array): boolean {
	try {
		new TextDecoder('utf-8', {fatal: true}).decode(octets);
		return true;
	} catch {
		return false;
	}
}
