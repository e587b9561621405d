import {expectationStatuses, MAX_PAIRS, type PairExpectation} from './finding.js';

/** The `MAX_PAIRS` pairs that matter most: worst status first, then by initiator and responder. */
export class PairList {
	#pairs: PairExpectation[] = [];
	/** The last that is kept, once there are as many as may be. */
	#last: PairExpectation | undefined;

	/** Whether a pair would be kept as things are; if not, neither would any that comes after it in the order above. */
	keeps(pair: PairExpectation): boolean {
		return this.#last === undefined || comparePairs(pair, this.#last) < 0;
	}

	add(pair: PairExpectation): void {
		this.#pairs.push(pair);
		if (this.#pairs.length >= 2 * MAX_PAIRS) this.#trim();
	}

	/** In the order of the report: by initiator and responder. */
	inOrder(): PairExpectation[] {
		this.#trim();
		return this.#pairs.toSorted(
			(a, b) => compareText(a.initiator, b.initiator) || compareText(a.responder, b.responder),
		);
	}

	#trim(): void {
		this.#pairs.sort(comparePairs);
		this.#pairs.length = Math.min(this.#pairs.length, MAX_PAIRS);
		if (this.#pairs.length === MAX_PAIRS) this.#last = this.#pairs.at(-1);
	}
}

function comparePairs(a: PairExpectation, b: PairExpectation): number {
	return (
		expectationStatuses.indexOf(a.status) - expectationStatuses.indexOf(b.status) ||
		compareText(a.initiator, b.initiator) ||
		compareText(a.responder, b.responder)
	);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
