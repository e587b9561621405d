import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {isFiltered} from '../sightings.js';
import {isEcho, isWorking, type Scene, working} from './scene.js';

const SMB = 445;
const ENDPOINT_MAPPER = 135;

/**
 * A site server that installs the client on a computer asks whether it is there, opens its administrative share, and starts the set-up
 * over WMI: its own firewall commonly drops all three.
 */
export function diagnoseClientPush(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const {initiator, responder} = judged;
	if (!initiator.heldRoles.has('site-server') || !responder.heldRoles.has('client') || !isFiltered(judged))
		return undefined;
	const pushing = scene.between(initiator.label, responder.label).filter(isPart);
	// Who only asks whether a computer is awake installs nothing.
	if (!isPart(judged) || pushing.every(isEcho)) return undefined;
	const silent = pushing.filter(isFiltered).map(({edge}) => formatService(edge));
	const open = pushing.filter(isWorking);
	const others =
		open.length === 0 ? '' : `, though it answers on ${open.map(({edge}) => formatService(edge)).join(', ')}`;
	return {
		name: 'client-push-blocked',
		cause: `${initiator.label} pushes the client to ${responder.label}, whose firewall, or one on the way, is silent on ${silent.join(', ')}${others}: a push needs tcp/445, tcp/135, the dynamic ports and ICMP echo inbound on the computer; set-up by hand or by group policy needs no SMB or RPC from the site server`,
		alternative: `${responder.label} is switched off or away, and silent for that`,
		evidence: open.slice(0, 1).map(working),
	};
}

function isPart(judged: JudgedEdge): boolean {
	const {edge} = judged;
	const isTcp = edge.protocolIdentifier === Protocol.Tcp;
	const isMapped = edge.negotiation?.by === 'endpoint-mapper' || edge.negotiation?.by === 'dcom';
	return isEcho(judged) || (isTcp && (edge.port === SMB || edge.port === ENDPOINT_MAPPER || isMapped));
}
