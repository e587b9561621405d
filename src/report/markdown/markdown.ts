import type {Report, ReportFinding} from '../report.js';
import {packetsText, placeInSource, ruleWord, severityTitles} from '../words/finding.js';
import {knownSentence, staleText} from '../words/known.js';
import {fallbacksOf, isReplaced, servicesOf, unseenServices} from '../words/service.js';
import {
	captureName,
	findingCounts,
	packNames,
	qualityMessages,
	sourceDocuments,
	stateOf,
	summaryRows,
	threshold,
} from '../words/summary.js';
import {markdownCode, markdownLine, markdownText} from './escape.js';
import {markdownTable} from './table.js';

/** Findings of a severity that are told one by one: a ticket on GitHub has room for 65536 characters. */
const LISTED = 50;

/** The report for a ticket. Whatever hosts and files are called, it stays the document that it is. */
export function formatMarkdown(report: Report): string {
	const sections = [
		`# ${stateOf(report)}: ${findingCounts(report)}`,
		markdownLine(`${captureName(report)} against ${packNames(report)}; ${threshold(report)}.`),
		markdownTable(['', ''], summaryRows(report)),
		...findingSections(report),
		known(report),
		services(report),
		waivers(report),
		section('How good the capture is', list(qualityMessages(report))),
		section('Lines are lines of', list(sourceDocuments(report))),
	];
	return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function section(title: string, ...parts: readonly string[]): string {
	const told = parts.filter((part) => part !== '');
	return told.length === 0 ? '' : [`## ${title}`, ...told].join('\n\n');
}

function list(lines: readonly string[]): string {
	return lines.map((line) => `- ${markdownLine(line)}`).join('\n');
}

function findingSections(report: Report): string[] {
	const {findings} = report;
	return severityTitles.map(([severity, title]) => {
		const all = findings.filter((finding) => finding.severity === severity);
		const told = all.slice(0, LISTED).map((finding) => findingText(report, finding, findings.indexOf(finding) + 1));
		const more = all.length - told.length;
		const rest = more > 0 ? `And ${more} more of the kind; the report as JSON or CSV has all of them.` : '';
		return section(title, ...told, rest);
	});
}

/** @param number of the finding in the report, from 1: what people call it by */
function findingText(report: Report, finding: ReportFinding, number: number): string {
	const {id, kind, from, to, message, diagnosis, displayFilter, beyondFilter} = finding;
	const packets = packetsText(report, finding);
	const beyond = beyondFilter === 0 ? '' : `, and ${beyondFilter} more edges, for which it would be too long`;
	return [
		`**${number}. ${kind}** ${markdownText(message)}\n`,
		...(diagnosis === null
			? []
			: [`- likely: ${markdownText(diagnosis.cause)}`, `- or: ${markdownText(diagnosis.alternative)}`]),
		`- roles: ${markdownText(`${from} → ${to}`)}`,
		...ruleLine(finding),
		...(packets === '' ? [] : [`- ${markdownText(packets)}`]),
		`- id: ${markdownCode(id)}`,
		...(displayFilter === null ? [] : [`- filter: ${markdownCode(displayFilter)}${beyond}`]),
	].join('\n');
}

function ruleLine({kind, rule, source, place}: ReportFinding): string[] {
	if (rule === null) return [];
	const line = placeInSource(source);
	const parts = [
		`${ruleWord(kind)}: ${markdownCode(rule)}`,
		...(line === undefined ? [] : [markdownText(line)]),
		...(place === null ? [] : [`in ${markdownCode(`${place.file}:${place.line}`)}`]),
	];
	return [`- ${parts.join(', ')}`];
}

function known({baseline}: Report): string {
	if (baseline === null) return '';
	const stale = baseline.stale.map((entry) => `${entry.kind}: ${staleText(entry)}`);
	return section('Known already', knownSentence(baseline), list(stale));
}

function services({expectations}: Report): string {
	const rows = expectations
		.filter(isReplaced)
		.map((expectation) => [
			`${expectation.from} → ${expectation.to}`,
			servicesOf(expectation),
			expectation.level,
			fallbacksOf(expectation),
		]);
	const table = rows.length === 0 ? '' : markdownTable(['roles', 'service', 'level', 'fell back'], rows);
	return section('Documented services', table, list(unseenServices(expectations)));
}

function waivers({waivers: all}: Report): string {
	const rows = all.map(({id, owner, reason, ticket, until, edges}) => [
		id,
		owner,
		until,
		ticket ?? '',
		reason,
		String(edges),
	]);
	return rows.length === 0
		? ''
		: section('Waivers', markdownTable(['waiver', 'owner', 'until', 'ticket', 'reason', 'edges'], rows));
}
