import {createHash} from 'node:crypto';
import type {Biflow} from '../flow/biflow.js';
import type {Address} from '../net/address.js';
import {hasPorts, Protocol} from '../net/protocol.js';

/** Message types that are answered by another, both ways (https://github.com/corelight/community-id-spec, as Zeek has it). */
const icmpPairs = [
	[8, 0],
	[13, 14],
	[15, 16],
	[10, 9],
	[17, 18],
] as const;
const icmpv6Pairs = [
	[128, 129],
	[133, 134],
	[135, 136],
	[130, 131],
	[139, 140],
	[144, 145],
] as const;

type Ends = Pick<
	Biflow,
	'initiator' | 'responder' | 'initiatorPort' | 'responderPort' | 'protocolIdentifier' | 'icmpType' | 'icmpCode'
>;

/**
 * Community ID, version 1: one text for both directions of a conversation, by which other tools (Zeek, Suricata, Wireshark,
 * Arkime ...) find the same one. VLAN tags and tunnels are no part of it.
 */
export function communityId(ends: Ends): string {
	const {initiator, responder, protocolIdentifier} = ends;
	const [from, to, isOneWay] = portsOf(ends);
	const isOrdered = isOneWay || isLower(initiator, from ?? 0, responder, to ?? 0);
	const [low, high] = isOrdered ? [initiator, responder] : [responder, initiator];
	const ports = isOrdered ? [from, to] : [to, from];
	const octets = [
		...[0, 0],
		...octetsOf(low),
		...octetsOf(high),
		...[protocolIdentifier, 0],
		...ports.flatMap((port) => (port === undefined ? [] : [port >>> 8, port & 0xff])),
	];
	return `1:${createHash('sha1').update(Uint8Array.from(octets)).digest('base64')}`;
}

/** What stands for ports; of ICMP the type and that of the answer, or the code where there is none. */
export function portsOf(ends: Ends): readonly [number | undefined, number | undefined, boolean] {
	const {protocolIdentifier, initiatorPort, responderPort, icmpType = 0, icmpCode = 0} = ends;
	if (protocolIdentifier === Protocol.Icmp || protocolIdentifier === Protocol.Icmpv6) {
		const pairs = protocolIdentifier === Protocol.Icmp ? icmpPairs : icmpv6Pairs;
		const pair = pairs.find(([query, reply]) => query === icmpType || reply === icmpType);
		if (pair === undefined) return [icmpType, icmpCode, true];
		return [icmpType, pair[0] === icmpType ? pair[1] : pair[0], false];
	}
	const isKnown = hasPorts(protocolIdentifier) && protocolIdentifier !== Protocol.UdpLite;
	return isKnown ? [initiatorPort, responderPort, false] : [undefined, undefined, false];
}

/** By address, then by port, in network byte order. */
function isLower(a: Address, aPort: number, b: Address, bPort: number): boolean {
	for (const [index, word] of a.words.entries()) if (word !== b.words[index]) return word < b.words[index]!;
	return aPort < bPort;
}

function octetsOf({version, words}: Address): number[] {
	const wanted = version === 4 ? words.slice(3) : words;
	return wanted.flatMap((word) => [word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff]);
}
