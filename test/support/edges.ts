import type {Confidence, DirectionBasis, HopLimits, Negotiation, Outcome, Reset} from '#portolan/flow/biflow.js';
import type {FlowEdge, Scan, SeenHttpStatus, Stall} from '#portolan/flow/edge.js';
import {parseAddress} from '#portolan/net/address.js';
import type {Application} from '#portolan/net/application.js';
import {Protocol, protocolNumber} from '#portolan/net/protocol.js';
import {NEW_YEAR} from './capture-files.js';

export interface EdgeFields {
	readonly outcome?: Outcome;
	readonly basis?: DirectionBasis;
	readonly confidence?: Confidence;
	readonly ambiguousPort?: number;
	readonly isSamePort?: boolean;
	readonly flows?: number;
	readonly negotiation?: Negotiation;
	readonly isNegotiationVisible?: boolean;
	readonly scan?: Scan;
	readonly reset?: Reset;
	readonly initiatorHopLimits?: HopLimits;
	readonly responderHopLimits?: HopLimits;
	readonly applications?: readonly Application[];
	readonly httpErrors?: readonly SeenHttpStatus[];
	readonly stall?: Stall;
}

/**
 * An edge as the flow table would give it: one conversation that was answered, unless the case says otherwise.
 * @param service `tcp/443`, `udp/53`, `icmp` (an echo request) or the name of a protocol without ports
 */
export function edge(from: string, to: string, service: string, fields: EdgeFields = {}): FlowEdge {
	const [transport, port] = service.split('/') as [string, string | undefined];
	const initiator = parseAddress(from)!;
	const isV6 = initiator.version === 6;
	const protocolIdentifier = transport === 'icmp' && isV6 ? Protocol.Icmpv6 : protocolNumber(transport)!;
	const isIcmp = protocolIdentifier === Protocol.Icmp || protocolIdentifier === Protocol.Icmpv6;
	const {outcome = 'answered', basis = 'handshake', confidence = 'certain', flows = 1} = fields;
	const isHeard = outcome === 'answered' || outcome === 'refused';
	return {
		initiator,
		responder: parseAddress(to)!,
		protocolIdentifier,
		port: port === undefined || isIcmp ? undefined : Number(port),
		icmpType: isIcmp ? Number(port ?? (isV6 ? 128 : 8)) : undefined,
		networks: [],
		direction: {basis, confidence},
		ambiguousPort: fields.ambiguousPort,
		negotiation: fields.negotiation,
		isNegotiationVisible: fields.isNegotiationVisible ?? true,
		outcome,
		outcomes: {[outcome]: flows},
		flows,
		syns: protocolIdentifier === Protocol.Tcp ? flows : 0,
		initiatorPackets: flows,
		responderPackets: isHeard ? flows : 0,
		initiatorOctets: 40 * flows,
		responderOctets: isHeard ? 40 * flows : 0,
		first: NEW_YEAR,
		last: NEW_YEAR,
		isSamePort: fields.isSamePort ?? false,
		firstFrame: {capture: 0, number: 1},
		refusal: undefined,
		reset: fields.reset,
		initiatorHopLimits: fields.initiatorHopLimits,
		responderHopLimits: fields.responderHopLimits,
		applications: (fields.applications ?? []).map((name) => ({name, frame: {capture: 0, number: 1}})),
		httpErrors: fields.httpErrors ?? [],
		proxied: undefined,
		stall: fields.stall,
		failingAs: outcome === 'answered' || outcome === 'one-way' || outcome === 'pending' ? undefined : outcome,
		scan: fields.scan,
	};
}
