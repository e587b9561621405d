import type {Address} from '../net/address.js';
import type {Application} from '../net/application.js';
import type {EpochMicros} from '../net/time.js';

/**
 * How it is known who opened a biflow, strongest first. `handshake`: a SYN+ACK acknowledged exactly the SYN. `syn`: a SYN
 * was seen. `syn-ack`: a SYN+ACK was seen, and more after it. `negotiated`: another biflow arranged this one.
 * `icmp-type`: query or reply. `request`: a message that only one side sends. Then guesses: `documented-port`: only
 * one side's port is one of a documented service; `service-port`: one side's port is one on which servers commonly listen, and the other's
 * is not; `ephemeral-port`: only one side's port is one that hosts pick for themselves; `lower-port`: of two such ports or two others, servers
 * more often have the lower; `first-seen`: who sent first in this capture.
 */
export const directionBases = [
	'handshake',
	'syn',
	'syn-ack',
	'negotiated',
	'icmp-type',
	'request',
	'documented-port',
	'service-port',
	'ephemeral-port',
	'lower-port',
	'first-seen',
] as const;
export type DirectionBasis = (typeof directionBases)[number];

/** `likely` can be wrong if the capture missed packets; a `guess` never makes or hides a finding by itself. */
export const confidences = ['certain', 'likely', 'guess'] as const;
export type Confidence = (typeof confidences)[number];

export interface Direction {
	readonly basis: DirectionBasis;
	readonly confidence: Confidence;
}

/**
 * What became of a biflow. `answered`: the responder took part. `cut`: it did, until one side sent in vain to the end. `refused`: it, or somebody for it, said no (RST, ICMP
 * port unreachable). `prohibited`: an ICMP error says that an administrator forbids it. `one-way`: only one side was
 * captured, or only one side ever sends (a group). `unanswered`: nothing came back. `pending`: nothing came back
 * yet, but the capture ended before an answer was due.
 */
export const outcomes = ['answered', 'cut', 'one-way', 'pending', 'prohibited', 'refused', 'unanswered'] as const;
export type Outcome = (typeof outcomes)[number];

/** IPFIX flowEndReason (element 136), in words. */
export type FlowEndReason = 'idle-timeout' | 'active-timeout' | 'end-of-flow' | 'forced-end' | 'lack-of-resources';

/** A frame by the position of its capture in the list of captures, from 0, and its number there, from 1. */
export interface FrameReference {
	readonly capture: number;
	readonly number: number;
}

/** How a port, or the other end of a conversation, was arranged, and the packet that proves it. */
export interface Negotiation {
	readonly by: 'endpoint-mapper' | 'dcom' | 'ftp' | 'portmapper' | 'sql-browser' | 'tftp' | 'dhcp';
	/** Interface, command or instance, for people. */
	readonly detail: string;
	readonly frame: FrameReference;
}

/** A machine that asks to be booted over the network, and who answered. */
export interface PxeBoot {
	/** Its hardware address. */
	readonly hardware: string;
	/** The first packet that asks. */
	readonly frame: FrameReference;
	/** Texts of the addresses of those who offer an address, and of those who offer to boot it; sorted. */
	readonly addressOffers: readonly string[];
	/** The first packet that offers it an address; `undefined` where none does. */
	readonly addressOffer: FrameReference | undefined;
	readonly bootOffers: readonly string[];
	/** An answer names a file to boot, as DHCP options make it do. */
	readonly hasBootFile: boolean;
	/** The first answer that gives an address and names a file: options of a DHCP server that is to boot machines itself. */
	readonly byOptions: OptionBoot | undefined;
	/** Texts of the addresses of relays that passed the request on, and of those whom they passed it on to; sorted. */
	readonly relays: readonly string[];
	readonly relayedTo: readonly string[];
}

/** A DHCP server says by itself what to boot. */
export interface OptionBoot {
	/** Text of its address. */
	readonly server: string;
	readonly file: string;
	/** Text of the address of the server that has the file; `undefined` where it does not say. */
	readonly nextServer: string | undefined;
	readonly frame: FrameReference;
}

/** A host asks the routers for what is sent to a group. */
export interface GroupJoin {
	readonly host: Address;
	readonly group: Address;
	readonly time: EpochMicros;
	/** The first packet that asks. */
	readonly frame: FrameReference;
}

/** A client asks DNS for the management points of a site. */
export interface SiteLookup {
	readonly client: Address;
	/** Code of the site. */
	readonly site: string;
	readonly time: EpochMicros;
	/** The first packet about it. */
	readonly frame: FrameReference;
	/** Whether DNS knows any. */
	readonly answer: 'found' | 'none' | 'unanswered';
}

/** An ICMP error about a packet of the biflow. */
export interface Refusal {
	readonly icmpType: number;
	readonly icmpCode: number;
	readonly sender: Address;
	readonly frame: FrameReference;
}

/** The first RST of a biflow. */
export interface Reset {
	/** Who sent it by its addresses. */
	readonly from: 'initiator' | 'responder';
	/** TTL or hop limit. */
	readonly ttl: number;
	readonly frame: FrameReference;
	/** Of the other packets of the host that it is from by its addresses; `undefined` where there are none to compare with. */
	readonly others: HopLimits | undefined;
}

/** Least and greatest TTL or hop limit of a host's packets other than resets. */
export interface HopLimits {
	readonly least: number;
	readonly greatest: number;
}

/**
 * Who sent a RST: the host that it is from by its addresses; something on the way, which is as many hops away as the host is
 * not; or nobody knows, where the host sent nothing else. A host's packets all begin with the same TTL.
 */
export function senderOf({ttl, others}: Reset): 'host' | 'middle' | 'unknown' {
	if (others === undefined) return 'unknown';
	return ttl < others.least || ttl > others.greatest ? 'middle' : 'host';
}

/** A bidirectional flow (RFC 5103): forward is from the initiator, reverse to it. */
export interface Biflow {
	readonly initiator: Address;
	readonly responder: Address;
	/** `undefined` where the protocol has no ports. */
	readonly initiatorPort: number | undefined;
	readonly responderPort: number | undefined;
	readonly protocolIdentifier: number;
	/** The tags and tunnels around its packets, such as `vlan 10 / vxlan 42`; `undefined` where there were none. */
	readonly network: string | undefined;
	/** ICMP and ICMPv6 only: of a query and its reply, the query's. */
	readonly icmpType: number | undefined;
	/** Of a query or its reply 0. */
	readonly icmpCode: number | undefined;
	readonly direction: Direction;
	readonly outcome: Outcome;
	readonly first: EpochMicros;
	readonly last: EpochMicros;
	readonly initiatorPackets: number;
	readonly responderPackets: number;
	/** Octets of IP packets, headers included. */
	readonly initiatorOctets: number;
	readonly responderOctets: number;
	/** TCP control bits seen from each side (IPFIX tcpControlBits, element 6). */
	readonly initiatorControlBits: number;
	readonly responderControlBits: number;
	/** SYN segments seen: more than one where the initiator had to try again. */
	readonly syns: number;
	readonly flowEndReason: FlowEndReason;
	/** The active timeout cut this biflow from the one before it. */
	readonly isContinued: boolean;
	readonly firstFrame: FrameReference;
	readonly refusal: Refusal | undefined;
	readonly reset: Reset | undefined;
	/** `undefined` where the side sent nothing else. */
	readonly initiatorHopLimits: HopLimits | undefined;
	readonly responderHopLimits: HopLimits | undefined;
	/** What it carries, by what either side sent first; `undefined` where that tells nothing. */
	readonly applicationName: Application | undefined;
	/** See `historyText`. */
	readonly history: string;
	/** Octets above TCP, UDP or SCTP, those sent again too. */
	readonly initiatorPayloadOctets: number;
	readonly responderPayloadOctets: number;
}
