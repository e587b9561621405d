import {hashWords} from './hash.js';
import type {KeyColumns} from './key-columns.js';
import {COLD_WORDS, HOT_WORDS, Hot} from './record.js';

const INITIAL_CAPACITY = 1 << 14;

/**
 * The records of the biflows under way (see `record.ts`), found by key. A record's number holds until `removeWhere`;
 * the arrays are replaced when the store grows, so nobody keeps them across an `insert`.
 */
export class FlowRecords {
	size = 0;
	hot = new Int32Array(INITIAL_CAPACITY * HOT_WORDS);
	hotF64 = new Float64Array(this.hot.buffer);
	cold = new Int32Array(INITIAL_CAPACITY * COLD_WORDS);
	coldF64 = new Float64Array(this.cold.buffer);
	#capacity = INITIAL_CAPACITY;
	/** Record + 1 by hash of its key, linear probing, at most half full. */
	#slots = new Int32Array(2 * INITIAL_CAPACITY);

	get capacity(): number {
		return this.#capacity;
	}

	/**
	 * Guesses the record of every key from its first slot, in loops without branches: the cache misses of a batch
	 * overlap instead of queueing. Measured on 200,000 flows, this takes a third off the time of the table.
	 */
	prefetch(keys: KeyColumns, count: number): void {
		const {hash, candidate} = keys;
		const slots = this.#slots;
		const mask = slots.length - 1;
		for (let row = 0; row < count; row++) candidate[row] = slots[hash[row]! & mask]! - 1;
		const {hot} = this;
		let touched = 0;
		for (let row = 0; row < count; row++) touched ^= hot[Math.max(candidate[row]!, 0) * HOT_WORDS]!;
		keys.touched = touched;
	}

	/** The record of the key of `row`, or -1. */
	find(keys: KeyColumns, row: number): number {
		const candidate = keys.candidate[row]!;
		if (candidate >= 0 && candidate < this.size && this.#holds(candidate, keys, row)) return candidate;
		const slots = this.#slots;
		const mask = slots.length - 1;
		for (let slot = keys.hash[row]! & mask; ; slot = (slot + 1) & mask) {
			const record = slots[slot]! - 1;
			if (record < 0 || this.#holds(record, keys, row)) return record;
		}
	}

	/** A new record for the key of `row`, all 0 but for the key. There must be room: `size < capacity`. */
	insert(keys: KeyColumns, row: number): number {
		const record = this.size++;
		const at = record * HOT_WORDS;
		this.hot[at + Hot.Low] = keys.low[row]!;
		this.hot[at + Hot.High] = keys.high[row]!;
		this.hot[at + Hot.Ports] = keys.ports[row]!;
		this.hot[at + Hot.Meta] = keys.meta[row]!;
		this.#occupy(record, keys.hash[row]!);
		return record;
	}

	/** Removes the records for which `isOver` says so, asked once each in their order, and closes the gaps. */
	removeWhere(isOver: (record: number) => boolean): void {
		let kept = 0;
		for (let record = 0; record < this.size; record++) {
			if (isOver(record)) continue;
			if (kept < record) {
				this.hot.copyWithin(kept * HOT_WORDS, record * HOT_WORDS, (record + 1) * HOT_WORDS);
				this.cold.copyWithin(kept * COLD_WORDS, record * COLD_WORDS, (record + 1) * COLD_WORDS);
			}
			kept++;
		}
		this.size = kept;
		this.#slots.fill(0);
		this.#occupyAll();
	}

	clear(): void {
		this.size = 0;
		this.#slots.fill(0);
	}

	grow(capacity: number): void {
		const hot = new Int32Array(capacity * HOT_WORDS);
		hot.set(this.hot);
		const cold = new Int32Array(capacity * COLD_WORDS);
		cold.set(this.cold);
		this.hot = hot;
		this.hotF64 = new Float64Array(hot.buffer);
		this.cold = cold;
		this.coldF64 = new Float64Array(cold.buffer);
		this.#capacity = capacity;
		let slots = this.#slots.length;
		while (slots < 2 * capacity) slots *= 2;
		this.#slots = new Int32Array(slots);
		this.#occupyAll();
	}

	#holds(record: number, keys: KeyColumns, row: number): boolean {
		const {hot} = this;
		const at = record * HOT_WORDS;
		return (
			hot[at + Hot.Low] === keys.low[row] &&
			hot[at + Hot.High] === keys.high[row] &&
			hot[at + Hot.Ports] === keys.ports[row] &&
			hot[at + Hot.Meta] === keys.meta[row]
		);
	}

	#occupyAll(): void {
		const {hot} = this;
		for (let record = 0; record < this.size; record++) {
			const at = record * HOT_WORDS;
			this.#occupy(
				record,
				hashWords(hot[at + Hot.Low]!, hot[at + Hot.High]!, hot[at + Hot.Ports]!, hot[at + Hot.Meta]!),
			);
		}
	}

	#occupy(record: number, hash: number): void {
		const slots = this.#slots;
		const mask = slots.length - 1;
		let slot = hash & mask;
		while (slots[slot] !== 0) slot = (slot + 1) & mask;
		slots[slot] = record + 1;
	}
}
