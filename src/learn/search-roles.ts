import {pseudoRoles, type Role, type RoleName, type Rule} from '../rulepack/pack.js';
import type {Conversation} from './conversations.js';
import {type FoundRoles, RoleSearch} from './role-search.js';

/** Searches from different starts: the more, the surer that the best is found; large sites can afford few. */
const STARTS = 24;
const FEW_STARTS = 2;
const FEW_HOSTS = 500;

/**
 * The roles of each host that is not given: of several searches, which ask hosts and try roles in different orders, that which explains most with
 * least. The same for the same conversations, in whatever order they come.
 */
export function searchRoles(
	conversations: readonly Conversation[],
	rules: readonly Rule[],
	definitions: ReadonlyMap<RoleName, Role>,
	given: ReadonlyMap<string, ReadonlySet<RoleName>>,
): Map<string, FoundRoles> {
	const pseudo: readonly string[] = pseudoRoles;
	const documented = [...new Set(rules.flatMap(({from, to}) => [from, to]))].filter((role) => !pseudo.includes(role));
	const hosts = new Set(conversations.flatMap(({from, to}) => [from, to]));
	const starts = hosts.size <= FEW_HOSTS ? STARTS : FEW_STARTS;
	let best: {readonly found: Map<string, FoundRoles>; readonly total: number} | undefined;
	for (let start = 0; start < starts; start++) {
		const order = start % 2 === 0 ? documented : documented.toReversed();
		// Who does most first, then some other orders.
		const rankOf = (host: string, load: number) => (start < 2 ? -load : shuffled(host, start));
		const search = new RoleSearch(conversations, rules, definitions, given, order, rankOf);
		search.run();
		if (best === undefined || search.total < best.total - 1e-9) best = {found: search.found, total: search.total};
	}
	return best!.found;
}

/** A number for a host that is another one with every start, and the same on every machine (FNV-1a). */
function shuffled(host: string, start: number): number {
	let hash = 0x811c9dc5 ^ start;
	for (let index = 0; index < host.length; index++) hash = Math.imul(hash ^ host.charCodeAt(index), 0x01000193);
	return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}
