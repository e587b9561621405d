import type {Role, RoleName} from '../rulepack/pack.js';
import {ChannelTally, type Versions} from './channel-tally.js';
import type {Channel, RoleNumbers} from './channels.js';
import type {Conversation} from './conversations.js';

/** What it costs that a host holds a role, that it holds another beside it, and that the role is held elsewhere too. */
const ROLE_COST = 2;
const FURTHER_ROLE_COST = 2.5;
const HELD_ELSEWHERE_COST = 1;
/** How firmly chances are believed when they are learnt: that of a kind of channel, and that of the captures as a whole. */
const KIND_BELIEF = 3;
const CAPTURE_BELIEF = 5;

/** A host that takes part in conversations. */
export interface ModelHost {
	readonly index: number;
	readonly key: string;
	readonly versions: Versions;
	/** Its roles were given, and stay. */
	readonly isGiven: boolean;
	readonly own: ModelConversation[];
	/** Roles that could explain one of its conversations. */
	readonly thinkable: readonly number[];
	roles: readonly number[];
	/** The roles, and those that they include. */
	held: readonly number[];
	/** 1 for each of them, by its number. */
	readonly holds: Uint8Array;
}

export interface ModelConversation {
	readonly from: ModelHost;
	readonly to: ModelHost;
	readonly explanations: readonly Channel[];
	readonly mystery: number;
	readonly columns: Columns;
	/** Places of explanations between roles that the two hold, and how many they are; the first explains it. */
	readonly open: number[];
	openCount: number;
	/** False while roles change, and `open` is not known. */
	isOpen: boolean;
}

/** What is asked most often of explanations. */
interface Columns {
	/** Roles of who opens, and of who answers, explanation by explanation. */
	readonly opening: Uint16Array;
	readonly answering: Uint16Array;
	/** Bits of all of them, by their numbers. */
	readonly involved: Int32Array;
}

export interface Change {
	readonly host: ModelHost;
	readonly roles: readonly number[];
}

/**
 * How unlikely the conversations are, and their absence, if hosts hold these roles: a negative logarithm, up to a constant. Roles cost; what no
 * roles explain costs; a documented service costs by how seldom it is seen, or, where it is not seen, by how often.
 */
export class RoleModel {
	readonly hosts: readonly ModelHost[];
	readonly conversations: readonly ModelConversation[];
	/** Roles below this number can be found. */
	readonly findable: number;
	readonly #tallies: readonly ChannelTally[];
	/** Channels by either of their roles. */
	readonly #channelsOf: readonly (readonly ChannelTally[])[];
	readonly #openedBy: readonly (readonly Channel[])[];
	readonly #expansions: readonly (readonly number[])[];
	/** Of each role, how many hosts hold it, by their versions. */
	readonly #holders: readonly Int32Array[];
	readonly #held: Int32Array;
	/** Of each channel, how many hosts hold both its roles. */
	readonly #both: readonly Int32Array[];
	/** Hosts that hold each role by itself, not as part of another. */
	readonly #chosen: Int32Array;
	/** What the roles cost, and the conversations that nothing explains. */
	#rolesAndMysteries = 0;
	/** Of the last change: what was before, and which channels it touched. */
	#backup: readonly Change[] = [];
	readonly #touched: ChannelTally[] = [];
	readonly #costs: number[] = [];
	#stamp = 0;
	/** Bits of the roles that a change gives or takes, and conversations that it may explain in another way. */
	readonly #changed: Int32Array;
	readonly #changedRoles: number[] = [];
	readonly #asked: ModelConversation[] = [];

	constructor(
		conversations: readonly Conversation[],
		channels: readonly Channel[],
		{names, numbers, findable}: RoleNumbers,
		definitions: ReadonlyMap<RoleName, Role>,
		given: ReadonlyMap<string, ReadonlySet<RoleName>>,
		versionsOf: (key: string) => Versions,
		order: readonly string[],
	) {
		this.findable = findable;
		const numbersOf = (roles: Iterable<RoleName>) =>
			[...roles].flatMap((role) => (numbers.has(role) ? [numbers.get(role)!] : []));
		this.#expansions = names.map((name) => numbersOf(new Set([name, ...(definitions.get(name)?.includes ?? [])])));
		this.#tallies = channels.map((channel) => new ChannelTally(channel, order.length));
		this.#channelsOf = names.map((_, role) =>
			this.#tallies.filter(({channel: {from, to}}) => from === role || to === role),
		);
		this.#openedBy = names.map((_, role) => channels.filter(({from}) => from === role));
		this.#holders = names.map(() => new Int32Array(4));
		this.#held = new Int32Array(names.length);
		this.#both = channels.map(() => new Int32Array(4));
		this.#chosen = new Int32Array(names.length);

		const thinkable = new Map(order.map((key) => [key, new Set<number>()]));
		for (const {from, to, explanations} of conversations) {
			for (const channel of explanations) {
				thinkable.get(from)!.add(channel.from);
				thinkable.get(to)!.add(channel.to);
			}
		}
		const all = names.map((_, role) => role).slice(0, findable);
		const hosts = order.map((key, index): ModelHost => {
			const direct = thinkable.get(key)!;
			const held = numbersOf(given.get(key) ?? []);
			return {
				index,
				key,
				versions: versionsOf(key),
				isGiven: given.has(key),
				own: [],
				thinkable: all.filter((role) => this.#expansions[role]!.some((each) => direct.has(each))),
				roles: [],
				held,
				holds: Uint8Array.from(names, (_, role) => (held.includes(role) ? 1 : 0)),
			};
		});
		const byKey = new Map(hosts.map((host) => [host.key, host]));
		this.hosts = hosts;
		for (const host of hosts) this.#countRoles(host, 1);
		this.#changed = new Int32Array(Math.ceil(names.length / 32));
		const known = new Map<readonly Channel[], Columns>();
		this.conversations = conversations.map(({from, to, explanations, mystery}): ModelConversation => {
			const columns = known.get(explanations) ?? columnsOf(explanations, names.length);
			known.set(explanations, columns);
			const sides = {from: byKey.get(from)!, to: byKey.get(to)!};
			return {...sides, explanations, columns, mystery, open: [], openCount: 0, isOpen: false};
		});
		for (const each of this.conversations) {
			each.from.own.push(each);
			each.to.own.push(each);
			this.#explain(each);
		}
		for (const tally of this.#tallies) this.#update(tally);
	}

	/** Gives hosts other roles. Returns by how much less likely that makes everything. */
	change(changes: readonly Change[]): number {
		const before = this.#rolesAndMysteries;
		this.#backup = changes.map(({host}) => ({host, roles: host.roles}));
		this.#stamp++;
		this.#touched.length = 0;
		this.#costs.length = 0;
		this.#put(changes);
		let difference = this.#rolesAndMysteries - before;
		for (let place = 0; place < this.#touched.length; place++) {
			difference += this.#update(this.#touched[place]!) - this.#costs[place]!;
		}
		return difference;
	}

	/** Takes the last change back. */
	undo(): void {
		this.#put(this.#backup);
		for (let place = 0; place < this.#touched.length; place++) this.#touched[place]!.cost = this.#costs[place]!;
	}

	#put(changes: readonly Change[]): void {
		this.#asked.length = 0;
		this.#changedRoles.length = 0;
		for (const {host, roles} of changes) this.#findAsked(host, this.expand(roles));
		for (const each of this.#asked) this.#forget(each);
		for (const {host, roles} of changes) {
			this.#countRoles(host, -1);
			for (const role of host.held) host.holds[role] = 0;
			host.roles = roles;
			host.held = this.expand(roles);
			for (const role of host.held) host.holds[role] = 1;
			this.#countRoles(host, 1);
		}
		for (const role of this.#changedRoles) this.#touchHeld(role);
		for (const each of this.#asked) this.#explain(each);
	}

	/** Notes what may change if the host holds these roles: costs of channels, and conversations of which it is a side. */
	#findAsked(host: ModelHost, held: readonly number[]): void {
		const changed = this.#changed.fill(0);
		const note = (role: number) => {
			changed[role >>> 5]! |= 1 << (role & 31);
			this.#changedRoles.push(role);
			this.#touchHeld(role);
		};
		for (const role of host.held) if (!held.includes(role)) note(role);
		for (const role of held) if (host.holds[role] === 0) note(role);
		for (const each of host.own) {
			if (!each.isOpen || !intersect(each.columns.involved, changed)) continue;
			each.isOpen = false;
			this.#asked.push(each);
		}
	}

	/** Channels of which nobody holds the other role cost nothing. */
	#touchHeld(role: number): void {
		const tallies = this.#channelsOf[role]!;
		for (let place = 0; place < tallies.length; place++) {
			const tally = tallies[place]!;
			if (this.#held[tally.channel.from]! > 0 && this.#held[tally.channel.to]! > 0) this.#touch(tally);
		}
	}

	#touch(tally: ChannelTally): void {
		if (tally.stamp === this.#stamp) return;
		tally.stamp = this.#stamp;
		this.#touched.push(tally);
		this.#costs.push(tally.cost);
	}

	/** Learns how often each kind of service shows in these captures, the roles being what they are. */
	learnChances(): void {
		const sums = this.#tallies.map((tally) => tally.learnable(...this.#countsOf(tally)));
		const byKind = new Map<string, {could: number; was: number}>();
		let [expected, found] = [CAPTURE_BELIEF, CAPTURE_BELIEF];
		for (const [index, {channel}] of this.#tallies.entries()) {
			const {could, was} = sums[index]!;
			const kind = byKind.get(channel.kind) ?? {could: 0, was: 0};
			byKind.set(channel.kind, {could: kind.could + could, was: kind.was + was});
			expected += could * channel.chance;
			found += was;
		}
		for (const tally of this.#tallies) {
			const {kind, chance} = tally.channel;
			const {could, was} = byKind.get(kind)!;
			const usual = Math.min(1, (chance * found) / expected);
			tally.chance = (was + KIND_BELIEF * usual) / (could + KIND_BELIEF);
			this.#update(tally);
		}
	}

	/** The roles, and those that they include. */
	expand(roles: readonly number[]): readonly number[] {
		if (roles.length === 1) return this.#expansions[roles[0]!]!;
		const held: number[] = [];
		for (const role of roles) for (const each of this.#expansions[role]!) if (!held.includes(each)) held.push(each);
		return held;
	}

	#update(tally: ChannelTally): number {
		const {from, to} = tally.channel;
		// Most roles are held by nobody.
		if (this.#held[from] === 0 || this.#held[to] === 0) tally.cost = 0;
		else tally.update(...this.#countsOf(tally));
		return tally.cost;
	}

	#countsOf({channel: {id, from, to, countedBy}}: ChannelTally): [Int32Array, Int32Array, Int32Array] {
		const [opening, answering] = [this.#holders[from]!, this.#holders[to]!];
		return countedBy === 'to' ? [answering, opening, this.#both[id]!] : [opening, answering, this.#both[id]!];
	}

	#countRoles({roles, held, holds, versions}: ModelHost, change: 1 | -1): void {
		if (roles.length > 0) this.#rolesAndMysteries += change * (ROLE_COST + (roles.length - 1) * FURTHER_ROLE_COST);
		for (const role of roles) {
			const others = change === 1 ? this.#chosen[role]! : this.#chosen[role]! - 1;
			if (others > 0) this.#rolesAndMysteries += change * HELD_ELSEWHERE_COST;
			this.#chosen[role]! += change;
		}
		for (const role of held) {
			this.#holders[role]![versions]! += change;
			this.#held[role]! += change;
			const opened = this.#openedBy[role]!;
			for (let place = 0; place < opened.length; place++) {
				const channel = opened[place]!;
				if (holds[channel.to] === 1) this.#both[channel.id]![versions]! += change;
			}
		}
	}

	#explain(conversation: ModelConversation): void {
		const {from, to, columns, open} = conversation;
		const {opening, answering} = columns;
		let count = 0;
		for (let place = 0; place < opening.length; place++) {
			if (from.holds[opening[place]!] === 1 && to.holds[answering[place]!] === 1) open[count++] = place;
		}
		conversation.openCount = count;
		conversation.isOpen = true;
		this.#tally(conversation, 1);
	}

	#forget(conversation: ModelConversation): void {
		this.#tally(conversation, -1);
		conversation.isOpen = false;
	}

	#tally({from, to, mystery, explanations, open, openCount}: ModelConversation, change: 1 | -1): void {
		if (openCount === 0) this.#rolesAndMysteries += change * mystery;
		for (let index = 0; index < openCount; index++) {
			const channel = explanations[open[index]!]!;
			const host = channel.countedBy === 'to' ? to : from;
			const isBoth = host.holds[channel.from] === 1 && host.holds[channel.to] === 1;
			const tally = this.#tallies[channel.id]!;
			this.#touch(tally);
			tally.add(host.index, host.versions + (isBoth ? 4 : 0), change, index === 0);
		}
	}
}

/** The columns of explanations. */
function columnsOf(explanations: readonly Channel[], roles: number): Columns {
	const involved = new Int32Array(Math.ceil(roles / 32));
	for (const channel of explanations) {
		for (const role of [channel.from, channel.to]) involved[role >>> 5]! |= 1 << (role & 31);
	}
	return {
		opening: Uint16Array.from(explanations, ({from}) => from),
		answering: Uint16Array.from(explanations, ({to}) => to),
		involved,
	};
}

function intersect(a: Int32Array, b: Int32Array): boolean {
	for (let word = 0; word < a.length; word++) if ((a[word]! & b[word]!) !== 0) return true;
	return false;
}
