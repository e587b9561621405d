import type {NameLookup} from '../flow/names/name.js';
import {protocolName} from '../net/protocol.js';
import {compareText} from '../net/text-order.js';
import type {Identity} from '../role/role.js';
import type {Rule, Severity} from '../rulepack/pack.js';
import {severities} from '../rulepack/pack.js';
import type {Diagnostician} from './diagnosis/diagnose.js';
import {evidenceOf} from './diagnosis/evidence.js';
import {errorAnswers} from './diagnosis/http-answers.js';
import type {Diagnosis, Expectation, Finding, FindingKind, JudgedEdge} from './finding.js';
import {fingerprint} from './fingerprint.js';
import {describeEdges, describeMissing} from './message.js';
import {isFailed} from './sightings.js';

/** Ports on which the same roles may do the same wrong thing before it counts as one thing: a sweep. */
const SWEEP_PORTS = 16;
/** Roles that strangers may ping before it counts as one thing. */
const SWEEP_ROLES = 4;

/**
 * Gathers what is wrong into findings: edges of the same kind between the same roles on the same port are one, however
 * many hosts they join.
 * @param isSetAside asked of every edge with a finding: whether somebody knows of it already
 */
export function findingsOf(
	edges: readonly JudgedEdge[],
	expectations: readonly Expectation[],
	diagnostician: Diagnosing,
	names: NameLookup,
	isSetAside: (judged: JudgedEdge, finding: Pick<Finding, 'id' | 'severity'>) => boolean = () => false,
): Finding[] {
	const groups = new Map<string, Group>();
	const unmet = new Set(expectations.filter(({counts}) => counts.failed !== undefined).flatMap((e) => e.alternatives));
	for (const [index, judged] of edges.entries()) {
		const trait = traitOf(judged, unmet, diagnostician);
		if (trait === undefined) continue;
		const key = JSON.stringify(identityOf(trait));
		const group = groups.get(key);
		const id = group?.id ?? fingerprint(identityOf(trait));
		const sweepId = sweepIdOf(trait);
		const {severity} = trait;
		if (isSetAside(judged, {id, severity})) continue;
		if (sweepId !== undefined && isSetAside(judged, {id: sweepId, severity})) continue;
		if (group === undefined) groups.set(key, {...trait, id, edges: [index]});
		else group.edges.push(index);
	}
	const fromEdges = foldSweeps([...groups.values()]).map((group) => findingOf(group, edges, names));
	return [...fromEdges, ...expectations.flatMap(missingFinding)];
}

/** The kind of finding that an edge would be part of, if it is part of one. */
export function findingKindOf(judged: JudgedEdge): FindingKind | undefined {
	return traitOf(judged, new Set(), silent)?.kind;
}

/** Who says why something is wrong. */
type Diagnosing = Pick<Diagnostician, 'ofFailure' | 'ofUnexpected' | 'ofAnswers' | 'ofStranger'>;

const silent: Diagnosing = {
	ofFailure: () => undefined,
	ofUnexpected: () => undefined,
	ofAnswers: () => undefined,
	ofStranger: () => undefined,
};

/** What edges must share to be one finding. */
interface Trait {
	readonly kind: FindingKind;
	readonly severity: Severity;
	readonly from: string;
	readonly to: string;
	readonly protocol: string | undefined;
	readonly port: number | undefined;
	/** The port was agreed on, and is another one every time. */
	readonly isNegotiated: boolean;
	/** Broken or, of a failure, not to be had; of the others the nearest rule is chosen afterwards. */
	readonly rule: Rule | undefined;
	readonly diagnosis?: Diagnosis | undefined;
}

/** Of what is one finding in every capture: no address, no time, and no port that is another one next time. */
function identityOf({kind, from, to, protocol, port, isNegotiated, rule, diagnosis}: Trait): Array<string | number> {
	const which = isNegotiated ? 'negotiated' : (port ?? '');
	return [kind, from, to, protocol ?? '', which, rule?.id ?? '', diagnosis?.name ?? ''];
}

interface Group extends Trait {
	readonly id: string;
	readonly edges: number[];
}

/** @param unmet ids of the rules whose expectation failed for some hosts, alternatives and all */
function traitOf(judged: JudgedEdge, unmet: ReadonlySet<string>, diagnostician: Diagnosing): Trait | undefined {
	const {edge, verdict, reason, rule} = judged;
	const by = edge.negotiation?.by;
	const isNegotiated = by !== undefined && by !== 'tftp' && by !== 'dhcp';
	const common = {
		isNegotiated,
		from: rolesOf(judged.initiator),
		to: rolesOf(judged.responder),
		protocol: protocolName(edge.protocolIdentifier),
		port: isNegotiated ? undefined : (edge.port ?? edge.icmpType),
	};
	if (edge.scan !== undefined) {
		const severity = verdict === 'unexpected' ? 'error' : 'warning';
		const to = edge.scan.responders === 1 ? common.to : 'many hosts';
		return {...common, kind: 'scan', severity, to, port: undefined, rule: undefined};
	}
	switch (verdict) {
		case 'ignored':
		case 'waived':
			return undefined;
		case 'expected': {
			if (rule === undefined) return undefined;
			if (!isFailed(judged, rule)) {
				return (
					gapTrait(judged, common) ??
					installOnlyTrait(judged, common) ??
					legacyTrait(judged, common) ??
					answerTrait(judged, common, diagnostician)
				);
			}
			const isNeeded = rule.expectation?.level === 'required' && unmet.has(rule.id);
			const diagnosis = diagnostician.ofFailure(judged);
			const severity = rule.severity ?? (isNeeded ? 'error' : 'warning');
			return {...common, kind: 'failed', severity: asExplained(severity, diagnosis), rule, diagnosis};
		}
		case 'unknown-host':
			// One stranger on a thousand ports, or a thousand strangers on one: one finding. Pings stand apart.
			return {
				...common,
				kind: 'unknown-host',
				severity: 'warning',
				protocol: edge.icmpType === undefined ? undefined : common.protocol,
				port: undefined,
				rule: undefined,
				diagnosis: diagnostician.ofStranger(judged),
			};
		case 'inconclusive':
			return {...common, kind: reason as FindingKind, severity: 'note', rule};
		case 'unexpected': {
			const diagnosis = diagnostician.ofUnexpected(judged);
			const severity = asExplained(severityOf(judged), diagnosis);
			return {...common, kind: reason as FindingKind, severity, rule, diagnosis};
		}
		default:
			return verdict satisfies never;
	}
}

/**
 * The endpoint mapper is documented, and the port that it named is not: the text has a gap there, or the server another
 * range of dynamic ports. What FTP and TFTP agree on needs no row.
 */
function gapTrait(
	{reason, documenting, rule, edge}: JudgedEdge,
	common: Pick<Trait, 'from' | 'to' | 'protocol' | 'port' | 'isNegotiated'>,
): Trait | undefined {
	const by = edge.negotiation?.by;
	const isGap = reason === 'negotiated' && documenting.length === 0 && (by === 'endpoint-mapper' || by === 'dcom');
	if (!isGap) return undefined;
	return {...common, kind: 'documented-gap', severity: 'note', protocol: undefined, port: undefined, rule};
}

/** What is documented for the time of an installation only, and happens: worth a look, perhaps somebody installs. */
function installOnlyTrait(
	{documenting}: JudgedEdge,
	common: Pick<Trait, 'from' | 'to' | 'protocol' | 'port' | 'isNegotiated'>,
): Trait | undefined {
	const isOnly = documenting.length > 0 && documenting.every(({expectation}) => expectation?.level === 'install-only');
	if (!isOnly) return undefined;
	return {...common, kind: 'install-only', severity: 'note', protocol: undefined, port: undefined, rule: undefined};
}

/** The port rule is kept, and the version of the protocol is not one to keep ([MS-SMB] is deprecated since 2014). */
function legacyTrait(
	{edge, rule}: JudgedEdge,
	common: Pick<Trait, 'from' | 'to' | 'protocol' | 'port' | 'isNegotiated'>,
): Trait | undefined {
	if (!edge.applications.some(({name}) => name === 'smb1')) return undefined;
	return {...common, kind: 'legacy-protocol', severity: 'warning', rule};
}

function severityOf({rule, reason, nearest, edge, initiator, responder}: JudgedEdge): Severity {
	if (rule !== undefined) return rule.severity ?? 'error';
	if (reason === 'not-negotiated') return 'warning';
	if (reason === 'condition-unmet') return nearest!.rule.severity ?? 'warning';
	// Calls to the whole link are every system's small talk: worth a line, not an alarm.
	const isToEverybody = responder.origin === 'broadcast' || responder.origin === 'multicast';
	const isFromKnown = initiator.origin === 'host' || initiator.origin === 'network';
	return isToEverybody && isFromKnown && edge.responderPackets === 0 ? 'note' : 'error';
}

/** The rule is kept, and what is behind the port says no: it is told, because it looks like a fault of the network. */
function answerTrait(
	judged: JudgedEdge,
	common: Pick<Trait, 'from' | 'to' | 'protocol' | 'port' | 'isNegotiated'>,
	diagnostician: Diagnosing,
): Trait | undefined {
	if (errorAnswers(judged).length === 0) return undefined;
	const {rule} = judged;
	return {...common, kind: 'application-error', severity: 'note', rule, diagnosis: diagnostician.ofAnswers(judged)};
}

function asExplained(severity: Severity, diagnosis: Diagnosis | undefined): Severity {
	return diagnosis?.isBenign === true ? 'note' : severity;
}

function rolesOf({origin, roles}: Identity): string {
	if (origin === 'unknown' || origin === 'unspecified') return 'unknown';
	return roles.length === 0 ? 'no-role' : roles.join('+');
}

/** Findings that differ in nothing but their port, or pings of strangers in nothing but whom, become one if they are many. */
function foldSweeps(groups: readonly Group[]): Group[] {
	const bySweep = new Map<string, Group[]>();
	for (const group of groups) {
		const key = JSON.stringify(sweepOf(group) ?? [bySweep.size]);
		const siblings = bySweep.get(key);
		if (siblings === undefined) bySweep.set(key, [group]);
		else siblings.push(group);
	}
	return [...bySweep.values()].flatMap((siblings) => {
		const [first] = siblings;
		const isPing = first!.kind === 'unknown-host';
		if (siblings.length <= (isPing ? SWEEP_ROLES : SWEEP_PORTS)) return siblings;
		const edges = siblings.flatMap((group) => group.edges).sort((a, b) => a - b);
		const sweep = {...first!, port: undefined, to: isPing ? 'many roles' : first!.to};
		return [{...sweep, id: sweepIdOf(first!)!, edges}];
	});
}

/** The same whatever its ports are, and whichever of them comes first. */
function sweepIdOf(trait: Trait): string | undefined {
	const sweep = sweepOf(trait);
	return sweep && fingerprint(['sweep', ...sweep]);
}

const portSweeps: ReadonlySet<FindingKind> = new Set(['undocumented-port', 'undocumented-pair', 'direction-unknown']);

/** What the findings of a sweep have in common; `undefined` for one that cannot be part of a sweep. */
function sweepOf({kind, from, to, protocol}: Trait): readonly string[] | undefined {
	if (portSweeps.has(kind)) return [kind, from, to, protocol ?? ''];
	return kind === 'unknown-host' && protocol !== undefined ? [kind, from, protocol] : undefined;
}

function findingOf(group: Group, all: readonly JudgedEdge[], names: NameLookup): Finding {
	const {kind, severity, from, to, protocol, port, edges} = group;
	const judged = edges.map((index) => all[index]!);
	const deciding = kind === 'install-only' ? judged[0]!.rule : undefined;
	const rule = group.rule ?? deciding ?? judged.find(({nearest}) => nearest !== undefined)?.nearest?.rule;
	const {id} = group;
	const diagnosis = group.diagnosis && ofSeveral(group.diagnosis, judged);
	return {
		id,
		kind,
		severity,
		from,
		to,
		protocol,
		port,
		message: describeEdges({kind, from, to, protocol, port, rule}, judged, names),
		rule,
		edges,
		diagnosis,
		evidence: evidenceOf(judged, diagnosis?.evidence ?? []),
		context: [],
		machines: [],
	};
}

/** Hosts may fail alike for causes of their own: a sentence about two of them says so. */
function ofSeveral(diagnosis: Diagnosis, judged: readonly JudgedEdge[]): Diagnosis {
	const pairs = new Set(judged.map(({initiator, responder}) => `${initiator.label} ${responder.label}`)).size;
	if (pairs === 1) return diagnosis;
	return {...diagnosis, cause: `${diagnosis.cause} (said of the first of ${pairs} host pairs)`};
}

function missingFinding(expectation: Expectation): Finding[] {
	if (expectation.counts.missing === undefined) return [];
	const {rule, level} = expectation;
	return [
		{
			id: fingerprint(['missing', rule.id]),
			kind: 'missing',
			severity: rule.severity ?? (level === 'required' ? 'error' : 'warning'),
			from: rule.from,
			to: rule.to,
			protocol: undefined,
			port: undefined,
			message: describeMissing(expectation),
			rule,
			edges: [],
			diagnosis: undefined,
			evidence: [],
			context: [],
			machines: [],
		},
	];
}

/** The order of reports. */
export function compareFindings(a: Finding, b: Finding): number {
	return (
		severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
		compareText(a.kind, b.kind) ||
		compareText(a.from, b.from) ||
		compareText(a.to, b.to) ||
		compareText(a.protocol ?? '', b.protocol ?? '') ||
		(a.port ?? -1) - (b.port ?? -1) ||
		compareText(a.id, b.id)
	);
}
