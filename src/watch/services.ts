import {compareText} from '../net/text-order.js';
import {type DurationMicros, type EpochMicros, formatDuration, formatTime} from '../net/time.js';
import type {Expectation, JudgedEdge} from '../policy/finding.js';
import type {ExpectationLevel, Rule} from '../rulepack/pack.js';
import type {ExpectationEvent, WatchedPair} from './event.js';
import type {Untold} from './ledger.js';
import type {ObservedTime} from './observed-time.js';

/** Levels of services that a healthy site shows again and again. */
const recurring: ReadonlySet<ExpectationLevel> = new Set(['required', 'usual']);

/** A documented service on one server, as it was seen to work; or on whatever hosts of a role that have no entry of their own. */
export interface SeenService {
	/** Id of the first of the alternatives. */
	readonly rule: string;
	readonly host: string;
	/** Time of its last packet. */
	last: EpochMicros;
	/** The host that used it last. */
	initiator: string;
	isLost: boolean;
}

/** A service that is not there any more, on however many servers. */
export interface Absence {
	readonly rule: Rule;
	readonly hosts: readonly SeenService[];
	readonly message: string;
}

/** Which documented services were seen to work, on which servers, and since when they were not. */
export class Services {
	readonly #seen = new Map<string, SeenService>();

	constructor(kept: readonly SeenService[] = []) {
		for (const service of kept) this.#seen.set(keyOf(service.rule, service.host), {...service});
	}

	get kept(): readonly SeenService[] {
		return [...this.#seen.values()];
	}

	/**
	 * Takes note of what works now.
	 * @param edges as of now
	 * @param within the time after which a service is absent; `undefined`: as its rule says
	 */
	update(
		edges: readonly JudgedEdge[],
		expectations: readonly Expectation[],
		time: ObservedTime,
		within: DurationMicros | undefined,
	): {readonly events: readonly Untold<ExpectationEvent>[]; readonly absences: readonly Absence[]} {
		const now = time.latest ?? 0;
		const known = new Map<string, Expectation>();
		for (const expectation of expectations) {
			if (!recurring.has(expectation.level)) continue;
			for (const id of expectation.alternatives) known.set(id, expectation);
		}
		const events: Untold<ExpectationEvent>[] = [];
		for (const judged of edges) {
			if (judged.verdict !== 'expected' || !works(judged)) continue;
			for (const {id} of judged.documenting) {
				const expectation = known.get(id);
				if (expectation !== undefined) events.push(...this.#met(expectation, judged, now));
			}
		}
		const expected = new Map(expectations.map((expectation) => [expectation.rule.id, expectation]));
		for (const service of this.#seen.values()) {
			const expectation = expected.get(service.rule);
			// The rules or the inventory are others now, and ask for it no more.
			if (expectation === undefined) {
				this.#seen.delete(keyOf(service.rule, service.host));
				continue;
			}
			const period = within ?? expectation.rule.expectation!.within;
			if (service.isLost || time.since(service.last) <= period) continue;
			service.isLost = true;
			events.push(eventOf('expectation-lost', expectation, service, period, now));
		}
		return {events, absences: this.#absences(expected, time, within)};
	}

	#absences(
		expected: ReadonlyMap<string, Expectation>,
		time: ObservedTime,
		within: DurationMicros | undefined,
	): Absence[] {
		const lost = [...this.#seen.values()].filter(({isLost}) => isLost);
		return [...new Set(lost.map(({rule}) => rule))].map((id) => {
			const hosts = lost.filter(({rule}) => rule === id).sort((a, b) => compareText(a.host, b.host));
			return absenceOf(expected.get(id)!, hosts, time, within);
		});
	}

	#met(expectation: Expectation, judged: JudgedEdge, now: EpochMicros): Untold<ExpectationEvent>[] {
		const {rule} = expectation;
		const host = serverOf(judged, rule);
		const {last} = judged.edge;
		const key = keyOf(rule.id, host);
		const earlier = this.#seen.get(key);
		if (earlier !== undefined && last <= earlier.last) return [];
		const service = {rule: rule.id, host, last, initiator: judged.initiator.label, isLost: false};
		this.#seen.set(key, service);
		if (earlier !== undefined && !earlier.isLost) return [];
		return [eventOf('expectation-met', expectation, service, undefined, now)];
	}
}

/**
 * A host of the inventory by its name. Clients come and go, and the internet has any number of addresses: of those one stands for all
 * that hold the role.
 */
function serverOf({responder}: JudgedEdge, {to}: Rule): string {
	return responder.origin === 'host' ? responder.label : to;
}

/** Packets that are answered, or that ask for no answer. */
function works({edge}: JudgedEdge): boolean {
	return edge.outcome === 'answered' || edge.outcome === 'one-way';
}

function keyOf(rule: string, host: string): string {
	return `${rule}\n${host}`;
}

function eventOf(
	event: ExpectationEvent['event'],
	{rule, ports}: Expectation,
	{host, last}: SeenService,
	period: DurationMicros | undefined,
	now: EpochMicros,
): Untold<ExpectationEvent> {
	const {id, from, to, service} = rule;
	const message =
		period === undefined
			? `${service} (${ports}) from ${from} to ${to} works on ${host}`
			: `${service} (${ports}) from ${from} to ${to} has not been seen on ${host} since ${formatTime(last)}, longer than ${formatDuration(period)}`;
	return {event, time: formatTime(now), rule: id, from, to, host, message};
}

/** Servers that a sentence names. */
const NAMED = 3;

function absenceOf(
	{rule, ports}: Expectation,
	hosts: readonly SeenService[],
	time: ObservedTime,
	within: DurationMicros | undefined,
): Absence {
	const period = formatDuration(within ?? rule.expectation!.within);
	const named = hosts
		.slice(0, NAMED)
		.map(({host, last}) => `${host} (last ${formatTime(last)}, ${formatDuration(time.since(last))} of watching ago)`);
	const more = hosts.length > NAMED ? ` and ${hosts.length - NAMED} more` : '';
	const message = `${rule.from} -> ${rule.to} ${ports} (${rule.service}) was seen and is no more, due within ${period}: on ${named.join(', ')}${more}`;
	return {rule, hosts, message};
}

/** The pairs of hosts that an absence is told of. */
export function pairsOf({hosts}: Absence): WatchedPair[] {
	return hosts.map(({initiator, host}) => ({initiator, responder: host}));
}
