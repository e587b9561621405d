import type {RoleName} from '../rulepack/pack.js';
import type {RoleNumbers} from './channels.js';
import type {Conversation} from './conversations.js';
import {type Candidate, WORTH_TELLING} from './learning.js';
import type {Likeness} from './likeness.js';
import {descendRoles} from './role-descent.js';
import type {ModelHost, RoleModel} from './role-model.js';
import {FEW_ALIKE} from './walked-hosts.js';

/** What hosts of one kind were told, and what was said of those that were told the same. */
interface Told {
	readonly roles: readonly number[];
	readonly candidates: ReadonlyArray<readonly Candidate[]>;
}

/**
 * Tells the roles of hosts that were not walked over, each by itself: what it does it does with those that were walked over, or with
 * one that is like its peer. Those that were walked over and have many like them are told anew in the same way; of the others it is
 * corrected what a walk through a large site had no time for.
 * @param walked what was told of those that were walked over
 * @param toldOf the roles that are told, of candidates
 * @param modelOf a model of hosts, in their order, without roles
 */
export function tellOthers(
	conversations: readonly Conversation[],
	{walked: order, conversations: among, others, kinds, walkedOf, labelOf}: Likeness,
	walked: ReadonlyMap<string, readonly Candidate[]>,
	toldOf: (candidates: readonly Candidate[]) => RoleName[],
	modelOf: (conversations: readonly Conversation[], order: readonly string[]) => RoleModel,
	{names, numbers}: RoleNumbers,
): Map<string, readonly Candidate[]> {
	if (others.length === 0) return new Map();
	const rolesOf = (key: string) => toldOf(walked.get(key) ?? []).map((role) => numbers.get(role)!);
	const told = new Map([...walkedOf].map(([kind, keys]) => [kind, toldIn(keys, rolesOf, walked)]));
	const standIns = new Map(
		[...walkedOf].map(([kind, keys]) => {
			const most = told.get(kind)![0]?.roles.join();
			return [kind, keys.find((key) => rolesOf(key).join() === most) ?? keys[0]!] as const;
		}),
	);
	const [isOther, isWalked] = [new Set(others), new Set(order)];
	const own = new Map(others.map((key) => [key, new Map<string, Conversation>()]));
	const standInOf = (key: string) => (isWalked.has(key) ? key : standIns.get(kinds.get(key)!));
	const deedOf = (way: 'to' | 'by', kind: number, peer: string | undefined, each: Pick<Conversation, 'explanations'>) =>
		`${kind} ${way} ${peer} ${labelOf(each)}`;
	/** How many of a kind do the same with the same host: what many do beside what their role documents is a row, not a role of theirs. */
	const alike = new Map<string, number>();
	for (const each of conversations) {
		const deeds = [
			deedOf('to', kinds.get(each.from)!, standInOf(each.to), each),
			deedOf('by', kinds.get(each.to)!, standInOf(each.from), each),
		];
		for (const deed of deeds) alike.set(deed, (alike.get(deed) ?? 0) + 1);
	}
	for (const each of conversations) {
		const {from, to} = each;
		const [opener, answerer] = [standInOf(from), standInOf(to)];
		if (isOther.has(from) && answerer !== undefined) {
			own.get(from)!.set(`to ${answerer} ${labelOf(each)}`, {...each, to: answerer});
		}
		if (isOther.has(to) && opener !== undefined)
			own.get(to)!.set(`by ${opener} ${labelOf(each)}`, {...each, from: opener});
	}

	/** Those that do the same with the same. */
	const groups = new Map<string, string[]>();
	for (const key of others) {
		const manner = JSON.stringify([kinds.get(key), [...own.get(key)!.keys()].sort()]);
		const group = groups.get(manner);
		if (group === undefined) groups.set(manner, [key]);
		else group.push(key);
	}
	const first = [...groups.values()].map(([key]) => key!);
	const model = modelOf([...among, ...first.flatMap((key) => [...own.get(key)!.values()])], [...order, ...first]);
	const hosts = new Map(model.hosts.map((host) => [host.key, host]));
	model.change(order.filter((key) => walked.has(key)).map((key) => ({host: hosts.get(key)!, roles: rolesOf(key)})));
	model.learnChances();
	const tell = (host: ModelHost): readonly Candidate[] => {
		const known = told.get(kinds.get(host.key)!) ?? [];
		const kind = kinds.get(host.key)!;
		const singles = [...new Set(known.flatMap((each) => each.roles))].map((role) => [role]);
		const {roles, shares} = descendRoles(
			model,
			host,
			[...known.slice(0, 1).map((each) => each.roles), ...singles],
			(each) => {
				const deed =
					each.from === host ? deedOf('to', kind, each.to.key, each) : deedOf('by', kind, each.from.key, each);
				return (alike.get(deed) ?? 0) <= FEW_ALIKE;
			},
		);
		const same = known.find(
			(each) => each.roles.length === roles.length && roles.every((role) => each.roles.includes(role)),
		);
		if (same !== undefined && roles.length > 0) return average(same.candidates);
		return sorted([...shares].map(([role, share]) => ({role: names[role]!, share}))).filter(
			({share}) => share >= WORTH_TELLING,
		);
	};
	const correct = (host: ModelHost, candidates: readonly Candidate[]): readonly Candidate[] => {
		const {roles, shares} = descendRoles(model, host, [host.roles]);
		const dropped = new Set(host.roles.filter((role) => !roles.includes(role)).map((role) => names[role]!));
		const known = new Set(candidates.map(({role}) => role));
		const added = roles
			.map((role) => ({role: names[role]!, share: shares.get(role)!}))
			.filter(({role}) => !known.has(role));
		return sorted([...candidates.filter(({role}) => !dropped.has(role)), ...added]);
	};
	const found = new Map<string, readonly Candidate[]>();
	for (const group of groups.values()) {
		const candidates = tell(hosts.get(group[0]!)!);
		for (const key of group) found.set(key, candidates);
	}
	const common = new Set(others.map((key) => kinds.get(key)!));
	for (const [key, candidates] of walked) {
		const host = hosts.get(key)!;
		found.set(key, common.has(kinds.get(key)!) ? tell(host) : correct(host, candidates));
	}
	return found;
}

/** Most hosts first. */
function toldIn(
	keys: readonly string[],
	rolesOf: (key: string) => number[],
	walked: ReadonlyMap<string, readonly Candidate[]>,
): Told[] {
	const byRoles = new Map<string, {readonly roles: number[]; readonly candidates: Array<readonly Candidate[]>}>();
	for (const key of keys) {
		const roles = rolesOf(key);
		const id = roles.toSorted((a, b) => a - b).join();
		const known = byRoles.get(id) ?? {roles, candidates: []};
		known.candidates.push(walked.get(key) ?? []);
		byRoles.set(id, known);
	}
	return [...byRoles.values()].sort((a, b) => b.candidates.length - a.candidates.length);
}

function average(all: ReadonlyArray<readonly Candidate[]>): Candidate[] {
	const sums = new Map<RoleName, number>();
	for (const {role, share} of all.flat()) sums.set(role, (sums.get(role) ?? 0) + share / all.length);
	return sorted([...sums].map(([role, share]) => ({role, share})));
}

function sorted(candidates: readonly Candidate[]): Candidate[] {
	return candidates.toSorted((a, b) => b.share - a.share || (a.role < b.role ? -1 : 1));
}
