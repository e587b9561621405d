import {Protocol} from '../net/protocol.js';
import type {JudgedEdge} from './finding.js';

/**
 * Protocols that carry others, so that a capture outside of the tunnel does not show those, by what people call them. AH is
 * not among them: it hides nothing, and is read through.
 */
const carriers: ReadonlyMap<number, string> = new Map([
	[4, 'IP in IP'],
	[41, 'IPv6 in IP'],
	[47, 'GRE'],
	[50, 'IPsec (ESP)'],
]);

/** ESP in UDP where addresses are translated on the way (RFC 3948). */
const NAT_TRAVERSAL = 4500;

/** Between which hosts something runs that hides what it carries. */
export class Tunnels {
	readonly #names = new Map<string, Map<string, string>>();

	constructor(edges: readonly JudgedEdge[]) {
		for (const judged of edges) {
			const name = tunnelName(judged);
			if (name === undefined) continue;
			this.#add(judged.initiator.label, judged.responder.label, name);
			this.#add(judged.responder.label, judged.initiator.label, name);
		}
	}

	/** What people call the tunnel between the hosts of two labels; `undefined` where there is none. */
	between(one: string, other: string): string | undefined {
		return this.#names.get(one)?.get(other);
	}

	#add(one: string, other: string, name: string): void {
		const names = this.#names.get(one) ?? new Map<string, string>();
		if (!names.has(other)) names.set(other, name);
		this.#names.set(one, names);
	}
}

/** What people call what the edge is, if it carries others and hides them. */
export function tunnelName({edge: {protocolIdentifier, port, outcome}}: JudgedEdge): string | undefined {
	if (protocolIdentifier !== Protocol.Udp) return carriers.get(protocolIdentifier);
	// Keys that were asked for in vain make no tunnel.
	const isUp = outcome === 'answered' || outcome === 'one-way';
	return port === NAT_TRAVERSAL && isUp ? 'IPsec (ESP in UDP 4500)' : undefined;
}
