import {createHash} from 'node:crypto';
import type {FrameBatch} from '../capture/frame.js';
import {PcapngWriter} from '../capture/pcapng-writer.js';
import type {EpochMicros} from '../net/time.js';

/** A pcapng file while packets are added to it. */
export class EvidenceFile {
	packets = 0;
	octets = 0;
	readonly #writer: PcapngWriter;
	readonly #hash = createHash('sha256');
	readonly #commented = new Set<string>();

	/** @param version of portolan */
	constructor(version: string) {
		this.#writer = new PcapngWriter(version);
	}

	/** Octets that wait to be taken. */
	get pending(): number {
		return this.#writer.pending;
	}

	/**
	 * Adds row `row` of a batch with a provenance.
	 * @param place file and number of the packet, as people say it
	 * @param about what is said on the first packet that it is said of, and on no other
	 */
	add(batch: FrameBatch, row: number, place: string, about: readonly string[]): void {
		const first = about.filter((text) => !this.#commented.has(text));
		for (const text of first) this.#commented.add(text);
		this.#writer.packet(batch, row, [...first, place]);
		this.packets++;
	}

	/** What was written since the last time. */
	take(): Uint8Array {
		const octets = this.#writer.take();
		this.#hash.update(octets);
		this.octets += octets.length;
		return octets;
	}

	/** Says from when to when the captures were watched. Nothing is added afterwards. */
	finish(first: EpochMicros, last: EpochMicros): void {
		this.#writer.finish(first, last);
	}

	/** In hexadecimal; once, after everything was taken. */
	sha256(): string {
		return this.#hash.digest('hex');
	}
}
