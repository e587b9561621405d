import {type EpochMicros, formatTime} from '../../net/time.js';
import type {Identity} from '../../role/role.js';
import type {Severity} from '../../rulepack/pack.js';
import type {Expectation, Finding, FindingKind, JudgedEdge} from '../finding.js';
import {fingerprint} from '../fingerprint.js';
import type {Waiver} from './waiver.js';

/** What a waiver was found to match. */
interface Matches {
	readonly pairs: Set<string>;
	readonly edges: number[];
}

/** Holds waivers against what is found. Whether one has expired is told by the time of the last packet, not by any clock. */
export class Waivers {
	readonly #waivers: readonly Waiver[];
	readonly #now: EpochMicros;
	readonly #matches = new Map<Waiver, Matches>();

	/** @param now time of the last packet of the captures */
	constructor(waivers: readonly Waiver[], now: EpochMicros) {
		this.#waivers = waivers;
		this.#now = now;
		for (const waiver of waivers) this.#matches.set(waiver, {pairs: new Set(), edges: []});
	}

	get isEmpty(): boolean {
		return this.#waivers.length === 0;
	}

	/** The waiver that covers an edge with a finding of the kind; one that has expired is noted and does not. */
	ofEdge(judged: JudgedEdge, kind: FindingKind, index: number): Waiver | undefined {
		const {initiator, responder, edge, rule, nearest} = judged;
		const matching = this.#waivers.filter(
			({scope}) =>
				(scope.kind === undefined || scope.kind === kind) &&
				holdsRole(initiator, scope.from) &&
				holdsRole(responder, scope.to) &&
				isHost(initiator, edge.initiator.text, scope.initiators) &&
				isHost(responder, edge.responder.text, scope.responders) &&
				(scope.service === undefined ||
					(scope.service.protocolIdentifier === edge.protocolIdentifier &&
						(scope.service.port === undefined || scope.service.port === edge.port))) &&
				(scope.rule === undefined || scope.rule === (rule ?? nearest?.rule)?.id),
		);
		for (const waiver of matching) {
			const matches = this.#matches.get(waiver)!;
			matches.pairs.add(`${initiator.label} -> ${responder.label}`);
			matches.edges.push(index);
		}
		return matching.find((waiver) => this.#holds(waiver));
	}

	/** The waiver that covers a service that is missing. */
	ofMissing({rule, pairs}: Expectation): Waiver | undefined {
		const missing = pairs.filter(({status}) => status === 'missing');
		const matching = this.#waivers.filter(
			({scope}) =>
				(scope.kind === undefined || scope.kind === 'missing') &&
				scope.service === undefined &&
				(scope.from === undefined || scope.from === rule.from) &&
				(scope.to === undefined || scope.to === rule.to) &&
				(scope.rule === undefined || scope.rule === rule.id) &&
				missing.every(
					({initiator, responder}) => isNamed(initiator, scope.initiators) && isNamed(responder, scope.responders),
				),
		);
		for (const waiver of matching) {
			for (const {initiator, responder} of missing)
				this.#matches.get(waiver)!.pairs.add(`${initiator} -> ${responder}`);
		}
		return matching.find((waiver) => this.#holds(waiver));
	}

	#holds({from, until}: Waiver): boolean {
		return from <= this.#now && this.#now <= until;
	}

	/** What is the matter with the waivers themselves: expired, broadened, used by nobody. */
	findings(): Finding[] {
		return this.#waivers.flatMap((waiver) => {
			const {id, until, from, maxHosts, owner, ticket} = waiver;
			const {pairs, edges} = this.#matches.get(waiver)!;
			const count = `${pairs.size} ${pairs.size === 1 ? 'pair' : 'pairs'} of hosts`;
			const who = `${owner}${ticket === undefined ? '' : `, ${ticket}`}`;
			if (pairs.size === 0) {
				const message = `waiver ${id} (${who}) covers nothing in these captures: it can go, if they show all that it was for`;
				return [findingOf('waiver-unused', 'note', id, message, edges)];
			}
			if (this.#now > until) {
				const message = `waiver ${id} (${who}) has expired on ${dayText(until)}, and covers ${count} no more: ${list(pairs)}`;
				return [findingOf('waiver-expired', 'warning', id, message, edges)];
			}
			if (this.#now < from) {
				const message = `waiver ${id} (${who}) begins on ${dayText(from)}, and does not cover ${count} yet: ${list(pairs)}`;
				return [findingOf('waiver-expired', 'warning', id, message, edges)];
			}
			if (maxHosts === undefined || pairs.size <= maxHosts) return [];
			const message = `waiver ${id} (${who}) was granted for ${maxHosts}, and covers ${count}: ${list(pairs)}`;
			return [findingOf('waiver-broadened', 'warning', id, message, edges)];
		});
	}
}

function findingOf(
	kind: Extract<FindingKind, `waiver-${string}`>,
	severity: Severity,
	id: string,
	message: string,
	edges: readonly number[],
): Finding {
	return {
		id: fingerprint([kind, id]),
		kind,
		severity,
		from: 'waiver',
		to: id,
		protocol: undefined,
		port: undefined,
		message,
		rule: undefined,
		edges,
		diagnosis: undefined,
		evidence: [],
		context: [],
		machines: [],
	};
}

function holdsRole({heldRoles, origin}: Identity, role: string | undefined): boolean {
	if (role === undefined) return true;
	return heldRoles.has(role) || (role === 'unknown' && (origin === 'unknown' || origin === 'unspecified'));
}

function isHost({label}: Identity, address: string, hosts: readonly string[]): boolean {
	return hosts.length === 0 || hosts.includes(label) || hosts.includes(address);
}

function isNamed(label: string, hosts: readonly string[]): boolean {
	return hosts.length === 0 || hosts.includes(label);
}

function dayText(time: EpochMicros): string {
	return formatTime(time).slice(0, 10);
}

function list(pairs: ReadonlySet<string>): string {
	const sorted = [...pairs].sort();
	return sorted.length <= 3 ? sorted.join(', ') : `${sorted.slice(0, 3).join(', ')} and ${sorted.length - 3} more`;
}
