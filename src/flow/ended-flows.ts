import type {EpochMicros} from '../net/time.js';
import {COLD_WORDS, type EndReasonCode, HOT_WORDS} from './record.js';

export const ENDED_ROWS = 1024;

/**
 * Biflows that ended, as records (see `record.ts`). Belongs to the flow table and is valid until the callee returns.
 */
export class EndedFlows {
	/** Rows in use. */
	count = 0;
	readonly hot = new Int32Array(ENDED_ROWS * HOT_WORDS);
	readonly hotF64 = new Float64Array(this.hot.buffer);
	readonly cold = new Int32Array(ENDED_ROWS * COLD_WORDS);
	readonly coldF64 = new Float64Array(this.cold.buffer);
	/** IPFIX flowEndReason. */
	readonly reason = new Uint8Array(ENDED_ROWS);
	/** Time of the last packet of all; infinite while there may be more, so that nothing is pending yet. */
	captureEnd: EpochMicros = Number.POSITIVE_INFINITY;
	/** Given the batch when it is full, and what is left of it at the end. */
	onFull: (ended: EndedFlows) => void = () => {};

	/** Takes a copy of a record; hands over what is there first, where it is full. */
	add(hot: Int32Array, cold: Int32Array, record: number, reason: EndReasonCode): void {
		if (this.count === ENDED_ROWS) this.flush();
		const row = this.count++;
		for (let word = 0; word < HOT_WORDS; word++) this.hot[row * HOT_WORDS + word] = hot[record * HOT_WORDS + word]!;
		for (let word = 0; word < COLD_WORDS; word++) {
			this.cold[row * COLD_WORDS + word] = cold[record * COLD_WORDS + word]!;
		}
		this.reason[row] = reason;
	}

	/** Hands over what is there, and is empty then. */
	flush(): void {
		if (this.count > 0) this.onFull(this);
		this.count = 0;
	}
}
