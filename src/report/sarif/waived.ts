import {createHash} from 'node:crypto';
import type {ReportEdge, ReportPlace, ReportWaiver} from '../report.js';
import {hostPairs, serviceText} from '../words/finding.js';
import type {Shown} from './artifacts.js';
import {locationsOf, messageText} from './location.js';
import {placesOf} from './places.js';
import {fingerprints, listed, type Result} from './result.js';

/**
 * Of what is wrong and waived: the edges of a waiver that have one reason, roles and service; of strangers, who may try
 * thousands, whatever the service. It is suppressed, with owner
 * and end of the waiver (SARIF 2.1.0, §3.35; it has no property for an end).
 */
export function waivedResults(shown: Shown): Result[] {
	const {report} = shown;
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
	return [...groups].map(([key, edges]) => waivedResult(shown, key, edges, waivers, places));
}

function waivedResult(
	shown: Shown,
	key: string,
	edges: readonly number[],
	waivers: ReadonlyMap<string, ReportWaiver>,
	places: ReadonlyMap<string, ReportPlace | null>,
): Result {
	const {report} = shown;
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
		locations: locationsOf(shown, place, captures, what),
		partialFingerprints: fingerprints(createHash('sha256').update(key).digest('hex').slice(0, 16)),
		// A baseline holds nothing that was waived when it was made.
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
