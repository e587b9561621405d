import type {FindingKind, Verdict} from '../../policy/finding.js';
import type {Severity} from '../../rulepack/pack.js';

// What one report says and a later one does not, or says otherwise. Fields are added, never changed.

export const DIFF_SCHEMA = 'portolan/diff/1';

/**
 * `appeared`: not there before. `changed`: there before, and something else became of it. `gone-silent`: documented, used before,
 * and not used any more although both hosts are there. `resolved`: not there any more although it would be seen. `persists`:
 * there before and after. `unobservable`: not there any more, and the later captures could not show it.
 */
export const changes = ['appeared', 'changed', 'gone-silent', 'persists', 'resolved', 'unobservable'] as const;
export type Change = (typeof changes)[number];

export interface ReportDiff {
	readonly schema: typeof DIFF_SCHEMA;
	readonly tool: {readonly name: string; readonly version: string};
	readonly before: DiffSide;
	readonly after: DiffSide;
	/** What makes the two sides hard to compare, as sentences: other packs, another inventory, times that do not follow each other. */
	readonly caveats: readonly string[];
	/** Something that is an error or a warning appeared, changed for the worse, spread to other hosts, or a required service went silent. */
	readonly worse: boolean;
	readonly counts: Readonly<Record<Change, number>>;
	/** By change, then as in a report. */
	readonly entries: readonly DiffEntry[];
}

export interface DiffSide {
	readonly captures: readonly string[];
	readonly window: {readonly first: string | null; readonly last: string | null};
	readonly packs: readonly string[];
	/** Number of findings. */
	readonly findings: number;
}

/** One thing that is the same thing on both sides: the same kind between the same roles, on the same port or about the same rule. */
export interface DiffEntry {
	readonly change: Change;
	/** Whether it is for the worse, for the better, or neither. */
	readonly direction: 'worse' | 'better' | 'same';
	/** `silent` for a documented service that is not used any more. */
	readonly kind: FindingKind | 'silent';
	readonly severity: Severity;
	readonly from: string;
	readonly to: string;
	readonly protocol: string | null;
	readonly port: number | null;
	readonly rule: string | null;
	/** One sentence: what it is, and what is different. */
	readonly message: string;
	/** Ids of the finding in the two reports. */
	readonly before: string | null;
	readonly after: string | null;
	/** Host pair by host pair; ordered. */
	readonly pairs: readonly DiffPair[];
}

export interface DiffPair {
	readonly change: Change;
	/** Names in the inventory, or addresses. */
	readonly initiator: string;
	readonly responder: string;
	/** `tcp/8080`, `icmp type 8`; `tcp/negotiated` for a port that was agreed on. */
	readonly service: string;
	/** What became of it on either side, `expected answered`; null where it was not seen. */
	readonly before: string | null;
	readonly after: string | null;
	/** Why it is not resolved; null otherwise. */
	readonly reason: string | null;
}

/** What a side says of one host pair and service. */
export interface SideState {
	readonly verdict: Verdict;
	readonly outcome: string;
}
