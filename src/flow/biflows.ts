import type {NetworkNames} from '../decode/packet.js';
import type {PortSet} from '../net/port.js';
import {hasPorts} from '../net/protocol.js';
import type {AddressTable} from './address-table.js';
import {applicationOf} from './application/application.js';
import {type Biflow, confidences, directionBases, outcomes} from './biflow.js';
import type {EndedFlows} from './ended-flows.js';
import {
	addressWordOf,
	applicationCodeOf,
	endReasonOf,
	firstFrameOf,
	hopLimits,
	icmpCodeOf,
	icmpTypeOf,
	networkOf,
	octetsFrom,
	packetsFrom,
	payloadFrom,
	portOf,
	protocolOf,
	refusalOf,
	resetOf,
	synsOf,
	versionOf,
} from './ended-row.js';
import {historyText} from './history.js';
import {decideInitiator, Initiator} from './initiator.js';
import type {Negotiations} from './negotiation/negotiations.js';
import {decideOutcome} from './outcome.js';
import {COLD_WORDS, HOT_WORDS, Hot, State} from './record.js';

/** The biflows of a batch as objects, for those who read them one by one. */
export function biflowsOf(
	ended: EndedFlows,
	addresses: AddressTable,
	documentedPorts: PortSet,
	negotiations: Negotiations,
	networks: NetworkNames,
): Biflow[] {
	const initiator = new Initiator();
	return Array.from({length: ended.count}, (_, row) => {
		decideInitiator(ended, row, addresses, documentedPorts, negotiations, initiator);
		return biflowOf(ended, row, addresses, initiator, networks);
	});
}

function biflowOf(
	ended: EndedFlows,
	row: number,
	addresses: AddressTable,
	decision: Initiator,
	networks: NetworkNames,
): Biflow {
	const {side} = decision;
	const peer = 1 - side;
	const version = versionOf(ended, row);
	const protocolIdentifier = protocolOf(ended, row);
	const ports = hasPorts(protocolIdentifier);
	const responderWord = addressWordOf(ended, row, peer);
	const controlBits = ended.hot[row * HOT_WORDS + Hot.ControlBits]!;
	return {
		initiator: addresses.address(version, addressWordOf(ended, row, side)),
		responder: addresses.address(version, responderWord),
		initiatorPort: ports ? portOf(ended, row, side) : undefined,
		responderPort: ports ? portOf(ended, row, peer) : undefined,
		protocolIdentifier,
		network: networks.name(networkOf(ended, row)),
		icmpType: icmpTypeOf(ended, row),
		icmpCode: icmpCodeOf(ended, row),
		direction: {basis: directionBases[decision.basis]!, confidence: confidences[decision.confidence]!},
		outcome: outcomes[decideOutcome(ended, row, side, addresses.isGroup(version, responderWord))]!,
		first: ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!,
		last: ended.hotF64[(row * HOT_WORDS) / 2 + Hot.LastF64]!,
		initiatorPackets: packetsFrom(ended, row, side),
		responderPackets: packetsFrom(ended, row, peer),
		initiatorOctets: octetsFrom(ended, row, side),
		responderOctets: octetsFrom(ended, row, peer),
		initiatorControlBits: (controlBits >>> (8 * side)) & 0xff,
		responderControlBits: (controlBits >>> (8 * peer)) & 0xff,
		syns: synsOf(ended, row),
		flowEndReason: endReasonOf(ended, row),
		isContinued: (ended.hot[row * HOT_WORDS + Hot.State]! & State.Continued) !== 0,
		firstFrame: firstFrameOf(ended, row),
		refusal: refusalOf(ended, row, addresses),
		reset: resetOf(ended, row, side),
		initiatorHopLimits: hopLimits(ended, row, side),
		responderHopLimits: hopLimits(ended, row, peer),
		applicationName: applicationOf(applicationCodeOf(ended, row, side)),
		history: historyText(ended.cold, row * COLD_WORDS, side),
		initiatorPayloadOctets: payloadFrom(ended, row, side),
		responderPayloadOctets: payloadFrom(ended, row, peer),
	};
}
