import type {Confidence, DirectionBasis, Negotiation, Outcome} from '../flow/biflow.js';
import type {NameSource} from '../flow/names/name.js';
import type {Application} from '../net/application.js';
import type {DiagnosisName, ExpectationStatus, FindingKind, Reason, Verdict} from '../policy/finding.js';
import type {ExpectationLevel, Severity} from '../rulepack/pack.js';

// The JSON report, field by field: schema/report.schema.json says the same to programs. Fields are added, never changed.
// Times are UTC with six decimals. What is unknown or does not apply is null.

export const REPORT_SCHEMA = 'portolan/report/1';

export interface Report {
	readonly schema: typeof REPORT_SCHEMA;
	readonly tool: {readonly name: string; readonly version: string};
	/** No finding is as severe as `failOn`, and every capture was read to its end. */
	readonly compliant: boolean;
	readonly failOn: Severity | 'never';
	readonly window: {readonly first: string | null; readonly last: string | null};
	readonly captures: readonly ReportCapture[];
	readonly packs: readonly ReportPack[];
	readonly inventory: ReportInventory;
	/** What the report was made from: all that it takes to make it again. Null in reports of versions that did not say. */
	readonly inputs: ReportInputs | null;
	readonly edges: readonly ReportEdge[];
	readonly findings: readonly ReportFinding[];
	readonly expectations: readonly ReportExpectation[];
	/** The exceptions that were granted, whether they cover something or not. */
	readonly waivers: readonly ReportWaiver[];
	/** What was known before and is set aside; null where nothing was to be. */
	readonly baseline: ReportBaseline | null;
	readonly quality: readonly ReportQuality[];
	readonly summary: ReportSummary;
}

export interface ReportCapture {
	readonly path: string;
	readonly format: string;
	readonly compression: string;
	/** `decoded` and all of `undecoded` add up to it. */
	readonly packets: number;
	readonly decoded: number;
	readonly undecoded: Readonly<Record<string, number>>;
	/** Packets inside of others, and what else was inside of tunnels. They are not in `packets` and `decoded`. */
	readonly tunnelled: {readonly packets: number; readonly undecoded: Readonly<Record<string, number>>};
	readonly complete: boolean;
	/** Why it is not complete. */
	readonly problem: string | null;
	/** Oddities of the file format that did not stop the reading. */
	readonly oddities: Readonly<Record<string, number>>;
	/** Packets that the recorder lost; null where the file does not say, which is not 0. */
	readonly drops: number | null;
	/** What people wrote into the file; the first hundred. */
	readonly comments: readonly ReportComment[];
	readonly first: string | null;
	readonly last: string | null;
}

export interface ReportComment {
	/** Number of the packet it is about; null for the file or an interface. */
	readonly packet: number | null;
	readonly text: string;
}

export interface ReportPack {
	readonly name: string;
	readonly version: string;
	readonly title: string;
	/** Parameters and options that were set for the whole site, and the product's `version`. */
	readonly parameters: Readonly<Record<string, string>>;
	/** Of its rules as they were used: equal where they are. */
	readonly fingerprint: string;
}

export interface ReportInputs {
	/**
	 * The captures in their order, none where an interface was watched; then rule packs with those that they extend, inventories,
	 * waivers, the baseline.
	 */
	readonly files: readonly ReportInputFile[];
	readonly options: ReportOptions;
}

export const inputKinds = ['capture', 'rule-pack', 'inventory', 'waivers', 'baseline'] as const;
export type InputKind = (typeof inputKinds)[number];

export interface ReportInputFile {
	readonly kind: InputKind;
	/** As it was named; `rules/<pack>.yaml` of a pack that comes with portolan, `-` of standard input. */
	readonly path: string;
	/** As the file is, packed or not; null where that is not known. */
	readonly octets: number | null;
	/** In hexadecimal; null where nobody asked for it, which is so of captures alone, or the file could not be read. */
	readonly sha256: string | null;
}

/** Options that decide what a report says, as they were given; `failOn` stands in the report itself. */
export interface ReportOptions {
	/** Rule packs, by name or path. */
	readonly rules: readonly string[];
	readonly parameters: readonly ReportSetting[];
	/** Lists of VLANs that are one network, such as `10,110`. */
	readonly vlanSame: readonly string[];
	readonly representative: boolean;
	readonly maxFlows: number;
	readonly reader: string;
}

export interface ReportSetting {
	readonly name: string;
	readonly value: string;
}

/** Who was held to hold which roles. */
export interface ReportInventory {
	readonly hosts: number;
	readonly networks: number;
	/** Of all that was said of hosts, networks and sites: equal where that is. */
	readonly fingerprint: string;
}

export interface ReportEnd {
	readonly address: string;
	/** In the inventory. */
	readonly name: string | null;
	readonly roles: readonly string[];
	/** What the captures call a host that the inventory does not name: anybody's word, which decides nothing. */
	readonly seenAs: ReportSeenName | null;
}

export interface ReportSeenName {
	readonly name: string;
	readonly by: NameSource;
	/** The packet that says so; null for a name block of a capture. */
	readonly frame: ReportFrame | null;
}

export interface ReportNearest {
	readonly rule: string;
	/** What differs, as a phrase. */
	readonly difference: string;
}

export interface ReportFrame {
	/** Position in `captures`, from 0. */
	readonly capture: number;
	/** Number of the packet in that capture, from 1. */
	readonly packet: number;
}

export interface ReportNegotiation {
	readonly by: Negotiation['by'];
	/** Interface, command or instance, for people. */
	readonly detail: string;
	/** The packet that proves it. */
	readonly frame: ReportFrame;
}

export interface ReportRefusal {
	readonly icmpType: number;
	readonly icmpCode: number;
	readonly sender: string;
	readonly frame: ReportFrame;
}

export interface ReportHopLimits {
	readonly least: number;
	readonly greatest: number;
}

export interface ReportReset {
	/** `host`: the responder itself. `middle`: something on the way, in its name. `unknown`: nothing to compare with. */
	readonly sender: 'host' | 'middle' | 'unknown';
	/** TTL or hop limit. */
	readonly ttl: number;
	/** Of the other packets of the host that it is from by its addresses. */
	readonly others: ReportHopLimits | null;
	readonly frame: ReportFrame;
}

export interface ReportEvidence {
	readonly frame: ReportFrame;
	/** What the packet shows, as a phrase. */
	readonly shows: string;
}

export interface ReportDiagnosis {
	readonly name: DiagnosisName;
	/** The likeliest cause and another one, as sentences. */
	readonly cause: string;
	readonly alternative: string;
}

export interface ReportEdge {
	readonly initiator: ReportEnd;
	readonly responder: ReportEnd;
	readonly protocol: string;
	/** The responder's port. */
	readonly port: number | null;
	readonly icmpType: number | null;
	/** The tags and tunnels around its packets, such as `vlan 10 / vxlan 42`; empty where there were none. */
	readonly networks: readonly string[];
	readonly direction: {readonly basis: DirectionBasis; readonly confidence: Confidence};
	readonly outcome: Outcome;
	readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
	readonly verdict: Verdict;
	readonly reason: Reason;
	/** Id of the rule that documents or forbids the edge. */
	readonly rule: string | null;
	readonly nearest: ReportNearest | null;
	/** Id of the waiver by which it is waived. */
	readonly waiver: string | null;
	/** What sent the initiator to this port, or where the answers came from; null where nothing did. */
	readonly negotiated: ReportNegotiation | null;
	/** The first ICMP error about it. */
	readonly refusal: ReportRefusal | null;
	/** The first RST that refused one of its flows. */
	readonly reset: ReportReset | null;
	/** What it carries, where the beginning of a flow tells; sorted. */
	readonly applications: readonly Application[];
	/** SYN segments, retries included. */
	readonly syns: number;
	readonly flows: number;
	readonly packets: number;
	/** Octets of IP packets, headers included. */
	readonly octets: number;
	readonly initiatorPackets: number;
	readonly responderPackets: number;
	readonly initiatorOctets: number;
	readonly responderOctets: number;
	readonly first: string;
	readonly last: string;
	readonly firstFrame: ReportFrame;
	/**
	 * Present for a scan: one initiator that tried very many hosts or ports in vain. `responder` is the lowest address of
	 * them, `port` is null. `responders` beyond 65536 are one more.
	 */
	readonly scan: {readonly responders: number; readonly ports: number} | null;
}

export interface ReportFinding {
	readonly id: string;
	readonly kind: FindingKind;
	readonly severity: Severity;
	readonly from: string;
	readonly to: string;
	readonly protocol: string | null;
	readonly port: number | null;
	readonly message: string;
	readonly rule: string | null;
	/** Where the rule was taken from. */
	readonly source: ReportSource | null;
	/** Where the rule stands in its pack. */
	readonly place: ReportPlace | null;
	/** Where it is about no rule: where a host that opened it stands in the inventory, else one that it was opened to. */
	readonly inventoryPlace: ReportPlace | null;
	/** Positions in `edges`. */
	readonly edges: readonly number[];
	/** Why it did not work, most likely; null where there is nothing to explain. */
	readonly diagnosis: ReportDiagnosis | null;
	/** Packets that show it, a few. */
	readonly evidence: readonly ReportEvidence[];
	/** The same packets by the names of their files. */
	readonly packets: readonly ReportPackets[];
	/** Positions in `edges` of those that it is not about and rests on: what named the port, what works beside it ... */
	readonly context: readonly number[];
	/**
	 * Selects the packets of its edges and of their context in Wireshark and tshark (version 4), in both directions and with the
	 * ICMP errors about them; null where there are none.
	 */
	readonly displayFilter: string | null;
	/** Edges that the filter leaves out, so that it stays short enough to be typed into a field. */
	readonly beyondFilter: number;
}

/** Packets of one capture. */
export interface ReportPackets {
	/** Path of the capture. */
	readonly path: string;
	/** Numbers in it, from 1, ascending. */
	readonly numbers: readonly number[];
}

export interface ReportBaseline {
	/** Findings in the baseline, and those of them that occur and are not told again. */
	readonly known: number;
	readonly setAside: number;
	/**
	 * Those that occur, `setAside` of them; empty in reports of versions that did not say which. A finding of the same id is of
	 * other pairs of hosts.
	 */
	readonly occurring: readonly ReportOccurring[];
	/** Those that do not occur any more. */
	readonly stale: readonly ReportStale[];
}

/** A finding as the baseline knows it. */
export interface ReportKnown {
	readonly id: string;
	readonly kind: FindingKind;
	readonly from: string;
	readonly to: string;
	readonly protocol: string | null;
	readonly port: number | null;
	readonly rule: string | null;
}

export interface ReportOccurring extends ReportKnown {
	/** The worst of what occurs now. */
	readonly severity: Severity;
}

export interface ReportStale extends ReportKnown {
	/** The captures show the hosts of it: it could have been seen. */
	readonly observable: boolean;
}

export interface ReportWaiver {
	readonly id: string;
	readonly owner: string;
	readonly reason: string;
	readonly ticket: string | null;
	/** Days, both included; null where it has no beginning. */
	readonly from: string | null;
	readonly until: string;
	/** Edges that are waived by it. */
	readonly edges: number;
}

export interface ReportSource {
	readonly document: string;
	readonly line: number | null;
	/** The name of a place in the document, where lines have no numbers. */
	readonly anchor: string | null;
}

/** The file of a rule pack, as it was named or `rules/<pack>.yaml` of those that come with portolan, and the line of the row. */
export interface ReportPlace {
	readonly file: string;
	readonly line: number;
}

export interface ReportExpectation {
	readonly rule: string;
	readonly alternatives: readonly string[];
	readonly from: string;
	readonly to: string;
	readonly service: string;
	/** Ports of the rules that meet it: `tcp/80 or tcp/443`. */
	readonly ports: string;
	readonly level: ExpectationLevel;
	readonly status: ExpectationStatus;
	/** Host pairs by status. */
	readonly counts: Readonly<Partial<Record<ExpectationStatus, number>>>;
	/** Pairs that are not plainly seen; bounded, the rest is in `counts` only. */
	readonly pairs: readonly ReportPair[];
	readonly source: ReportSource;
	readonly place: ReportPlace | null;
}

export interface ReportPair {
	readonly initiator: string;
	readonly responder: string;
	readonly status: ExpectationStatus;
	readonly reason: string;
}

/** One thing to know about the captures before trusting a verdict. */
export interface ReportQuality {
	readonly kind: string;
	readonly count: number;
	/** `count` in proportion to all that it could be, 0 to 1, four decimals; null where that says nothing. */
	readonly share: number | null;
	/** Positions in `captures` of those it is about; null where it is about all of them, or cannot be told apart. */
	readonly captures: readonly number[] | null;
	/** What it is and what follows from it, one sentence. */
	readonly message: string;
}

export interface ReportSummary {
	/** Edges by verdict. */
	readonly expected: number;
	readonly unexpected: number;
	readonly unknownHost: number;
	readonly inconclusive: number;
	readonly ignored: number;
	readonly waived: number;
	/** Host pairs that should have used a service and did not. */
	readonly missing: number;
	/** Documented edges that came to nothing. */
	readonly failed: number;
	/** Findings by severity. */
	readonly findings: Readonly<Record<Severity, number>>;
}
