import {findingKinds} from '../../policy/finding.js';
import {type Severity, severities} from '../../rulepack/pack.js';
import {formatJson} from '../json.js';
import type {Report} from '../report.js';
import {kindTexts} from '../words/kinds.js';
import {knownSentence, staleText} from '../words/known.js';
import {captureLocation, messageText, uriOf} from './location.js';
import {findingResult, type Result, waivedResults} from './results.js';

/** Results of a run beyond which GitHub refuses the whole file. */
export const MAX_RESULTS = 25_000;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * Static Analysis Results Interchange Format 2.1.0 (OASIS Standard): one run, a rule for each kind of finding, a result for each
 * finding and for what is waived, within what GitHub's code scanning takes.
 */
export function formatSarif(report: Report): string {
	const bySeverity = report.findings.toSorted(
		(a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
	);
	const all = [...bySeverity.map((finding) => findingResult(report, finding)), ...waivedResults(report)];
	const results = all.slice(0, MAX_RESULTS);
	const cut = all.length - results.length;
	const {tool, compliant, failOn, window, packs, summary} = report;
	return formatJson({
		$schema: SCHEMA,
		version: '2.1.0',
		runs: [
			{
				tool: {driver: {name: tool.name, version: tool.version, semanticVersion: tool.version, rules}},
				invocations: [
					{
						executionSuccessful: report.captures.every(({complete}) => complete),
						toolExecutionNotifications: notifications(report, cut),
					},
				],
				artifacts: report.captures.map(({path, format, compression, packets, first, last}) => ({
					location: {uri: uriOf(path)},
					roles: ['analysisTarget'],
					properties: {format, compression, packets, first, last},
				})),
				results: results.map(({ruleId, ...result}: Result) => ({
					ruleId,
					ruleIndex: kindIndex.get(ruleId),
					...result,
				})),
				properties: {compliant, failOn, window, packs, summary},
			},
		],
	});
}

const rules = findingKinds.map((kind) => {
	const {title, help} = kindTexts[kind];
	return {
		id: kind,
		// Of one word it would be the id again, which §3.49.7 leaves out.
		...(kind.includes('-') && {name: kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}),
		shortDescription: {text: `${title}.`},
		fullDescription: {text: `${title}. ${help}`},
		help: {text: help, markdown: help},
		properties: {tags: ['network', 'port-matrix']},
	};
});
const kindIndex: ReadonlyMap<string, number> = new Map(findingKinds.map((kind, index) => [kind, index]));

/** What to know before trusting the results: of the captures, the baseline, and what did not fit. */
function notifications(report: Report, cut: number): object[] {
	const {captures, quality, baseline} = report;
	const notify = (level: Severity, text: string, where: readonly number[]) => ({
		level,
		message: {text: messageText(text)},
		...(where.length === 0 ? {} : {locations: where.slice(0, 10).map((index) => captureLocation(report, index))}),
	});
	return [
		...captures.flatMap(({path, problem}, index) =>
			problem === null ? [] : [notify('error', `${path}: ${problem}`, [index])],
		),
		...quality.map(({message, captures: where}) => notify('warning', message, where ?? [])),
		...(baseline === null ? [] : [notify('note', knownSentence(baseline), [])]),
		...(baseline?.stale ?? []).map((entry) => notify('note', `${entry.kind}: ${staleText(entry)}`, [])),
		...(cut > 0
			? [notify('warning', `${cut} more results are left out, the least severe: GitHub takes ${MAX_RESULTS}`, [])]
			: []),
	];
}
