/** Probabilities are counted in 2^-11 and begin at one half (LZMA specification, "Range Decoder"). */
const BITS = 11;
const HALF = 1 << (BITS - 1);
const SPEED = 5;
const TOP = 2 ** 24;

export function newProbabilities(count: number): Uint16Array {
	return new Uint16Array(count).fill(HALF);
}

export function resetProbabilities(probabilities: Uint16Array): void {
	probabilities.fill(HALF);
}

/**
 * The arithmetic decoder of LZMA over one chunk of octets, normalised after every bit. Behind the chunk it reads zeros,
 * and `isFinished` says no: it neither reads past its octets nor throws for each bit.
 */
export class RangeDecoder {
	#octets: Uint8Array = new Uint8Array(0);
	#at = 0;
	#end = 0;
	/** Both unsigned, of 32 bits. */
	#range = 0;
	#code = 0;

	/** False when the chunk cannot be one. */
	start(octets: Uint8Array, start: number, end: number): boolean {
		if (end - start < 5 || octets[start] !== 0) return false;
		this.#octets = octets;
		this.#at = start + 5;
		this.#end = end;
		this.#range = 0xffff_ffff;
		this.#code =
			((octets[start + 1]! << 24) | (octets[start + 2]! << 16) | (octets[start + 3]! << 8) | octets[start + 4]!) >>> 0;
		return true;
	}

	/** Every octet was used, and no more. */
	get isFinished(): boolean {
		return this.#at === this.#end && this.#code === 0;
	}

	bit(probabilities: Uint16Array, index: number): 0 | 1 {
		const probability = probabilities[index]!;
		const bound = (this.#range >>> BITS) * probability;
		if (this.#code < bound) {
			this.#range = bound;
			probabilities[index] = probability + (((1 << BITS) - probability) >>> SPEED);
			this.#normalise();
			return 0;
		}
		this.#range -= bound;
		this.#code -= bound;
		probabilities[index] = probability - (probability >>> SPEED);
		this.#normalise();
		return 1;
	}

	/** A number of `bits` bits, each with a probability of its own from `start` on, the highest first. */
	tree(probabilities: Uint16Array, start: number, bits: number): number {
		let node = 1;
		for (let index = 0; index < bits; index++) node = (node << 1) | this.bit(probabilities, start + node);
		return node - (1 << bits);
	}

	/** The same, the lowest bit first. */
	reverseTree(probabilities: Uint16Array, start: number, bits: number): number {
		let node = 1;
		let value = 0;
		for (let index = 0; index < bits; index++) {
			const bit = this.bit(probabilities, start + node);
			node = (node << 1) | bit;
			value |= bit << index;
		}
		return value;
	}

	/** A number of `bits` bits that are as likely 0 as 1; below 2^26. */
	direct(bits: number): number {
		let value = 0;
		for (let index = 0; index < bits; index++) {
			this.#range = Math.floor(this.#range / 2);
			const bit = this.#code >= this.#range ? 1 : 0;
			if (bit === 1) this.#code -= this.#range;
			value = value * 2 + bit;
			this.#normalise();
		}
		return value;
	}

	#normalise(): void {
		if (this.#range >= TOP) return;
		this.#range = (this.#range << 8) >>> 0;
		const octet = this.#at < this.#end ? this.#octets[this.#at]! : 0;
		this.#at++;
		this.#code = ((this.#code << 8) | octet) >>> 0;
	}
}
