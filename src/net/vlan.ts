/** VLAN identifiers are 0 (a priority tag: no VLAN is named) to 4095 (IEEE 802.1Q §9.6). */
const VLANS = 4096;
/** Stands for "without a tag", where it is told apart from every VLAN. */
export const NO_TAG = VLANS;

/** VLANs, and frames without a tag, that are one network, such as the two ends of a bridge that rewrites tags. */
export class VlanClasses {
	/** For each VLAN and `NO_TAG` the least member of its class; `NO_TAG` itself where that is a member. */
	readonly #representative: Uint16Array;

	/** @param table of other classes, perhaps those of another worker */
	constructor(table: ArrayLike<number> = {length: 0}) {
		this.#representative = Uint16Array.from({length: VLANS + 1}, (_, vlan) => table[vlan] ?? vlan);
	}

	get table(): Uint16Array {
		return this.#representative;
	}

	/** Makes the members one class; classes that share a member become one. */
	merge(members: readonly number[]): void {
		const old = new Set(members.map((member) => this.#representative[member]!));
		const all = [...old];
		const representative = all.includes(NO_TAG) ? NO_TAG : Math.min(...all);
		for (const [vlan, current] of this.#representative.entries()) {
			if (old.has(current)) this.#representative[vlan] = representative;
		}
	}

	/** One VLAN for all of a class, or `NO_TAG`. */
	representative(vlan: number): number {
		return this.#representative[vlan]!;
	}

	/** The classes of several as `parseVlans` reads them: `10,110`, `0,none`. */
	get lists(): string[] {
		const classes = new Map<number, string[]>();
		for (const [vlan, representative] of this.#representative.entries()) {
			const name = vlan === NO_TAG ? 'none' : String(vlan);
			const members = classes.get(representative);
			if (members === undefined) classes.set(representative, [name]);
			else members.push(name);
		}
		return [...classes.values()].filter((members) => members.length > 1).map((members) => members.join(','));
	}

	/** `10`, or `10=110` for a class of several. */
	name(vlan: number): string {
		const wanted = this.#representative[vlan];
		const members = [...this.#representative.entries()].flatMap(([member, of]) => (of === wanted ? [member] : []));
		return members.join('=');
	}
}

/** Reads `10,110` or `0,none`; `undefined` for anything else, or fewer than two. */
export function parseVlans(text: string): number[] | undefined {
	const words = text.split(',').map((word) => word.trim());
	const vlans = words.map((word) => (word === 'none' ? NO_TAG : /^\d{1,4}$/.test(word) ? Number(word) : Number.NaN));
	const isFine = vlans.length > 1 && vlans.every((vlan) => vlan <= NO_TAG) && !words.includes(String(NO_TAG));
	return isFine ? vlans : undefined;
}
