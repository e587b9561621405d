import type {FlowEdge} from '../flow/edge.js';
import {inRanges} from '../net/port.js';
import type {Identity} from '../role/role.js';
import {type Rule, type RulePack, roleWildcards} from '../rulepack/pack.js';

/** The rules that speak of two hosts: those about the first opening to the second, and those about the reverse. */
export interface PairRules {
	readonly forward: readonly Rule[];
	readonly backward: readonly Rule[];
}

/** All rules, found by the roles of two hosts. */
export class Matrix {
	readonly rules: readonly Rule[];
	readonly #byRole = new Map<string, Rule[]>();
	readonly #about = new Map<string, readonly Rule[]>();
	readonly #pairs = new Map<string, PairRules>();

	constructor(packs: readonly RulePack[]) {
		this.rules = packs.flatMap(({rules}) => rules);
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
		const key = `${standing(initiator)}>${standing(responder)}`;
		let pair = this.#pairs.get(key);
		if (pair === undefined) {
			pair = {forward: this.#opening(initiator, responder), backward: this.#opening(responder, initiator)};
			this.#pairs.set(key, pair);
		}
		return pair;
	}

	/** Rules that have one of the host's roles on either side. */
	about({roles}: Identity): readonly Rule[] {
		const key = roles.join('+');
		let rules = this.#about.get(key);
		if (rules === undefined) {
			rules = [...new Set(roles.flatMap((role) => this.#byRole.get(role) ?? []))];
			this.#about.set(key, rules);
		}
		return rules;
	}

	#opening(initiator: Identity, responder: Identity): Rule[] {
		return this.rules.filter(
			(rule) => opens(rule, initiator, responder) || (rule.isEitherWay && joins(rule, responder, initiator)),
		);
	}
}

/** Whether a packet to the edge's responder port, or of its ICMP type, is a packet of the service. */
export function matchesTarget(rule: Rule, {protocolIdentifier, port, icmpType}: FlowEdge): boolean {
	return rule.targets.some((target) => {
		if (target.protocolIdentifier !== protocolIdentifier) return false;
		if (port !== undefined) return inRanges(target.ports, port);
		return icmpType === undefined || target.icmpTypes.includes(icmpType);
	});
}

/** Whether a rule documents something between two roles: one that says "any" makes no pair of whom it joins. */
export function joinsRoles({from, to, forbidden}: Rule): boolean {
	const wildcards: readonly string[] = roleWildcards;
	return forbidden === undefined && !wildcards.includes(from) && !wildcards.includes(to);
}

/** Whether `identity` is one that a rule means by `role`. */
export function holds(identity: Identity, role: string): boolean {
	if (identity.roles.includes(role)) return true;
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

/** What decides which rules speak of a host: hosts that have it in common share their rules. */
function standing({origin, roles}: Identity): string {
	const isKnown = origin === 'host' || origin === 'network';
	return `${isKnown ? 'known' : origin}:${roles.join('+')}`;
}
