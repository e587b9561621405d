import {Protocol} from '../net/protocol.js';

/**
 * Whether the protocol is a header that another one follows (IANA ipv6-parameters, extension header types). The
 * fragment header is not among them: it decides what follows. ESP is not either: what follows is encrypted.
 */
export function isExtension(protocol: number): boolean {
	switch (protocol) {
		case Protocol.HopByHop:
		case Protocol.Ipv6Routing:
		case Protocol.Ah:
		case Protocol.Ipv6Destination:
		case Protocol.Mobility:
		case Protocol.Hip:
		case Protocol.Shim6:
			return true;
		default:
			return false;
	}
}

/** One past the extension header at `start`, or -1 when `end` comes first. Its first octet is the next protocol. */
export function extensionEnd(view: DataView, protocol: number, start: number, end: number): number {
	if (end - start < 8) return -1;
	const length = view.getUint8(start + 1);
	// AH counts in words less two (RFC 4302 §2.2), the others in eight octets less the first (RFC 8200 §4.2).
	const after = start + (protocol === Protocol.Ah ? (length + 2) * 4 : (length + 1) * 8);
	return after > end ? -1 : after;
}
