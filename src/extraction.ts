import type {CaptureCoverage, FrameBatch} from './capture/frame.js';
import {openCaptures} from './capture/merge.js';
import type {ReadOptions} from './capture/open.js';
import {Decoder} from './decode/decode.js';
import {Networks} from './decode/networks.js';
import {Selection, type Taken} from './evidence/selection.js';
import type {Wanted} from './evidence/wanted.js';
import {AddressTable} from './flow/address-table.js';
import {NegotiationWatcher} from './flow/negotiation/watcher.js';
import type {VlanClasses} from './net/vlan.js';

export interface ExtractionOptions extends ReadOptions {
	/** VLANs that are one network. */
	readonly vlans: VlanClasses;
	/** Ends the reading; what was read until then counts. */
	readonly interruption: AbortSignal;
	/** Told after every batch. */
	readonly onProgress: (coverages: readonly CaptureCoverage[]) => void;
	/** Given a frame that belongs to something, and the positions of what wants it, ascending. */
	readonly onFrame: (batch: FrameBatch, row: number, wantedBy: readonly number[]) => void;
}

export interface Extraction {
	readonly coverages: readonly CaptureCoverage[];
	/** For each that is wanted. */
	readonly taken: readonly Taken[];
}

/** capture -> decode -> evidence: reads captures once more, for the packets of findings. */
export async function extract(
	paths: readonly string[],
	wanted: readonly Wanted[],
	{vlans, interruption, onProgress, onFrame, ...reads}: ExtractionOptions,
): Promise<Extraction> {
	const {coverages, frames} = openCaptures(paths, {...reads, isExact: true});
	const decoder = new Decoder(new Networks(vlans));
	const addresses = new AddressTable();
	const watcher = new NegotiationWatcher(addresses);
	const selection = new Selection(wanted, addresses, watcher.negotiations);
	for await (const batch of frames) {
		const packets = decoder.decode(batch);
		watcher.update(packets);
		selection.pick(packets, (row, wantedBy) => onFrame(batch, row, wantedBy));
		onProgress(coverages);
		if (interruption.aborted) break;
	}
	return {coverages, taken: selection.taken};
}
