import type {FlowEdge} from '../flow/edge.js';

/**
 * An edge as its latest flow shows it: what was answered yesterday and is not answered now does not work now. Over a whole
 * capture, the best of its flows counts.
 */
export function asOfNow(edge: FlowEdge): FlowEdge {
	const {failingAs, outcome, outcomes, scan} = edge;
	if (failingAs === undefined || scan !== undefined || outcome === 'pending' || outcome === failingAs) return edge;
	return {...edge, outcome: failingAs, outcomes: {[failingAs]: outcomes[failingAs] ?? 1}};
}
