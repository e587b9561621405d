import {type EpochMicros, formatTime, MINUTE} from '../net/time.js';
import {severities} from '../rulepack/pack.js';
import type {FindingEvent, WatchedFinding} from './event.js';

/** A finding as it stands now, whether it is told already or not. */
export type Draft = Omit<WatchedFinding, 'opened'>;

/** An event that has no number yet. */
export type Untold<Event> = Event extends unknown ? Omit<Event, 'sequence'> : never;

export interface OpenFinding {
	readonly finding: WatchedFinding;
	/** When it was told last. */
	readonly told: EpochMicros;
}

/** More pairs of hosts are no news more often than this. */
const CALM = MINUTE;

/** The findings that are open, each told once when it opens, when it gets worse, and when it closes. */
export class Ledger {
	readonly #open = new Map<string, OpenFinding>();

	/** @param kept those that were open when an earlier watch ended */
	constructor(kept: readonly OpenFinding[] = []) {
		for (const entry of kept) this.#open.set(entry.finding.id, entry);
	}

	/** In the order in which they were opened. */
	get open(): readonly WatchedFinding[] {
		return [...this.#open.values()].map(({finding}) => finding);
	}

	get kept(): readonly OpenFinding[] {
		return [...this.#open.values()];
	}

	/** Opens what is not open yet. */
	announce(drafts: readonly Draft[], now: EpochMicros): Untold<FindingEvent>[] {
		return drafts.filter(({id}) => !this.#open.has(id)).map((draft) => this.#opened(draft, now));
	}

	/**
	 * Takes note of all findings that there are: opens, updates, and closes those that are not among them.
	 * @param whyClosed a phrase
	 */
	settle(
		drafts: readonly Draft[],
		now: EpochMicros,
		whyClosed: (finding: WatchedFinding) => string,
	): Untold<FindingEvent>[] {
		const current = new Set(drafts.map(({id}) => id));
		const closed = [...this.#open.values()].filter(({finding}) => !current.has(finding.id));
		for (const {finding} of closed) this.#open.delete(finding.id);
		return [
			...closed.map(({finding}) => eventOf('finding-closed', finding, whyClosed(finding), now)),
			...drafts.flatMap((draft) => {
				const earlier = this.#open.get(draft.id);
				return earlier === undefined ? this.#opened(draft, now) : this.#updated(earlier, draft, now);
			}),
		];
	}

	#opened(draft: Draft, now: EpochMicros): Untold<FindingEvent> {
		const finding = {...draft, opened: formatTime(now)};
		this.#open.set(draft.id, {finding, told: now});
		return eventOf('finding-opened', finding, null, now);
	}

	#updated({finding: earlier, told}: OpenFinding, draft: Draft, now: EpochMicros): Untold<FindingEvent>[] {
		const finding = {...draft, opened: earlier.opened};
		const news = newsOf(earlier, finding, now - told >= CALM);
		// What is not told yet is compared with what was told last.
		const known = news === undefined ? {...finding, pairs: earlier.pairs} : finding;
		this.#open.set(draft.id, {finding: known, told: news === undefined ? told : now});
		return news === undefined ? [] : [eventOf('finding-updated', finding, news, now)];
	}
}

function newsOf(earlier: WatchedFinding, finding: WatchedFinding, isCalm: boolean): string | undefined {
	if (earlier.severity !== finding.severity) {
		const isWorse = severities.indexOf(finding.severity) < severities.indexOf(earlier.severity);
		return `${isWorse ? 'worse' : 'less grave'}: ${finding.severity}, was ${earlier.severity}`;
	}
	if (finding.diagnosis !== null && earlier.diagnosis?.name !== finding.diagnosis.name) {
		return `${earlier.diagnosis === null ? 'a likely cause' : 'the cause looks another'}: ${finding.diagnosis.name}`;
	}
	if (isCalm && finding.pairs > earlier.pairs) {
		return `${finding.pairs} pairs of hosts, ${earlier.pairs} before`;
	}
	return undefined;
}

function eventOf(
	event: FindingEvent['event'],
	finding: WatchedFinding,
	reason: string | null,
	now: EpochMicros,
): Untold<FindingEvent> {
	return {event, time: formatTime(now), finding, reason};
}
