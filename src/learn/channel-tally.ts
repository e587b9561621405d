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

/**
 * What is seen of one channel, host by host. Its cost is the negative logarithm of how likely that is: with a chance that each
 * host has of its own (Beta-binomial), so that what one host never shows to thousands counts little more than what it never
 * shows to ten.
 */
export class ChannelTally {
	readonly channel: Channel;
	cost = 0;
	#chance: number;
	/**
	 * By host: conversations that the channel explains, those that it could explain and another channel does, and its versions, and 4
	 * where it holds both roles of the channel. Made when first needed: most channels are never seen.
	 */
	#seen = new Uint32Array(0);
	#elsewhere = new Uint32Array(0);
	#standing = new Uint8Array(0);
	/** Hosts that have any of it, and the place of each. */
	readonly #hosts: number[] = [];
	#places = new Uint32Array(0);
	readonly #size: number;
	/** Hosts with an entry, by standing. */
	readonly #active = new Int32Array(8);
	/** Costs that are known: of nothing seen, by the number of chances, and others. */
	readonly #never = new Float64Array(64);
	readonly #memo = new Map<number, number>();
	#unseen = 0;
	#once = 0;
	/** For whoever changes many. */
	stamp = 0;

	/** @param hosts how many there are */
	constructor(channel: Channel, hosts: number) {
		this.channel = channel;
		this.#size = hosts;
		this.#chance = channel.chance;
		this.chance = channel.chance;
	}

	/** A conversation of the host more or less. */
	add(host: number, standing: number, change: 1 | -1, isExplained: boolean): void {
		if (this.#seen.length === 0) this.#make();
		const [seen, elsewhere, hosts] = [this.#seen, this.#elsewhere, this.#hosts];
		if (seen[host] === 0 && elsewhere[host] === 0) {
			this.#standing[host] = standing;
			this.#active[standing]!++;
			this.#places[host] = hosts.length;
			hosts.push(host);
		}
		if (isExplained) seen[host]! += change;
		else elsewhere[host]! += change;
		if (seen[host] === 0 && elsewhere[host] === 0) {
			this.#active[this.#standing[host]!]!--;
			const last = hosts.pop()!;
			if (last === host) return;
			hosts[this.#places[host]!] = last;
			this.#places[last] = this.#places[host]!;
		}
	}

	#make(): void {
		this.#seen = new Uint32Array(this.#size);
		this.#elsewhere = new Uint32Array(this.#size);
		this.#standing = new Uint8Array(this.#size);
		this.#places = new Uint32Array(this.#size);
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
		const hosts = this.#hosts;
		for (let place = 0; place < hosts.length; place++) {
			const host = hosts[place]!;
			cost += this.#costOf(this.#seen[host]!, peersOf(this.#standing[host]!, others) - this.#elsewhere[host]!);
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
		for (const host of this.#hosts) {
			learn(1, this.#seen[host]!, peersOf(this.#standing[host]!, others) - this.#elsewhere[host]!);
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
			} else
				cost =
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
