import type {FindingKind} from '../policy/finding.js';
import type {ReportDiagnosis} from '../report/report.js';
import type {Severity} from '../rulepack/pack.js';

/** What can be found only while watching. */
export const liveKinds = ['absent', 'mirror-silent'] as const;
/**
 * `absent`: a documented service that was there has not been seen for its period. `mirror-silent`: no packet at all
 * arrives.
 */
export type LiveKind = (typeof liveKinds)[number];

export const watchEventKinds = [
	'finding-opened',
	'finding-updated',
	'finding-closed',
	'expectation-met',
	'expectation-lost',
	'quality',
] as const;

/** Something that is told once, in the form in which it leaves as JSON. */
export type WatchEvent = FindingEvent | ExpectationEvent | QualityEvent;

interface Told {
	/** From 1, without gaps, over restarts too where state is kept. */
	readonly sequence: number;
	/** Time of the last packet when it was noticed, or of the clock where no packet tells: UTC with six decimals. */
	readonly time: string;
}

export interface FindingEvent extends Told {
	readonly event: 'finding-opened' | 'finding-updated' | 'finding-closed';
	readonly finding: WatchedFinding;
	/** Why it was closed, or what is new; a phrase. Null for what opens. */
	readonly reason: string | null;
}

export interface WatchedFinding {
	/** As in reports: the same for the same thing whenever it happens. */
	readonly id: string;
	readonly kind: FindingKind | LiveKind;
	readonly severity: Severity;
	readonly from: string;
	readonly to: string;
	readonly protocol: string | null;
	readonly port: number | null;
	readonly message: string;
	/** Id of the rule it is about. */
	readonly rule: string | null;
	readonly diagnosis: ReportDiagnosis | null;
	/** Pairs of hosts that it is about, and the first of them. */
	readonly pairs: number;
	readonly hosts: readonly WatchedPair[];
	/** When it was opened: the time of that event. */
	readonly opened: string;
	/** Time of the last packet that is part of it; null where it is about what was not there. */
	readonly last: string | null;
}

export interface WatchedPair {
	readonly initiator: string;
	readonly responder: string;
}

export interface ExpectationEvent extends Told {
	readonly event: 'expectation-met' | 'expectation-lost';
	readonly rule: string;
	readonly from: string;
	readonly to: string;
	/** The server it is about; a role, where its hosts have no entries of their own. */
	readonly host: string;
	readonly message: string;
}

export interface QualityEvent extends Told {
	readonly event: 'quality';
	/** `capture-…`: what the capture said; the others are the watcher's own. */
	readonly about: string;
	readonly severity: Severity;
	readonly message: string;
}
