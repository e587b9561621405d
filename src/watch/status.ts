import type {DurationMicros, EpochMicros} from '../net/time.js';
import type {ExpectationStatus} from '../policy/finding.js';
import type {Severity} from '../rulepack/pack.js';
import type {WatchedFinding} from './event.js';

/** How the watch stands: what a screen, a metrics page and a health page show. Made anew for each who asks. */
export interface WatchStatus {
	readonly interface: string;
	/** See `LiveState`. */
	readonly backend: string;
	readonly isUp: boolean;
	readonly restarts: number;
	readonly drops: number | undefined;
	/** Time of the first packet and of the last; `undefined` before there was one. */
	readonly first: EpochMicros | undefined;
	readonly last: EpochMicros | undefined;
	/** Since the watch began, or of all watches where state is kept. */
	readonly packets: number;
	readonly octets: number;
	/** Packets that could not be taken apart, by why. */
	readonly undecoded: Readonly<Record<string, number>>;
	/** Flows ended early for want of memory. */
	readonly evicted: number;
	readonly flowsUnderWay: number;
	readonly edges: number;
	/** How long the last judgement took, and how long after the packet that it judged last it was done; wall time. */
	readonly judgementTook: DurationMicros;
	readonly lag: DurationMicros;
	/** Findings that are open. */
	readonly open: Readonly<Record<Severity, number>>;
	/** Of those, the newest first; at most `NEWEST`. */
	readonly newest: readonly WatchedFinding[];
	/** Expectations by their status. */
	readonly expectations: Readonly<Partial<Record<ExpectationStatus, number>>>;
	/** What roles do to each other, ordered by roles. */
	readonly conduits: readonly ConduitStatus[];
	/** No packet has come for longer than is usual. */
	readonly isSilent: boolean;
	/** Packs and inventory as they are in force: when they were read last, and what was wrong with later ones. */
	readonly reloads: number;
	readonly reloadProblem: string | undefined;
}

export const NEWEST = 50;

/** Edges from hosts of one role to hosts of another; hosts with several roles count by their roles joined with `+`. */
export interface ConduitStatus {
	readonly from: string;
	readonly to: string;
	readonly expected: number;
	readonly unexpected: number;
	readonly failed: number;
	/** Edges of other verdicts. */
	readonly other: number;
	/** Expectations between the two that are missing. */
	readonly missing: number;
	/** Time of the last packet; `undefined` where there was none. */
	readonly last: EpochMicros | undefined;
}
