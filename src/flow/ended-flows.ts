import type {EpochMicros} from '../net/time.js';
import {COLD_WORDS, HOT_WORDS} from './record.js';

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

	/** Hands over what is there, and is empty then. */
	flush(): void {
		if (this.count > 0) this.onFull(this);
		this.count = 0;
	}
}
