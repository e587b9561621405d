import type {HopLimits} from './biflow.js';
import type {FlowEdge} from './edge.js';

/**
 * The edges, the resets among them with the TTLs of all that their hosts sent to anybody. That of a scan is from one of many hosts, and
 * nobody knows which.
 */
export function compareResets(edges: FlowEdge[]): FlowEdge[] {
	if (edges.every(({reset}) => reset === undefined)) return edges;
	const known = new Map<string, HopLimits>();
	for (const {initiator, responder, initiatorHopLimits, responderHopLimits, scan} of edges) {
		if (initiatorHopLimits !== undefined) note(known, initiator.text, initiatorHopLimits);
		if (responderHopLimits !== undefined && scan === undefined) note(known, responder.text, responderHopLimits);
	}
	return edges.map((edge) => {
		const {reset, responder, scan} = edge;
		if (reset === undefined) return edge;
		return {...edge, reset: {...reset, others: scan === undefined ? known.get(responder.text) : undefined}};
	});
}

function note(known: Map<string, HopLimits>, host: string, limits: HopLimits): void {
	known.set(host, widest(known.get(host), limits)!);
}

/** What covers both; `undefined` stands for nothing. */
export function widest(a: HopLimits | undefined, b: HopLimits | undefined): HopLimits | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	if (b.least >= a.least && b.greatest <= a.greatest) return a;
	return {least: Math.min(a.least, b.least), greatest: Math.max(a.greatest, b.greatest)};
}
