// The little of ASN.1's Basic Encoding Rules (X.690 §8.1) that tells which message begins here.

/** Where the contents of the BER value at `at` begin; -1 when that is beyond `end`. */
export function berValue(view: DataView, at: number, end: number): number {
	if (at + 2 > end) return -1;
	const length = view.getUint8(at + 1);
	const value = at + 2 + (length < 0x80 ? 0 : length & 0x7f);
	return length === 0x80 || value > end ? -1 : value;
}

/** One past the BER value at `at`, of a length below 128; -1 when that is beyond `end`. */
export function berAfter(view: DataView, at: number, end: number): number {
	if (at + 2 > end) return -1;
	const length = view.getUint8(at + 1);
	return length >= 0x80 || at + 2 + length > end ? -1 : at + 2 + length;
}
