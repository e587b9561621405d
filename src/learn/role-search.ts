import type {Role, RoleName, Rule} from '../rulepack/pack.js';
import type {Conversation} from './conversations.js';
import {type Showing, showingsOf} from './showings.js';

/** What it costs that a host holds a role: more than a conversation of many that are alike, less than one by itself. */
const ROLE_COST = 0.6;
/** What it costs that a role shows nothing of what it would show, of all that it would. */
const SURPRISE = 0.8;
const MAX_ROLES = 4;
/** Rounds in which a host without roles may still be anything, and rounds in all. */
const OPEN_ROUNDS = 3;
const MAX_ROUNDS = 14;

/** Roles of a host, most telling first, and how much of its conversations they explain, 0 to 1. */
export interface FoundRoles {
	readonly roles: readonly RoleName[];
	readonly fit: number;
}

/** A conversation of one host, as its roles could explain it now. */
interface Opening {
	readonly rules: ReadonlyMap<RoleName, readonly Rule[]>;
	/** What it costs not to explain it; nothing where no roles could. */
	readonly weight: number;
	readonly loss: number;
}

/**
 * Finds roles for hosts such that their conversations are explained by as few and as fitting roles as possible: host by host,
 * the others' roles being what they are, until nothing gets better. Where that ends hangs on the order in which roles are tried.
 */
export class RoleSearch {
	readonly #own = new Map<string, Conversation[]>();
	readonly #held = new Map<RoleName, ReadonlySet<RoleName>>();
	readonly #showings = new Map<RoleName, readonly Showing[]>();
	readonly #roles: readonly RoleName[];
	readonly #hosts: readonly string[];
	readonly #given: ReadonlyMap<string, ReadonlySet<RoleName>>;
	readonly #chosen = new Map<string, readonly RoleName[]>();
	readonly #expanded = new Map<string, ReadonlySet<RoleName>>();
	/** How many hosts hold each role. */
	readonly #holders = new Map<RoleName, number>();
	#isOpen = true;

	/**
	 * @param given roles of hosts that are known, those that they include too; they stay
	 * @param roles in the order in which they are tried: of two that fit alike the earlier is taken
	 * @param rankOf hosts are asked in the order of their ranks; `load` is how many conversations they have
	 */
	constructor(
		conversations: readonly Conversation[],
		rules: readonly Rule[],
		definitions: ReadonlyMap<RoleName, Role>,
		given: ReadonlyMap<string, ReadonlySet<RoleName>>,
		roles: readonly RoleName[],
		rankOf: (host: string, load: number) => number,
	) {
		this.#given = given;
		this.#roles = roles;
		for (const role of this.#roles) {
			this.#held.set(role, new Set([role, ...(definitions.get(role)?.includes ?? [])]));
			this.#showings.set(role, showingsOf(role, rules));
		}
		for (const each of conversations) for (const host of [each.from, each.to]) this.#add(host, each);
		const rank = (host: string) => rankOf(host, this.#own.get(host)!.length);
		this.#hosts = [...this.#own.keys()]
			.filter((host) => !given.has(host))
			.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
		for (const host of given.keys()) this.#countHolders(host, 1);
	}

	#countHolders(host: string, change: 1 | -1): void {
		for (const role of this.#heldBy(host)) this.#holders.set(role, (this.#holders.get(role) ?? 0) + change);
	}

	/** Asks host after host until nothing gets better; in the first rounds a host without roles may be anything. */
	run(): void {
		for (let round = 0; round < MAX_ROUNDS; round++) {
			this.#isOpen = round < OPEN_ROUNDS;
			const isChanged = this.#hosts.map((host) => this.#improve(host)).includes(true);
			if (!isChanged && !this.#isOpen) break;
		}
		this.#isOpen = false;
	}

	/** The roles of each host that is not given. */
	get found(): Map<string, FoundRoles> {
		return new Map(
			this.#hosts.map((host) => {
				const chosen = this.#chosen.get(host) ?? [];
				const openings = this.#openingsOf(host);
				const loss = new Map(chosen.map((role) => [role, this.#cost(host, without(chosen, role), openings)]));
				const roles = chosen.toSorted((a, b) => loss.get(b)! - loss.get(a)! || (a < b ? -1 : 1));
				return [host, {roles, fit: this.#fit(host, chosen)}];
			}),
		);
	}

	/** Of all hosts together; the least is the best. */
	get total(): number {
		return this.#hosts.reduce(
			(sum, host) => sum + this.#cost(host, this.#chosen.get(host) ?? [], this.#openingsOf(host)),
			0,
		);
	}

	#add(host: string, conversation: Conversation): void {
		const own = this.#own.get(host);
		if (own === undefined) this.#own.set(host, [conversation]);
		else own.push(conversation);
	}

	#improve(host: string): boolean {
		const before = this.#chosen.get(host) ?? [];
		const openings = this.#openingsOf(host);
		let best = before;
		let least = this.#cost(host, best, openings);
		for (let isBetter = true; isBetter; ) {
			isBetter = false;
			for (const candidate of this.#neighbours(best)) {
				const cost = this.#cost(host, candidate, openings);
				if (cost >= least - 1e-9) continue;
				[best, least, isBetter] = [candidate, cost, true];
			}
		}
		if (best === before) return false;
		this.#choose(host, best);
		return true;
	}

	#choose(host: string, roles: readonly RoleName[]): void {
		this.#countHolders(host, -1);
		this.#chosen.set(host, roles);
		this.#expanded.delete(host);
		this.#countHolders(host, 1);
	}

	/** What each role of the host would explain, conversation by conversation, the others' roles being what they are. */
	#openingsOf(host: string): Opening[] {
		return this.#own.get(host)!.map(({from, to, explanations, weights}) => {
			const weight = from === host ? weights.from : weights.to;
			const theirs = this.#heldBy(from === host ? to : from);
			const isAnything = this.#isOpen && theirs.size === 0;
			const rules = new Map<RoleName, Rule[]>();
			for (const explanation of explanations) {
				const [mine, its] = from === host ? [explanation.from, explanation.to] : [explanation.to, explanation.from];
				if (!isAnything && !theirs.has(its)) continue;
				const known = rules.get(mine);
				if (known === undefined) rules.set(mine, [explanation.rule]);
				else known.push(explanation.rule);
			}
			return {rules, weight: explanations.length === 0 ? 0 : weight, loss: weight};
		});
	}

	/** One role more, one less, or one for another. */
	#neighbours(roles: readonly RoleName[]): RoleName[][] {
		return this.#roles.flatMap((role) => {
			if (roles.includes(role)) return [without(roles, role)];
			const swapped = roles.map((other) => [...without(roles, other), role]);
			return roles.length === MAX_ROLES ? swapped : [[...roles, role], ...swapped];
		});
	}

	#cost(host: string, roles: readonly RoleName[], openings: readonly Opening[]): number {
		const held = this.#expand(roles);
		const used = new Set<Rule>();
		let cost = roles.length * ROLE_COST;
		for (const {rules, weight} of openings) {
			let isExplained = false;
			for (const role of held) {
				const own = rules.get(role);
				if (own === undefined) continue;
				isExplained = true;
				for (const rule of own) used.add(rule);
			}
			if (!isExplained) cost += weight;
		}
		const own = this.#heldBy(host);
		const isElsewhere = (role: RoleName) => (this.#holders.get(role) ?? 0) > (own.has(role) ? 1 : 0);
		for (const role of roles) cost += SURPRISE * this.#surprise(role, isElsewhere, used);
		return cost;
	}

	/** The part of what the role would show with hosts that are there, and does not; 0 to 1. */
	#surprise(role: RoleName, isElsewhere: (other: RoleName) => boolean, used: ReadonlySet<Rule>): number {
		let all = 0;
		let unseen = 0;
		for (const held of this.#held.get(role)!) {
			for (const {other, rules, weight} of this.#showings.get(held) ?? []) {
				if (!isElsewhere(other)) continue;
				all += weight;
				if (![...rules].some((rule) => used.has(rule))) unseen += weight;
			}
		}
		return all === 0 ? 0 : unseen / all;
	}

	#fit(host: string, roles: readonly RoleName[]): number {
		const held = this.#expand(roles);
		const openings = this.#openingsOf(host);
		const all = openings.reduce((sum, {loss}) => sum + loss, 0);
		const explained = openings.filter(({rules}) => [...held].some((role) => rules.has(role)));
		return all === 0 ? 0 : explained.reduce((sum, {loss}) => sum + loss, 0) / all;
	}

	#heldBy(host: string): ReadonlySet<RoleName> {
		const given = this.#given.get(host);
		if (given !== undefined) return given;
		let held = this.#expanded.get(host);
		if (held === undefined) {
			held = this.#expand(this.#chosen.get(host) ?? []);
			this.#expanded.set(host, held);
		}
		return held;
	}

	#expand(roles: readonly RoleName[]): ReadonlySet<RoleName> {
		return new Set(roles.flatMap((role) => [...this.#held.get(role)!]));
	}
}

function without(roles: readonly RoleName[], role: RoleName): RoleName[] {
	return roles.filter((other) => other !== role);
}
