import type {Outcome} from '../../flow/biflow.js';
import type {FindingKind, Reason, Verdict} from '../../policy/finding.js';
import type {
	Report,
	ReportEdge,
	ReportFinding,
	ReportFrame,
	ReportNearest,
	ReportNegotiation,
	ReportRefusal,
	ReportReset,
	ReportSeenName,
} from '../report.js';
import type {KindText} from '../words/kinds.js';
import type {State} from '../words/summary.js';

// What an HTML report carries, and its page reads. The edges are kept column by column: two hundred thousand of them are as
// many objects otherwise, and three times as many octets.

/** Whole numbers from 0: LEB128 (DWARF 5, section 7.6), in base64. */
export type Numbers = string;

/** A value for each row: `codes` are positions in `values`, and empty where there is one value for all. */
export interface Coded<Value> {
	readonly values: readonly Value[];
	readonly codes: Numbers;
}

/** A value for some rows, by their positions: each as the distance from the one before it, the first from -1. */
export interface Sparse<Value> extends Coded<Value> {
	readonly at: Numbers;
}

/** What a packet shows, of some rows. */
export interface SparseFramed<Value extends {readonly frame: ReportFrame}> extends Sparse<Omit<Value, 'frame'>> {
	readonly captures: Numbers;
	readonly packets: Numbers;
}

export type Service = Pick<ReportEdge, 'protocol' | 'port' | 'icmpType'>;

/** A pair of roles, as positions in `PageData.roles`. */
export type RolePair = readonly [from: number, to: number];

export interface EndColumns {
	readonly addresses: readonly string[];
	readonly names: ReadonlyArray<string | null>;
	readonly roles: Coded<readonly string[]>;
	readonly seenAs: Sparse<ReportSeenName>;
}

export interface EdgeColumns {
	readonly count: number;
	/** Every initiator and responder once. */
	readonly ends: EndColumns;
	/** Positions in `ends`. */
	readonly initiators: Numbers;
	readonly responders: Numbers;
	readonly services: Coded<Service>;
	readonly networks: Coded<readonly string[]>;
	readonly directions: Coded<ReportEdge['direction']>;
	readonly outcomes: Coded<Outcome>;
	/** Where they are more than one. */
	readonly mixedOutcomes: Sparse<ReportEdge['outcomes']>;
	readonly verdicts: Coded<Verdict>;
	readonly reasons: Coded<Reason>;
	readonly rules: Coded<string | null>;
	readonly nearest: Coded<ReportNearest | null>;
	readonly waivers: Coded<string | null>;
	readonly applications: Coded<ReportEdge['applications']>;
	/** The pairs of roles that an edge counts for. */
	readonly rolePairs: Coded<readonly RolePair[]>;
	readonly negotiated: SparseFramed<ReportNegotiation>;
	readonly refusals: SparseFramed<ReportRefusal>;
	readonly resets: SparseFramed<ReportReset>;
	readonly scans: Sparse<NonNullable<ReportEdge['scan']>>;
	readonly syns: Numbers;
	readonly flows: Numbers;
	readonly initiatorPackets: Numbers;
	readonly responderPackets: Numbers;
	readonly initiatorOctets: Numbers;
	readonly responderOctets: Numbers;
	/** Microseconds since the epoch: the first of all; 0 where there are no edges. `firsts` and `lasts` count from it. */
	readonly start: number;
	readonly firsts: Numbers;
	readonly lasts: Numbers;
	/** The first packet of each. */
	readonly frameCaptures: Numbers;
	readonly framePackets: Numbers;
}

/** A finding with the positions of its edges, and of those that it rests on, as `Sparse` has them; empty where there are none. */
export type PageFinding = Omit<ReportFinding, 'edges' | 'context'> & {
	readonly edges: Numbers;
	readonly context: Numbers;
	/** `rule` or `nearest rule`. */
	readonly ruleWord: string;
	/** `line 93`; null where the source has no place. */
	readonly sourcePlace: string | null;
	/** `packets 12, 14`. */
	readonly packetsText: string;
	/** For Wireshark; empty where there is none. */
	readonly filterText: string;
};

/** What the text report says in the same words. */
export interface PageWords {
	readonly state: State;
	readonly capture: string;
	readonly packs: string;
	/** `1 error, 2 warnings, 0 notes`. */
	readonly counts: string;
	readonly threshold: string;
	readonly summary: ReadonlyArray<readonly [name: string, value: string]>;
	readonly quality: readonly string[];
	readonly unseen: readonly string[];
	/** Of the baseline: a sentence, then a line for each entry that is stale. */
	readonly known: readonly string[];
	/** Of the kinds that occur. */
	readonly kinds: Readonly<Partial<Record<FindingKind, KindText>>>;
}

export interface PageData {
	readonly words: PageWords;
	/** The report without what is kept otherwise. Fields that are unknown here are in it as well. */
	readonly report: Omit<Report, 'edges' | 'findings'>;
	readonly findings: readonly PageFinding[];
	/** Every role of the matrix, sorted. */
	readonly roles: readonly string[];
	readonly edges: EdgeColumns;
}
