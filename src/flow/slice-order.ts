import {Columns} from '../capture/columns.js';
import {sliceOf} from '../decode/addresses.js';
import {PACKET_ROWS, type PacketBatch, PacketKind} from '../decode/packet.js';
import {SLICES} from '../net/slice.js';

/** A batch's packets, slice by slice; within a slice in the order of the batch. An ICMP error is in the slice of the packet it quotes. */
export class SliceOrder {
	/** Rows of the batch. */
	readonly #rows: Uint32Array;
	/** Where the rows of each slice begin, and behind the last of them where it ends. */
	readonly #starts: Uint32Array;
	/** The slice of each row of the batch, and the next free place of each slice. */
	readonly #slices = new Columns().uint8(PACKET_ROWS);
	readonly #next = new Uint32Array(SLICES);

	constructor(columns = new Columns()) {
		this.#rows = columns.uint32(PACKET_ROWS);
		this.#starts = columns.uint32(SLICES + 1);
	}

	sort(packets: PacketBatch): void {
		const {count, kind, version, source, destination, quotedProtocol, quotedSource, quotedDestination} = packets;
		const rows = this.#rows;
		const starts = this.#starts;
		const slices = this.#slices;
		const next = this.#next;
		next.fill(0);
		for (let row = 0; row < count; row++) {
			const isQuoting = kind[row] === PacketKind.IcmpError && quotedProtocol[row] !== 0;
			const slice = isQuoting
				? sliceOf(version[row]!, quotedSource, quotedDestination, row)
				: sliceOf(version[row]!, source, destination, row);
			slices[row] = slice;
			next[slice]!++;
		}
		let start = 0;
		for (let slice = 0; slice < SLICES; slice++) {
			const length = next[slice]!;
			starts[slice] = start;
			next[slice] = start;
			start += length;
		}
		starts[SLICES] = start;
		for (let row = 0; row < count; row++) rows[next[slices[row]!]!++] = row;
	}

	/** The rows of a slice, until the next batch is sorted. */
	rows(slice: number): Uint32Array {
		return this.#rows.subarray(this.#starts[slice]!, this.#starts[slice + 1]!);
	}
}
