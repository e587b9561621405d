import {type Negotiation, senderOf} from '../../flow/biflow.js';
import {Protocol} from '../../net/protocol.js';
import type {PortPairing} from '../../rulepack/pack.js';
import type {Finding, JudgedEdge} from '../finding.js';
import {negotiatedOn} from '../judge.js';
import type {Diagnostician} from './diagnose.js';

/** Edges of a finding whose context is looked for. */
const MAX_EDGES = 50;
/** Edges that make the context of a finding. */
const MAX_CONTEXT = 200;
/** What named a port, and could not be read. */
const MAPPER = 135;

/**
 * Finds the edges that a finding is not about and rests on: the conversation that named a port, what works beside what
 * fails, packets that a RST is compared with, the port that another one must go with. Judged alone, the edges of a finding
 * and these give the same finding.
 */
export class ContextFinder {
	readonly #edges: readonly JudgedEdge[];
	readonly #pairings: readonly PortPairing[];
	readonly #diagnostician: Diagnostician;
	/** Positions of edges, by the text of an address at either end, by both texts, and by their first frame. */
	#byHost: Map<string, number[]> | undefined;
	#byFrame: Map<string, number[]> | undefined;
	#byPair: Map<string, number[]> | undefined;

	constructor(edges: readonly JudgedEdge[], pairings: readonly PortPairing[], diagnostician: Diagnostician) {
		this.#edges = edges;
		this.#pairings = pairings;
		this.#diagnostician = diagnostician;
	}

	/** Positions, ascending; those of the first edges of the finding, where it has very many. */
	of({edges, kind, evidence}: Pick<Finding, 'edges' | 'kind' | 'evidence'>): number[] {
		const own = new Set(edges);
		const found = new Set<number>();
		for (const index of edges.slice(0, MAX_EDGES)) {
			for (const position of this.#ofEdge(this.#edges[index]!, kind)) {
				if (!own.has(position) && found.size < MAX_CONTEXT) found.add(position);
			}
		}
		// What it names without being about it, if that is where a conversation begins.
		for (const {frame} of evidence) {
			for (const position of this.#frames.get(`${frame.capture}/${frame.number}`) ?? []) {
				if (!own.has(position) && found.size < MAX_CONTEXT) found.add(position);
			}
		}
		return [...found].sort((a, b) => a - b);
	}

	*#ofEdge(judged: JudgedEdge, kind: Finding['kind']): Generator<number> {
		const {edge, verdict, reason} = judged;
		if (edge.scan !== undefined) return;
		if (edge.negotiation !== undefined) yield* this.#arrangement(judged, edge.negotiation.by);
		if (reason === 'negotiation-unseen') yield* this.#onPort(judged, [Protocol.Tcp], MAPPER);
		if (reason === 'parameter-conflict') yield* this.#partners(judged);
		if (kind === 'shared-address') yield* this.#extremes(judged);
		const isFailure = kind === 'failed';
		const diagnosis = isFailure
			? this.#diagnostician.ofFailure(judged)
			: verdict === 'unexpected'
				? this.#diagnostician.ofUnexpected(judged)
				: undefined;
		for (const {frame} of diagnosis?.evidence ?? []) {
			yield* this.#frames.get(`${frame.capture}/${frame.number}`) ?? [];
		}
		if (isFailure) yield* this.#comparedWith(judged);
	}

	/** The conversations between the two hosts in which the port was named. */
	*#arrangement(judged: JudgedEdge, by: Negotiation['by']): Generator<number> {
		const {protocol, port, otherwise} = negotiatedOn[by];
		yield* this.#onPort(judged, otherwise === undefined ? [protocol] : [protocol, otherwise], port);
	}

	*#onPort({edge}: JudgedEdge, protocols: readonly number[], port: number): Generator<number> {
		for (const position of this.#pairs.get(pairKey(edge)) ?? []) {
			const {edge: other} = this.#edges[position]!;
			if (other.port === port && protocols.includes(other.protocolIdentifier)) yield position;
		}
	}

	/** Services of the same server whose ports the edge's should go with. */
	*#partners({responder, edge, nearest}: JudgedEdge): Generator<number> {
		const pairing = this.#pairings.find(
			({role, second}) => role === nearest?.rule.to && second === nearest.rule.service,
		);
		if (pairing === undefined) return;
		for (const position of this.#hosts.get(edge.responder.text) ?? []) {
			const other = this.#edges[position]!;
			const isFirst = other.documenting.some(({to, service}) => to === pairing.role && service === pairing.first);
			if (isFirst && other.responder.label === responder.label && other.edge.outcome === 'answered') yield position;
		}
	}

	/** Where a host sends with the least and with the greatest TTL. */
	*#extremes({edge: {initiator}}: JudgedEdge): Generator<number> {
		const positions = (this.#hosts.get(initiator.text) ?? []).filter((position) => {
			const {edge} = this.#edges[position]!;
			return edge.initiator.text === initiator.text && edge.initiatorHopLimits !== undefined;
		});
		const limits = positions.map((position) => this.#edges[position]!.edge.initiatorHopLimits!);
		const least = limits.reduce((a, {least: b}) => Math.min(a, b), 256);
		const greatest = limits.reduce((a, {greatest: b}) => Math.max(a, b), 0);
		yield* positions.filter((_, index) => limits[index]!.least === least).slice(0, 1);
		yield* positions.filter((_, index) => limits[index]!.greatest === greatest).slice(0, 1);
	}

	/** What tells that a RST comes from the host, or that it does not: other packets of the host. */
	*#comparedWith({edge}: JudgedEdge): Generator<number> {
		const {reset, responder, responderHopLimits} = edge;
		if (reset?.others === undefined || responderHopLimits !== undefined) return;
		const {least, greatest} = reset.others;
		const limits = (position: number) => {
			const {edge: other} = this.#edges[position]!;
			return other.initiator.text === responder.text ? other.initiatorHopLimits : other.responderHopLimits;
		};
		const positions = (this.#hosts.get(responder.text) ?? []).filter((position) => limits(position) !== undefined);
		const covering = positions.find((position) => {
			const own = limits(position)!;
			return own.least <= reset.ttl && reset.ttl <= own.greatest;
		});
		if (senderOf(reset) === 'middle') yield* positions.slice(0, 1);
		else if (covering !== undefined) yield covering;
		else {
			yield* positions.filter((position) => limits(position)!.least === least).slice(0, 1);
			yield* positions.filter((position) => limits(position)!.greatest === greatest).slice(0, 1);
		}
	}

	get #hosts(): ReadonlyMap<string, readonly number[]> {
		this.#byHost ??= this.#positionsBy(({edge: {initiator, responder, scan}}) =>
			scan === undefined ? [...new Set([initiator.text, responder.text])] : [],
		);
		return this.#byHost;
	}

	get #pairs(): ReadonlyMap<string, readonly number[]> {
		this.#byPair ??= this.#positionsBy(({edge}) => (edge.scan === undefined ? [pairKey(edge)] : []));
		return this.#byPair;
	}

	get #frames(): ReadonlyMap<string, readonly number[]> {
		this.#byFrame ??= this.#positionsBy(({edge: {firstFrame, scan}}) =>
			scan === undefined ? [`${firstFrame.capture}/${firstFrame.number}`] : [],
		);
		return this.#byFrame;
	}

	#positionsBy(keysOf: (judged: JudgedEdge) => readonly string[]): Map<string, number[]> {
		const positions = new Map<string, number[]>();
		for (const [index, judged] of this.#edges.entries()) {
			for (const key of keysOf(judged)) {
				const list = positions.get(key);
				if (list === undefined) positions.set(key, [index]);
				else list.push(index);
			}
		}
		return positions;
	}
}

/** Whoever opened it. */
function pairKey({initiator, responder}: JudgedEdge['edge']): string {
	return [initiator.text, responder.text].sort().join(' ');
}
