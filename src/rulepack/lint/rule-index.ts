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
			const pair = pairKey(rule.from, rule.to);
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

	/** Rules from one role to another with a port near the first of the target, in the order of the pack. */
	nearFirst(from: string, to: string, target: Target): readonly Rule[] {
		return this.#pairs.get(pairKey(from, to))?.get(firstBlock(target)) ?? [];
	}

	/** Rules from one role to another with a port near one of these targets. */
	near(from: string, to: string, targets: readonly Target[]): ReadonlySet<Rule> {
		const found = new Set<Rule>();
		const blocks = this.#pairs.get(pairKey(from, to));
		if (blocks === undefined) return found;
		for (const block of targets.flatMap(blocksOf)) for (const rule of blocks.get(block) ?? []) found.add(rule);
		return found;
	}
}

function pairKey(from: string, to: string): string {
	return `${from}/${to}`;
}

function firstBlock({protocolIdentifier, ports}: Target): number {
	return protocolIdentifier * BLOCKS + Math.floor((ports[0]?.first ?? 0) / BLOCK);
}

function blocksOf(target: Target): number[] {
	if (target.ports.length === 0) return [firstBlock(target)];
	return target.ports.flatMap(({first, last}) => {
		const block = Math.floor(first / BLOCK);
		const base = target.protocolIdentifier * BLOCKS + block;
		return Array.from({length: Math.floor(last / BLOCK) - block + 1}, (_, index) => base + index);
	});
}
