import {hostName} from '../../net/host-name.js';
import {compareText} from '../../net/text-order.js';
import type {FrameReference} from '../biflow.js';
import {isBefore} from '../frame-order.js';
import {type NameLookup, type NameSource, nameSources, type SeenName} from './name.js';

/** What a table of names holds of an address, in plain values. */
export interface NamesOfAddress {
	readonly address: string;
	/** The first packet that named it: what decides which are kept. */
	readonly first: FrameReference | undefined;
	readonly names: readonly SeenName[];
}

/** Addresses whose names are kept: those that were named first. */
const MAX_ADDRESSES = 65_536;

interface Known {
	first: FrameReference | undefined;
	readonly names: Map<NameSource, SeenName>;
}

/** Names that packets give to addresses; of each source the first counts. */
export class HostNames implements NameLookup {
	readonly #byAddress = new Map<string, Known>();
	/** The last of those that were kept when there were too many: what comes after it is of no use. */
	#last: readonly [address: string, first: FrameReference | undefined] | undefined;

	/** @param address its text; `name` is checked here */
	note(address: string, name: string, by: NameSource, frame: FrameReference | undefined): void {
		const checked = hostName(name);
		if (checked !== undefined) this.#add(address, {name: checked, by, frame});
	}

	/** The name by the most trustworthy source; `undefined` where nobody named the address. */
	of(address: string): SeenName | undefined {
		this.#shorten();
		const known = this.#byAddress.get(address)?.names;
		const source = known && nameSources.find((candidate) => known.has(candidate));
		return source && known!.get(source);
	}

	get parts(): NamesOfAddress[] {
		this.#shorten();
		return [...this.#byAddress].map(([address, {first, names}]) => ({address, first, names: [...names.values()]}));
	}

	/** Adds what others noted of other packets: the same names, in how many parts they ever were noted. */
	absorb(parts: readonly NamesOfAddress[]): void {
		for (const {address, names} of parts) for (const name of names) this.#add(address, name);
	}

	#add(address: string, name: SeenName): void {
		let known = this.#byAddress.get(address);
		if (known === undefined) {
			if (this.#last !== undefined && compareFirst([address, name.frame], this.#last) > 0) return;
			// Names do not come in the order of their packets: which are the first is known of more than are kept.
			if (this.#byAddress.size === 2 * MAX_ADDRESSES) this.#shorten();
			known = {first: name.frame, names: new Map()};
			this.#byAddress.set(address, known);
		}
		if (isBefore(name.frame, known.first)) known.first = name.frame;
		const earlier = known.names.get(name.by);
		if (earlier === undefined || isBefore(name.frame, earlier.frame)) known.names.set(name.by, name);
	}

	#shorten(): void {
		if (this.#byAddress.size <= MAX_ADDRESSES) return;
		const inOrder = [...this.#byAddress].map(([address, {first}]) => [address, first] as const).sort(compareFirst);
		for (const [address] of inOrder.slice(MAX_ADDRESSES)) this.#byAddress.delete(address);
		this.#last = inOrder[MAX_ADDRESSES - 1];
	}
}

/** One packet may name several addresses: of those the lower text comes first. */
function compareFirst(
	[a, first]: readonly [string, FrameReference | undefined],
	[b, other]: readonly [string, FrameReference | undefined],
): number {
	if (isBefore(first, other)) return -1;
	return isBefore(other, first) ? 1 : compareText(a, b);
}

/** What a capture's own name blocks call addresses, as parts to absorb. */
export function blockNames({names}: {readonly names: ReadonlyMap<string, readonly string[]>}): NamesOfAddress[] {
	return [...names].flatMap(([address, all]) => {
		const [name] = all.flatMap((candidate) => hostName(candidate) ?? []);
		return name === undefined ? [] : [{address, first: undefined, names: [{name, by: 'pcapng', frame: undefined}]}];
	});
}
