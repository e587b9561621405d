import type {EpochMicros} from '../net/time.js';
import type {FrameBatch} from './frame.js';
import {BLOCK_FRAME, Block, PCAPNG_MAGIC, padded} from './pcapng-block.js';
import {Option} from './pcapng-options.js';
import {OWN_APPLICATION} from './pcapng-section.js';
import {ticksOf} from './pcapng-time.js';
import {type CaptureInterface, MICROSECONDS} from './provenance.js';

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const UNKNOWN_LENGTH = 0xffff_ffff_ffff_ffffn;
/** Octets of an option's value that its length can tell. */
const MAX_VALUE = 0xffff;

interface Written {
	readonly id: number;
	readonly from: CaptureInterface;
}

/**
 * Writes pcapng (draft-ietf-opsawg-pcapng) in little-endian order: one section, interfaces as they are first needed. What was
 * written waits until it is taken; the same packets give the same octets.
 */
export class PcapngWriter {
	readonly #interfaces = new Map<CaptureInterface, Written>();
	#buffer = new DataView(new ArrayBuffer(1 << 12));
	#length = 0;

	/** @param version of portolan */
	constructor(version: string) {
		this.#block(PCAPNG_MAGIC, () => {
			this.#u32(BYTE_ORDER_MAGIC);
			this.#u16(1);
			this.#u16(0);
			this.#u64(UNKNOWN_LENGTH);
			this.#text(Option.UserApplication, `${OWN_APPLICATION}${version}`);
			this.#endOfOptions();
		});
	}

	/** Octets that wait to be taken. */
	get pending(): number {
		return this.#length;
	}

	/** What was written since the last time; the caller's. */
	take(): Uint8Array {
		const octets = new Uint8Array(this.#buffer.buffer.slice(0, this.#length));
		this.#length = 0;
		return octets;
	}

	/** Row `row` of a batch with a provenance. Comments too long for an option are cut. */
	packet(batch: FrameBatch, row: number, comments: readonly string[]): void {
		const provenance = batch.provenance!;
		const {id} = this.#interface(provenance.interface[row]!);
		const start = batch.offset[row]!;
		const length = batch.capturedLength[row]!;
		this.#block(Block.EnhancedPacket, () => {
			this.#u32(id);
			this.#u32(provenance.ticksHigh[row]!);
			this.#u32(provenance.ticksLow[row]!);
			this.#u32(length);
			this.#u32(batch.originalLength[row]!);
			this.#octets(batch.octets.subarray(start, start + length));
			for (const comment of comments) this.#text(Option.Comment, comment);
			this.#endOfOptions();
		});
	}

	/** Statistics of every interface: that it was watched from the one time to the other. Nothing is written after this. */
	finish(first: EpochMicros, last: EpochMicros): void {
		for (const {id, from} of this.#interfaces.values()) {
			const [begin, end] = [first, last].map((time) => ticksOf(time, from.tsresol, from.tsoffset)) as [bigint, bigint];
			this.#block(Block.InterfaceStatistics, () => {
				this.#u32(id);
				this.#halves(end);
				this.#option(Option.StartTime, () => this.#halves(begin));
				this.#option(Option.EndTime, () => this.#halves(end));
				this.#endOfOptions();
			});
		}
	}

	#interface(from: CaptureInterface): Written {
		const known = this.#interfaces.get(from);
		if (known !== undefined) return known;
		const written = {id: this.#interfaces.size, from};
		this.#interfaces.set(from, written);
		const {linkType, snaplen, tsresol, tsoffset, name, description} = from;
		this.#block(Block.InterfaceDescription, () => {
			this.#u16(linkType);
			this.#u16(0);
			this.#u32(snaplen);
			if (name !== undefined) this.#text(Option.Name, name);
			if (description !== undefined) this.#text(Option.Description, description);
			if (tsresol !== MICROSECONDS) this.#option(Option.TimestampResolution, () => this.#u8(tsresol));
			if (tsoffset !== 0n) this.#option(Option.TimestampOffset, () => this.#u64(BigInt.asUintN(64, tsoffset)));
			this.#endOfOptions();
		});
		return written;
	}

	/** A block around what `body` writes; its length stands on both sides (§3.1). */
	#block(type: number, body: () => void): void {
		const start = this.#length;
		this.#u32(type);
		this.#u32(0);
		body();
		const length = this.#length - start + 4;
		this.#buffer.setUint32(start + 4, length, true);
		this.#u32(length);
		if (length < BLOCK_FRAME) throw new RangeError(`a block of ${length} octets`);
	}

	#option(code: number, value: () => void): void {
		this.#u16(code);
		this.#u16(0);
		const start = this.#length;
		value();
		this.#buffer.setUint16(start - 2, this.#length - start, true);
		this.#pad(this.#length - start);
	}

	#text(code: number, text: string): void {
		const octets = new TextEncoder().encode(text);
		this.#option(code, () => this.#raw(octets.subarray(0, cutAt(octets))));
	}

	#endOfOptions(): void {
		this.#u32(Option.End);
	}

	/** Padded to a multiple of 4. */
	#octets(octets: Uint8Array): void {
		this.#raw(octets);
		this.#pad(octets.length);
	}

	#pad(length: number): void {
		for (let more = padded(length) - length; more > 0; more--) this.#u8(0);
	}

	#raw(octets: Uint8Array): void {
		this.#reserve(octets.length);
		new Uint8Array(this.#buffer.buffer).set(octets, this.#length);
		this.#length += octets.length;
	}

	#halves(value: bigint): void {
		this.#u32(Number((value >> 32n) & 0xffff_ffffn));
		this.#u32(Number(value & 0xffff_ffffn));
	}

	#u8(value: number): void {
		this.#reserve(1);
		this.#buffer.setUint8(this.#length++, value);
	}

	#u16(value: number): void {
		this.#reserve(2);
		this.#buffer.setUint16(this.#length, value, true);
		this.#length += 2;
	}

	#u32(value: number): void {
		this.#reserve(4);
		this.#buffer.setUint32(this.#length, value, true);
		this.#length += 4;
	}

	#u64(value: bigint): void {
		this.#reserve(8);
		this.#buffer.setBigUint64(this.#length, value, true);
		this.#length += 8;
	}

	#reserve(more: number): void {
		if (this.#length + more <= this.#buffer.byteLength) return;
		const larger = new Uint8Array(Math.max(2 * this.#buffer.byteLength, this.#length + more));
		larger.set(new Uint8Array(this.#buffer.buffer, 0, this.#length));
		this.#buffer = new DataView(larger.buffer);
	}
}

/** Where a text that is too long is cut: never inside of a character. */
function cutAt(octets: Uint8Array): number {
	if (octets.length <= MAX_VALUE) return octets.length;
	let end = MAX_VALUE;
	while ((octets[end]! & 0xc0) === 0x80) end--;
	return end;
}
