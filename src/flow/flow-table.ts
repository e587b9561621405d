import type {PacketBatch} from '../decode/packet.js';
import {isInShare, type Share, SLICES} from '../net/slice.js';
import type {DurationMicros, EpochMicros} from '../net/time.js';
import type {AddressTable} from './address-table.js';
import {EndedFlows} from './ended-flows.js';
import {type FlowCounts, noCounts} from './flow-counts.js';
import {FlowSlice} from './flow-slice.js';
import {KeyColumns} from './key-columns.js';
import type {HostNames} from './names/host-names.js';
import {SliceOrder} from './slice-order.js';

export interface FlowTableOptions {
	/** Biflows kept at a time in all slices together; beyond, those silent for the longest end early. */
	readonly maxFlows: number;
	/** Packets of other shares are passed over. */
	readonly share: Share;
	/** Whether history and octets of payload are kept, which costs some time with every packet. */
	readonly isDetailed: boolean;
	/** Where names go that TLS handshakes tell. */
	readonly names: HostNames;
}

/**
 * Gathers packets into biflows. A biflow ends when a later packet with its key begins another (idle timeout, port
 * reuse), and at the end of the capture; then it is handed to `onEnded`.
 */
export class FlowTable {
	readonly counts: FlowCounts = noCounts();
	readonly #keys = new KeyColumns();
	readonly #order = new SliceOrder();
	readonly #ended = new EndedFlows();
	readonly #peeked = new EndedFlows();
	/** By the number of the slice; those of other shares have none. */
	readonly #slices: ReadonlyArray<FlowSlice | undefined>;
	#captureEnd: EpochMicros = Number.NEGATIVE_INFINITY;

	constructor(addresses: AddressTable, options: FlowTableOptions) {
		const {maxFlows, share} = options;
		const limit = Math.ceil(maxFlows / SLICES);
		this.#slices = Array.from({length: SLICES}, (_, slice) =>
			isInShare(slice, share)
				? new FlowSlice(addresses, this.#keys, this.#ended, this.counts, limit, options)
				: undefined,
		);
	}

	/** Given the biflows that ended, in batches. The batch is the table's own and is filled anew afterwards. */
	set onEnded(onEnded: (ended: EndedFlows) => void) {
		this.#ended.onFull = onEnded;
	}

	/** @param order of `packets`, where that was found already */
	update(packets: PacketBatch, order = this.#sorted(packets)): void {
		// Of all frames, so that every share has the same end.
		const {time, count} = packets.frames;
		let captureEnd = this.#captureEnd;
		for (let frame = 0; frame < count; frame++) if (time[frame]! > captureEnd) captureEnd = time[frame]!;
		this.#captureEnd = captureEnd;
		for (const [slice, flows] of this.#slices.entries()) flows?.update(packets, order.rows(slice));
	}

	#sorted(packets: PacketBatch): SliceOrder {
		this.#order.sort(packets);
		return this.#order;
	}

	/** Biflows under way. */
	get size(): number {
		return this.#slices.reduce((sum, flows) => sum + (flows?.size ?? 0), 0);
	}

	/**
	 * Hands over the biflows under way as they would be if the captures ended now, in batches that are valid until the callee returns;
	 * they go on.
	 * @param options `since`: only those that began then or later; `patience`: how much longer than usual an answer may take
	 */
	peek(
		onFlows: (flows: EndedFlows) => void,
		{since = Number.NEGATIVE_INFINITY, patience = 0}: {since?: EpochMicros; patience?: DurationMicros} = {},
	): void {
		const peeked = this.#peeked;
		peeked.captureEnd = this.#captureEnd - patience;
		peeked.onFull = onFlows;
		for (const flows of this.#slices) flows?.peek(peeked, since);
		peeked.flush();
	}

	/** Ends the biflows that have been silent for so long that their next packet would begin another. */
	endIdle(): void {
		for (const flows of this.#slices) flows?.endIdle(this.#captureEnd);
		this.#ended.flush();
	}

	/**
	 * Ends every biflow. The table is empty then, and can be used again.
	 * @param watchedUntil when the capture ended, if that is known to be after its last packet
	 */
	finish(watchedUntil: EpochMicros = Number.NEGATIVE_INFINITY): void {
		this.#ended.flush();
		this.#ended.captureEnd = Math.max(this.#captureEnd, watchedUntil);
		for (const flows of this.#slices) flows?.finish();
		this.#ended.flush();
		this.#ended.captureEnd = Number.POSITIVE_INFINITY;
	}
}
