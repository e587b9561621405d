import {BATCH_ROWS, type FrameBatch} from './frame.js';

/** What a capture says of the interface that a frame was captured on; what it does not say is `undefined`. */
export interface CaptureInterface {
	/** LINKTYPE_ value. */
	readonly linkType: number;
	/** Octets kept of a frame; 0: unlimited, or unknown. */
	readonly snaplen: number;
	/** Units of timestamps, as the octet of `if_tsresol` (draft-ietf-opsawg-pcapng §4.2): 6 microseconds, 9 nanoseconds. */
	readonly tsresol: number;
	/** Seconds to add to timestamps. */
	readonly tsoffset: bigint;
	readonly name: string | undefined;
	readonly description: string | undefined;
}

/** Microseconds, as `if_tsresol`. */
export const MICROSECONDS = 6;
/** Nanoseconds, as `if_tsresol`. */
export const NANOSECONDS = 9;

/**
 * Columns beside those of a `FrameBatch`: where its frames come from, exactly. Whoever only reads packets has no use for it and
 * does not pay for it.
 */
export class FrameProvenance {
	/** Of one interface always the same object. */
	readonly interface: CaptureInterface[] = [];
	/** The timestamp as the capture has it, in units of the interface: its upper and lower 32 bits. */
	readonly ticksHigh = new Uint32Array(BATCH_ROWS);
	readonly ticksLow = new Uint32Array(BATCH_ROWS);

	set(row: number, from: CaptureInterface, ticks: bigint): void {
		this.interface[row] = from;
		this.ticksHigh[row] = Number((ticks >> 32n) & 0xffff_ffffn);
		this.ticksLow[row] = Number(ticks & 0xffff_ffffn);
	}

	copy(row: number, source: FrameProvenance, sourceRow: number): void {
		this.interface[row] = source.interface[sourceRow]!;
		this.ticksHigh[row] = source.ticksHigh[sourceRow]!;
		this.ticksLow[row] = source.ticksLow[sourceRow]!;
	}
}

/** Tells the provenance of frames of formats that have one clock, in microseconds: an interface for each link type. */
export class PlainProvenance {
	readonly #provenance = new FrameProvenance();
	readonly #interfaces = new Map<number, CaptureInterface>();

	/** Sets that of `batch`. */
	add(batch: FrameBatch): void {
		const {count, linkType, time} = batch;
		for (let row = 0; row < count; row++) {
			this.#provenance.set(row, this.#interface(linkType[row]!), BigInt(Math.max(0, Math.floor(time[row]!))));
		}
		batch.provenance = this.#provenance;
	}

	#interface(linkType: number): CaptureInterface {
		let known = this.#interfaces.get(linkType);
		if (known === undefined) {
			known = {linkType, snaplen: 0, tsresol: MICROSECONDS, tsoffset: 0n, name: undefined, description: undefined};
			this.#interfaces.set(linkType, known);
		}
		return known;
	}
}
