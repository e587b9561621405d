import {createHash} from 'node:crypto';
import type {Severity} from '../../rulepack/pack.js';
import type {Report, ReportEdge, ReportFinding, ReportPlace, ReportWaiver} from '../report.js';
import {hostPairs, serviceText} from '../words/finding.js';
import {locationsOf, messageText, packetLocations} from './location.js';

/** Host pairs and packets that a result names. */
const LISTED = 100;

/** A result before it is known where its kind stands among the rules. */
export interface Result {
	readonly ruleId: string;
	readonly level: Severity;
	readonly [property: string]: unknown;
}

/** Of a finding. With a baseline what is told is new: what was known is set aside before (SARIF 2.1.0, §3.27.24). */
export function findingResult(report: Report, finding: ReportFinding): Result {
	const {id, kind, severity, from, to, protocol, port, message, rule, source, place, edges, diagnosis} = finding;
	const why = diagnosis === null ? '' : `. Likely: ${diagnosis.cause}. Or: ${diagnosis.alternative}`;
	const service = protocol === null ? '' : ` ${protocol}${port === null ? '' : `/${port}`}`;
	return {
		ruleId: kind,
		level: severity,
		message: {text: messageText(`${message}${why}.`)},
		locations: locationsOf(report, place, capturesOf(report, finding), `${from} -> ${to}${service}`),
		relatedLocations: packetLocations(report, finding),
		partialFingerprints: fingerprints(id),
		...(report.baseline === null ? {} : {baselineState: 'new'}),
		properties: {
			from,
			to,
			protocol,
			port,
			services: listed(edges.map((position) => serviceText(report.edges[position]!))),
			hosts: listed(hostPairs(report, edges)),
			rule,
			source,
			diagnosis: diagnosis?.name ?? null,
			packets: finding.evidence.slice(0, LISTED).map(({frame}) => frame),
			displayFilter: finding.displayFilter,
		},
	};
}

/**
 * Of what is wrong and waived: the edges of a waiver that have one reason, roles and service; of strangers, who may try
 * thousands, whatever the service. It is suppressed, with owner
 * and end of the waiver (SARIF 2.1.0, §3.35; it has no property for an end).
 */
export function waivedResults(report: Report): Result[] {
	const waivers = new Map(report.waivers.map((waiver) => [waiver.id, waiver]));
	const groups = new Map<string, number[]>();
	for (const [position, edge] of report.edges.entries()) {
		if (edge.verdict !== 'waived' || edge.waiver === null) continue;
		const key = JSON.stringify([edge.waiver, kindOf(edge), rolesOf(edge), sharedService(edge)]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [position]);
		else group.push(position);
	}
	const places = placesOf(report);
	return [...groups].map(([key, edges]) => waivedResult(report, key, edges, waivers, places));
}

function waivedResult(
	report: Report,
	key: string,
	edges: readonly number[],
	waivers: ReadonlyMap<string, ReportWaiver>,
	places: ReadonlyMap<string, ReportPlace | null>,
): Result {
	const edge = report.edges[edges[0]!]!;
	const what = `${rolesOf(edge)} ${sharedService(edge)}`.trimEnd();
	const hosts = listed(hostPairs(report, edges));
	const captures = [...new Set(edges.map((position) => report.edges[position]!.firstFrame.capture))];
	const waiver = waivers.get(edge.waiver!);
	const place = places.get(edge.rule ?? edge.nearest?.rule ?? '') ?? null;
	return {
		ruleId: kindOf(edge),
		level: 'note',
		message: {text: messageText(`${hosts.slice(0, 3).join(', ')}: ${what}, waived by ${edge.waiver}.`)},
		locations: locationsOf(report, place, captures, what),
		partialFingerprints: fingerprints(createHash('sha256').update(key).digest('hex').slice(0, 16)),
		...(report.baseline === null ? {} : {baselineState: 'new'}),
		suppressions: [
			{
				kind: 'external',
				status: 'accepted',
				...(waiver === undefined ? {} : {justification: waiver.reason}),
				properties: {
					waiver: edge.waiver,
					owner: waiver?.owner ?? null,
					ticket: waiver?.ticket ?? null,
					from: waiver?.from ?? null,
					until: waiver?.until ?? null,
				},
			},
		],
		properties: {hosts, services: listed(edges.map((position) => serviceText(report.edges[position]!)))},
	};
}

/** The service of waived edges that are told together; empty where they need not share one. */
function sharedService(edge: ReportEdge): string {
	if (kindOf(edge) !== 'unknown-host') return serviceText(edge);
	return edge.icmpType === null ? '' : edge.protocol;
}

/** Where rules stand, as far as the report says. */
function placesOf({expectations, findings}: Report): Map<string, ReportPlace | null> {
	return new Map([...findings, ...expectations].flatMap(({rule, place}) => (rule === null ? [] : [[rule, place]])));
}

/** The kind of finding that a waived edge would be part of, as far as its reason tells. */
function kindOf({reason, outcome}: ReportEdge): string {
	if (reason === 'unknown-initiator' || reason === 'unknown-responder' || reason === 'unknown-hosts')
		return 'unknown-host';
	if (reason !== 'documented' && reason !== 'negotiated') return reason;
	return outcome === 'answered' || outcome === 'one-way' ? 'install-only' : 'failed';
}

function rolesOf({initiator, responder}: ReportEdge): string {
	return `${initiator.roles.join('+') || 'unknown'} -> ${responder.roles.join('+') || 'unknown'}`;
}

/** The captures that show it, ascending; all of them where no packet does. */
function capturesOf({edges: all, captures}: Report, {edges, evidence}: ReportFinding): number[] {
	const shown = [
		...evidence.map(({frame}) => frame.capture),
		...edges.map((position) => all[position]!.firstFrame.capture),
	];
	return shown.length === 0 ? [...captures.keys()] : [...new Set(shown)].sort((a, b) => a - b);
}

/**
 * GitHub tells results apart by `primaryLocationLineHash` alone, and would make one of the file's text; the id of a finding
 * stays the same where the text of a pack moves.
 */
function fingerprints(id: string): object {
	return {primaryLocationLineHash: `${id}:1`, 'portolanFinding/v1': id};
}

function listed(values: readonly string[]): string[] {
	return [...new Set(values)].slice(0, LISTED);
}
