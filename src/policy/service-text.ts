import type {FlowEdge} from '../flow/edge.js';
import {formatPortRange} from '../net/port.js';
import {protocolName} from '../net/protocol.js';
import type {Rule} from '../rulepack/pack.js';

/** `tcp/443`, `icmp type 8`, `esp`. */
export function formatService({protocolIdentifier, port, icmpType}: FlowEdge): string {
	const name = protocolName(protocolIdentifier);
	if (port !== undefined) return `${name}/${port}`;
	return icmpType === undefined ? name : `${name} type ${icmpType}`;
}

/** `tcp/80,8530`, `tcp/135 or udp/135`. */
export function formatTargets({targets}: Rule): string {
	return targets
		.map(({protocolIdentifier, ports, icmpTypes}) => {
			const name = protocolName(protocolIdentifier);
			if (ports.length > 0) return `${name}/${ports.map(formatPortRange).join(',')}`;
			return icmpTypes.length > 0 ? `${name} type ${icmpTypes.join(', ')}` : name;
		})
		.join(' or ');
}
