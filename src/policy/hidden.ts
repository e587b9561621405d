import type {Identity} from '../role/role.js';
import {evidenceOf} from './diagnosis/evidence.js';
import type {Finding, JudgedEdge} from './finding.js';
import {fingerprint} from './fingerprint.js';
import {joinsRoles, type Matrix} from './matrix.js';
import {tunnelName} from './tunnels.js';

/**
 * Pairs of hosts between which something runs that hides what it carries, and between which services are documented: what is not seen
 * between them is neither missing nor there.
 */
export function hiddenFindings(edges: readonly JudgedEdge[], matrix: Matrix): Finding[] {
	const pairs = new Map<
		string,
		{readonly name: string; readonly hosts: readonly [Identity, Identity]; edges: number[]}
	>();
	for (const [index, judged] of edges.entries()) {
		const name = tunnelName(judged);
		const {initiator, responder} = judged;
		if (name === undefined || !isKnown(initiator) || !isKnown(responder)) continue;
		const hosts = [initiator, responder].toSorted((a, b) => (a.label < b.label ? -1 : 1)) as [Identity, Identity];
		const key = JSON.stringify([name, ...hosts.map(({label}) => label)]);
		const pair = pairs.get(key);
		if (pair === undefined) pairs.set(key, {name, hosts, edges: [index]});
		else pair.edges.push(index);
	}
	return [...pairs.values()].flatMap(({name, hosts: [a, b], edges: indexes}): Finding[] => {
		const rules = [...matrix.between(a, b).forward, ...matrix.between(b, a).forward].filter(joinsRoles);
		if (rules.length === 0) return [];
		const [from, to] = [a, b].map(({roles}) => roles.join('+') || 'no-role') as [string, string];
		const services = new Set(rules.map(({service}) => service)).size;
		return [
			{
				id: fingerprint(['hidden-by-tunnel', from, to, name]),
				kind: 'hidden-by-tunnel',
				severity: 'note',
				from,
				to,
				protocol: undefined,
				port: undefined,
				message: `${a.label} <-> ${b.label}: ${name} hides what it carries; ${services} documented ${services === 1 ? 'service' : 'services'} between them cannot be judged here, and count as not observable where they are not seen`,
				rule: undefined,
				edges: indexes,
				diagnosis: undefined,
				evidence: evidenceOf(
					indexes.map((index) => edges[index]!),
					[],
				),
			},
		];
	});
}

function isKnown({origin}: Identity): boolean {
	return origin === 'host' || origin === 'network';
}
