// XXH32 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md), seed 0: the checksum of LZ4 frames.

const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;
/** Octets that are taken at a time. */
const STRIPE = 16;

export class Xxh32 {
	readonly #sums = Int32Array.of(PRIME_1 + PRIME_2, PRIME_2, 0, -PRIME_1);
	readonly #waiting = new Uint8Array(STRIPE);
	#waitingLength = 0;
	#length = 0;

	update(octets: Uint8Array): void {
		this.#length += octets.length;
		let at = 0;
		if (this.#waitingLength > 0) {
			at = Math.min(STRIPE - this.#waitingLength, octets.length);
			this.#waiting.set(octets.subarray(0, at), this.#waitingLength);
			this.#waitingLength += at;
			if (this.#waitingLength < STRIPE) return;
			this.#takeStripe(this.#waiting, 0);
			this.#waitingLength = 0;
		}
		for (; at + STRIPE <= octets.length; at += STRIPE) this.#takeStripe(octets, at);
		this.#waiting.set(octets.subarray(at));
		this.#waitingLength = octets.length - at;
	}

	digest(): number {
		const [a, b, c, d] = this.#sums as unknown as [number, number, number, number];
		let hash = this.#length >= STRIPE ? rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18) : PRIME_5;
		hash = (hash + this.#length) | 0;
		let at = 0;
		for (; at + 4 <= this.#waitingLength; at += 4) {
			hash = Math.imul(rotate(hash + Math.imul(word(this.#waiting, at), PRIME_3), 17), PRIME_4);
		}
		for (; at < this.#waitingLength; at++) {
			hash = Math.imul(rotate(hash + Math.imul(this.#waiting[at]!, PRIME_5), 11), PRIME_1);
		}
		hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
		hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
		return (hash ^ (hash >>> 16)) >>> 0;
	}

	#takeStripe(octets: Uint8Array, at: number): void {
		const sums = this.#sums;
		for (let lane = 0; lane < 4; lane++) {
			sums[lane] = Math.imul(rotate(sums[lane]! + Math.imul(word(octets, at + 4 * lane), PRIME_2), 13), PRIME_1);
		}
	}
}

export function xxh32(octets: Uint8Array): number {
	const hash = new Xxh32();
	hash.update(octets);
	return hash.digest();
}

function word(octets: Uint8Array, at: number): number {
	return octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24);
}

function rotate(value: number, by: number): number {
	return (value << by) | (value >>> (32 - by));
}
