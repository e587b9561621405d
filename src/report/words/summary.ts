import type {ExpectationStatus} from '../../policy/finding.js';
import {packetLines} from '../capture-lines.js';
import type {Report} from '../report.js';

// What every format for people says of a report as a whole, in the same words.

export type State = 'COMPLIANT' | 'NOT COMPLIANT' | 'INCOMPLETE' | 'FINDINGS';

/** `FINDINGS`: there are some, and none was to count. `INCOMPLETE`: nothing is wrong with what could be read. */
export function stateOf({captures, compliant, failOn, summary}: Report): State {
	const count = summary.findings.error + summary.findings.warning;
	if (failOn === 'never' && count > 0) return 'FINDINGS';
	if (compliant) return 'COMPLIANT';
	return count === 0 && captures.some(({complete}) => !complete) ? 'INCOMPLETE' : 'NOT COMPLIANT';
}

/** `1 error, 2 warnings, 0 notes`. */
export function findingCounts({summary: {findings}}: Report): string {
	return `${plural(findings.error, 'error')}, ${plural(findings.warning, 'warning')}, ${plural(findings.note, 'note')}`;
}

/** What counts against compliance. */
export function threshold({failOn}: Report): string {
	return failOn === 'never' ? 'nothing counts against compliance' : `${failOn} and above count against compliance`;
}

/** The path of the capture, or how many there are. */
export function captureName({captures}: Report): string {
	return captures.length === 1 ? captures[0]!.path : `${captures.length} captures`;
}

/** `configmgr-2012 (2012 R2 SP1, sql=14330) and windows-baseline (1)`. */
export function packNames({packs}: Report): string {
	const names = packs.map(({name, version, parameters}) => {
		const set = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
		return `${name} (${[version, ...set].join(', ')})`;
	});
	return names.join(' and ');
}

/** Window, packets, edges and services: names and values; a further line of the same has no name. */
export function summaryRows(report: Report): Array<readonly [name: string, value: string]> {
	const {window, summary: sums, captures} = report;
	const edges = sums.expected + sums.unexpected + sums.unknownHost + sums.inconclusive + sums.waived;
	const waived = sums.waived === 0 ? '' : `, ${sums.waived} waived`;
	return [
		['window', window.first === null ? 'no packets' : `${window.first} to ${window.last}`],
		...packetLines(captures).map((line, index) => [index === 0 ? 'packets' : '', line] as const),
		[
			'edges',
			`${edges}: ${sums.expected} expected, ${sums.unexpected} unexpected, ${sums.unknownHost} with unknown hosts, ${sums.inconclusive} inconclusive${waived}`,
		],
		['services', documentedServices(report)],
	];
}

function documentedServices({expectations}: Report): string {
	const count = (wanted: ExpectationStatus) => expectations.filter(({status}) => status === wanted).length;
	const used = expectations.filter(({counts}) => (counts.seen ?? 0) + (counts.fallback ?? 0) > 0).length;
	const replaced = count('fallback');
	const parts = [
		`${used} used${replaced === 0 ? '' : ` (${replaced} by a fallback)`}`,
		`${count('failed')} failed`,
		`${count('missing')} missing`,
		`${count('not-observable')} not observable here`,
	];
	return `${expectations.length} documented between hosts of the inventory: ${parts.join(', ')}`;
}

const UNBLEMISHED = 'Nothing seen that would weaken the verdicts.';

/** How far the captures can be trusted; empty where nothing was captured and nothing is to be said of it. */
export function qualityMessages({quality, window}: Report): string[] {
	if (quality.length > 0) return quality.map(({message}) => message);
	return window.first === null ? [] : [UNBLEMISHED];
}

/** What the lines of rules are lines of: `configmgr-2012: Ports of ...`, sorted. */
export function sourceDocuments({findings}: Report): string[] {
	const documents = findings.flatMap(({rule, source}) =>
		rule === null || source === null || source.line === null
			? []
			: [`${rule.slice(0, rule.indexOf('/'))}: ${source.document}`],
	);
	return [...new Set(documents)].sort();
}

export function plural(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
