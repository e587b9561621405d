import type {Channel} from './channels.js';
import {logGamma} from './log-gamma.js';

/** How firmly the chance of a channel is believed, against what is seen of it at one host: as if seen so many times. */
const BELIEF = 4;
/** Pairs of one host that count when chances are learnt: hosts with many peers are not to outvote the others. */
const LEARNT_PAIRS = 3;
/** More than conversations of one channel that a host has; small, so that keys are small numbers where counts are. */
const SPREAD = 2 ** 20;
const LEAST_CHANCE = 0.004;
const MOST_CHANCE = 0.9;

/** Which IP versions a host has: hosts without one in common cannot be seen to talk. 1: IPv4, 2: IPv6, 3: both. */
export type Versions = 1 | 2 | 3;
/** How many hosts there are of each `Versions`; the first is not used. */
export type CountsByVersions = Int32Array;

interface Entry {
	/** Conversations that the channel explains. */
	seen: number;
	/** Conversations that it could explain, and another channel does. */
	elsewhere: number;
	/** Its versions, and 4 where the host holds both roles of the channel. */
	readonly standing: number;
}

/**
 * What is seen of one channel, host by host. Its cost is the negative logarithm of how likely that is: with a chance that each
 * host has of its own (Beta-binomial), so that what one host never shows to thousands counts little more than what it never
 * shows to ten.
 */
export class ChannelTally {
	readonly channel: Channel;
	cost = 0;
	#chance: number;
	readonly #entries = new Map<number, Entry>();
	/** Hosts whose entries are alike: their standing, what they show, and how many they are. */
	readonly #alike = new Map<number, {readonly entry: Entry; count: number}>();
	/** Hosts with an entry, by standing. */
	readonly #active = new Int32Array(8);
	/** Costs that are known: of nothing seen, by the number of chances, and others. */
	readonly #never = new Float64Array(64);
	readonly #memo = new Map<number, number>();
	#unseen = 0;
	#once = 0;
	/** For whoever changes many. */
	stamp = 0;

	constructor(channel: Channel) {
		this.channel = channel;
		this.#chance = channel.chance;
		this.chance = channel.chance;
	}

	/** A conversation of the host more or less. */
	add(host: number, standing: number, change: 1 | -1, isExplained: boolean): void {
		let entry = this.#entries.get(host);
		if (entry === undefined) {
			entry = {seen: 0, elsewhere: 0, standing};
			this.#entries.set(host, entry);
			this.#active[standing]!++;
		} else this.#count(entry, -1);
		if (isExplained) entry.seen += change;
		else entry.elsewhere += change;
		if (entry.seen === 0 && entry.elsewhere === 0) {
			this.#entries.delete(host);
			this.#active[entry.standing]!--;
		} else this.#count(entry, 1);
	}

	#count({seen, elsewhere, standing}: Entry, change: 1 | -1): void {
		const key = (seen * SPREAD + elsewhere) * 8 + standing;
		const alike = this.#alike.get(key);
		if (alike === undefined) this.#alike.set(key, {entry: {seen, elsewhere, standing}, count: change});
		else if (alike.count + change === 0) this.#alike.delete(key);
		else alike.count += change;
	}

	/**
	 * Counts anew what the channel costs.
	 * @param counted holders of the role that it is counted by
	 * @param others holders of the other role
	 * @param both holders of both
	 */
	update(counted: CountsByVersions, others: CountsByVersions, both: CountsByVersions): void {
		const active = this.#active;
		let cost = 0;
		for (const {entry, count} of this.#alike.values()) {
			cost += count * this.#costOf(entry.seen, peersOf(entry.standing, others) - entry.elsewhere);
		}
		for (let versions = 1; versions < 4; versions++) {
			const idleBoth = both[versions]! - active[versions + 4]!;
			const idle = counted[versions]! - both[versions]! - active[versions]!;
			if (idle > 0) cost += idle * this.#costOf(0, peersOf(versions, others));
			if (idleBoth > 0) cost += idleBoth * this.#costOf(0, peersOf(versions + 4, others));
		}
		this.cost = cost;
	}

	/** How often it could have been seen, and was: of a host at most a few times. */
	learnable(counted: CountsByVersions, others: CountsByVersions, both: CountsByVersions): {could: number; was: number} {
		const sum = {could: 0, was: 0};
		const learn = (hosts: number, seen: number, chances: number) => {
			if (hosts <= 0 || chances <= 0) return;
			const pairs = this.channel.isOnce ? 1 : Math.min(chances, LEARNT_PAIRS);
			sum.could += hosts * pairs;
			sum.was += hosts * (this.channel.isOnce ? Math.min(seen, 1) : (seen / chances) * pairs);
		};
		for (const {entry, count} of this.#alike.values()) {
			learn(count, entry.seen, peersOf(entry.standing, others) - entry.elsewhere);
		}
		for (let versions = 1; versions < 4; versions++) {
			learn(counted[versions]! - both[versions]! - this.#active[versions]!, 0, peersOf(versions, others));
			learn(both[versions]! - this.#active[versions + 4]!, 0, peersOf(versions + 4, others));
		}
		return sum;
	}

	/** Another chance; costs are to be updated. */
	set chance(chance: number) {
		this.#chance = Math.min(MOST_CHANCE, Math.max(LEAST_CHANCE, chance));
		this.#unseen = -Math.log(1 - this.#chance);
		this.#once = -Math.log(this.#chance);
		this.#never.fill(0);
		this.#memo.clear();
	}

	#costOf(seen: number, chances: number): number {
		if (chances <= 0) return 0;
		const chance = this.#chance;
		if (this.channel.isOnce && seen === 0) return this.#unseen;
		if (seen === 0 && chances < this.#never.length) {
			const known = this.#never[chances]!;
			if (known > 0) return known;
		}
		const key = seen * SPREAD + chances;
		let cost = this.#memo.get(key);
		if (cost === undefined) {
			const [a, b] = [chance * BELIEF, (1 - chance) * BELIEF];
			const all = Math.max(chances, seen);
			if (this.channel.isOnce) {
				// Seen with any; with how many, and with which of them, nothing says.
				cost = this.#once + Math.log(all) + logGamma(all + 1) - logGamma(seen + 1) - logGamma(all - seen + 1);
			} else cost =
				logGamma(a) +
				logGamma(b) -
				logGamma(a + b) -
				logGamma(a + seen) -
				logGamma(b + all - seen) +
				logGamma(a + b + all);
			if (seen === 0 && chances < this.#never.length) this.#never[chances] = cost;
			else this.#memo.set(key, cost);
		}
		return cost;
	}
}

/** Hosts that one of that standing could be seen with. */
function peersOf(standing: number, others: CountsByVersions): number {
	const peers = others[3]! + (standing & 1 ? others[1]! : 0) + (standing & 2 ? others[2]! : 0);
	return standing > 3 ? peers - 1 : peers;
}
