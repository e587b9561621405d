import type {Report, ReportExpectation, ReportFinding} from '../report.js';
import {packNames, qualityMessages, stateOf} from '../words/summary.js';
import {type Case, type CaseResult, captureCase, findingCase, rowCase} from './cases.js';
import {type Element, element, formatXml} from './xml.js';

/**
 * JUnit XML, as Jenkins, GitLab and others read it (there is no standard; https://github.com/testmoapp/junitxml): a suite of the
 * captures, a suite for each conduit with a case for each documented row, and one of what no row is about. Of a report that is
 * not compliant some case is a failure or an error.
 */
export function formatJunit(report: Report): string {
	const {captures, findings, expectations} = report;
	const byRule = findingsByRule(findings);
	const isFiltered = report.baseline !== null || report.waivers.length > 0;
	const told = new Set<ReportFinding>();
	const rowOf = (expectation: ReportExpectation) => {
		const about = [...new Set(expectation.alternatives.flatMap((id) => byRule.get(id) ?? []))];
		for (const finding of about) told.add(finding);
		return rowCase(expectation, {report, findings: about, isFiltered});
	};
	const conduits = [...byConduit(expectations)].map(([name, rows]) => ({name, cases: rows.map(rowOf)}));
	const others = findings.filter((finding) => !told.has(finding));
	const suites: Suite[] = [
		{
			name: 'captures',
			cases: captures.map(captureCase),
			properties: properties(report),
			notes: qualityMessages(report),
		},
		...conduits,
		{name: 'undocumented', cases: others.map((finding) => findingCase(report, finding))},
	];
	const all = suites.flatMap(({cases}) => cases);
	return formatXml(
		element(
			'testsuites',
			{name: report.tool.name, ...counts(all), time: 0},
			...suites.map((suite) => suiteElement(suite, report)),
		),
	);
}

interface Suite {
	readonly name: string;
	readonly cases: readonly Case[];
	/** Of the whole report: they stand in one suite, because the root of the document cannot have any. */
	readonly properties?: Element;
	/** What to know before trusting the cases. */
	readonly notes?: readonly string[];
}

/** A time without a zone is what consumers take (it is UTC); the fraction of a second is left out. */
function suiteElement({name, cases, properties: own, notes = []}: Suite, {window}: Report): Element {
	const timestamp = window.first?.replace(/(?:\.\d+)?Z$/, '');
	return element(
		'testsuite',
		{name, ...counts(cases), time: 0, timestamp},
		...(own === undefined ? [] : [own]),
		...cases.map((each) => each.element),
		...(notes.length === 0 ? [] : [element('system-out', {}, notes.join('\n'))]),
	);
}

function properties(report: Report): Element {
	const {tool, window, captures, failOn} = report;
	const values = {
		'portolan.version': tool.version,
		'portolan.verdict': stateOf(report),
		'portolan.fail-on': failOn,
		'portolan.packs': packNames(report),
		'portolan.captures': captures.map(({path}) => path).join(', '),
		'portolan.first': window.first ?? 'no packets',
		'portolan.last': window.last ?? 'no packets',
	};
	return element(
		'properties',
		{},
		...Object.entries(values).map(([name, value]) => element('property', {name, value})),
	);
}

function counts(cases: readonly Case[]): Record<string, number> {
	const count = (wanted: CaseResult) => cases.filter(({result}) => result === wanted).length;
	return {tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped')};
}

/** Findings that say that a row is broken, by the row. */
function findingsByRule(findings: readonly ReportFinding[]): Map<string, ReportFinding[]> {
	const byRule = new Map<string, ReportFinding[]>();
	for (const finding of findings) {
		const {rule, kind} = finding;
		if (rule === null || (kind !== 'failed' && kind !== 'missing')) continue;
		const known = byRule.get(rule);
		if (known === undefined) byRule.set(rule, [finding]);
		else known.push(finding);
	}
	return byRule;
}

/** In the order of the report. */
function byConduit(expectations: readonly ReportExpectation[]): Map<string, ReportExpectation[]> {
	const conduits = new Map<string, ReportExpectation[]>();
	for (const expectation of expectations) {
		const name = `${expectation.from} -> ${expectation.to}`;
		const known = conduits.get(name);
		if (known === undefined) conduits.set(name, [expectation]);
		else known.push(expectation);
	}
	return conduits;
}
