import {type DurationMicros, formatDuration, HOUR} from '../net/time.js';
import type {Identity} from '../role/role.js';
import type {Rule} from '../rulepack/pack.js';
import {formatTargets} from '../rulepack/wording.js';
import type {Circumstances} from './circumstances.js';
import type {Circumstance} from './explanation.js';
import {type Expectation, type ExpectationStatus, expectationStatuses, type PairExpectation} from './finding.js';
import type {HostDirectory} from './host-directory.js';
import {PairList} from './pair-list.js';
import type {Sighting, Sightings} from './sightings.js';
import type {Tunnels} from './tunnels.js';

/** What decides whether something that was not seen could have been. */
export interface Coverage {
	/** Time from the first packet to the last. */
	readonly duration: DurationMicros;
	/** The user vouches that the capture covers a full cycle of everything. */
	readonly isRepresentative: boolean;
	/** Every service is due within this time, whatever its rule says; `undefined`: as the rules say. */
	readonly within?: DurationMicros | undefined;
}

/** The rules of one conduit that one expectation is about. */
export interface ExpectedRules {
	/** Any of them meets the expectation; the first stands for all. */
	readonly alternatives: readonly [Rule, ...Rule[]];
	/** Used when those are not to be had. */
	readonly fallbacks: readonly Rule[];
	/** Where one of these is used, so must be those. */
	readonly companions: readonly Rule[];
}

type State = 'unmet' | Circumstance | undefined;

/** Why a pair was not seen, or how it was. */
type Finding = Pick<PairExpectation, 'status' | 'reason'>;

/**
 * Examines one expectation: all pairs of hosts that hold its roles, unit by unit. A unit is the pairs one of which is
 * enough: all of one initiator, or all of one responder, as the rule's reach says. Beyond `MAX_PAIRS`, pairs that were not
 * seen are counted and not made: ten thousand clients make a hundred million pairs.
 */
export class Examiner {
	readonly #rules: ExpectedRules;
	readonly #directory: HostDirectory;
	readonly #sightings: Sightings;
	readonly #tunnels: Tunnels;
	readonly #circumstances: Circumstances;
	readonly #coverage: Coverage;
	readonly #rule: Rule;
	readonly #isEach: boolean;
	/** What the rule hangs on may differ from pair to pair. */
	readonly #isConditional: boolean;
	readonly #counts = new Map<ExpectationStatus, number>();
	readonly #pairs = new PairList();
	/** What `#stateOf` says, by the standings of both hosts. */
	readonly #states = new Map<number, State>();
	/** Said of many pairs. */
	readonly #tooShortFor = new Map<DurationMicros, Finding>();

	constructor(
		rules: ExpectedRules,
		directory: HostDirectory,
		sightings: Sightings,
		tunnels: Tunnels,
		circumstances: Circumstances,
		coverage: Coverage,
	) {
		this.#rules = rules;
		this.#directory = directory;
		this.#sightings = sightings;
		this.#tunnels = tunnels;
		this.#circumstances = circumstances;
		this.#coverage = coverage;
		this.#rule = rules.alternatives[0];
		this.#isEach = this.#rule.expectation!.reach === 'each';
		this.#isConditional = rules.alternatives.some(
			({when, sites, versions}) => when.length > 0 || sites !== undefined || versions.since !== versions.until,
		);
	}

	/** `undefined` where no two hosts hold the roles, or none for which the rule holds. */
	expectation(): Expectation | undefined {
		const initiators = this.#holders('from');
		const responders = this.#holders('to');
		const [heads, peers] = this.#isEach ? [responders, initiators] : [initiators, responders];
		const {alternatives, fallbacks, companions} = this.#rules;
		const isSighted = [...alternatives, ...fallbacks, ...companions].some((rule) => this.#sightings.isUsed(rule));
		if (isSighted || this.#rule.sites !== undefined) this.#examineUnits(heads, peers);
		else this.#addUnused(heads, peers);
		const status = expectationStatuses.find((candidate) => this.#counts.has(candidate));
		if (status === undefined) return undefined;
		return {
			rule: this.#rule,
			alternatives: this.#rules.alternatives.map(({id}) => id),
			ports: [...new Set(this.#rules.alternatives.map(formatTargets))].join(' or '),
			level: this.#rule.expectation!.level,
			status,
			counts: Object.fromEntries(
				expectationStatuses.flatMap((known) => (this.#counts.has(known) ? [[known, this.#counts.get(known)!]] : [])),
			),
			pairs: this.#pairs.inOrder(),
		};
	}

	/** Labels of the hosts that hold the role, but those for which none of the alternatives holds. */
	#holders(side: 'from' | 'to'): readonly string[] {
		const labels = this.#directory.holders(this.#rule[side]);
		if (!this.#isConditional) return labels;
		const ofStanding = new Map<number, boolean>();
		return labels.filter((label) => {
			const host = this.#directory.host(label);
			let isHolder = ofStanding.get(host.standing);
			if (isHolder === undefined) {
				isHolder = this.#rules.alternatives.some((rule) =>
					this.#circumstances.ofSide(rule, side, host).every(({isMet}) => isMet !== false),
				);
				ofStanding.set(host.standing, isHolder);
			}
			return isHolder;
		});
	}

	#examineUnits(heads: readonly string[], peers: readonly string[]): void {
		const peerSet = new Set(peers);
		for (const head of heads) {
			if (this.#rule.sites === undefined) this.#examineUnit(head, peers, peerSet);
			else {
				const own = peers.filter((peer) => this.#stateOf(head, peer) !== 'unmet');
				this.#examineUnit(head, own, new Set(own));
			}
		}
	}

	/** All units of what nobody used. */
	#addUnused(heads: readonly string[], peers: readonly string[]): void {
		const peerSet = new Set(peers);
		const shared = this.#whyNoneWasSeen(false);
		for (const [index, head] of heads.entries()) {
			const isKept = this.#addUnseen(head, peers, peerSet, unsighted);
			if (isKept || shared === undefined) continue;
			// Heads are in order: where no pair of one is kept of many that are alike, none of those after it is.
			const rest = heads.slice(index + 1);
			const own = rest.filter((other) => peerSet.has(other)).length;
			this.#count(shared.status, rest.length * peers.length - own);
			return;
		}
	}

	#examineUnit(head: string, peers: readonly string[], peerSet: ReadonlySet<string>): void {
		const {alternatives, fallbacks, companions} = this.#rules;
		const isSighted = (rule: Rule) => this.#sighted(rule, head).size > 0;
		if (!alternatives.some(isSighted) && !fallbacks.some(isSighted) && !companions.some(isSighted)) {
			this.#addUnseen(head, peers, peerSet, unsighted);
			return;
		}
		const sighted = new Map(alternatives.flatMap((rule) => [...this.#sighted(rule, head)]).sort(seenLast));
		sighted.delete(head);
		let isMet = false;
		for (const [peer, {isSeen}] of sighted) {
			if (!isSeen) continue;
			isMet = true;
			this.#add(head, peer, {status: 'seen', reason: 'seen'});
		}
		for (const rule of fallbacks) {
			for (const [peer, {isSeen}] of this.#sighted(rule, head)) {
				if (!isSeen || peer === head || sighted.get(peer)?.isSeen === true) continue;
				isMet = true;
				const failure = sighted.get(peer)?.failure;
				const why = failure === undefined ? 'was not tried' : `failed: ${failure}`;
				this.#add(head, peer, {status: 'fallback', reason: `${this.#rule.service} ${why}; ${rule.service} was used`});
				sighted.set(peer, {isSeen: true, failure: undefined});
			}
		}
		for (const [peer, {failure}] of sighted) {
			if (failure !== undefined) this.#add(head, peer, {status: 'failed', reason: failure});
		}
		this.#addCompanions(head, sighted);
		if (!isMet) this.#addUnseen(head, peers, peerSet, sighted);
	}

	/** Peers with which a companion was used, and this service was not. */
	#addCompanions(head: string, sighted: Map<string, Sighting>): void {
		for (const rule of this.#rules.companions) {
			for (const [peer, {isSeen}] of this.#sighted(rule, head)) {
				if (!isSeen || peer === head || sighted.has(peer)) continue;
				const {duration, isRepresentative} = this.#coverage;
				const due = Math.min(this.#within, HOUR);
				const isDue = isRepresentative || duration >= due;
				const reason = `${rule.service} was used between them, which goes with ${this.#rule.service}`;
				this.#add(head, peer, isDue ? {status: 'missing', reason} : this.#tooShort(due));
				sighted.set(peer, {isSeen: false, failure: undefined});
			}
		}
	}

	/** The pairs of a unit that nothing is known of; false where there are some and none of them is told. */
	#addUnseen(
		head: string,
		peers: readonly string[],
		peerSet: ReadonlySet<string>,
		sighted: ReadonlyMap<string, Sighting>,
	): boolean {
		const isPeerToo = peerSet.has(head);
		const sharedReason = this.#whyNoneWasSeen(isPeerToo && this.#rule.from !== this.#rule.to);
		let made = 0;
		let kept = 0;
		// Peers are in order: where one is not kept of many that are alike, none after it is.
		for (const peer of peers) {
			if (peer === head || sighted.has(peer)) continue;
			const isKept = this.#add(head, peer, sharedReason ?? this.#whyNotSeen(head, peer));
			made++;
			if (isKept) kept++;
			if (!isKept && sharedReason !== undefined) break;
		}
		const isTold = kept > 0 || made === 0;
		if (sharedReason === undefined) return isTold;
		let unseen = peers.length - (isPeerToo ? 1 : 0);
		for (const peer of sighted.keys()) if (peerSet.has(peer)) unseen--;
		this.#count(sharedReason.status, unseen - made);
		return isTold;
	}

	/** What holds for every pair of a unit alike, whoever they are. */
	#whyNoneWasSeen(isCoHosted: boolean): Finding | undefined {
		const {level} = this.#rule.expectation!;
		if (this.#rules.alternatives.some((rule) => this.#sightings.isUsedAnonymously(rule))) {
			return notObservable('the service was used by a host that has no address yet or is behind a relay');
		}
		if (level === 'install-only') return {status: 'not-exercised', reason: 'needed only while something is installed'};
		if (level === 'on-demand') return {status: 'not-exercised', reason: 'on demand, and nobody asked for it'};
		return isCoHosted ? notObservable('a host that holds both roles serves itself, off the wire') : undefined;
	}

	#whyNotSeen(head: string, peer: string): Finding {
		const [from, to] = this.#ends(head, peer);
		const within = this.#within;
		const state = this.#isConditional ? this.#stateOf(head, peer) : undefined;
		if (state === 'unmet') return {status: 'not-exercised', reason: 'not meant for these two as they are set up'};
		if (state !== undefined) {
			return {status: 'not-exercised', reason: `needed only where ${state.requirement}, and nobody has said`};
		}
		const tunnel = this.#tunnels.between(from, to);
		if (tunnel !== undefined) return notObservable(`${tunnel} runs between them, and what it carries is hidden`);
		if (!this.#directory.isSending(from)) return notObservable(`the capture shows nothing sent by ${from}`);
		if (!this.#directory.isPresent(to)) return notObservable(`the capture shows nothing of ${to}`);
		const {duration, isRepresentative} = this.#coverage;
		if (isRepresentative || duration >= within) {
			return {status: 'missing', reason: 'both hosts are visible, and it was never tried'};
		}
		return this.#tooShort(within);
	}

	get #within(): DurationMicros {
		return this.#coverage.within ?? this.#rule.expectation!.within;
	}

	#tooShort(due: DurationMicros): Finding {
		let finding = this.#tooShortFor.get(due);
		if (finding === undefined) {
			const covered = formatDuration(this.#coverage.duration);
			finding = notObservable(`the capture covers ${covered}, this service is due within ${formatDuration(due)}`);
			this.#tooShortFor.set(due, finding);
		}
		return finding;
	}

	/**
	 * What the expectation hangs on between two hosts: `unmet` where no alternative holds, something that nobody has
	 * said where that is what decides, `undefined` where one holds.
	 */
	#stateOf(head: string, peer: string): State {
		const [initiator, responder] = this.#ends(head, peer);
		const from = this.#directory.host(initiator);
		const to = this.#directory.host(responder);
		const standings = from.standing * 2 ** 26 + to.standing;
		if (!this.#states.has(standings)) this.#states.set(standings, this.#stateBetween(from, to));
		return this.#states.get(standings);
	}

	#stateBetween(from: Identity, to: Identity): State {
		let open: Circumstance | undefined;
		for (const rule of this.#rules.alternatives) {
			const circumstances = this.#circumstances.of(rule, from, to);
			if (circumstances.some(({isMet}) => isMet === false)) continue;
			// An inventory that names no sites describes one: what holds between sites is due there all the same.
			const unsaid = circumstances.find(({isMet, about}) => isMet === undefined && about !== 'sites');
			if (unsaid === undefined) return undefined;
			open ??= unsaid;
		}
		return open ?? 'unmet';
	}

	#sighted(rule: Rule, head: string): ReadonlyMap<string, Sighting> {
		return this.#isEach ? this.#sightings.to(rule, head) : this.#sightings.from(rule, head);
	}

	/** The two labels, the host with the `from` role first. */
	#ends(head: string, peer: string): readonly [string, string] {
		return this.#isEach ? [peer, head] : [head, peer];
	}

	/** Counts the pair; false where it is one too many to be told. */
	#add(head: string, peer: string, {status, reason}: Finding): boolean {
		this.#count(status, 1);
		if (status === 'seen') return true;
		const [initiator, responder] = this.#ends(head, peer);
		const pair = {initiator, responder, status, reason};
		return this.#pairs.add(pair);
	}

	#count(status: ExpectationStatus, pairs: number): void {
		if (pairs === 0) return;
		this.#counts.set(status, (this.#counts.get(status) ?? 0) + pairs);
	}
}

/** Of most hosts nothing is known. */
const unsighted: ReadonlyMap<string, Sighting> = new Map();

function notObservable(reason: string): Finding {
	return {status: 'not-observable', reason};
}

/** Into a map by peer, so that of several alternatives the one that was seen stays. */
function seenLast(a: readonly [string, Sighting], b: readonly [string, Sighting]): number {
	return Number(a[1].isSeen) - Number(b[1].isSeen);
}
