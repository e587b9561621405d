/**
 * How the flow table keeps a biflow: two records, one of 64 octets that every packet touches (`hot`) and one that only
 * unusual packets touch (`cold`), each a row of 32-bit words that can also be read as doubles.
 *
 * Its two ends are sides: side 0 has the lower (address word, port). A packet from side 0 is ascending, one from side 1
 * descending; who began is another question, and decided when the biflow ends.
 */

/** Words of a hot record. A name that ends in `F64` counts doubles, not words, from the start of the record. */
export const HOT_WORDS = 16;
export const Hot = {
	/** Key, with `High`, `Ports` and `Meta`: the address word of side 0. */
	Low: 0,
	High: 1,
	/** Port of side 0 in the upper half, of side 1 in the lower. ICMP: query type or type and code, and identifier. */
	Ports: 2,
	/** Protocol, `META_IPV6`, and the number of the network from bit `META_NETWORK`. */
	Meta: 3,
	/** Packets from side 0, and from side 1 in the next word; unsigned. */
	Packets: 4,
	State: 6,
	/**
	 * TCP control bits seen: from side 0 in the low octet, from side 1 in the next; from bit `RUN` who sends in vain; from bit
	 * `APPLICATION` the `ApplicationCode` of what side 0 sent first, and above it of side 1.
	 */
	ControlBits: 7,
	OctetsF64: 4,
	FirstF64: 6,
	LastF64: 7,
} as const;

export const META_IPV6 = 1 << 8;
/** Bits 9 to 12 are free. */
export const META_NETWORK = 13;

/** Bits of `Hot.State`. Those up to `Naming` stand for side 0; for side 1 shift by `SIDE_1`. */
export const State = {
	Syn: 1 << 0,
	SynAck: 1 << 1,
	/** A packet that is neither the first of a handshake nor a reset: the side takes part. */
	Other: 1 << 2,
	Fin: 1 << 3,
	Rst: 1 << 4,
	/** The side sent a request by the protocol's own words: its peer did not open the biflow. */
	Request: 1 << 5,
	/** The side sent a payload. */
	Data: 1 << 6,
	/** The side sent a segment that only acknowledges. */
	Acknowledged: 1 << 7,
	/** What the side sends is being read: for names, or for the answer that follows. */
	Naming: 1 << 20,
	/** A SYN+ACK acknowledged exactly the SYN that was seen (RFC 9293 §3.5). */
	Proven: 1 << 16,
	/** Side 1 sent the first packet. */
	FirstFromSide1: 1 << 17,
	/** The active timeout cut the biflow before: this is its continuation. */
	Continued: 1 << 18,
	/** An ICMP error quoted a packet of this biflow; `Cold.Refusal` says which. */
	Refused: 1 << 19,
} as const;
export const SIDE_1 = 8;

/**
 * Bits of `Hot.ControlBits` about the latest packets: the side that they are from, and above that how many of them in a
 * row carried a payload, at most `STALLED_RUN`.
 */
export const RUN = 16;
export const RUN_COUNT = 17;
/** Segments with a payload, and nothing from the peer in between, after which it is noted since when. */
export const STALLED_RUN = 3;
export const APPLICATION = 19;
export const APPLICATION_BITS = 5;

/** How many packets in a row carried a payload, by `Hot.ControlBits`. */
export function runOf(controlBits: number): number {
	return (controlBits >>> RUN_COUNT) & STALLED_RUN;
}

export const COLD_WORDS = 42;
/** Words from the start that are 0 when a biflow begins; the others mean something only where these, or the state, say so. */
export const COLD_CLEARED = 10;
export const Cold = {
	/** Sequence number of the SYN of side 0, and of side 1 in the next word. */
	SynSequence: 0,
	/** Sequence number of the first SYN+ACK, and what it acknowledges. */
	SynAckSequence: 2,
	SynAckAcknowledgment: 3,
	/** SYN segments seen, retries of one SYN included. */
	Syns: 4,
	/** TTL or hop limit of packets other than resets: least and greatest of side 0, then of side 1, an octet each; 0 for none. */
	Ttls: 5,
	/** The first RST: `RESET_SEEN`, its side from bit 8, its TTL in the low octet. */
	Reset: 7,
	/** Of HTTP: the status of the last status line that was looked at, 0 for none; see `http.ts`. */
	HttpStatus: 6,
	/** 1 where a request had the form that only proxies are sent. */
	IsProxied: 8,
	/** Octets of the IP packet that was sent again and again in vain, the largest of those; 0 for none. */
	StalledOctets: 9,
	/**
	 * Capture and number of the first packet, of the ICMP error, of the RST, of the status line, of the request to a proxy, and of the
	 * packet that was sent again.
	 */
	FirstCapture: 10,
	FirstNumberF64: 6,
	RefusalCapture: 11,
	RefusalNumberF64: 7,
	ResetCapture: 16,
	ResetNumberF64: 9,
	HttpCapture: 24,
	HttpNumberF64: 13,
	ProxiedCapture: 25,
	ProxiedNumberF64: 14,
	StalledCapture: 30,
	StalledNumberF64: 16,
	/** ICMP type * 256 + code of the first error about this biflow, and the address word of its sender. */
	Refusal: 31,
	RefusalSender: 34,
	/**
	 * Of a run of `STALLED_RUN` or more: when it last brought something new, and the sequence number of that; and when its latest segment
	 * came, which brought nothing new where that is later.
	 */
	StalledSinceF64: 10,
	StalledUntilF64: 11,
	StalledSequence: 17,
	/** Only where somebody asks for details: what either side sent, in the order in which it was sent first; see `history.ts`. */
	History: 36,
	/** And octets of payload from side 0, and from side 1 in the next double. */
	PayloadF64: 19,
} as const;
/** Words that hold details. */
export const COLD_DETAILS = 36;

export const RESET_SEEN = 1 << 9;
export const RESET_SIDE = 8;

/** IPFIX flowEndReason (element 136). */
export const EndReason = {
	IdleTimeout: 1,
	ActiveTimeout: 2,
	/** A later packet with the same addresses and ports began another biflow. */
	EndOfFlowDetected: 3,
	/** The capture ended. */
	ForcedEnd: 4,
	LackOfResources: 5,
} as const;
export type EndReasonCode = (typeof EndReason)[keyof typeof EndReason];
