import type {FrameReference} from '../flow/biflow.js';
import type {FlowEdge} from '../flow/edge.js';
import type {Identity} from '../role/role.js';
import type {ExpectationLevel, Rule, Severity} from '../rulepack/pack.js';

/**
 * `expected`: a rule documents it. `unexpected`: the packs say otherwise, or nothing. `unknown-host`: an end is in no
 * inventory entry. `inconclusive`: the capture does not tell enough. `ignored`: the network's own housekeeping.
 * `waived`: something is wrong with it, and a waiver says that it may be.
 */
export const verdicts = ['expected', 'unexpected', 'unknown-host', 'inconclusive', 'ignored', 'waived'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Why. Of `expected`: documented, negotiated (a documented conversation named the port). Of `unexpected`: forbidden,
 * wrong-transport (the port is documented for TCP, not UDP, or the other way round), reversed (documented only when the
 * other side opens it), not-negotiated (the port must be negotiated, and was not), wrong-protocol (what it carries
 * is not the documented service), parameter-conflict (the port does not go with another that the server uses),
 * condition-unmet (a rule documents it that does not hold as the site or the host is set up), undocumented-port (the roles
 * have rules, none for this port), undocumented-pair (they have none), scan (very many ports or hosts tried in vain). Of
 * `unknown-host`: unknown-initiator, unknown-responder, unknown-hosts. Of `inconclusive`: direction-unknown, negotiation-unseen (the port may have been
 * negotiated where the capture does not show it). Of `ignored`: link-control (neighbour discovery, group membership,
 * redirects ...), icmp-error, netbios-twin (port 139 tried at the same time as 445, which was answered, or tried in vain with no
 * failure of 445 beside it), printed-only (UDP 135 or 636 in vain: tables print them, and nothing uses them).
 */
export const reasons = [
	'documented',
	'negotiated',
	'forbidden',
	'wrong-transport',
	'reversed',
	'not-negotiated',
	'wrong-protocol',
	'parameter-conflict',
	'condition-unmet',
	'undocumented-port',
	'undocumented-pair',
	'scan',
	'unknown-initiator',
	'unknown-responder',
	'unknown-hosts',
	'direction-unknown',
	'negotiation-unseen',
	'link-control',
	'icmp-error',
	'netbios-twin',
	'printed-only',
] as const;
export type Reason = (typeof reasons)[number];

/** The rule that comes nearest to an edge no rule documents, and what differs, as a phrase. */
export interface NearestRule {
	readonly rule: Rule;
	readonly difference: string;
}

/** What is held against the rules: something that one host opens to another. */
export type Opening = Pick<
	FlowEdge,
	'protocolIdentifier' | 'port' | 'icmpType' | 'negotiation' | 'isNegotiationVisible' | 'isSamePort'
>;

/** What the rules say of an opening. */
export interface Ruling extends Decision {
	readonly initiator: Identity;
	readonly responder: Identity;
}

/** What is said of an opening, whoever of hosts that no rule can tell apart does it. */
export interface Decision {
	readonly verdict: Verdict;
	readonly reason: Reason;
	/** The rule that decided: the one that documents or forbids the edge. */
	readonly rule: Rule | undefined;
	/** Every rule that documents the edge: hosts with several roles can meet several at once. */
	readonly documenting: readonly Rule[];
	readonly nearest: NearestRule | undefined;
}

export interface JudgedEdge extends Ruling {
	readonly edge: FlowEdge;
	/** Id of the waiver that it is waived by. */
	readonly waiver?: string;
}

/** What a finding is. */
export const findingKinds = [
	'forbidden',
	'wrong-transport',
	'reversed',
	'not-negotiated',
	'wrong-protocol',
	'parameter-conflict',
	'condition-unmet',
	'undocumented-port',
	'undocumented-pair',
	'scan',
	'unknown-host',
	'direction-unknown',
	'negotiation-unseen',
	'failed',
	/** Negotiated on a documented port, where no row documents the port that was agreed on. */
	'documented-gap',
	'install-only',
	/** A protocol that its vendor has withdrawn, where the documented service has a later one. */
	'legacy-protocol',
	/** The port is open, and HTTP answers with an error. */
	'application-error',
	/** What runs between two hosts hides what it carries. */
	'hidden-by-tunnel',
	/** A machine asks to be booted over the network, and nobody offers to. */
	'pxe-no-offer',
	/** A DHCP server says by its options what to boot, in place of a boot server. */
	'pxe-by-options',
	/** What was agreed on or sent is not seen to arrive. */
	'not-delivered',
	/** Clients look for a server and go to none. */
	'not-located',
	/** Several machines seem to send from one address. */
	'shared-address',
	'missing',
	/** A waiver that has expired or does not hold yet, that covers more hosts than it was granted for, or nothing at all. */
	'waiver-expired',
	'waiver-broadened',
	'waiver-unused',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** Kinds of what a capture shows as a whole, not of edges one by one. */
export const captureKinds: readonly FindingKind[] = [
	'hidden-by-tunnel',
	'pxe-no-offer',
	'pxe-by-options',
	'not-delivered',
	'not-located',
	'shared-address',
];

/** What is worth a person's time: the same thing done or left out by however many hosts. */
export interface Finding {
	/**
	 * The same for the same thing in another capture: made of kind, roles, protocol and port, or the rule; never of
	 * addresses, times or counts.
	 */
	readonly id: string;
	readonly kind: FindingKind;
	readonly severity: Severity;
	/** The roles of the initiators and of the responders, joined by `+`; `unknown` for hosts in no entry. */
	readonly from: string;
	readonly to: string;
	/** `undefined` where it is about several, or about none. */
	readonly protocol: string | undefined;
	readonly port: number | undefined;
	readonly message: string;
	/** The rule it is about: broken, unmet, or the nearest. */
	readonly rule: Rule | undefined;
	/** Positions in the list of judged edges, ascending. Empty for what was not seen. */
	readonly edges: readonly number[];
	/** Of what did not work: why, most likely. */
	readonly diagnosis: Diagnosis | undefined;
	/** The packets that show it, of some of the edges; in the order of the captures. */
	readonly evidence: readonly Evidence[];
	/** Positions of the judged edges that it is not about and rests on, ascending: without them it would be another finding, or none. */
	readonly context: readonly number[];
	/** Hardware addresses of the machines that it is about, where it is about no edge; a few. */
	readonly machines: readonly string[];
}

/** What somebody knows of already. */
export interface KnownFindings {
	/**
	 * @param pair `client2 -> dp01`, labels of hosts; `undefined` for a finding that is not about pairs
	 * @param severity of the finding as it is now
	 */
	has(id: string, pair: string | undefined, severity: Severity): boolean;
}

/** Situations with a cause of their own, told by several edges together. */
export const diagnosisNames = [
	'application-error',
	'benign-fallback',
	'boot-server-silent',
	'client-push-blocked',
	'companion-blocked',
	'controller-not-located',
	'cut',
	'database-denied',
	'degraded',
	'dynamic-port-blocked',
	'enhanced-http',
	'filtered',
	'fragments-lost',
	'host-silent',
	'netbios-only',
	'no-listener',
	'not-located',
	'one-ip-version',
	'one-way-only',
	'other-port',
	'packets-too-large',
	'prohibited',
	'pxe-by-options',
	'pxe-no-offer',
	'refused',
	'rejected-in-between',
	'remote-control-2007',
	'remote-control-blocked',
	'seems-asleep',
	'shared-address',
	'speaks-to-proxy',
	'sql-browser',
	'stream-not-delivered',
	'tftp-replies-lost',
	'unreachable',
	'wake-up-not-delivered',
	'windows-service',
	'windows-service-blocked',
	'wsus-needs-http',
] as const;
export type DiagnosisName = (typeof diagnosisNames)[number];

/** What most likely is the matter, and what else it could be: sentences. */
export interface Diagnosis {
	readonly name: DiagnosisName;
	readonly cause: string;
	readonly alternative: string;
	/** Packets of other edges that the cause rests on. */
	readonly evidence: readonly Evidence[];
	/** Nothing need be done about it: a finding that it explains is a note. */
	readonly isBenign?: true;
}

/** A packet, and what it shows as a phrase. */
export interface Evidence {
	readonly frame: FrameReference;
	readonly shows: string;
}

/** Worst first. */
export const expectationStatuses = [
	'missing',
	'failed',
	'fallback',
	'not-observable',
	'not-exercised',
	'seen',
] as const;
export type ExpectationStatus = (typeof expectationStatuses)[number];

export interface PairExpectation {
	/** Labels of hosts: names, or addresses of hosts known by their network. */
	readonly initiator: string;
	readonly responder: string;
	readonly status: ExpectationStatus;
	readonly reason: string;
}

/** What the capture shows of a documented service between the hosts that hold its roles. */
export interface Expectation {
	/** The first of the alternatives that meet the expectation. */
	readonly rule: Rule;
	/** Ids of all of them, that first one included. */
	readonly alternatives: readonly string[];
	/** Ports of all of them: `tcp/80 or tcp/443`. */
	readonly ports: string;
	readonly level: ExpectationLevel;
	/** The worst of its pairs. */
	readonly status: ExpectationStatus;
	readonly counts: Readonly<Partial<Record<ExpectationStatus, number>>>;
	/**
	 * Pairs that are not plainly seen, ordered by initiator and responder; at most `MAX_PAIRS`, and of those not exercised
	 * `MAX_IDLE_PAIRS`. The rest is in `counts`.
	 */
	readonly pairs: readonly PairExpectation[];
}

export const MAX_PAIRS = 200;
/** Of pairs that are not exercised, which nobody need look into. */
export const MAX_IDLE_PAIRS = 20;
