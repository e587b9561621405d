import {createHash} from 'node:crypto';
import {crc32} from 'node:zlib';

/** What stands behind an xz block to check it (xz file format §2.1.1.2). */
export interface BlockCheck {
	readonly length: number;
	update(octets: Uint8Array): void;
	/** The octets that should stand there; `undefined` where portolan does not know the check. */
	digest(): Uint8Array | undefined;
}

const Kind = {None: 0, Crc32: 1, Crc64: 4, Sha256: 10} as const;

/** Octets of each of the 16 kinds of check, known or not (§2.1.1.2). */
const lengths = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

export function blockCheck(kind: number): BlockCheck {
	const length = lengths[kind]!;
	if (kind === Kind.Crc32) {
		let sum = 0;
		return {
			length,
			update(octets) {
				sum = crc32(octets, sum);
			},
			digest: () => new Uint8Array(Uint32Array.of(sum).buffer),
		};
	}
	if (kind === Kind.Crc64) {
		const sum = new Crc64();
		return {length, update: (octets) => sum.update(octets), digest: () => sum.digest()};
	}
	if (kind === Kind.Sha256) {
		const hash = createHash('sha256');
		return {length, update: (octets) => void hash.update(octets), digest: () => hash.digest()};
	}
	return {length, update() {}, digest: () => (kind === Kind.None ? new Uint8Array(0) : undefined)};
}

/** ECMA-182, reflected, in two halves. */
const POLYNOMIAL_HIGH = 0xc96c5795;
const POLYNOMIAL_LOW = 0xd7870f42;
const tableHigh = new Int32Array(256);
const tableLow = new Int32Array(256);
for (let octet = 0; octet < 256; octet++) {
	let [high, low] = [0, octet];
	for (let bit = 0; bit < 8; bit++) {
		const isOdd = (low & 1) === 1;
		low = (low >>> 1) | (high << 31);
		high >>>= 1;
		if (isOdd) [high, low] = [high ^ POLYNOMIAL_HIGH, low ^ POLYNOMIAL_LOW];
	}
	tableHigh[octet] = high;
	tableLow[octet] = low;
}

class Crc64 {
	#high = -1;
	#low = -1;

	update(octets: Uint8Array): void {
		let [high, low] = [this.#high, this.#low];
		for (let index = 0; index < octets.length; index++) {
			const entry = (low ^ octets[index]!) & 0xff;
			low = ((low >>> 8) | (high << 24)) ^ tableLow[entry]!;
			high = (high >>> 8) ^ tableHigh[entry]!;
		}
		this.#high = high;
		this.#low = low;
	}

	digest(): Uint8Array {
		return new Uint8Array(Int32Array.of(~this.#low, ~this.#high).buffer);
	}
}
