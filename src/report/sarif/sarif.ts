import type {Report} from '../report.js';
import {Artifacts} from './artifacts.js';
import {kindDescriptors} from './descriptors.js';
import {findingResult} from './finding.js';
import {baselineStates, knownResults} from './known.js';
import {reportNotifications} from './notifications.js';
import {formatRun} from './run.js';
import {waivedResults} from './waived.js';

/**
 * A rule for each kind of finding; a result for each finding, for what is waived and, where there is a baseline, for what of it is
 * not told.
 */
export function formatSarif(report: Report): string {
	const {tool, compliant, failOn, window, packs, summary, findings, captures} = report;
	const artifacts = new Artifacts();
	const shown = artifacts.add(report);
	const stateOf = baselineStates(report);
	return formatRun({
		tool,
		descriptors: kindDescriptors,
		isComplete: captures.every(({complete}) => complete),
		notifications: reportNotifications(shown),
		artifacts: artifacts.list,
		results: [
			...findings.map((finding) => findingResult(shown, finding, stateOf(finding.id))),
			...knownResults(shown),
			...waivedResults(shown),
		],
		properties: {compliant, failOn, window, packs, summary},
	});
}
