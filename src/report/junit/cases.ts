import type {Report, ReportCapture, ReportExpectation, ReportFinding} from '../report.js';
import {isAtLeast} from '../threshold.js';
import {filterText, packetsText, placeInSource, ruleWord} from '../words/finding.js';
import {servicesOf} from '../words/service.js';
import {type Element, element} from './xml.js';

/** Pairs of hosts that a case names before it says how many more there are. */
const LISTED = 20;

export type CaseResult = 'passed' | 'failure' | 'error' | 'skipped';

/** A test case, and what became of it. */
export interface Case {
	readonly result: CaseResult;
	readonly element: Element;
}

/** A capture: an error where it was not read to its end. */
export function captureCase({path, complete, problem, packets}: ReportCapture): Case {
	const attributes = {name: path, classname: 'captures', time: 0};
	if (complete) return {result: 'passed', element: element('testcase', attributes)};
	const message = problem ?? `not read to its end, after ${packets} packets`;
	return {
		result: 'error',
		element: element('testcase', attributes, element('error', {message, type: 'incomplete'}, message)),
	};
}

/** What the report finds of the rules of an expectation, and whether that can be all. */
export interface RowFindings {
	readonly report: Report;
	readonly findings: readonly ReportFinding[];
	/** Waivers or a baseline may have set findings aside. */
	readonly isFiltered: boolean;
}

/** A documented row: what the capture shows of it. */
export function rowCase(expectation: ReportExpectation, about: RowFindings): Case {
	const {rule, ports, level, status, place} = expectation;
	const {failOn} = about.report;
	const attributes = {
		name: `${servicesOf(expectation)}${ports === '' ? '' : ` ${ports}`} (${level})`,
		classname: rule.split('/').slice(0, 3).join('.').replace(/\s/g, '_'),
		time: 0,
		file: place?.file,
		line: place?.line,
	};
	const counting = about.findings.filter(({severity}) => isAtLeast(severity, failOn));
	const text = [...about.findings.map((finding) => findingText(about.report, finding)), pairsText(expectation)]
		.filter((part) => part !== '')
		.join('\n');
	const is = (result: CaseResult, ...content: readonly Element[]): Case => ({
		result,
		element: element('testcase', attributes, ...content),
	});
	const isBroken = status === 'missing' || status === 'failed';
	const isUntold = isBroken && about.findings.length === 0 && failOn !== 'never' && !about.isFiltered;
	if (counting.length > 0 || isUntold) {
		const message = counting[0]?.message ?? `${status}: ${reasonOf(expectation)}`;
		return is('failure', element('failure', {message, type: isBroken ? status : counting[0]!.kind}, text));
	}
	if (isBroken) {
		const why =
			about.findings.length > 0 || failOn === 'never'
				? 'does not count against compliance'
				: 'set aside by the baseline or a waiver';
		return is('skipped', element('skipped', {message: `${status}, and ${why}: ${reasonOf(expectation)}`}));
	}
	if (status === 'not-observable' || status === 'not-exercised') {
		return is('skipped', element('skipped', {message: `${status}: ${reasonOf(expectation)}`}));
	}
	return text === '' ? is('passed') : is('passed', element('system-out', {}, text));
}

/** What no row is about: a failure, or skipped where it does not count. */
export function findingCase(report: Report, finding: ReportFinding): Case {
	const {id, kind, severity, from, to, protocol, port, message} = finding;
	const place = finding.place ?? finding.inventoryPlace;
	const result = isAtLeast(severity, report.failOn) ? 'failure' : 'skipped';
	const service = protocol === null ? '' : ` ${protocol}${port === null ? '' : `/${port}`}`;
	// Of what is the same in the next capture, so that a history can be kept: no hosts and no counts.
	const attributes = {
		name: `${kind}: ${from} -> ${to}${service} (${id})`,
		classname: 'undocumented',
		time: 0,
		file: place?.file,
		line: place?.line,
	};
	const outcome =
		result === 'failure'
			? element('failure', {message, type: kind}, findingText(report, finding))
			: element('skipped', {message: `${severity}, does not count against compliance: ${message}`});
	return {result, element: element('testcase', attributes, outcome)};
}

function findingText(report: Report, finding: ReportFinding): string {
	const {id, kind, severity, from, to, message, rule, source, diagnosis} = finding;
	const line = placeInSource(source);
	const packets = packetsText(report, finding);
	const filter = filterText(finding);
	return [
		`${severity}: ${kind}: ${message}`,
		...(diagnosis === null ? [] : [`likely: ${diagnosis.cause}`, `or: ${diagnosis.alternative}`]),
		`${from} -> ${to}`,
		...(rule === null ? [] : [`${ruleWord(kind)} ${rule}${line === undefined ? '' : `, ${line}`}`]),
		...(packets === '' ? [] : [packets]),
		`id ${id}`,
		...(filter === '' ? [] : [`filter: ${filter}`]),
	].join('\n');
}

function reasonOf({pairs, status}: ReportExpectation): string {
	return pairs.find((pair) => pair.status === status)?.reason ?? 'no pair of hosts is named';
}

/** The pairs of hosts that it did not work for, or that it worked for by a fallback. */
function pairsText({pairs}: ReportExpectation): string {
	const told = pairs.filter(({status}) => status === 'missing' || status === 'failed' || status === 'fallback');
	const lines = told
		.slice(0, LISTED)
		.map(({initiator, responder, status, reason}) => `${status} ${initiator} -> ${responder}: ${reason}`);
	return [...lines, ...(told.length > LISTED ? [`and ${told.length - LISTED} more`] : [])].join('\n');
}
