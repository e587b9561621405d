import {inRanges} from '../net/port.js';
import type {Identity, Site} from '../role/role.js';
import {type Rule, type RulePack, roleWildcards} from '../rulepack/pack.js';
import {Circumstances} from './circumstances.js';
import {Decisions} from './decisions.js';
import type {Circumstance} from './explanation.js';
import type {Opening} from './finding.js';
import {ServerPorts} from './server-ports.js';

/** A rule that would speak of two hosts if a setting were another. */
export interface SuspendedRule {
	readonly rule: Rule;
	readonly circumstance: Circumstance;
	/** The rule holds, for the other of the two as initiator. */
	readonly isOneWay: boolean;
}

/**
 * The rules that speak of two hosts, with the ports that the server of each has: those about the first opening to the
 * second, those about the reverse, and those about the first opening to the second that do not hold as things are.
 */
export interface PairRules {
	readonly forward: readonly Rule[];
	readonly backward: readonly Rule[];
	readonly suspended: readonly SuspendedRule[];
	/** What was decided of openings between hosts of these two standings. */
	readonly decisions: Decisions;
}

/** All rules, found by the roles of two hosts. */
export class Matrix {
	readonly rules: readonly Rule[];
	readonly circumstances: Circumstances;
	readonly #ports: ServerPorts;
	readonly #byRole = new Map<string, Rule[]>();
	/** By the standing of the host. */
	readonly #about = new Map<number, readonly Rule[]>();
	/** By the standings of the two hosts. */
	readonly #pairs = new Map<number, PairRules>();

	constructor(packs: readonly RulePack[], sites: readonly Site[] = []) {
		this.rules = packs.flatMap(({rules}) => rules);
		this.circumstances = new Circumstances(packs, sites);
		this.#ports = new ServerPorts(packs);
		for (const rule of this.rules) {
			for (const role of new Set([rule.from, rule.to])) {
				const rules = this.#byRole.get(role) ?? [];
				rules.push(rule);
				this.#byRole.set(role, rules);
			}
		}
	}

	/** Rules in the order of the packs and of their files. */
	between(initiator: Identity, responder: Identity): PairRules {
		const key = initiator.standing * 2 ** 26 + responder.standing;
		let pair = this.#pairs.get(key);
		if (pair === undefined) {
			const suspended: SuspendedRule[] = [];
			pair = {
				forward: this.#opening(initiator, responder, suspended),
				backward: this.#opening(responder, initiator, []),
				suspended,
				decisions: new Decisions(),
			};
			this.#pairs.set(key, pair);
		}
		return pair;
	}

	/** Rules that have one of the host's roles on either side, whatever they hang on. */
	about({heldRoles, standing}: Identity): readonly Rule[] {
		let rules = this.#about.get(standing);
		if (rules === undefined) {
			rules = [...new Set([...heldRoles].flatMap((role) => this.#byRole.get(role) ?? []))];
			this.#about.set(standing, rules);
		}
		return rules;
	}

	/** Whether a rule has the edge's port or type, between whatever roles; ranges of negotiated ports do not count. */
	covers(opening: Opening): boolean {
		return this.rules.some((rule) => rule.targets.every(({isDynamic}) => !isDynamic) && matchesTarget(rule, opening));
	}

	#opening(initiator: Identity, responder: Identity, suspended: SuspendedRule[]): Rule[] {
		return this.rules.flatMap((documented) => {
			const isForward = opens(documented, initiator, responder);
			const isBackward = documented.isEitherWay && joins(documented, responder, initiator);
			if (!isForward && !isBackward) return [];
			const rule = this.#ports.adapt(documented, responder);
			const obstacles = [
				...(isForward ? [this.#obstacle(rule, initiator, responder, 'from')] : []),
				...(isBackward ? [this.#obstacle(rule, responder, initiator, 'to')] : []),
			];
			if (obstacles.includes(undefined)) return [rule];
			suspended.push(obstacles[0]!);
			return [];
		});
	}

	/** What keeps the rule from letting the host on its `opens` side open; `undefined` where nothing does. */
	#obstacle(rule: Rule, from: Identity, to: Identity, opens: 'from' | 'to'): SuspendedRule | undefined {
		const unmet = this.circumstances.of(rule, from, to).find(({isMet}) => isMet === false);
		if (unmet !== undefined) return {rule, circumstance: unmet, isOneWay: false};
		if (rule.oneWay === undefined || rule.oneWay.opens === opens) return undefined;
		const narrowing = this.circumstances.conditions(rule, rule.oneWay.when, from, to);
		if (!narrowing.every(({isMet}) => isMet === true)) return undefined;
		return {rule, circumstance: narrowing[0]!, isOneWay: true};
	}
}

/** Whether a packet to the edge's responder port, or of its ICMP type, is a packet of the service. */
export function matchesTarget(rule: Rule, {protocolIdentifier, port, icmpType}: Opening): boolean {
	return rule.targets.some((target) => {
		if (target.protocolIdentifier !== protocolIdentifier) return false;
		if (port !== undefined) return inRanges(target.ports, port);
		return icmpType === undefined || target.icmpTypes.includes(icmpType);
	});
}

/** Rules that only the responder may open by. What either side opens may have other ports at either. */
export function onlyBackward({forward, backward}: PairRules): Rule[] {
	const ahead = new Set(forward.map(({id}) => id));
	return backward.filter((rule) => joinsRoles(rule) && !ahead.has(rule.id));
}

/** Whether a rule documents something between two roles: one that says "any" makes no pair of whom it joins. */
export function joinsRoles({from, to, forbidden}: Rule): boolean {
	const wildcards: readonly string[] = roleWildcards;
	return forbidden === undefined && !wildcards.includes(from) && !wildcards.includes(to);
}

/** Whether `identity` is one that a rule means by `role`. */
export function holds(identity: Identity, role: string): boolean {
	if (identity.heldRoles.has(role)) return true;
	return role === 'everyone' || (role === 'any' && (identity.origin === 'host' || identity.origin === 'network'));
}

function joins(rule: Rule, from: Identity, to: Identity): boolean {
	return holds(from, rule.from) && holds(to, rule.to);
}

/** Besides the plain case, the three ways in which a service reaches beyond its two roles. */
function opens(rule: Rule, initiator: Identity, responder: Identity): boolean {
	if (joins(rule, initiator, responder)) return true;
	if (rule.isBroadcast && responder.origin === 'broadcast') {
		return holds(initiator, rule.from) || initiator.origin === 'unspecified';
	}
	if (rule.isStreamed && responder.origin === 'multicast') return holds(initiator, rule.to);
	return false;
}
