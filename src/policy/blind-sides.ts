import type {FlowEdge} from '../flow/edge.js';
import {Protocol} from '../net/protocol.js';

/**
 * Where a mirror sees one direction only, a datagram without answer proves nothing: its outcome becomes `one-way`.
 * It sees nothing of a host that sends no packet at all although TCP connections to it go on past their beginning; and
 * nothing from one host to another where that is so between the two. A TCP connection that its initiator gives up
 * failed on either mirror, and stays what it is.
 */
export function settleBlindSides(edges: readonly FlowEdge[]): readonly FlowEdge[] {
	const suspects = edges.filter(isHalfSeen);
	if (suspects.length === 0) return edges;
	const sending = new Set<string>();
	for (const edge of edges) {
		if (edge.initiatorPackets > 0) note(sending, edge.initiator.text, edge.responder.text);
		if (edge.responderPackets > 0) note(sending, edge.responder.text, edge.initiator.text);
	}
	const unseen = new Set<string>();
	for (const {initiator, responder, initiatorPackets} of suspects) {
		const [from, to] = initiatorPackets === 0 ? [initiator, responder] : [responder, initiator];
		if (!sending.has(from.text)) unseen.add(from.text);
		if (!sending.has(pair(from.text, to.text))) unseen.add(pair(from.text, to.text));
	}
	return edges.map((edge) => {
		const {initiator, responder} = edge;
		const isUnseen = unseen.has(responder.text) || unseen.has(pair(responder.text, initiator.text));
		return isUnseen && isSilent(edge) ? {...edge, outcome: 'one-way', outcomes: {'one-way': edge.flows}} : edge;
	});
}

function isHalfSeen({protocolIdentifier, outcome, initiatorPackets, responderPackets, scan}: FlowEdge): boolean {
	const isHalf = (initiatorPackets === 0) !== (responderPackets === 0);
	return protocolIdentifier === Protocol.Tcp && outcome === 'one-way' && isHalf && scan === undefined;
}

/** Nothing came back, and nothing else tells why. */
function isSilent({protocolIdentifier, outcomes, responderPackets, scan}: FlowEdge): boolean {
	const isStream = protocolIdentifier === Protocol.Tcp || protocolIdentifier === Protocol.Sctp;
	const isRefused = outcomes.refused !== undefined || outcomes.prohibited !== undefined;
	return !isStream && !isRefused && responderPackets === 0 && scan === undefined;
}

function note(sending: Set<string>, from: string, to: string): void {
	sending.add(from);
	sending.add(pair(from, to));
}

function pair(from: string, to: string): string {
	return `${from} ${to}`;
}
