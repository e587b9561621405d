import type {Role, RoleName, Rule} from '../rulepack/pack.js';
import type {Versions} from './channel-tally.js';
import type {Channel, RoleNumbers} from './channels.js';
import type {Conversation} from './conversations.js';
import {type Candidate, WORTH_TELLING} from './learning.js';
import {likenessOf} from './likeness.js';
import {Random} from './random.js';
import {RoleModel} from './role-model.js';
import {type RoleShares, sampleRoles} from './role-sampler.js';
import {tellOthers} from './tell-others.js';

/** Walks, each by other chances, whose shares are averaged: one alone may never leave what it found first. */
const WALKS = 3;
/** Of large sites, of which not all hosts are walked over: each host is asked again afterwards. */
const FEW_WALKS = 3;
/** Changes that a walk tries for each host. */
const MOVES = 400;
const FEW_MOVES = 120;
/** A role is told from here on; the likeliest already where it is worth telling. */
const LIKELY = 0.5;

export interface FoundRoles {
	/** Likeliest first; none where nothing is worth telling. */
	readonly roles: readonly RoleName[];
	/** All that are worth telling, `roles` too. */
	readonly candidates: readonly Candidate[];
	/** How many of its conversations these roles explain, by roles that others have likely, 0 to 1. */
	readonly fit: number;
}

/** The roles of each host that is not given. The same for the same conversations, in whatever order they come. */
export function searchRoles(
	conversations: readonly Conversation[],
	channels: ReadonlyMap<Rule, readonly Channel[]>,
	numbering: RoleNumbers,
	definitions: ReadonlyMap<RoleName, Role>,
	given: ReadonlyMap<string, ReadonlySet<RoleName>>,
	versionsOf: (key: string) => Versions,
): {readonly found: Map<string, FoundRoles>; readonly leftOut: number} {
	const telling = thinkable(conversations, numbering, given);
	const likeness = likenessOf(telling, given, versionsOf);
	const all = [...channels.values()].flat();
	const modelOf = (own: readonly Conversation[], order: readonly string[]) =>
		new RoleModel(own, all, numbering, definitions, given, versionsOf, order);
	const isWhole = likeness.others.length === 0;
	const shares = Array.from({length: isWhole ? WALKS : FEW_WALKS}, (_, walk) =>
		sampleRoles(
			modelOf(likeness.conversations, likeness.walked),
			new Random(walk + 1),
			isWhole ? MOVES : FEW_MOVES,
			numbering.findable,
			likeness.kinds,
		),
	);
	const walked = candidatesOf(shares, numbering, definitions);
	const candidates = new Map([...walked, ...tellOthers(telling, likeness, walked, toldOf, modelOf, numbering)]);
	const told = new Map([...candidates].map(([key, own]) => [key, toldOf(own)]));
	const heldBy = (key: string) => given.get(key) ?? withIncluded(told.get(key) ?? [], definitions);
	const explained = new Map<string, {count: number; all: number}>();
	for (const {from, to, explanations} of conversations) {
		const [opening, answering] = [heldBy(from), heldBy(to)];
		const isExplained = explanations.some(
			(channel) => opening.has(numbering.names[channel.from]!) && answering.has(numbering.names[channel.to]!),
		);
		for (const key of [from, to]) {
			const sum = explained.get(key) ?? {count: 0, all: 0};
			explained.set(key, {count: sum.count + (isExplained ? 1 : 0), all: sum.all + 1});
		}
	}
	const found = new Map(
		[...candidates].map(([key, own]): [string, FoundRoles] => {
			const {count, all} = explained.get(key)!;
			return [key, {roles: told.get(key)!, candidates: own, fit: count / all}];
		}),
	);
	return {found, leftOut: likeness.leftOut};
}

/** Conversations with what may explain them, as given roles and those that can be found go. */
function thinkable(
	conversations: readonly Conversation[],
	{names, findable}: RoleNumbers,
	given: ReadonlyMap<string, ReadonlySet<RoleName>>,
): Conversation[] {
	const mayHold = (key: string, role: number) => given.get(key)?.has(names[role]!) ?? role < findable;
	return conversations.flatMap((each) => {
		const {from, to, explanations} = each;
		const left = explanations.filter((channel) => mayHold(from, channel.from) && mayHold(to, channel.to));
		if (left.length === 0) return [];
		return left.length === explanations.length ? [each] : [{...each, explanations: left}];
	});
}

function compareKeys(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Averages; of a role and one that it includes, held equally often, the former says it all. */
function candidatesOf(
	walks: readonly RoleShares[],
	{names, findable}: RoleNumbers,
	definitions: ReadonlyMap<RoleName, Role>,
): Map<string, readonly Candidate[]> {
	const roles = names.slice(0, findable);
	return new Map(
		[...walks[0]!.keys()].map((key) => {
			const all = roles.map((role, number): Candidate => {
				const sum = walks.reduce((total, shares) => total + shares.get(key)![number]!, 0);
				return {role, share: sum / walks.length};
			});
			const shareOf = new Map(all.map(({role, share}) => [role, share]));
			const isSaid = (role: RoleName, share: number) =>
				all.some(
					(other) =>
						other.share >= Math.max(WORTH_TELLING, share / 2) &&
						other.role !== role &&
						definitions.get(other.role)?.includes.includes(role) === true &&
						shareOf.get(role)! <= other.share * 2,
				);
			const worth = all.filter(({role, share}) => share >= WORTH_TELLING && !isSaid(role, share));
			return [key, worth.sort((a, b) => b.share - a.share || compareKeys(a.role, b.role))] as const;
		}),
	);
}

function toldOf(candidates: readonly Candidate[]): RoleName[] {
	return candidates.filter(({share}, place) => place === 0 || share >= LIKELY).map(({role}) => role);
}

function withIncluded(roles: readonly RoleName[], definitions: ReadonlyMap<RoleName, Role>): ReadonlySet<RoleName> {
	return new Set(roles.flatMap((role) => [role, ...(definitions.get(role)?.includes ?? [])]));
}
