import type {Report, ReportFinding} from '../report.js';
import {hostPairs, rolesText, serviceText} from '../words/finding.js';
import type {Shown} from './artifacts.js';
import {locationsOf, messageText, packetLocations} from './location.js';
import {type BaselineState, fingerprints, listed, type Result} from './result.js';

/** @param state absent where nothing was compared */
export function findingResult(shown: Shown, finding: ReportFinding, state?: BaselineState): Result {
	const {report, artifacts} = shown;
	const {id, kind, severity, from, to, protocol, port, rule, source, edges, diagnosis, evidence} = finding;
	const place = finding.place ?? finding.inventoryPlace;
	return {
		ruleId: kind,
		level: severity,
		message: {text: messageText(findingText(finding))},
		locations: locationsOf(shown, place, capturesOf(report, finding), rolesText(finding)),
		relatedLocations: packetLocations(shown, finding),
		partialFingerprints: fingerprints(id),
		...(state === undefined ? {} : {baselineState: state}),
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
			packets: listed(evidence.map(({frame}) => ({...frame, capture: artifacts[frame.capture]!}))),
			displayFilter: finding.displayFilter,
		},
	};
}

/** What is wrong and why, in sentences. */
export function findingText({message, diagnosis}: ReportFinding): string {
	const why = diagnosis === null ? '' : `. Likely: ${diagnosis.cause}. Or: ${diagnosis.alternative}`;
	return `${message}${why}.`;
}

/** The captures that show it, ascending; all of them where no packet does. */
function capturesOf({edges: all, captures}: Report, {edges, evidence}: ReportFinding): number[] {
	const shown = [
		...evidence.map(({frame}) => frame.capture),
		...edges.map((position) => all[position]!.firstFrame.capture),
	];
	return shown.length === 0 ? [...captures.keys()] : [...new Set(shown)].sort((a, b) => a - b);
}
