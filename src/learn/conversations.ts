import type {FlowEdge} from '../flow/edge.js';
import {matchesTarget} from '../policy/matrix.js';
import {formatService} from '../policy/service-text.js';
import {type RoleName, type Rule, roleWildcards} from '../rulepack/pack.js';

/** What one host opens to another, of all edges that are alike; hosts by their keys. */
export interface Conversation {
	readonly from: string;
	readonly to: string;
	/** `tcp/443`; `tcp/negotiated` where the port was agreed on. */
	readonly service: string;
	readonly edge: FlowEdge;
	/** Pairs of roles between which a rule documents it. */
	readonly explanations: readonly Explanation[];
	/** How much it counts for either side: less where the side has the same with many others. */
	readonly weights: {from: number; to: number};
}

export interface Explanation {
	readonly from: RoleName;
	readonly to: RoleName;
	readonly rule: Rule;
}

/** Rules that join two roles: those for everybody tell nobody's role. */
export function tellingRules(rules: readonly Rule[]): Rule[] {
	const wildcards: readonly string[] = roleWildcards;
	return rules.filter(
		({from, to, forbidden}) => forbidden === undefined && !wildcards.includes(from) && !wildcards.includes(to),
	);
}

/**
 * The conversations that were answered and whose initiator is known for sure.
 * @param keyOf what a host is called here; `undefined` for one that nobody is asked about
 */
export function conversationsOf(
	edges: readonly FlowEdge[],
	rules: readonly Rule[],
	keyOf: (address: FlowEdge['initiator']) => string | undefined,
): Conversation[] {
	const byKey = new Map<string, Conversation>();
	for (const edge of edges) {
		const [from, to] = [keyOf(edge.initiator), keyOf(edge.responder)];
		const isTelling = edge.outcome === 'answered' && edge.direction.confidence !== 'guess' && edge.scan === undefined;
		if (!isTelling || from === undefined || to === undefined || from === to) continue;
		const isNegotiated = isAgreedOn(edge);
		const service = isNegotiated ? `${formatService({...edge, port: undefined})}/negotiated` : formatService(edge);
		const key = JSON.stringify([from, to, service]);
		if (byKey.has(key)) continue;
		const explanations = rules.flatMap((rule) => {
			const isDynamic = rule.targets.some((target) => target.isDynamic);
			if (isDynamic !== isNegotiated || !matchesTarget(rule, edge)) return [];
			const ahead = {from: rule.from, to: rule.to, rule};
			return rule.isEitherWay ? [ahead, {from: rule.to, to: rule.from, rule}] : [ahead];
		});
		byKey.set(key, {from, to, service, edge, explanations, weights: {from: 1, to: 1}});
	}
	const conversations = [...byKey.values()];
	for (const side of ['from', 'to'] as const) {
		const alike = new Map<string, number>();
		const group = (each: Conversation) => JSON.stringify([each[side], each.service]);
		for (const each of conversations) alike.set(group(each), (alike.get(group(each)) ?? 0) + 1);
		for (const each of conversations) each.weights[side] = 1 / Math.sqrt(alike.get(group(each))!);
	}
	return conversations;
}

function isAgreedOn({negotiation}: FlowEdge): boolean {
	return negotiation !== undefined && negotiation.by !== 'tftp' && negotiation.by !== 'dhcp';
}
