import type {Rule, Target} from '../pack.js';

/** Ports in a block. Most services have one port, so that a block holds few of a pair's rules. */
const BLOCK = 256;
const BLOCKS = 65_536 / BLOCK;

/** Rules by their roles and ports, so that those that may clash with one are found without a look at all. */
export class RuleIndex {
	readonly #pairs = new Map<string, Map<number, Rule[]>>();
	readonly #positions = new Map<Rule, number>();

	constructor(rules: readonly Rule[]) {
		for (const [position, rule] of rules.entries()) {
			this.#positions.set(rule, position);
			const pair = `${rule.from}/${rule.to}`;
			const blocks = this.#pairs.get(pair) ?? new Map<number, Rule[]>();
			this.#pairs.set(pair, blocks);
			for (const block of new Set(rule.targets.flatMap(blocksOf))) {
				const earlier = blocks.get(block);
				if (earlier === undefined) blocks.set(block, [rule]);
				else earlier.push(rule);
			}
		}
	}

	/** In the order of the pack. */
	position(rule: Rule): number {
		return this.#positions.get(rule)!;
	}

	/** Rules from one role to another with ports near to these targets; not all of them share one. */
	near(from: string, to: string, targets: readonly Target[]): ReadonlySet<Rule> {
		const blocks = this.#pairs.get(`${from}/${to}`);
		if (blocks === undefined) return new Set();
		return new Set(targets.flatMap((target) => blocksOf(target).flatMap((block) => blocks.get(block) ?? [])));
	}
}

function blocksOf({protocolIdentifier, ports}: Target): number[] {
	const base = protocolIdentifier * BLOCKS;
	if (ports.length === 0) return [base];
	return ports.flatMap(({first, last}) => {
		const block = Math.floor(first / BLOCK);
		return Array.from({length: Math.floor(last / BLOCK) - block + 1}, (_, index) => base + block + index);
	});
}
