import type {PortPairing, Rule} from '../rulepack/pack.js';
import type {JudgedEdge} from './finding.js';
import {isFailed} from './sightings.js';

/**
 * Holds services whose ports go together against each other, host by host. Where a server serves the first of them, on
 * whatever port, an edge to the second on a port that goes with none of those becomes unexpected, unless another rule
 * documents it too.
 */
export function settlePortPairings(
	edges: readonly JudgedEdge[],
	pairings: readonly PortPairing[],
): readonly JudgedEdge[] {
	return pairings.reduce<readonly JudgedEdge[]>((settled, pairing) => settle(settled, pairing), edges);
}

function settle(edges: readonly JudgedEdge[], pairing: PortPairing): readonly JudgedEdge[] {
	const firstPorts = new Map<string, Set<number>>();
	for (const judged of edges) {
		const {responder, edge} = judged;
		const rule = judged.documenting.find((candidate) => isOf(candidate, judged, pairing, pairing.first));
		if (rule === undefined || edge.port === undefined || isFailed(judged, rule)) continue;
		const ports = firstPorts.get(responder.label);
		if (ports === undefined) firstPorts.set(responder.label, new Set([edge.port]));
		else ports.add(edge.port);
	}
	return edges.map((judged) => {
		const {responder, edge, documenting} = judged;
		const served = firstPorts.get(responder.label);
		if (served === undefined || judged.verdict !== 'expected') return judged;
		if (!documenting.every((rule) => isOf(rule, judged, pairing, pairing.second))) return judged;
		if ([...served].some((port) => partnerOf(port, pairing) === edge.port)) return judged;
		return {
			...judged,
			verdict: 'unexpected',
			reason: 'parameter-conflict',
			documenting: [],
			rule: undefined,
			nearest: {
				rule: documenting[0]!,
				difference: difference(
					pairing,
					[...served].sort((a, b) => a - b),
				),
			},
		};
	});
}

function isOf(rule: Rule, {responder}: JudgedEdge, {role}: PortPairing, service: string): boolean {
	return rule.to === role && rule.service === service && responder.heldRoles.has(role);
}

/** The port of the second service that goes with one of the first. */
export function partnerOf(port: number, {pairs, otherwise}: PortPairing): number {
	return pairs.get(port) ?? port + otherwise;
}

function difference(pairing: PortPairing, served: readonly number[]): string {
	const {first, second} = pairing;
	const partners = served.map((port) => partnerOf(port, pairing));
	return `this server has ${first} on ${served.join(' and ')}, which goes with ${second} on ${partners.join(' or ')}`;
}
