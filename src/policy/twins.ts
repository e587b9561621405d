import type {Outcome} from '../flow/biflow.js';
import {Protocol} from '../net/protocol.js';
import type {JudgedEdge} from './finding.js';

const SMB = 445;
const NETBIOS_SESSION = 139;
/** Packets with which an initiator opens a connection and closes it again: SYN, ACK, FIN, ACK. */
const GIVEN_UP = 4;
/** Nothing came of it, and nothing was ever said. */
const lost: ReadonlySet<Outcome> = new Set(['unanswered', 'refused', 'prohibited', 'pending']);

/**
 * Windows opens SMB over 445 and 139 at the same time and gives up the slower of the two (KB 204279): where 445 was answered, what
 * becomes of an idle 139 means nothing. One that was lost means nothing by itself, wherever 445 was tried; it does where 445 came to
 * nothing between the same two.
 */
export function settleTwins(edges: readonly JudgedEdge[]): readonly JudgedEdge[] {
	const direct = edges.filter((judged) => isTcp(judged, SMB));
	const answered = direct.filter(({edge}) => edge.outcome === 'answered');
	const answeredEnds = new Set(answered.map(endsOf));
	const working = new Set(answered.map(hostsOf));
	const failing = new Set(direct.map(hostsOf).filter((hosts) => !working.has(hosts)));
	return edges.map((judged) => {
		// A stranger that tries both ports may try others too.
		const isKnown = judged.verdict !== 'unknown-host';
		if (!isKnown || !isTcp(judged, NETBIOS_SESSION)) return judged;
		const isGivenUp = isIdle(judged) && answeredEnds.has(endsOf(judged));
		const isLone = lost.has(judged.edge.outcome) && !failing.has(hostsOf(judged));
		if (!isGivenUp && !isLone) return judged;
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

function endsOf({edge: {initiator, responder}}: JudgedEdge): string {
	return `${initiator.text} ${responder.text}`;
}

/** Whatever their addresses are. */
function hostsOf({initiator, responder}: JudgedEdge): string {
	return `${initiator.label} ${responder.label}`;
}
