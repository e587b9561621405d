import {Protocol} from '../net/protocol.js';

/** Query types by the type of their reply (RFC 792, RFC 950; ICMPv6 echo: RFC 4443 §4). */
const queryOfReply: Readonly<Record<number, number>> = {0: 8, 14: 13, 16: 15, 18: 17};
const ICMPV6_ECHO_REQUEST = 128;
const ICMPV6_ECHO_REPLY = 129;

/** Type * 256 + code of a message, those of the query where the message is a reply to one. */
export function icmpQuery(typeAndCode: number, protocol: number): number {
	const type = typeAndCode >>> 8;
	if (protocol === Protocol.Icmpv6) return type === ICMPV6_ECHO_REPLY ? ICMPV6_ECHO_REQUEST << 8 : typeAndCode;
	const query = queryOfReply[type];
	return query === undefined ? typeAndCode : query << 8;
}

/** Whether a message of this type is a query, 1, a reply, -1, or neither, 0. */
export function icmpRole(type: number, protocol: number): -1 | 0 | 1 {
	if (protocol === Protocol.Icmpv6) {
		if (type === ICMPV6_ECHO_REQUEST) return 1;
		return type === ICMPV6_ECHO_REPLY ? -1 : 0;
	}
	if (type === 8 || type === 13 || type === 15 || type === 17) return 1;
	return queryOfReply[type] === undefined ? 0 : -1;
}

/**
 * What an ICMP error says of the packet it quotes: `refused`, the host has nobody there; `prohibited`, somebody on the
 * way forbids it; `unreachable`, no way to the host; `undefined`, something else (too big, time exceeded ...).
 * RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1; RFC 4443 §3.1.
 */
export function refusalMeaning(
	typeAndCode: number,
	isV6: boolean,
): 'refused' | 'prohibited' | 'unreachable' | undefined {
	const type = typeAndCode >>> 8;
	const code = typeAndCode & 0xff;
	if (isV6) {
		if (type !== 1) return undefined;
		if (code === 4) return 'refused';
		return code === 1 || code === 5 || code === 6 ? 'prohibited' : 'unreachable';
	}
	if (type !== 3 || code === 4) return undefined;
	if (code === 2 || code === 3) return 'refused';
	return code === 9 || code === 10 || code === 13 ? 'prohibited' : 'unreachable';
}
