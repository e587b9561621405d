import {Columns} from '../capture/columns.js';
import {BATCH_ROWS, type FrameBatch} from '../capture/frame.js';
import type {Address} from '../net/address.js';

/** Why a frame gave no packet. `Truncated`: the capture cut it. `Malformed`: the sender, or the wire, contradicts itself. */
export const Stop = {
	None: 0,
	UnknownLinkType: 1,
	Truncated: 2,
	Malformed: 3,
	FragmentWithoutFirst: 4,
	Arp: 5,
	Llc: 6,
	Lldp: 7,
	Eapol: 8,
	Mpls: 9,
	Pppoe: 10,
	OtherEtherType: 11,
	/** A protocol of PPP other than IP and MPLS: link control, compressed IP. */
	Ppp: 12,
	/** An 802.11 frame without data, or with several packets in one. */
	Wifi: 13,
	/** MACsec, 802.11 protection, PPP encryption. */
	Encrypted: 14,
	/** Inside of more tunnels than are opened. */
	NestedTooDeep: 15,
} as const;

/** The names of the stops in reports, at the index of the stop. */
export const stopNames = [
	'none',
	'unknown-link-type',
	'truncated',
	'malformed',
	'fragment-without-first',
	'arp',
	'llc',
	'lldp',
	'eapol',
	'mpls',
	'pppoe',
	'other-ethertype',
	'ppp',
	'wifi',
	'encrypted',
	'nested-too-deep',
] as const;

export type StopCode = (typeof Stop)[keyof typeof Stop];

/** Tunnels inside of tunnels that are opened; beyond, an attack more likely than a network. */
export const MAX_TUNNELS = 4;
/** Rows a batch can hold: for each frame its packet, and those inside of that. */
export const PACKET_ROWS = BATCH_ROWS * (1 + MAX_TUNNELS);

/** TCP control bits (RFC 9293 §3.1; IPFIX tcpControlBits, element 6), the low eight. */
export const TcpFlag = {Fin: 1, Syn: 2, Rst: 4, Psh: 8, Ack: 16, Urg: 32} as const;

/** `kind` of a row: what its `tcpFlags` and ports mean. */
export const PacketKind = {
	/** Ports, for TCP and SCTP flags, and a payload. */
	Ports: 0,
	/** A protocol without ports. */
	NoPorts: 1,
	/** ICMP: `sourcePort` is type * 256 + code, `destinationPort` the identifier of an echo or similar query, else 0. */
	Icmp: 2,
	/** An ICMP error: as `Icmp`, and the packet it quotes stands in the quote columns; their protocol is 0 if unreadable. */
	IcmpError: 3,
} as const;

/**
 * Decoded packets as columns; a row is one IP packet. One inside of a tunnel is a row of its own, behind that of the
 * packet around it. Belongs to whoever made it, who fills it anew once the callee has returned.
 * How addresses stand in their columns is said in `addresses.ts`.
 */
export class PacketBatch {
	/** Rows in use. */
	count = 0;
	/** The frames the rows came from; payload offsets point into its octets. */
	frames: FrameBatch;

	readonly frameRow: Uint32Array;
	/** `EpochMicros`. */
	readonly time: Float64Array;
	/** Number of the network that the packet travelled in (see `networks.ts`); 0 without tag and tunnel. */
	readonly network: Uint16Array;
	/** First octet of the IP header, in the octets of `frames`. */
	readonly networkOffset: Uint32Array;
	/** 4 or 6. */
	readonly version: Uint8Array;
	readonly source: Uint32Array;
	readonly destination: Uint32Array;
	/** IPFIX protocolIdentifier: for IPv6 the first that is no extension header. */
	readonly protocol: Uint8Array;
	readonly kind: Uint8Array;
	readonly sourcePort: Uint16Array;
	readonly destinationPort: Uint16Array;
	/**
	 * 0 where the protocol has none. SCTP's first chunk is told in the same bits: INIT as SYN, INIT ACK as SYN+ACK,
	 * ABORT as RST.
	 */
	readonly tcpFlags: Uint8Array;
	/** TCP sequence number; for an SCTP INIT the number whose successor the peer must answer with. */
	readonly sequence: Uint32Array;
	readonly acknowledgment: Uint32Array;
	/** Octets of the IP packet on the wire, header included (IPFIX octetDeltaCount). */
	readonly ipOctets: Uint32Array;
	/** First octet of the payload above TCP, UDP, SCTP or ICMP, of other protocols above IP; in the octets of `frames`, and how much of it was captured. */
	readonly payloadOffset: Uint32Array;
	readonly payloadCaptured: Uint32Array;
	/** Octets of that payload on the wire. */
	readonly payloadOctets: Uint32Array;

	/** The packet that an ICMP error quotes: rows of kind `IcmpError` only. Same IP version as the row. */
	readonly quotedSource: Uint32Array;
	readonly quotedDestination: Uint32Array;
	readonly quotedProtocol: Uint8Array;
	readonly quotedSourcePort: Uint16Array;
	readonly quotedDestinationPort: Uint16Array;

	constructor(frames: FrameBatch, columns = new Columns()) {
		this.frames = frames;
		this.frameRow = columns.uint32(PACKET_ROWS);
		this.time = columns.float64(PACKET_ROWS);
		this.network = columns.uint16(PACKET_ROWS);
		this.networkOffset = columns.uint32(PACKET_ROWS);
		this.version = columns.uint8(PACKET_ROWS);
		this.source = columns.uint32(4 * PACKET_ROWS);
		this.destination = columns.uint32(4 * PACKET_ROWS);
		this.protocol = columns.uint8(PACKET_ROWS);
		this.kind = columns.uint8(PACKET_ROWS);
		this.sourcePort = columns.uint16(PACKET_ROWS);
		this.destinationPort = columns.uint16(PACKET_ROWS);
		this.tcpFlags = columns.uint8(PACKET_ROWS);
		this.sequence = columns.uint32(PACKET_ROWS);
		this.acknowledgment = columns.uint32(PACKET_ROWS);
		this.ipOctets = columns.uint32(PACKET_ROWS);
		this.payloadOffset = columns.uint32(PACKET_ROWS);
		this.payloadCaptured = columns.uint32(PACKET_ROWS);
		this.payloadOctets = columns.uint32(PACKET_ROWS);
		this.quotedSource = columns.uint32(4 * PACKET_ROWS);
		this.quotedDestination = columns.uint32(4 * PACKET_ROWS);
		this.quotedProtocol = columns.uint8(PACKET_ROWS);
		this.quotedSourcePort = columns.uint16(PACKET_ROWS);
		this.quotedDestinationPort = columns.uint16(PACKET_ROWS);
	}
}

/**
 * Frames that gave no packet, or tunnels whose inside gave none: for each capture, in the order of the captures, a count at the index of
 * each stop. Index 0 counts those that gave one, of tunnels only.
 */
export type UndecodedCounts = number[][];

/** Datagrams of UDP in pieces of which no more than the first was captured. */
export interface BrokenDatagrams {
	readonly from: Address;
	readonly to: Address;
	readonly sourcePort: number;
	readonly destinationPort: number;
	readonly datagrams: number;
	/** Of the largest first piece, an IP packet. */
	readonly octets: number;
	/** The first of them: position of its capture, and number of its frame there. */
	readonly capture: number;
	readonly number: number;
}

/** What the numbers in `PacketBatch.network` stand for. */
export interface NetworkNames {
	/** `vlan 10.20 / vxlan 42`, the outermost first; `undefined` for a packet without tag and tunnel. */
	name(network: number): string | undefined;
}

/** What a sample of one sender's packets says of their checksums. Of `sampled`, some are not right. */
export interface SenderChecksums {
	readonly address: Address;
	sampled: number;
	/** Left for the network card to fill in: the capturing machine sent them, or one inside of it. */
	unfinished: number;
	wrong: number;
}
