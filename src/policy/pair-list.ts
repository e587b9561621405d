import {compareText} from '../net/text-order.js';
import {expectationStatuses, MAX_IDLE_PAIRS, MAX_PAIRS, type PairExpectation} from './finding.js';

/**
 * The pairs of an expectation that are told: worst status first, then by initiator and responder, `MAX_PAIRS` of them; and of
 * those that nobody needs to do anything about, `MAX_IDLE_PAIRS`.
 */
export class PairList {
	readonly #telling = new FirstPairs(MAX_PAIRS);
	readonly #idle = new FirstPairs(MAX_IDLE_PAIRS);

	/** False where the pair is one too many, and so is any of the same status that comes after it. */
	add(pair: PairExpectation): boolean {
		return (pair.status === 'not-exercised' ? this.#idle : this.#telling).add(pair);
	}

	/** By initiator and responder. */
	inOrder(): PairExpectation[] {
		return [...this.#telling.kept(), ...this.#idle.kept()].sort(
			(a, b) => compareText(a.initiator, b.initiator) || compareText(a.responder, b.responder),
		);
	}
}

/** The first so many of the pairs that are added, in whatever order they are. */
class FirstPairs {
	readonly #limit: number;
	#pairs: PairExpectation[] = [];
	/** The last that is kept, once there are as many as may be. */
	#last: PairExpectation | undefined;

	constructor(limit: number) {
		this.#limit = limit;
	}

	add(pair: PairExpectation): boolean {
		if (this.#last !== undefined && comparePairs(pair, this.#last) >= 0) return false;
		this.#pairs.push(pair);
		if (this.#pairs.length >= 2 * this.#limit) this.#trim();
		return true;
	}

	kept(): readonly PairExpectation[] {
		this.#trim();
		return this.#pairs;
	}

	#trim(): void {
		this.#pairs.sort(comparePairs);
		this.#pairs.length = Math.min(this.#pairs.length, this.#limit);
		if (this.#pairs.length === this.#limit) this.#last = this.#pairs.at(-1);
	}
}

function comparePairs(a: PairExpectation, b: PairExpectation): number {
	return (
		expectationStatuses.indexOf(a.status) - expectationStatuses.indexOf(b.status) ||
		compareText(a.initiator, b.initiator) ||
		compareText(a.responder, b.responder)
	);
}
