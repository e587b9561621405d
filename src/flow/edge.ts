import type {Address} from '../net/address.js';
import type {Application} from '../net/application.js';
import type {EpochMicros} from '../net/time.js';
import type {Direction, FrameReference, HopLimits, Negotiation, Outcome, Refusal, Reset} from './biflow.js';

/**
 * All biflows that share initiator address, responder address, protocol and responder port (of ICMP, the type of the
 * query); and, where who opened them is ambiguous, the initiator port too.
 */
export interface FlowEdge {
	readonly initiator: Address;
	readonly responder: Address;
	readonly protocolIdentifier: number;
	/** The responder's port; `undefined` where the protocol has none, and of a scan. */
	readonly port: number | undefined;
	readonly icmpType: number | undefined;
	/** Names of the networks that the biflows were seen in, sorted; none for packets without tag and tunnel alone. */
	readonly networks: readonly string[];
	/** The strongest basis among the biflows, and its confidence. */
	readonly direction: Direction;
	/**
	 * Present when the packets could as well be read the other way round: then the initiator's port may be the service.
	 */
	readonly ambiguousPort: number | undefined;
	/** What sent the initiator to this port, or where the answers to it came from. */
	readonly negotiation: Negotiation | undefined;
	/**
	 * False where a negotiation could have been missed: the beginning is not in the capture, only one side is, or what the
	 * endpoint mapper told could not be read.
	 */
	readonly isNegotiationVisible: boolean;
	/** The best that became of any of the biflows: `answered` if one was. */
	readonly outcome: Outcome;
	/** How many biflows came to each outcome; outcomes of none are left out. */
	readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
	/** Biflows; one that the active timeout cut into pieces counts once. */
	readonly flows: number;
	/** SYN segments, retries included. */
	readonly syns: number;
	readonly initiatorPackets: number;
	readonly responderPackets: number;
	/** Octets of IP packets, headers included. */
	readonly initiatorOctets: number;
	readonly responderOctets: number;
	readonly first: EpochMicros;
	readonly last: EpochMicros;
	/** Every biflow was opened from the port that it was opened to, as a DHCP relay does. */
	readonly isSamePort: boolean;
	/** The first packet of the first biflow. */
	readonly firstFrame: FrameReference;
	/** The first ICMP error about any of the biflows. */
	readonly refusal: Refusal | undefined;
	/** The first RST that refused one of the biflows, from the responder by its addresses. */
	readonly reset: Reset | undefined;
	/** Of packets other than resets; `undefined` where the host sent none in these biflows. */
	readonly initiatorHopLimits: HopLimits | undefined;
	readonly responderHopLimits: HopLimits | undefined;
	/** What the biflows carried, of those whose beginning is in the capture and tells; sorted by name. */
	readonly applications: readonly SeenApplication[];
	/** HTTP answers that say that something is wrong, sorted by status: of each biflow the last that was looked at, of 400 or above. */
	readonly httpErrors: readonly SeenHttpStatus[];
	/** The first request in the form that only proxies are sent (RFC 9112 §3.2.2, §3.2.3). */
	readonly proxied: FrameReference | undefined;
	/** Of the first biflow that was cut, what one side sent again and again in vain. */
	readonly stall: Stall | undefined;
	/** What became of the latest biflow that was answered or came to nothing, where it is the latter. */
	readonly failingAs: Outcome | undefined;
	/** Present when this is one initiator that tried very many responders or ports in vain; `responder` is the lowest of them. */
	readonly scan: Scan | undefined;
}

export interface SeenApplication {
	readonly name: Application;
	/** The first packet of the first biflow that carried it. */
	readonly frame: FrameReference;
}

export interface SeenHttpStatus {
	readonly status: number;
	/** Biflows that ended with it. */
	readonly flows: number;
	/** The first packet with it. */
	readonly frame: FrameReference;
}

/** Segments that nobody acknowledges, however often they are sent. */
export interface Stall {
	/** Who sends them. */
	readonly from: 'initiator' | 'responder';
	/** Of the largest IP packet that was sent again, header included. */
	readonly octets: number;
	/** IP octets that the side sent in the biflow, those sent again too. */
	readonly sent: number;
	/** That packet, sent again. */
	readonly frame: FrameReference;
}

/** What a scan was after. */
export interface Scan {
	/** Different addresses, at most `MAX_RESPONDERS` and one, which stands for more. */
	readonly responders: number;
	/** Different ports; of ICMP, types. */
	readonly ports: number;
}

/** Responders of a scan that are counted. */
export const MAX_RESPONDERS = 65_536;

/** Best first: what an edge is called by. */
export const outcomesByMerit: readonly Outcome[] = [
	'answered',
	'cut',
	'one-way',
	'pending',
	'refused',
	'prohibited',
	'unanswered',
];
