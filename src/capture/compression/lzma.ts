import {damaged} from './packed-error.js';
import {newProbabilities, RangeDecoder, resetProbabilities} from './range-decoder.js';
import type {UnpackedOctets} from './unpacked-octets.js';

// LZMA as it stands in the chunks of LZMA2 (LZMA specification by Igor Pavlov, lzma-specification.txt in the LZMA SDK).

const STATES = 12;
/** States below it follow a literal. */
const FIRST_STATE_AFTER_MATCH = 7;
const POSITION_STATES = 16;
const MIN_MATCH = 2;
const LITERAL_CODER = 0x300;
/** LZMA2 allows no more bits of context for literals. */
const MAX_LITERAL_BITS = 4;
const SLOTS = 64;
const LENGTH_STATES = 4;
const ALIGN_BITS = 4;
/** Slots from here on have bits without probabilities. */
const END_POSITION_MODEL = 14;

/** Lengths of matches: 8, 8 and 256 of them in three trees. */
class LengthDecoder {
	readonly #choice = newProbabilities(2);
	readonly #low = newProbabilities(POSITION_STATES * 8);
	readonly #middle = newProbabilities(POSITION_STATES * 8);
	readonly #high = newProbabilities(256);

	reset(): void {
		for (const probabilities of [this.#choice, this.#low, this.#middle, this.#high]) resetProbabilities(probabilities);
	}

	decode(coder: RangeDecoder, positionState: number): number {
		if (coder.bit(this.#choice, 0) === 0) return MIN_MATCH + coder.tree(this.#low, positionState * 8, 3);
		if (coder.bit(this.#choice, 1) === 0) return MIN_MATCH + 8 + coder.tree(this.#middle, positionState * 8, 3);
		return MIN_MATCH + 16 + coder.tree(this.#high, 0, 8);
	}
}

export class LzmaDecoder {
	readonly #coder = new RangeDecoder();
	readonly #isMatch = newProbabilities(STATES * POSITION_STATES);
	readonly #isRepeated = newProbabilities(STATES);
	readonly #isOther0 = newProbabilities(STATES);
	readonly #isLong0 = newProbabilities(STATES * POSITION_STATES);
	readonly #isOther1 = newProbabilities(STATES);
	readonly #isOther2 = newProbabilities(STATES);
	readonly #slots = newProbabilities(LENGTH_STATES * SLOTS);
	readonly #positions = newProbabilities(1 + (1 << 7) - END_POSITION_MODEL);
	readonly #align = newProbabilities(1 << ALIGN_BITS);
	readonly #literals = newProbabilities(LITERAL_CODER << MAX_LITERAL_BITS);
	readonly #matchLength = new LengthDecoder();
	readonly #repeatedLength = new LengthDecoder();
	#state = 0;
	/** Distances of the last four matches, less 1. */
	#distances: [number, number, number, number] = [0, 0, 0, 0];
	#literalContextBits = 0;
	#literalPositionMask = 0;
	#positionMask = 0;

	/** Takes the octet that names the number of context bits; false when it cannot be one. */
	setProperties(octet: number): boolean {
		const contextBits = octet % 9;
		const positionBits = Math.floor(octet / 9) % 5;
		const stateBits = Math.floor(octet / 45);
		if (octet >= 225 || contextBits + positionBits > MAX_LITERAL_BITS) return false;
		this.#literalContextBits = contextBits;
		this.#literalPositionMask = (1 << positionBits) - 1;
		this.#positionMask = (1 << stateBits) - 1;
		return true;
	}

	reset(): void {
		this.#state = 0;
		this.#distances = [0, 0, 0, 0];
		this.#matchLength.reset();
		this.#repeatedLength.reset();
		for (const probabilities of [
			this.#isMatch,
			this.#isRepeated,
			this.#isOther0,
			this.#isLong0,
			this.#isOther1,
			this.#isOther2,
			this.#slots,
			this.#positions,
			this.#align,
			this.#literals,
		]) {
			resetProbabilities(probabilities);
		}
	}

	/** Unpacks octets `start` to `end` of `packed`, which hold exactly `length` octets, into `output`. */
	decode(packed: Uint8Array, start: number, end: number, output: UnpackedOctets, length: number): void {
		const coder = this.#coder;
		if (!coder.start(packed, start, end)) throw damaged('a chunk that cannot be');
		const limit = output.length + length;
		while (output.length < limit) {
			const positionState = output.position & this.#positionMask;
			if (coder.bit(this.#isMatch, this.#state * POSITION_STATES + positionState) === 0) {
				output.push(this.#literal(output));
				continue;
			}
			const count = this.#match(positionState);
			if (count > limit - output.length) throw damaged('a match longer than its chunk');
			if (!output.copy(this.#distances[0] + 1, count)) throw damaged('a match from before the beginning');
		}
		if (!coder.isFinished) throw damaged('a chunk that ends too early or too late');
	}

	#literal(output: UnpackedOctets): number {
		const coder = this.#coder;
		const probabilities = this.#literals;
		const before = output.back(1) >>> (8 - this.#literalContextBits);
		const context = ((output.position & this.#literalPositionMask) << this.#literalContextBits) + before;
		const start = LITERAL_CODER * context;
		const state = this.#state;
		this.#state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
		if (state < FIRST_STATE_AFTER_MATCH) return coder.tree(probabilities, start, 8);

		// Behind a match the octet is unlikely to be the one that would have continued it.
		let matched = output.back(this.#distances[0] + 1);
		let node = 1;
		for (let offset = 0x100; node < 0x100; ) {
			matched <<= 1;
			const expected = matched & offset;
			const bit = coder.bit(probabilities, start + offset + expected + node);
			node = (node << 1) | bit;
			offset = bit === 1 ? expected : offset & ~expected;
		}
		return node & 0xff;
	}

	/** Puts the distance of the match in front and returns its length. */
	#match(positionState: number): number {
		const coder = this.#coder;
		const state = this.#state;
		const isAfterLiteral = state < FIRST_STATE_AFTER_MATCH;
		const [first, second, third, fourth] = this.#distances;
		if (coder.bit(this.#isRepeated, state) === 0) {
			const length = this.#matchLength.decode(coder, positionState);
			this.#state = isAfterLiteral ? 7 : 10;
			this.#distances = [this.#distance(length), first, second, third];
			return length;
		}
		if (coder.bit(this.#isOther0, state) === 0) {
			if (coder.bit(this.#isLong0, state * POSITION_STATES + positionState) === 0) {
				this.#state = isAfterLiteral ? 9 : 11;
				return 1;
			}
		} else if (coder.bit(this.#isOther1, state) === 0) this.#distances = [second, first, third, fourth];
		else if (coder.bit(this.#isOther2, state) === 0) this.#distances = [third, first, second, fourth];
		else this.#distances = [fourth, first, second, third];
		this.#state = isAfterLiteral ? 8 : 11;
		return this.#repeatedLength.decode(coder, positionState);
	}

	#distance(length: number): number {
		const coder = this.#coder;
		const lengthState = Math.min(length - MIN_MATCH, LENGTH_STATES - 1);
		const slot = coder.tree(this.#slots, lengthState * SLOTS, 6);
		if (slot < 4) return slot;
		const bits = (slot >> 1) - 1;
		const high = (2 | (slot & 1)) * 2 ** bits;
		if (slot < END_POSITION_MODEL) return high + coder.reverseTree(this.#positions, high - slot, bits);
		const middle = coder.direct(bits - ALIGN_BITS) * 2 ** ALIGN_BITS;
		return high + middle + coder.reverseTree(this.#align, 0, ALIGN_BITS);
	}
}
