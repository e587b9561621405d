// What Network Monitor calls the kind of a frame ("Media Types" in the help of Network Monitor 3.4), as LINKTYPE_ values.

const ETHERNET = 1;
const TOKEN_RING = 6;
const FDDI = 10;
const RAW_IP = 101;
const IEEE_802_11 = 105;

/** Link types that only Network Monitor has: no LINKTYPE_ value is as high, so nobody decodes them by mistake. */
const OWN_LINK_TYPES = 0xf000;

/** 802.11 frames stand behind a header of Network Monitor's own. */
export const NETMON_802_11 = 6;
/** Two octets behind the version, little-endian: the length of that header. */
export const NETMON_802_11_LENGTH = 1;

const linkTypes: ReadonlyMap<number, number> = new Map([
	// Network Monitor 3.4 writes 0 for Ethernet frames of some adapters.
	[0, ETHERNET],
	[1, ETHERNET],
	[2, TOKEN_RING],
	[3, FDDI],
	[NETMON_802_11, IEEE_802_11],
	// Tunnels, wireless WAN, and raw IP by its name.
	[7, RAW_IP],
	[8, RAW_IP],
	[9, RAW_IP],
]);

/** What was recorded about the recording: a frame put together from others, adapters, resolved names. */
const aboutTheRecording = [0xfffc, 0xfffd, 0xfffe];

/** Whether a frame is none: no packet, and no tool counts it as one. */
export function isMetadata(network: number): boolean {
	return aboutTheRecording.includes(network);
}

export function linkTypeOf(network: number): number {
	// 0xE000 and more: the file was converted from pcap, whose link type stands in the lower bits. Message Analyzer took
	// a few of those values for kinds of its own; the first of them is 802.11.
	if (network === 0xe080) return IEEE_802_11;
	if (network >= 0xe081 && network <= 0xe08a) return network;
	if (network >= 0xe000 && network <= 0xefff) return network & 0x0fff;
	return linkTypes.get(network) ?? network | OWN_LINK_TYPES;
}
