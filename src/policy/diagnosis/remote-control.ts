import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {describeFailure, isFiltered} from '../sightings.js';

const REMOTE_CONTROL = 2701;
const REMOTE_CONTROL_2007 = 2702;
const RDP = 3389;
const ENDPOINT_MAPPER = 135;

/** An administrator's console does not get to the screen of a computer. */
export function diagnoseRemoteControl(judged: JudgedEdge): Diagnosis | undefined {
	const {initiator, responder, edge} = judged;
	const isTcp = edge.protocolIdentifier === Protocol.Tcp;
	if (!isTcp || !responder.heldRoles.has('client') || !isFiltered(judged)) return undefined;
	const alternative = `${responder.label} is locked to administrators by its client settings, or off`;
	const [from, to, service] = [initiator.label, responder.label, formatService(edge)];
	if (edge.port === REMOTE_CONTROL) {
		return {
			name: 'remote-control-blocked',
			cause: `${from} opens remote control, and ${service} ${describeFailure(judged)}: let the firewall of ${to} accept tcp/2701 inbound, in its domain profile at least`,
			alternative,
			evidence: [],
		};
	}
	const isAssistance = edge.port === RDP || edge.port === ENDPOINT_MAPPER;
	if (!isAssistance || !initiator.heldRoles.has('console')) return undefined;
	return {
		name: 'remote-control-blocked',
		cause: `${from} offers Remote Assistance, and ${service} ${describeFailure(judged)}: let the firewall of ${to} accept tcp/135 and tcp/3389 inbound`,
		alternative,
		evidence: [],
	};
}

/** Until Configuration Manager 2007, remote control had a second port, for data. */
export function diagnoseRemoteControl2007({edge, initiator, responder}: JudgedEdge): Diagnosis | undefined {
	if (edge.port !== REMOTE_CONTROL_2007 || !responder.heldRoles.has('client')) return undefined;
	return {
		name: 'remote-control-2007',
		cause: `${formatService(edge)} carried the data of remote control in Configuration Manager 2007 and before, and no later version uses it: something of that time is left on ${initiator.label}`,
		alternative: 'another program has chosen that port',
		evidence: [],
	};
}
