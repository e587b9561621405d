import type {RoleName, Rule} from '../rulepack/pack.js';

/** How much a service counts, by how much a site needs it. */
const levelWeights = {required: 2, usual: 1, 'on-demand': 0.5, 'install-only': 0} as const;

/** Services one of which a role shows, and with whom. */
export interface Showing {
	readonly other: RoleName;
	readonly rules: ReadonlySet<Rule>;
	readonly weight: number;
}

/** Services of one conduit that meet the same expectation are shown together. */
export function showingsOf(role: RoleName, rules: readonly Rule[]): Showing[] {
	const showings = new Map<string, {other: RoleName; rules: Set<Rule>; weight: number}>();
	for (const rule of rules) {
		const {from, to, expectation, service} = rule;
		const weight = levelWeights[expectation?.level ?? 'on-demand'];
		for (const [side, other] of [
			[from, to],
			[to, from],
		] as const) {
			if (side !== role || weight === 0) continue;
			const key = JSON.stringify([side === from, other, expectation?.alternatives ?? [service]]);
			const known = showings.get(key);
			if (known === undefined) showings.set(key, {other, rules: new Set([rule]), weight});
			else known.rules.add(rule);
		}
	}
	return [...showings.values()];
}
