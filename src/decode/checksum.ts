// The Internet checksum (RFC 1071): a ones' complement sum of 16-bit words.

/** Sum of the octets from `start` up to `end`, not folded; an odd last octet counts as the upper half of a word. */
export function sumOf(view: DataView, start: number, end: number): number {
	let sum = 0;
	let at = start;
	for (; at + 2 <= end; at += 2) sum += view.getUint16(at);
	return at < end ? sum + view.getUint8(at) * 256 : sum;
}

/** Carries folded in; 0xffff for a sum that includes a right checksum. */
export function folded(sum: number): number {
	let rest = sum;
	while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000);
	return rest;
}
