import {type DurationMicros, formatDuration} from '../net/time.js';
import type {Rule} from '../rulepack/pack.js';
import {
	type Expectation,
	type ExpectationStatus,
	expectationStatuses,
	MAX_PAIRS,
	type PairExpectation,
} from './finding.js';
import type {HostDirectory} from './host-directory.js';
import type {Sighting, Sightings} from './sightings.js';

/** What decides whether something that was not seen could have been. */
export interface Coverage {
	/** Time from the first packet to the last. */
	readonly duration: DurationMicros;
	/** The user vouches that the capture covers a full cycle of everything. */
	readonly isRepresentative: boolean;
}

/** Why a pair was not seen, or how it was. */
type Finding = Pick<PairExpectation, 'status' | 'reason'>;

/**
 * Examines one expectation: all pairs of hosts that hold its roles, unit by unit. A unit is the pairs one of which is
 * enough: all of one initiator, or all of one responder, as the rule's reach says. Pairs that were not seen are counted,
 * not made, beyond `MAX_PAIRS`: ten thousand clients make a hundred million pairs.
 */
export class Examiner {
	readonly #group: readonly Rule[];
	readonly #fallbacks: readonly Rule[];
	readonly #directory: HostDirectory;
	readonly #sightings: Sightings;
	readonly #coverage: Coverage;
	readonly #rule: Rule;
	readonly #isEach: boolean;
	readonly #counts = new Map<ExpectationStatus, number>();
	#peers: ReadonlySet<string> = new Set();
	#pairs: PairExpectation[] = [];

	constructor(
		group: readonly Rule[],
		fallbacks: readonly Rule[],
		directory: HostDirectory,
		sightings: Sightings,
		coverage: Coverage,
	) {
		this.#group = group;
		this.#fallbacks = fallbacks;
		this.#directory = directory;
		this.#sightings = sightings;
		this.#coverage = coverage;
		this.#rule = group[0]!;
		this.#isEach = this.#rule.expectation!.reach === 'each';
	}

	/** `undefined` where no two hosts hold the roles. */
	expectation(): Expectation | undefined {
		const initiators = this.#directory.holders(this.#rule.from);
		const responders = this.#directory.holders(this.#rule.to);
		const [heads, peers] = this.#isEach ? [responders, initiators] : [initiators, responders];
		this.#peers = new Set(peers);
		for (const head of heads) this.#examineUnit(head, peers);

		const status = expectationStatuses.find((candidate) => this.#counts.has(candidate));
		if (status === undefined) return undefined;
		this.#trim();
		return {
			rule: this.#rule,
			alternatives: this.#group.map(({id}) => id),
			level: this.#rule.expectation!.level,
			status,
			counts: Object.fromEntries(
				expectationStatuses.flatMap((known) => (this.#counts.has(known) ? [[known, this.#counts.get(known)!]] : [])),
			),
			pairs: this.#pairs,
		};
	}

	#examineUnit(head: string, peers: readonly string[]): void {
		const sighted = new Map(this.#group.flatMap((rule) => [...this.#sighted(rule, head)]).sort(seenLast));
		sighted.delete(head);
		let isMet = false;
		for (const [peer, {isSeen}] of sighted) {
			if (!isSeen) continue;
			isMet = true;
			this.#add(head, peer, {status: 'seen', reason: 'seen'});
		}
		for (const rule of this.#fallbacks) {
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
		if (!isMet) this.#addUnseen(head, peers, sighted);
	}

	/** The pairs of a unit that nothing is known of. */
	#addUnseen(head: string, peers: readonly string[], sighted: ReadonlyMap<string, Sighting>): void {
		const isPeerToo = this.#peers.has(head);
		const sharedReason = this.#whyNoneWasSeen(isPeerToo && this.#rule.from !== this.#rule.to);
		let made = 0;
		for (const peer of peers) {
			if (peer === head || sighted.has(peer)) continue;
			if (made === MAX_PAIRS && sharedReason !== undefined) break;
			const [from, to] = this.#isEach ? [peer, head] : [head, peer];
			this.#add(head, peer, sharedReason ?? this.#whyNotSeen(from, to));
			made++;
		}
		const unseen =
			peers.length - (isPeerToo ? 1 : 0) - [...sighted.keys()].filter((peer) => this.#peers.has(peer)).length;
		if (sharedReason !== undefined) this.#count(sharedReason.status, unseen - made);
	}

	/** What holds for every pair of a unit alike, whoever they are. */
	#whyNoneWasSeen(isCoHosted: boolean): Finding | undefined {
		const {level} = this.#rule.expectation!;
		if (this.#group.some((rule) => this.#sightings.isUsedAnonymously(rule))) {
			return notObservable('the service was used by a host that has no address yet or is behind a relay');
		}
		if (level === 'install-only') return {status: 'not-exercised', reason: 'needed only while something is installed'};
		if (level === 'on-demand') return {status: 'not-exercised', reason: 'on demand, and nobody asked for it'};
		return isCoHosted ? notObservable('a host that holds both roles serves itself, off the wire') : undefined;
	}

	#whyNotSeen(from: string, to: string): Finding {
		const {within} = this.#rule.expectation!;
		if (!this.#directory.isSending(from)) return notObservable(`the capture shows nothing sent by ${from}`);
		if (!this.#directory.isPresent(to)) return notObservable(`the capture shows nothing of ${to}`);
		const {duration, isRepresentative} = this.#coverage;
		if (isRepresentative || duration >= within) {
			return {status: 'missing', reason: 'both hosts are visible, and it was never tried'};
		}
		return notObservable(
			`the capture covers ${formatDuration(duration)}, this service is due within ${formatDuration(within)}`,
		);
	}

	#sighted(rule: Rule, head: string): ReadonlyMap<string, Sighting> {
		return this.#isEach ? this.#sightings.to(rule, head) : this.#sightings.from(rule, head);
	}

	#add(head: string, peer: string, {status, reason}: Finding): void {
		this.#count(status, 1);
		if (status === 'seen') return;
		const [initiator, responder] = this.#isEach ? [peer, head] : [head, peer];
		this.#pairs.push({initiator, responder, status, reason});
		if (this.#pairs.length >= 2 * MAX_PAIRS) this.#trim();
	}

	#count(status: ExpectationStatus, pairs: number): void {
		if (pairs === 0) return;
		this.#counts.set(status, (this.#counts.get(status) ?? 0) + pairs);
	}

	/** Keeps the first pairs in the order of the report. */
	#trim(): void {
		this.#pairs.sort((a, b) => compareText(a.initiator, b.initiator) || compareText(a.responder, b.responder));
		this.#pairs.length = Math.min(this.#pairs.length, MAX_PAIRS);
	}
}

function notObservable(reason: string): Finding {
	return {status: 'not-observable', reason};
}

/** Into a map by peer, so that of several alternatives the one that was seen stays. */
function seenLast(a: readonly [string, Sighting], b: readonly [string, Sighting]): number {
	return Number(a[1].isSeen) - Number(b[1].isSeen);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
