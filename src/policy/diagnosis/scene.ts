import {Protocol} from '../../net/protocol.js';
import type {Evidence, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';

/** The edges of a judgement, as questions about one of them look for others. Hosts are told by their labels. */
export class Scene {
	readonly #between = new Map<string, JudgedEdge[]>();
	readonly #from = new Map<string, JudgedEdge[]>();
	readonly #to = new Map<string, JudgedEdge[]>();
	/** By label the first edge in which a host sends, better one that works. */
	readonly #sending = new Map<string, JudgedEdge>();
	/** A TCP connection goes on of which one side is not in the capture. */
	readonly isHalfBlind: boolean;

	constructor(edges: readonly JudgedEdge[]) {
		this.isHalfBlind = edges.some(
			({edge: {outcome, protocolIdentifier}}) => outcome === 'one-way' && protocolIdentifier === Protocol.Tcp,
		);
		for (const judged of edges) {
			const {initiator, responder, edge} = judged;
			if (edge.scan !== undefined) continue;
			add(this.#between, pairKey(initiator.label, responder.label), judged);
			add(this.#from, initiator.label, judged);
			add(this.#to, responder.label, judged);
			if (edge.initiatorPackets > 0) this.#noteSending(initiator.label, judged);
			if (edge.responderPackets > 0) this.#noteSending(responder.label, judged);
		}
	}

	#noteSending(host: string, judged: JudgedEdge): void {
		const earlier = this.#sending.get(host);
		if (earlier === undefined || (isWorking(judged) && !isWorking(earlier))) this.#sending.set(host, judged);
	}

	/** What one host opened to the other. */
	between(from: string, to: string): readonly JudgedEdge[] {
		return this.#between.get(pairKey(from, to)) ?? [];
	}

	/** What the host opened to anybody. */
	from(host: string): readonly JudgedEdge[] {
		return this.#from.get(host) ?? [];
	}

	/** What anybody opened to the host. */
	to(host: string): readonly JudgedEdge[] {
		return this.#to.get(host) ?? [];
	}

	/** The capture holds a packet that the host sent, whatever it was. */
	isSending(host: string): boolean {
		return this.#sending.has(host);
	}

	/** An edge in which the host sends; `undefined` where the capture holds none. */
	sending(host: string): JudgedEdge | undefined {
		return this.#sending.get(host);
	}
}

export function isWorking({edge: {outcome}}: JudgedEdge): boolean {
	return outcome === 'answered';
}

/** Whether the responder took part, be it in vain in the end. */
export function isHeard({edge: {outcome}}: JudgedEdge): boolean {
	return outcome === 'answered' || outcome === 'cut';
}

/** An ICMP or ICMPv6 echo request. */
export function isEcho({edge: {protocolIdentifier, icmpType}}: JudgedEdge): boolean {
	return icmpType === (protocolIdentifier === Protocol.Icmp ? 8 : 128);
}

/** The packet that shows that an edge works. */
export function working({edge, initiator, responder}: JudgedEdge): Evidence {
	return {frame: edge.firstFrame, shows: `${formatService(edge)} from ${initiator.label} to ${responder.label} works`};
}

function pairKey(from: string, to: string): string {
	return `${from} ${to}`;
}

function add(map: Map<string, JudgedEdge[]>, key: string, judged: JudgedEdge): void {
	const list = map.get(key);
	if (list === undefined) map.set(key, [judged]);
	else list.push(judged);
}
