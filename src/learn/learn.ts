import type {FrameReference} from '../flow/biflow.js';
import type {FlowEdge} from '../flow/edge.js';
import type {Observations} from '../flow/observations.js';
import {type Address, compareAddresses} from '../net/address.js';
import {judge} from '../policy/judgement.js';
import type {Inventory} from '../role/inventory.js';
import {mergeRoles} from '../role/merge-roles.js';
import type {Role, RoleName, RulePack} from '../rulepack/pack.js';
import type {Versions} from './channel-tally.js';
import {channelsOf, numberRoles} from './channels.js';
import {type Conversation, conversationsOf, tellingRules} from './conversations.js';
import type {HostProposal, Learning} from './learning.js';
import {impliedParameters} from './parameters.js';
import {rowsFor} from './rows.js';
import {searchRoles} from './search-roles.js';
import {withHosts} from './with-hosts.js';

/** Services and packets that are told of a host. */
const LISTED = 6;

/** What the edges suggest beyond what the inventory says. Coverage decides nothing here: what was not seen is not proposed. */
export function learn(
	edges: readonly FlowEdge[],
	packs: readonly RulePack[],
	inventory: Inventory,
	observations: Observations,
): Learning {
	const definitions = mergeRoles(packs.flatMap(({roles}) => [...roles.values()]));
	const {hosts, leftOut} = proposeHosts(edges, packs, inventory, observations, definitions);
	const extended = withHosts(inventory, hosts, definitions);
	const coverage = {duration: 0, isRepresentative: false};
	const {edges: judged} = judge(edges, packs, extended, coverage, observations);
	return {hosts, leftOut, parameters: impliedParameters(judged, packs), ...rowsFor(judged)};
}

function proposeHosts(
	edges: readonly FlowEdge[],
	packs: readonly RulePack[],
	inventory: Inventory,
	{names}: Observations,
	definitions: ReadonlyMap<RoleName, Role>,
): Pick<Learning, 'hosts' | 'leftOut'> {
	const given = new Map<string, ReadonlySet<RoleName>>();
	const addresses = new Map<string, Map<string, Address>>();
	const keyOf = (address: Address): string | undefined => {
		const {origin, label, heldRoles} = inventory.identify(address);
		if (origin === 'multicast' || origin === 'broadcast' || origin === 'unspecified') return undefined;
		if (origin !== 'unknown') {
			given.set(label, heldRoles);
			return label;
		}
		const seen = names.of(address.text);
		const isOwn = seen !== undefined && seen.by !== 'sni' && seen.by !== 'certificate';
		const key = isOwn ? seen.name : address.text;
		const known = addresses.get(key);
		if (known === undefined) addresses.set(key, new Map([[address.text, address]]));
		else known.set(address.text, address);
		return key;
	};
	for (const {initiator, responder} of edges) for (const address of [initiator, responder]) keyOf(address);
	const rules = tellingRules(packs.flatMap((pack) => pack.rules));
	const numbering = numberRoles(rules, definitions);
	const channels = channelsOf(rules, numbering);
	const conversations = conversationsOf(edges, channels, keyOf);
	const versions = new Map<string, Versions>();
	for (const {from, to, edge} of conversations) {
		const version = edge.initiator.version === 4 ? 1 : 2;
		for (const key of [from, to]) versions.set(key, ((versions.get(key) ?? 0) | version) as Versions);
	}
	const {found, leftOut} = searchRoles(
		conversations,
		channels,
		numbering,
		definitions,
		given,
		(key) => versions.get(key)!,
	);
	const byHost = new Map<string, Conversation[]>();
	for (const each of conversations) {
		for (const key of [each.from, each.to]) {
			const own = byHost.get(key);
			if (own === undefined) byHost.set(key, [each]);
			else own.push(each);
		}
	}
	const hosts = [...addresses]
		.map(([key, all]): HostProposal => {
			const own = (byHost.get(key) ?? []).toSorted(byTelling);
			const ordered = [...all.values()].sort(compareAddresses);
			const services = (side: 'from' | 'to') =>
				unique(own.filter((each) => each[side] === key).map(({service}) => service));
			return {
				name: key,
				addresses: ordered,
				seenAs: names.of(ordered[0]!.text),
				roles: found.get(key)?.roles ?? [],
				candidates: found.get(key)?.candidates ?? [],
				fit: found.get(key)?.fit ?? 0,
				serves: services('to').slice(0, LISTED),
				calls: services('from').slice(0, LISTED),
				frames: own
					.slice(0, LISTED)
					.map(({edge}) => edge.firstFrame)
					.sort(byFrame),
			};
		})
		.sort((a, b) => compareAddresses(a.addresses[0]!, b.addresses[0]!));
	return {hosts, leftOut};
}

/** What few pairs of roles explain tells most; then the order of the edges. */
function byTelling(a: Conversation, b: Conversation): number {
	const rank = ({explanations}: Conversation) =>
		explanations.length === 0 ? Number.POSITIVE_INFINITY : explanations.length;
	return rank(a) === rank(b) ? 0 : rank(a) - rank(b);
}

function byFrame(a: FrameReference, b: FrameReference): number {
	return a.capture - b.capture || a.number - b.number;
}

function unique(words: readonly string[]): string[] {
	return [...new Set(words)];
}
