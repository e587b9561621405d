import {hashWords} from './hash.js';

/** Numbers keys of four 32-bit words 0, 1, 2 ... in the order in which they are first asked for. Keys are never removed. */
export class KeyIndex {
	/** Four words a key, at four times its number. */
	words = new Int32Array(4 * 1024);
	size = 0;
	/** Key number + 1 by hash, linear probing, at most half full. */
	#slots = new Int32Array(2 * 1024);

	/** The number of the key; a new one, equal to the old `size`, when it was not asked for before. */
	numberOf(a: number, b: number, c: number, d: number): number {
		const slots = this.#slots;
		const mask = slots.length - 1;
		let slot = hashWords(a, b, c, d) & mask;
		for (;;) {
			const number = slots[slot]! - 1;
			if (number < 0) break;
			if (this.#holds(number, a, b, c, d)) return number;
			slot = (slot + 1) & mask;
		}
		if (2 * (this.size + 1) > slots.length) {
			this.#grow();
			return this.numberOf(a, b, c, d);
		}
		const number = this.size++;
		slots[slot] = number + 1;
		this.words[4 * number] = a;
		this.words[4 * number + 1] = b;
		this.words[4 * number + 2] = c;
		this.words[4 * number + 3] = d;
		return number;
	}

	#holds(number: number, a: number, b: number, c: number, d: number): boolean {
		const {words} = this;
		const at = 4 * number;
		// The words may come as unsigned numbers; the table holds them signed.
		return words[at] === (a | 0) && words[at + 1] === (b | 0) && words[at + 2] === (c | 0) && words[at + 3] === (d | 0);
	}

	#grow(): void {
		const words = new Int32Array(2 * this.words.length);
		words.set(this.words);
		this.words = words;
		const slots = new Int32Array(2 * this.#slots.length);
		const mask = slots.length - 1;
		for (let number = 0; number < this.size; number++) {
			const at = 4 * number;
			let slot = hashWords(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!) & mask;
			while (slots[slot] !== 0) slot = (slot + 1) & mask;
			slots[slot] = number + 1;
		}
		this.#slots = slots;
	}
}
