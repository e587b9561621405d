import {createHash} from 'node:crypto';
import type {CaptureCoverage} from '../capture/frame.js';
import {stopNames, type UndecodedCounts} from '../decode/packet.js';
import type {FrameReference, Negotiation, Refusal, Reset} from '../flow/biflow.js';
import {senderOf} from '../flow/biflow.js';
import type {NameLookup, SeenName} from '../flow/names/name.js';
import {formatPorts} from '../net/port.js';
import {protocolName} from '../net/protocol.js';
import {formatTime} from '../net/time.js';
import type {Diagnosis, Evidence, Expectation, Finding, JudgedEdge} from '../policy/finding.js';
import type {Waiver} from '../policy/waivers/waiver.js';
import type {Inventory, InventoryParts} from '../role/inventory.js';
import type {Identity} from '../role/role.js';
import type {Rule, RulePack, Severity} from '../rulepack/pack.js';
import type {Baseline} from './baseline/known.js';
import {displayFilter} from './display-filter.js';
import {
	REPORT_SCHEMA,
	type Report,
	type ReportCapture,
	type ReportDiagnosis,
	type ReportEdge,
	type ReportEnd,
	type ReportExpectation,
	type ReportFinding,
	type ReportFrame,
	type ReportInputs,
	type ReportInventory,
	type ReportNegotiation,
	type ReportPack,
	type ReportPackets,
	type ReportPlace,
	type ReportQuality,
	type ReportRefusal,
	type ReportReset,
	type ReportSeenName,
	type ReportSource,
	type ReportSummary,
	type ReportWaiver,
} from './report.js';
import {isAtLeast} from './threshold.js';

/** Edges of a finding whose packets are named in its evidence, at least. */
const FIRST_EDGES = 3;

/** Everything a report is made from. */
export interface ReportInput {
	readonly version: string;
	readonly failOn: Severity | 'never';
	readonly coverages: readonly CaptureCoverage[];
	readonly undecoded: UndecodedCounts;
	/** What was inside of tunnels: at index 0 packets that became rows of their own. */
	readonly inside: UndecodedCounts;
	readonly packs: readonly RulePack[];
	readonly inventory: Inventory;
	readonly edges: readonly JudgedEdge[];
	/** Documented edges that came to nothing. */
	readonly failedEdges: number;
	readonly findings: readonly Finding[];
	readonly expectations: readonly Expectation[];
	readonly waivers: readonly Waiver[];
	/** Asked at the end, when it was held against every finding. */
	readonly baseline: Baseline | undefined;
	readonly quality: readonly ReportQuality[];
	readonly names: NameLookup;
	/** What it is made from; null where that is no files. */
	readonly inputs: ReportInputs | null;
}

export function buildReport(input: ReportInput): Report {
	const {coverages, undecoded, inside, packs, edges, findings, expectations, failOn} = input;
	const firsts = coverages.flatMap(({first}) => first ?? []);
	const lasts = coverages.flatMap(({last}) => last ?? []);
	const reportEdges = edges.map((judged) => reportEdge(judged, input.names));
	const reportExpectations = expectations.map(reportExpectation);
	return {
		schema: REPORT_SCHEMA,
		tool: {name: 'portolan', version: input.version},
		compliant: !findings.some(({severity}) => isAtLeast(severity, failOn)) && coverages.every(({complete}) => complete),
		failOn,
		window: {
			first: firsts.length === 0 ? null : formatTime(firsts.reduce((a, b) => Math.min(a, b))),
			last: lasts.length === 0 ? null : formatTime(lasts.reduce((a, b) => Math.max(a, b))),
		},
		captures: coverages.map((coverage, index) => reportCapture(coverage, undecoded[index] ?? [], inside[index] ?? [])),
		packs: packs.map(reportPack),
		inventory: reportInventory(input.inventory.parts),
		inputs: input.inputs,
		edges: reportEdges,
		findings: findings.map((finding) => reportFinding(finding, input, reportEdges)),
		expectations: reportExpectations,
		waivers: input.waivers.map((waiver) => reportWaiver(waiver, edges)),
		baseline: input.baseline?.summary({edges: reportEdges, expectations: reportExpectations}) ?? null,
		quality: input.quality,
		summary: summarise(input),
	};
}

function reportCapture(
	coverage: CaptureCoverage,
	stops: readonly number[],
	[tunnelled = 0, ...insideStops]: readonly number[],
): ReportCapture {
	const lost = stops.reduce((sum, count) => sum + count, 0);
	return {
		path: coverage.path,
		format: coverage.format,
		compression: coverage.compression,
		packets: coverage.frames,
		decoded: coverage.frames - lost,
		undecoded: countsByName(stops),
		tunnelled: {packets: tunnelled, undecoded: countsByName([0, ...insideStops])},
		complete: coverage.complete,
		problem: coverage.problem ?? null,
		oddities: Object.fromEntries([...coverage.oddities].sort(compareKeys)),
		drops: coverage.drops ?? null,
		comments: coverage.comments.map(({packet, text}) => ({packet: packet ?? null, text})),
		first: coverage.first === undefined ? null : formatTime(coverage.first),
		last: coverage.last === undefined ? null : formatTime(coverage.last),
	};
}

function countsByName(stops: readonly number[]): Record<string, number> {
	const counts = stops.flatMap((count, stop) => (count > 0 ? [[stopNames[stop]!, count] as const] : []));
	return Object.fromEntries(counts.toSorted(compareKeys));
}

/** What was set for the whole site is part of what a verdict rests on. */
function reportPack({name, version, title, parameters, options, productVersion, rules}: RulePack): ReportPack {
	const entries = [
		...(productVersion === undefined ? [] : [['version', productVersion] as const]),
		...[...parameters.values()].flatMap((parameter) =>
			parameter.isOverridden ? [[parameter.name, formatPorts(parameter.ports)] as const] : [],
		),
		...[...options.values()].flatMap((option) => (option.isSet ? [[option.name, option.value!] as const] : [])),
	];
	return {
		name,
		version,
		title: title.en,
		parameters: Object.fromEntries(entries.toSorted(compareKeys)),
		fingerprint: fingerprintOf(rules),
	};
}

function reportInventory({hosts, networks, described, sites}: InventoryParts): ReportInventory {
	return {
		hosts: hosts.length,
		networks: networks.length,
		fingerprint: fingerprintOf([hosts, networks, described, sites]),
	};
}

/** The same for equal values, wherever in which file they stand. */
function fingerprintOf(value: unknown): string {
	const text = JSON.stringify(value, (key, inner: unknown) => {
		if (key === 'place') return undefined;
		return inner instanceof Map || inner instanceof Set ? [...inner] : inner;
	});
	return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function reportEdge(judged: JudgedEdge, names: NameLookup): ReportEdge {
	const {edge, initiator, responder, verdict, reason, rule, nearest} = judged;
	return {
		initiator: reportEnd(edge.initiator.text, initiator, names),
		responder: reportEnd(edge.responder.text, responder, names),
		protocol: protocolName(edge.protocolIdentifier),
		port: edge.port ?? null,
		icmpType: edge.icmpType ?? null,
		networks: edge.networks,
		direction: edge.direction,
		outcome: edge.outcome,
		outcomes: edge.outcomes,
		verdict,
		reason,
		rule: rule?.id ?? null,
		nearest: nearest === undefined ? null : {rule: nearest.rule.id, difference: nearest.difference},
		waiver: judged.waiver ?? null,
		negotiated: edge.negotiation === undefined ? null : reportNegotiation(edge.negotiation),
		refusal: edge.refusal === undefined ? null : reportRefusal(edge.refusal),
		reset: edge.reset === undefined ? null : reportReset(edge.reset),
		applications: edge.applications.map((application) => application.name),
		syns: edge.syns,
		flows: edge.flows,
		packets: edge.initiatorPackets + edge.responderPackets,
		octets: edge.initiatorOctets + edge.responderOctets,
		initiatorPackets: edge.initiatorPackets,
		responderPackets: edge.responderPackets,
		initiatorOctets: edge.initiatorOctets,
		responderOctets: edge.responderOctets,
		first: formatTime(edge.first),
		last: formatTime(edge.last),
		firstFrame: reportFrame(edge.firstFrame),
		scan: edge.scan ?? null,
	};
}

function reportEnd(address: string, {name, roles}: Identity, names: NameLookup): ReportEnd {
	const seen = name === undefined ? names.of(address) : undefined;
	return {address, name: name ?? null, roles, seenAs: seen === undefined ? null : reportSeenName(seen)};
}

function reportSeenName({name, by, frame}: SeenName): ReportSeenName {
	return {name, by, frame: frame === undefined ? null : reportFrame(frame)};
}

export function reportFrame({capture, number}: FrameReference): ReportFrame {
	return {capture, packet: number};
}

function reportNegotiation({by, detail, frame}: Negotiation): ReportNegotiation {
	return {by, detail, frame: reportFrame(frame)};
}

export function reportRefusal({icmpType, icmpCode, sender, frame}: Refusal): ReportRefusal {
	return {icmpType, icmpCode, sender: sender.text, frame: reportFrame(frame)};
}

export function reportReset(reset: Reset): ReportReset {
	const {ttl, others, frame} = reset;
	return {sender: senderOf(reset), ttl, others: others ?? null, frame: reportFrame(frame)};
}

function reportFinding(
	finding: Finding,
	{coverages, edges: judged, inventory}: ReportInput,
	all: readonly ReportEdge[],
): ReportFinding {
	const {id, kind, severity, from, to, protocol, port, message, rule, edges, diagnosis, evidence, context} = finding;
	const filter = displayFilter(
		// What the packets that are named belong to first: a filter that is cut short selects them.
		[...edges.slice(0, FIRST_EDGES), ...context, ...edges.slice(FIRST_EDGES)].map((position) => all[position]!),
		finding.machines,
	);
	return {
		id,
		kind,
		severity,
		from,
		to,
		protocol: protocol ?? null,
		port: port ?? null,
		message,
		rule: rule?.id ?? null,
		source: rule === undefined ? null : reportSource(rule),
		place: rule === undefined ? null : reportPlace(rule),
		inventoryPlace: rule === undefined ? inventoryPlace(judged[edges[0] ?? -1], inventory) : null,
		edges,
		diagnosis: diagnosis === undefined ? null : reportDiagnosis(diagnosis),
		evidence: evidence.map(({frame, shows}) => ({frame: reportFrame(frame), shows})),
		packets: packetsByFile(evidence, coverages),
		context,
		displayFilter: filter.expression,
		beyondFilter: filter.leftOut,
	};
}

function packetsByFile(evidence: readonly Evidence[], coverages: readonly CaptureCoverage[]): ReportPackets[] {
	const numbers = new Map<number, Set<number>>();
	for (const {frame} of evidence) {
		const own = numbers.get(frame.capture);
		if (own === undefined) numbers.set(frame.capture, new Set([frame.number]));
		else own.add(frame.number);
	}
	return [...numbers]
		.sort(([a], [b]) => a - b)
		.map(([capture, own]) => ({path: coverages[capture]!.path, numbers: [...own].sort((a, b) => a - b)}));
}

function reportWaiver({id, owner, reason, ticket, from, until}: Waiver, edges: readonly JudgedEdge[]): ReportWaiver {
	const day = (time: number) => formatTime(time).slice(0, 10);
	return {
		id,
		owner,
		reason,
		ticket: ticket ?? null,
		from: Number.isFinite(from) ? day(from) : null,
		until: day(until),
		edges: edges.filter(({waiver}) => waiver === id).length,
	};
}

function reportDiagnosis({name, cause, alternative}: Diagnosis): ReportDiagnosis {
	return {name, cause, alternative};
}

function reportExpectation({rule, alternatives, ports, level, status, counts, pairs}: Expectation): ReportExpectation {
	const {id, from, to, service} = rule;
	const [source, place] = [reportSource(rule), reportPlace(rule)];
	return {rule: id, alternatives, from, to, service, ports, level, status, counts, pairs, source, place};
}

export function reportSource({source}: Rule): ReportSource {
	return {document: source.document, line: source.line ?? null, anchor: source.anchor ?? null};
}

function reportPlace({place: {file, line}}: Pick<Rule, 'place'>): ReportPlace {
	return {file, line};
}

/** Of a host that opened something that no rule is about; where that is a stranger, of the one that it opened it to. */
function inventoryPlace(judged: JudgedEdge | undefined, inventory: Inventory): ReportPlace | null {
	if (judged === undefined) return null;
	const place = inventory.placeOf(judged.edge.initiator) ?? inventory.placeOf(judged.edge.responder);
	return place === undefined ? null : reportPlace({place});
}

function summarise({edges, failedEdges, expectations, findings}: ReportInput): ReportSummary {
	const withVerdict = (wanted: JudgedEdge['verdict']) => edges.filter(({verdict}) => verdict === wanted).length;
	const ofSeverity = (wanted: Severity) => findings.filter(({severity}) => severity === wanted).length;
	return {
		expected: withVerdict('expected'),
		unexpected: withVerdict('unexpected'),
		unknownHost: withVerdict('unknown-host'),
		inconclusive: withVerdict('inconclusive'),
		ignored: withVerdict('ignored'),
		waived: withVerdict('waived'),
		missing: expectations.reduce((sum, {counts}) => sum + (counts.missing ?? 0), 0),
		failed: failedEdges,
		findings: {error: ofSeverity('error'), warning: ofSeverity('warning'), note: ofSeverity('note')},
	};
}

function compareKeys([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
