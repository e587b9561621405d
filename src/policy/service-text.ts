import {protocolName} from '../net/protocol.js';
import type {Opening} from './finding.js';

/** `tcp/443`, `icmp type 8`, `esp`. */
export function formatService({protocolIdentifier, port, icmpType}: Opening): string {
	const name = protocolName(protocolIdentifier);
	if (port !== undefined) return `${name}/${port}`;
	return icmpType === undefined ? name : `${name} type ${icmpType}`;
}
