import type {FrameReference} from '../../flow/biflow.js';
import {senderOf} from '../../flow/biflow.js';
import {applicationTitle} from '../../net/application.js';
import {Protocol} from '../../net/protocol.js';
import type {Evidence, JudgedEdge} from '../finding.js';
import {describeRefusal} from '../refusals.js';
import {formatService} from '../service-text.js';

/** Edges of a finding whose packets are named, and packets in all. */
const MAX_EDGES = 3;
const MAX_PACKETS = 8;

/** The packets by which a reader can check a finding: of each edge its first, and those that say what became of it. */
export function evidenceOf(edges: readonly JudgedEdge[], more: readonly Evidence[]): Evidence[] {
	const unique = new Map<string, Evidence>();
	for (const evidence of [...more, ...edges.slice(0, MAX_EDGES).flatMap(packetsOf)]) {
		const key = frameKey(evidence.frame);
		if (!unique.has(key)) unique.set(key, evidence);
	}
	return [...unique.values()].slice(0, MAX_PACKETS).sort(byFrame);
}

function packetsOf(judged: JudgedEdge): Evidence[] {
	const {edge, initiator, responder} = judged;
	const {negotiation, refusal, reset, applications} = edge;
	const opening =
		edge.direction.confidence === 'guess'
			? `the first of ${formatService(edge)} between ${initiator.label} and ${responder.label}`
			: `${initiator.label} opens ${formatService(edge)} to ${responder.label}${retries(judged)}`;
	return [
		{frame: edge.firstFrame, shows: opening},
		...(negotiation === undefined
			? []
			: [{frame: negotiation.frame, shows: `${negotiation.by}: ${negotiation.detail}`}]),
		...(refusal === undefined ? [] : [{frame: refusal.frame, shows: describeRefusal(refusal)}]),
		...(reset === undefined ? [] : [{frame: reset.frame, shows: describeReset(judged)}]),
		...(judged.reason === 'wrong-protocol'
			? applications.map(({name, frame}) => ({frame, shows: `a conversation of ${applicationTitle(name)} begins`}))
			: []),
	];
}

/** `, SYN sent 4 times`; of datagrams, where none was answered, how many. */
function retries({edge: {protocolIdentifier, syns, flows, initiatorPackets, responderPackets}}: JudgedEdge): string {
	if (flows > 1) return '';
	if (protocolIdentifier === Protocol.Tcp) return syns > 1 ? `, SYN sent ${syns} times` : '';
	return responderPackets === 0 && initiatorPackets > 1 ? `, ${initiatorPackets} packets` : '';
}

function describeReset({edge: {reset}, responder}: JudgedEdge): string {
	const {ttl, others} = reset!;
	const sender = senderOf(reset!);
	if (sender === 'unknown') return `RST with TTL ${ttl}, and nothing else of ${responder.label} to compare it with`;
	const known = others!.least === others!.greatest ? others!.least : `${others!.least} to ${others!.greatest}`;
	return `RST with TTL ${ttl}; other packets of ${responder.label} have ${known}`;
}

function frameKey({capture, number}: FrameReference): string {
	return `${capture}/${number}`;
}

/** In the order of the captures. */
export function byFrame(a: Evidence, b: Evidence): number {
	return a.frame.capture - b.frame.capture || a.frame.number - b.frame.number;
}
