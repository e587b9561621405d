import {compareText} from '../net/text-order.js';
import type {Identity} from '../role/role.js';
import {evidenceOf} from './diagnosis/evidence.js';
import type {Finding, JudgedEdge} from './finding.js';
import {fingerprint} from './fingerprint.js';
import {joinsRoles, type Matrix} from './matrix.js';
import {list} from './message.js';
import {tunnelName} from './tunnels.js';

/**
 * Pairs of hosts between which something runs that hides what it carries, and between which services are documented: what is not seen
 * between them is neither missing nor there.
 */
export function hiddenFindings(edges: readonly JudgedEdge[], matrix: Matrix): Finding[] {
	const groups = new Map<string, Hidden>();
	for (const [index, judged] of edges.entries()) {
		const name = tunnelName(judged);
		const {initiator, responder} = judged;
		if (name === undefined || !isKnown(initiator) || !isKnown(responder)) continue;
		const services = documentedServices(initiator, responder, matrix);
		if (services.size === 0) continue;
		const [a, b] = [initiator, responder].toSorted(byRoles) as [Identity, Identity];
		const [from, to] = [rolesOf(a), rolesOf(b)];
		const key = JSON.stringify([name, from, to]);
		let group = groups.get(key);
		if (group === undefined) {
			group = {name, from, to, pairs: new Set(), services: new Set(), edges: []};
			groups.set(key, group);
		}
		group.pairs.add(`${a.label} <-> ${b.label}`);
		for (const service of services) group.services.add(service);
		group.edges.push(index);
	}
	return [...groups.values()].map(({name, from, to, pairs, services, edges: indexes}): Finding => {
		const some =
			services.size === 1
				? '1 documented service between them cannot be judged here, and counts as not observable where it is not seen'
				: `${services.size} documented services between them cannot be judged here, and count as not observable where they are not seen`;
		return {
			id: fingerprint(['hidden-by-tunnel', from, to, name]),
			kind: 'hidden-by-tunnel',
			severity: 'note',
			from,
			to,
			protocol: undefined,
			port: undefined,
			message: `${list([...pairs], 'host pairs')}: ${name} hides what it carries; ${some}`,
			rule: undefined,
			edges: indexes,
			diagnosis: undefined,
			evidence: evidenceOf(
				indexes.map((index) => edges[index]!),
				[],
			),
			context: [],
			machines: [],
		};
	});
}

/** What runs between hosts of the same roles. */
interface Hidden {
	readonly name: string;
	readonly from: string;
	readonly to: string;
	readonly pairs: Set<string>;
	readonly services: Set<string>;
	readonly edges: number[];
}

function documentedServices(a: Identity, b: Identity, matrix: Matrix): Set<string> {
	const rules = [...matrix.between(a, b).forward, ...matrix.between(b, a).forward].filter(joinsRoles);
	return new Set(rules.map(({service}) => service));
}

/** Whoever began, and whatever the hosts are called. */
function byRoles(a: Identity, b: Identity): number {
	return compareText(rolesOf(a), rolesOf(b)) || compareText(a.label, b.label);
}

function rolesOf({roles}: Identity): string {
	return roles.join('+') || 'no-role';
}

function isKnown({origin}: Identity): boolean {
	return origin === 'host' || origin === 'network';
}
