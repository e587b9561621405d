import pc from 'picocolors';
import type {Report, ReportFinding} from './report.js';
import {alignColumns} from './table.js';
import {filterText, packetsText, placeInSource, ruleWord, severityTitles} from './words/finding.js';
import {knownSentence, staleText} from './words/known.js';
import {fallbacksOf, isReplaced, servicesOf, unseenServices} from './words/service.js';
import {
	captureName,
	findingCounts,
	packNames,
	qualityMessages,
	sourceDocuments,
	stateOf,
	summaryRows,
	threshold,
} from './words/summary.js';

export interface TextOptions {
	readonly colors: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;

/**
 * The report for a person who is tired: the verdict and the numbers first, then findings by severity, then what
 * documented traffic did not show, then how far the capture can be trusted.
 */
export function formatText(report: Report, {colors}: TextOptions): string {
	const paint = pc.createColors(colors);
	const sections = [
		headline(report, paint),
		summary(report, paint),
		...findings(report, paint),
		known(report, paint),
		expectations(report, paint),
		quality(report, paint),
		sources(report, paint),
	];
	return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function headline(report: Report, paint: Colors): string {
	const state = stateOf(report);
	const color = {FINDINGS: paint.yellow, COMPLIANT: paint.green, INCOMPLETE: paint.red, 'NOT COMPLIANT': paint.red}[
		state
	];
	return `${paint.bold(captureName(report))} against ${packNames(report)}\n${paint.bold(color(state))}: ${findingCounts(report)} ${paint.dim(`(${threshold(report)})`)}`;
}

function summary(report: Report, paint: Colors): string {
	return alignColumns(summaryRows(report).map(([name, value]) => [paint.dim(name), value]));
}

function findings(report: Report, paint: Colors): string[] {
	const {findings: all} = report;
	return severityTitles.map(([severity, title]) => {
		const ofSeverity = all.filter((finding) => finding.severity === severity);
		if (ofSeverity.length === 0) return '';
		const lines = ofSeverity.flatMap((finding) => findingLines(report, finding, paint));
		return [paint.bold(title), ...lines].join('\n');
	});
}

function findingLines(report: Report, finding: ReportFinding, paint: Colors): string[] {
	const {id, kind, severity, from, to, message, rule, source, diagnosis} = finding;
	const packets = packetsText(report, finding);
	const filter = filterText(finding);
	const color = {error: paint.red, warning: paint.yellow, note: paint.cyan}[severity];
	const place = placeInSource(source);
	const line = place === undefined ? '' : `, ${place}`;
	const decided = rule === null ? '' : `; ${ruleWord(kind)} ${rule}${line}`;
	return [
		`  ${color(kind)}  ${message}`,
		...(diagnosis === null
			? []
			: [`      likely: ${diagnosis.cause}`, paint.dim(`      or: ${diagnosis.alternative}`)]),
		paint.dim(`      ${from} -> ${to}${decided}${packets === '' ? '' : `; ${packets}`}; id ${id}`),
		...(filter === '' ? [] : [paint.dim(`      filter: ${filter}`)]),
	];
}

/** What the baseline set aside, and what of it is gone. */
function known({baseline}: Report, paint: Colors): string {
	if (baseline === null) return '';
	const lines = baseline.stale.map((entry) => `  ${paint.dim(entry.kind)}  ${staleText(entry)}`);
	return [paint.bold('Known already'), `  ${knownSentence(baseline)}`, ...lines].join('\n');
}

/** Services that fell back, one by one; of the others how many, and why nothing is said of them. */
function expectations({expectations: all}: Report, paint: Colors): string {
	const rows = all
		.filter(isReplaced)
		.map((expectation) => [
			paint.yellow('fallback'),
			`${expectation.from} -> ${expectation.to}`,
			servicesOf(expectation),
			expectation.level,
			fallbacksOf(expectation),
		]);
	const lines = [...(rows.length > 0 ? [alignColumns(rows)] : []), ...unseenServices(all).map((line) => `  ${line}`)];
	return lines.length === 0 ? '' : [paint.bold('Documented services'), ...lines].join('\n');
}

function quality(report: Report, paint: Colors): string {
	const messages = qualityMessages(report);
	if (messages.length === 0) return '';
	return [paint.bold('How good the capture is'), ...messages.map((message) => `  ${message}`)].join('\n');
}

function sources(report: Report, paint: Colors): string {
	const documents = sourceDocuments(report);
	return documents.length === 0
		? ''
		: paint.dim(`Lines are lines of\n${documents.map((text) => `  ${text}`).join('\n')}`);
}
