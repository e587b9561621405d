import {Protocol} from '../net/protocol.js';
import type {JudgedEdge} from './finding.js';

const SMB = 445;
const NETBIOS_SESSION = 139;
/** Packets with which an initiator opens a connection and closes it again: SYN, ACK, FIN, ACK. */
const GIVEN_UP = 4;

/**
 * Windows opens SMB over 445 and 139 at the same time and gives up the slower of the two (KB 204279): where 445 was answered, what
 * becomes of an idle 139 means nothing.
 */
export function settleTwins(edges: readonly JudgedEdge[]): readonly JudgedEdge[] {
	const answered = new Set(
		edges.filter((judged) => isTcp(judged, SMB) && judged.edge.outcome === 'answered').map(pairOf),
	);
	if (answered.size === 0) return edges;
	return edges.map((judged) => {
		// A stranger that tries both ports may try others too.
		const isKnown = judged.verdict !== 'unknown-host';
		const isTwin = isKnown && isTcp(judged, NETBIOS_SESSION) && isIdle(judged) && answered.has(pairOf(judged));
		if (!isTwin) return judged;
		return {
			...judged,
			verdict: 'ignored',
			reason: 'netbios-twin',
			rule: undefined,
			documenting: [],
			nearest: undefined,
		};
	});
}

function isTcp({edge}: JudgedEdge, port: number): boolean {
	return edge.protocolIdentifier === Protocol.Tcp && edge.port === port;
}

function isIdle({edge: {applications, initiatorPackets, flows, syns}}: JudgedEdge): boolean {
	return applications.length === 0 && initiatorPackets <= Math.max(GIVEN_UP * flows, syns + flows);
}

function pairOf({edge: {initiator, responder}}: JudgedEdge): string {
	return `${initiator.text} ${responder.text}`;
}
