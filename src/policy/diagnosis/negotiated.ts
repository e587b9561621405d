import {senderOf} from '../../flow/biflow.js';
import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {describeFailure} from '../sightings.js';
import {presence} from './outcomes.js';
import type {Scene} from './scene.js';

const TFTP = 69;
/** Dynamic ports since Windows Vista, and before it (KB 832017, KB 179442). */
const VISTA_FIRST = 49_152;
const OLD_FIRST = 1025;
const OLD_LAST = 5000;

/** A port was agreed on, and then was not to be had. */
export function diagnoseNegotiated(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const {edge} = judged;
	if (edge.protocolIdentifier === Protocol.Udp && edge.port === TFTP) {
		if (edge.outcome === 'cut') return lostOnTheWay(judged);
		const isSilent = edge.outcome === 'unanswered' && edge.refusal === undefined;
		if (isSilent && scene.isSending(judged.responder.label)) return lostReplies(judged, scene);
	}
	const {negotiation} = edge;
	if (negotiation === undefined || isReached(judged)) return undefined;
	const [from, to] = [judged.initiator.label, judged.responder.label];
	const failure = describeFailure(judged);
	const evidence = [{frame: negotiation.frame, shows: `${to} names ${formatService(edge)}: ${negotiation.detail}`}];
	switch (negotiation.by) {
		case 'endpoint-mapper':
		case 'dcom':
			return {
				name: 'dynamic-port-blocked',
				cause: `${from} asked ${to}'s endpoint mapper for ${negotiation.detail}, was sent to port ${edge.port}, and that ${failure}: open the range of dynamic ports of ${to}${rangeOf(edge.port!)}, or give the service a port of its own`,
				alternative: 'the service ended after it had told the mapper its port',
				evidence,
			};
		case 'sql-browser':
			return {
				name: 'dynamic-port-blocked',
				cause: `${from} asked SQL Server Browser on ${to} for ${negotiation.detail}, was sent to port ${edge.port}, and that ${failure}: give the instance a port of its own and open that`,
				alternative: 'the instance was started anew and has another port now',
				evidence,
			};
		case 'ftp':
			return {
				name: 'dynamic-port-blocked',
				cause: `the FTP control connection agreed on port ${edge.port} (${negotiation.detail}), and that ${failure}: the firewall between them does not follow FTP`,
				alternative: 'the address that was agreed on is one from before address translation',
				evidence,
			};
		default:
			return undefined;
	}
}

/** The host answers on the port, be it that nobody listens there any more: no filter is in the way. */
function isReached({edge: {outcome, refusal, reset}}: JudgedEdge): boolean {
	if (outcome === 'cut') return true;
	return outcome === 'refused' && refusal === undefined && reset !== undefined && senderOf(reset) === 'host';
}

function rangeOf(port: number): string {
	if (port >= VISTA_FIRST) return ` (49152-65535 since Windows Vista; rules made for 1025-5000 miss it)`;
	if (port >= OLD_FIRST && port <= OLD_LAST)
		return ` (1025-5000 before Windows Vista; rules made for 49152-65535 miss it)`;
	return '';
}

/** Captured near the server: it answers, again and again, and nobody acknowledges. */
function lostOnTheWay({initiator, responder, edge}: JudgedEdge): Diagnosis {
	const [from, to] = [initiator.label, responder.label];
	const evidence = edge.negotiation === undefined ? [] : [{frame: edge.negotiation.frame, shows: `${from} asks`}];
	return {
		name: 'tftp-replies-lost',
		cause: `${to} answers the request of ${from} from a new high port, again and again, and ${from} acknowledges nothing: the replies are lost on the way; let the firewall follow TFTP, or allow UDP from the high ports of ${to} to ${from}`,
		alternative: `${from} gave up, or its acknowledgments do not pass where this was captured`,
		evidence,
	};
}

/** The request is there, again and again; what answers it comes from another port (RFC 1350 §4). */
function lostReplies(judged: JudgedEdge, scene: Scene): Diagnosis {
	const {initiator, responder} = judged;
	const [from, to] = [initiator.label, responder.label];
	return {
		name: 'tftp-replies-lost',
		cause: `${from} asks ${to} on port 69, replies come from a new high port of ${to}, and are lost on the way: let the firewall follow TFTP, or allow UDP from the high ports of ${to} to ${from}`,
		alternative: `the request is lost before ${to}, or nobody there serves TFTP`,
		evidence: presence(judged, scene),
	};
}
