import {Stop, type StopCode} from '../packet.js';

/** LINKTYPE_ values (https://www.tcpdump.org/linktypes.html). */
const LinkType = {
	Null: 0,
	Ethernet: 1,
	RawBsd: 12,
	RawOpenBsd: 14,
	Raw: 101,
	Loop: 108,
	LinuxCooked: 113,
	Ipv4: 228,
	Ipv6: 229,
	LinuxCooked2: 276,
} as const;

export const EtherType = {Ipv4: 0x0800, Ipv6: 0x86dd} as const;

const ETHERNET_HEADER = 14;
const COOKED_HEADER = 16;
const COOKED2_HEADER = 20;
const FAMILY_HEADER = 4;
const TAG = 4;
/** Below, the field is a length and 802.2 LLC follows (IEEE 802.3 §3.2.6). */
const MIN_ETHER_TYPE = 0x0600;
/** DSAP and SSAP 0xAA, control 3, organisation 0: an EtherType follows (RFC 1042). */
const SNAP_HEADER = 8;
/** Stacked tags that are followed; two are common, more than a few an attack. */
const MAX_TAGS = 8;

/** AF_INET6 of NetBSD and OpenBSD, FreeBSD, macOS, Linux. */
const ipv6Families: readonly number[] = [24, 28, 30, 10];

const stopsByEtherType: Readonly<Record<number, StopCode>> = {
	2054: Stop.Arp,
	32821: Stop.Arp,
	35020: Stop.Lldp,
	34958: Stop.Eapol,
	34887: Stop.Mpls,
	34888: Stop.Mpls,
	34915: Stop.Pppoe,
	34916: Stop.Pppoe,
};

/** Where the network layer of a frame begins. One instance is used for all frames. */
export interface NetworkStart {
	/** `EtherType.Ipv4` or `EtherType.Ipv6`, when the result is `Stop.None`. */
	etherType: number;
	offset: number;
}

/** Finds the IP packet in the frame of octets `start` to `end` (exclusive). */
export function findNetwork(
	view: DataView,
	linkType: number,
	start: number,
	end: number,
	network: NetworkStart,
): StopCode {
	switch (linkType) {
		case LinkType.Ethernet:
			if (end - start < ETHERNET_HEADER) return Stop.Truncated;
			return afterEtherType(view, view.getUint16(start + 12), start + ETHERNET_HEADER, end, network);
		case LinkType.LinuxCooked:
			if (end - start < COOKED_HEADER) return Stop.Truncated;
			return afterEtherType(view, cookedProtocol(view.getUint16(start + 14)), start + COOKED_HEADER, end, network);
		case LinkType.LinuxCooked2:
			if (end - start < COOKED2_HEADER) return Stop.Truncated;
			return afterEtherType(view, cookedProtocol(view.getUint16(start)), start + COOKED2_HEADER, end, network);
		case LinkType.Ipv4:
			return found(EtherType.Ipv4, start, network);
		case LinkType.Ipv6:
			return found(EtherType.Ipv6, start, network);
		case LinkType.Raw:
		case LinkType.RawBsd:
		case LinkType.RawOpenBsd:
			if (start >= end) return Stop.Truncated;
			return found(view.getUint8(start) >>> 4 === 6 ? EtherType.Ipv6 : EtherType.Ipv4, start, network);
		case LinkType.Null:
		case LinkType.Loop:
			if (end - start < FAMILY_HEADER) return Stop.Truncated;
			return afterFamily(view, start, network);
		default:
			return Stop.UnknownLinkType;
	}
}

/** Follows VLAN tags and SNAP. `offset` is the first octet after the EtherType or length field that held `field`. */
function afterEtherType(view: DataView, field: number, offset: number, end: number, network: NetworkStart): StopCode {
	let etherType = field;
	let next = offset;
	for (let tags = 0; isTag(etherType); tags++) {
		if (tags === MAX_TAGS) return Stop.Malformed;
		if (end - next < TAG) return Stop.Truncated;
		etherType = view.getUint16(next + 2);
		next += TAG;
	}
	if (etherType === EtherType.Ipv4 || etherType === EtherType.Ipv6) return found(etherType, next, network);
	if (etherType < MIN_ETHER_TYPE) {
		const isSnap = end - next >= SNAP_HEADER && view.getUint32(next) === 0xaaaa0300 && view.getUint16(next + 4) === 0;
		if (!isSnap) return Stop.Llc;
		const inner = view.getUint16(next + 6);
		if (inner === EtherType.Ipv4 || inner === EtherType.Ipv6) return found(inner, next + SNAP_HEADER, network);
		return stopsByEtherType[inner] ?? Stop.Llc;
	}
	return stopsByEtherType[etherType] ?? Stop.OtherEtherType;
}

/** 802.1Q, 802.1ad, and two values that were in use before 802.1ad. */
function isTag(etherType: number): boolean {
	return etherType === 0x8100 || etherType === 0x88a8 || etherType === 0x9100 || etherType === 0x9200;
}

/** In a cooked header 1 and 4 stand for 802.3 and 802.2 frames: a length, to us. */
function cookedProtocol(protocol: number): number {
	return protocol === 1 || protocol === 4 ? 0 : protocol;
}

/**
 * The family is in the byte order of the capturing machine (NULL) or of the network (LOOP): small numbers tell. Some
 * drivers write an EtherType into the last two octets instead.
 */
function afterFamily(view: DataView, start: number, network: NetworkStart): StopCode {
	const etherType = view.getUint16(start + 2);
	if (etherType === EtherType.Ipv4 || etherType === EtherType.Ipv6)
		return found(etherType, start + FAMILY_HEADER, network);
	const bigEndian = view.getUint32(start);
	const family = bigEndian > 0xffff ? view.getUint32(start, true) : bigEndian;
	if (family === 2) return found(EtherType.Ipv4, start + FAMILY_HEADER, network);
	if (ipv6Families.includes(family)) return found(EtherType.Ipv6, start + FAMILY_HEADER, network);
	return Stop.OtherEtherType;
}

function found(etherType: number, offset: number, network: NetworkStart): StopCode {
	network.etherType = etherType;
	network.offset = offset;
	return Stop.None;
}
