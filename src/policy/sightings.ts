import type {Outcome} from '../flow/biflow.js';
import {senderOf} from '../flow/biflow.js';
import type {Rule} from '../rulepack/pack.js';
import type {JudgedEdge} from './finding.js';
import {holds} from './matrix.js';
import {describeRefusal, icmpText} from './refusals.js';
import {formatService} from './service-text.js';

/** What the capture shows of one rule between one pair of hosts. */
export interface Sighting {
	readonly isSeen: boolean;
	/** What became of the attempts, when none was seen to work; a phrase. */
	readonly failure: string | undefined;
}

const failures: ReadonlySet<Outcome> = new Set(['cut', 'refused', 'prohibited', 'unanswered']);

/** Whether a documented edge came to nothing although the service is one that answers. */
export function isFailed({edge}: JudgedEdge, {expectation}: Rule): boolean {
	if (!failures.has(edge.outcome)) return false;
	const answering = expectation?.answering ?? 'always';
	if (edge.outcome === 'unanswered' || edge.outcome === 'cut') return answering === 'always';
	return edge.outcome === 'prohibited' || answering !== 'optional';
}

/** Whether nothing came of an edge, documented or not. */
export function hasFailed({edge}: JudgedEdge): boolean {
	return failures.has(edge.outcome);
}

/** Whether it came to nothing as a filter makes it: dropped, or forbidden and said so; not refused by whoever was reached. */
export function isFiltered({edge: {outcome, refusal}}: JudgedEdge): boolean {
	return outcome === 'prohibited' || (outcome === 'unanswered' && refusal === undefined);
}

/** Which documented services were used between which hosts. */
export class Sightings {
	/** By rule, then by the label of the host with its `from` role, then by that of the host with its `to` role. */
	readonly #byInitiator = new Map<string, Map<string, Map<string, Sighting>>>();
	/** The same, the two labels the other way round. */
	readonly #byResponder = new Map<string, Map<string, Map<string, Sighting>>>();
	/** Rules that were used by hosts that cannot be told: over broadcast, from no address, through a relay. */
	readonly #anonymous = new Set<string>();

	constructor(edges: readonly JudgedEdge[]) {
		for (const judged of edges) for (const rule of judged.documenting) this.#note(judged, rule);
	}

	/** What is known of the rule from `label`, a host with its `from` role, by the labels of hosts with its `to` role. */
	from(rule: Rule, label: string): ReadonlyMap<string, Sighting> {
		return this.#byInitiator.get(rule.id)?.get(label) ?? none;
	}

	/** What is known of the rule to `label`, a host with its `to` role, by the labels of hosts with its `from` role. */
	to(rule: Rule, label: string): ReadonlyMap<string, Sighting> {
		return this.#byResponder.get(rule.id)?.get(label) ?? none;
	}

	/** Two hosts that can be told tried it. */
	isUsed({id}: Rule): boolean {
		return this.#byInitiator.has(id);
	}

	isUsedAnonymously(rule: Rule): boolean {
		return this.#anonymous.has(rule.id);
	}

	#note(judged: JudgedEdge, rule: Rule): void {
		const {initiator, responder, edge} = judged;
		if (edge.outcome === 'pending') return;
		const isForward = holds(initiator, rule.from) && holds(responder, rule.to);
		const isBackward = rule.isEitherWay && holds(initiator, rule.to) && holds(responder, rule.from);
		if (!isForward && !isBackward) this.#anonymous.add(rule.id);
		if (isForward) this.#add(rule, initiator.label, responder.label, judged);
		if (isBackward) this.#add(rule, responder.label, initiator.label, judged);
	}

	#add(rule: Rule, from: string, to: string, judged: JudgedEdge): void {
		const row = entryOf(entryOf(this.#byInitiator, rule.id), from);
		const earlier = row.get(to);
		const isSeen = !isFailed(judged, rule) || (earlier?.isSeen ?? false);
		const sighting = {
			isSeen,
			failure: isSeen ? undefined : (earlier?.failure ?? `${formatService(judged.edge)} ${describeFailure(judged)}`),
		};
		row.set(to, sighting);
		entryOf(entryOf(this.#byResponder, rule.id), to).set(from, sighting);
	}
}

const none: ReadonlyMap<string, Sighting> = new Map();

function entryOf<Value>(map: Map<string, Map<string, Value>>, key: string): Map<string, Value> {
	let entry = map.get(key);
	if (entry === undefined) {
		entry = new Map();
		map.set(key, entry);
	}
	return entry;
}

/** What became of a failed edge, a phrase that goes on from its name: `was not answered`, `was refused by mp01 (ICMP 3/3)`. */
export function describeFailure({edge, responder}: JudgedEdge): string {
	const {refusal, outcome, reset} = edge;
	if (outcome === 'cut') return 'was answered, and then what was sent did not arrive';
	if (outcome === 'unanswered')
		return refusal === undefined ? 'was not answered' : `was not answered: ${describeRefusal(refusal)}`;
	if (refusal !== undefined) {
		const sender = refusal.sender.text === edge.responder.text ? responder.label : refusal.sender.text;
		return `was ${outcome} by ${sender} (${icmpText(refusal)})`;
	}
	switch (reset === undefined ? 'unknown' : senderOf(reset)) {
		case 'host':
			return `was refused by ${responder.label} (RST)`;
		case 'middle':
			return `was refused by something on the way to ${responder.label} (RST)`;
		default:
			return 'was refused (RST)';
	}
}
