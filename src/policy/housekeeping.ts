import {Protocol} from '../net/protocol.js';
import type {Opening} from './finding.js';

/**
 * Messages that keep a link working, in the sense of no service: redirect and router discovery (RFC 792, RFC 1256);
 * multicast listener and neighbour discovery and what extends them (RFC 2710, 4861, 3122, 3810, 3971, 4286).
 */
const linkControlTypes: Readonly<Record<number, readonly number[]>> = {
	[Protocol.Icmp]: [5, 9, 10],
	[Protocol.Icmpv6]: [130, 131, 132, 133, 134, 135, 136, 137, 141, 142, 143, 148, 149, 151, 152, 153],
};

export function isLinkControl({protocolIdentifier, icmpType}: Opening): boolean {
	if (protocolIdentifier === Protocol.Igmp) return true;
	return icmpType !== undefined && linkControlTypes[protocolIdentifier]!.includes(icmpType);
}

/** ICMP errors that quote a packet of no biflow that was seen; the others became an outcome of theirs. */
export function isIcmpErrorType({protocolIdentifier, icmpType}: Opening): boolean {
	if (icmpType === undefined) return false;
	if (protocolIdentifier === Protocol.Icmpv6) return icmpType < 128;
	return icmpType === 3 || icmpType === 4 || icmpType === 11 || icmpType === 12;
}
