import type {FlowEdge} from '../flow/edge.js';
import {Protocol} from '../net/protocol.js';
import {matchesTarget} from '../policy/matrix.js';
import {formatService} from '../policy/service-text.js';
import {type Rule, roleWildcards} from '../rulepack/pack.js';
import {type Channel, isOn} from './channels.js';

/** What it costs that no pair of roles explains a conversation; and more, where neither side has the same with others. */
const MYSTERY = 6;
const LONE_MYSTERY = 2;

/** What one host opens to another, of all edges that are alike; hosts by their keys. */
export interface Conversation {
	readonly from: string;
	readonly to: string;
	/** `tcp/443`; `tcp/negotiated` where the port was agreed on. */
	readonly service: string;
	readonly edge: FlowEdge;
	/** Services that it may be, between which roles: likeliest first. */
	readonly explanations: readonly Channel[];
	/** How unlikely it is where no roles explain it, as a negative logarithm. */
	readonly mystery: number;
}

/** Rules that join two roles: those for everybody tell nobody's role. */
export function tellingRules(rules: readonly Rule[]): Rule[] {
	const wildcards: readonly string[] = roleWildcards;
	return rules.filter(
		({from, to, forbidden}) => forbidden === undefined && !wildcards.includes(from) && !wildcards.includes(to),
	);
}

/**
 * The conversations that took place and whose initiator is known for sure. What a service does not carry is not that service.
 * @param keyOf what a host is called here; `undefined` for one that nobody is asked about
 */
export function conversationsOf(
	edges: readonly FlowEdge[],
	channels: ReadonlyMap<Rule, readonly Channel[]>,
	keyOf: (address: FlowEdge['initiator']) => string | undefined,
): Conversation[] {
	const found = new Map<string, Omit<Conversation, 'mystery'>>();
	const known = new Map<string, readonly Channel[]>();
	for (const edge of edges) {
		const [from, to] = [keyOf(edge.initiator), keyOf(edge.responder)];
		if (!isTelling(edge) || from === undefined || to === undefined || from === to) continue;
		const service = isAgreedOn(edge) ? `${formatService({...edge, port: undefined})}/negotiated` : formatService(edge);
		const key = JSON.stringify([from, to, service]);
		if (found.has(key)) continue;
		const like = JSON.stringify([service, edge.port, edge.applications.map(({name}) => name)]);
		let explanations = known.get(like);
		if (explanations === undefined) {
			explanations = explanationsOf(edge, channels);
			known.set(like, explanations);
		}
		found.set(key, {from, to, service, edge, explanations});
	}
	const alike = new Map<string, number>();
	const groupsOf = ({from, to, service}: Omit<Conversation, 'mystery'>) => [
		JSON.stringify(['from', from, service]),
		JSON.stringify(['to', to, service]),
	];
	for (const each of found.values()) for (const group of groupsOf(each)) alike.set(group, (alike.get(group) ?? 0) + 1);
	return [...found.values()].map((each) => {
		const most = Math.max(...groupsOf(each).map((group) => alike.get(group)!));
		return {...each, mystery: MYSTERY + LONE_MYSTERY / most};
	});
}

/** Of TCP, what only one side was captured of took place all the same. */
function isTelling({outcome, direction, scan, protocolIdentifier}: FlowEdge): boolean {
	const isHeld =
		outcome === 'answered' || outcome === 'cut' || (outcome === 'one-way' && protocolIdentifier === Protocol.Tcp);
	return isHeld && direction.confidence !== 'guess' && scan === undefined;
}

function explanationsOf(edge: FlowEdge, channels: ReadonlyMap<Rule, readonly Channel[]>): Channel[] {
	const isNegotiated = isAgreedOn(edge);
	const carried = edge.applications.map(({name}) => name);
	return [...channels]
		.flatMap(([rule, all]) => {
			const isDynamic = rule.targets.some((target) => target.isDynamic);
			if (isDynamic !== isNegotiated || !matchesTarget(rule, edge)) return [];
			const isOther =
				carried.length > 0 && rule.carries.length > 0 && !carried.some((name) => rule.carries.includes(name));
			return isOther ? [] : all.filter((channel) => isOn(channel, edge));
		})
		.sort((a, b) => b.chance - a.chance || a.id - b.id);
}

function isAgreedOn({negotiation}: FlowEdge): boolean {
	return negotiation !== undefined && negotiation.by !== 'tftp' && negotiation.by !== 'dhcp';
}
