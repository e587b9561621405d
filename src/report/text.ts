import pc from 'picocolors';
import type {ExpectationStatus} from '../policy/finding.js';
import type {Severity} from '../rulepack/pack.js';
import {packetLines} from './capture-lines.js';
import type {Report, ReportExpectation, ReportFinding} from './report.js';
import {alignColumns} from './table.js';

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

function headline({captures, packs, compliant, failOn, summary}: Report, paint: Colors): string {
	const what = captures.length === 1 ? captures[0]!.path : `${captures.length} captures`;
	const packNames = packs.map(({name, version, parameters}) => {
		const set = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
		return `${name} (${[version, ...set].join(', ')})`;
	});
	const {error, warning, note} = summary.findings;
	const found = `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(note, 'note')}`;
	const isIncomplete = captures.some(({complete}) => !complete);
	const isUnjudged = failOn === 'never' && error + warning > 0;
	const state = isUnjudged
		? paint.bold(paint.yellow('FINDINGS'))
		: compliant
			? paint.bold(paint.green('COMPLIANT'))
			: paint.bold(paint.red(isIncomplete && error + warning === 0 ? 'INCOMPLETE' : 'NOT COMPLIANT'));
	const threshold =
		failOn === 'never' ? 'nothing counts against compliance' : `${failOn} and above count against compliance`;
	return `${paint.bold(what)} against ${packNames.join(' and ')}\n${state}: ${found} ${paint.dim(`(${threshold})`)}`;
}

function summary(report: Report, paint: Colors): string {
	const {window, summary: sums, captures} = report;
	const edges = sums.expected + sums.unexpected + sums.unknownHost + sums.inconclusive + sums.waived;
	const waived = sums.waived === 0 ? '' : `, ${sums.waived} waived`;
	const rows: Array<readonly [string, string]> = [
		['window', window.first === null ? 'no packets' : `${window.first} to ${window.last}`],
		...packetLines(captures).map((line, index) => [index === 0 ? 'packets' : '', line] as const),
		[
			'edges',
			`${edges}: ${sums.expected} expected, ${sums.unexpected} unexpected, ${sums.unknownHost} with unknown hosts, ${sums.inconclusive} inconclusive${waived}`,
		],
		['services', documentedServices(report)],
	];
	return alignColumns(rows.map(([name, value]) => [paint.dim(name), value]));
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

const severityTitles: ReadonlyArray<readonly [Severity, string]> = [
	['error', 'Errors'],
	['warning', 'Warnings'],
	['note', 'Notes'],
];

function findings({findings: all}: Report, paint: Colors): string[] {
	return severityTitles.map(([severity, title]) => {
		const ofSeverity = all.filter((finding) => finding.severity === severity);
		if (ofSeverity.length === 0) return '';
		const lines = ofSeverity.flatMap((finding) => findingLines(finding, paint));
		return [paint.bold(title), ...lines].join('\n');
	});
}

function findingLines(finding: ReportFinding, paint: Colors): string[] {
	const {kind, severity, from, to, message, rule, source, diagnosis, evidence} = finding;
	const color = {error: paint.red, warning: paint.yellow, note: paint.cyan}[severity];
	const place = source === null ? null : source.line === null ? source.anchor : `line ${source.line}`;
	const line = place === null ? '' : `, ${place}`;
	const decided = rule === null ? '' : `; ${isAbout(kind) ? 'rule' : 'nearest rule'} ${rule}${line}`;
	return [
		`  ${color(kind)}  ${message}`,
		...(diagnosis === null
			? []
			: [`      likely: ${diagnosis.cause}`, paint.dim(`      or: ${diagnosis.alternative}`)]),
		paint.dim(`      ${from} -> ${to}${decided}${packets(evidence)}`),
	];
}

/** `; packets 12, 14`, with the number of the capture before each where there are several. */
function packets(evidence: ReportFinding['evidence']): string {
	if (evidence.length === 0) return '';
	const isOne = evidence.every(({frame}) => frame.capture === 0);
	const names = evidence.map(({frame}) => (isOne ? `${frame.packet}` : `${frame.capture + 1}:${frame.packet}`));
	return `; ${evidence.length === 1 ? 'packet' : 'packets'} ${names.join(', ')}`;
}

function isAbout(kind: ReportFinding['kind']): boolean {
	return (
		kind === 'failed' ||
		kind === 'forbidden' ||
		kind === 'missing' ||
		kind === 'negotiation-unseen' ||
		kind === 'documented-gap' ||
		kind === 'install-only' ||
		kind === 'legacy-protocol'
	);
}

/** What the baseline set aside, and what of it is gone. */
function known({baseline}: Report, paint: Colors): string {
	if (baseline === null) return '';
	const {known: all, setAside, stale} = baseline;
	const change = setAside === all ? 'as many as it has' : `${all - setAside} fewer than it has`;
	const lines = stale.map(({kind, from, to, protocol, port, observable}) => {
		const service = protocol === null ? '' : ` ${protocol}${port === null ? '' : `/${port}`}`;
		const why = observable ? 'stale: it can go' : 'its hosts are not in these captures';
		return `  ${paint.dim(kind)}  ${from} -> ${to}${service}: not seen any more; ${why}`;
	});
	return [
		paint.bold('Known already'),
		`  ${plural(setAside, 'finding')} of the baseline set aside, ${change}.`,
		...lines,
	].join('\n');
}

/** Services that fell back, one by one; of the others how many, and why nothing is said of them. */
function expectations({expectations: all}: Report, paint: Colors): string {
	const telling = all.filter(({counts}) => counts.fallback !== undefined);
	const rows = telling.map((expectation) => {
		const {from, to, level} = expectation;
		const fallbacks = fallbacksOf(expectation);
		return [paint.yellow('fallback'), `${from} -> ${to}`, servicesOf(expectation), level, fallbacks];
	});
	const hidden = all.filter(({status}) => status === 'not-observable');
	const idle = all.filter(({status}) => status === 'not-exercised').length;
	const required = hidden.filter(({level}) => level === 'required').length;
	const lines = [
		...(telling.length > 0 ? [alignColumns(rows)] : []),
		...(hidden.length > 0
			? [
					`  Not observable here: ${plural(hidden.length, 'service')}, ${required} of them required. ${mainReason(hidden)}`,
				]
			: []),
		...(idle > 0
			? [
					`  Not used: ${plural(idle, 'service')} that ${idle === 1 ? 'serves' : 'serve'} on demand or during an installation.`,
				]
			: []),
	];
	return lines.length === 0 ? '' : [paint.bold('Documented services'), ...lines].join('\n');
}

/** `http or https`: all that meet the expectation. */
function servicesOf({alternatives}: ReportExpectation): string {
	return alternatives.map((id) => id.slice(id.lastIndexOf('/') + 1)).join(' or ');
}

/** `client1 -> mp01, client2 -> mp01: client-notification was not tried; http was used`. */
function fallbacksOf({pairs, counts}: ReportExpectation): string {
	const shown = pairs.filter(({status}) => status === 'fallback').slice(0, 3);
	const names = shown.map(({initiator, responder}) => `${initiator} -> ${responder}`);
	const more = (counts.fallback ?? 0) - shown.length;
	return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${shown[0]?.reason ?? ''}`;
}

/** The reason that most of the services share, as a sentence. */
function mainReason(hidden: readonly ReportExpectation[]): string {
	const counts = new Map<string, number>();
	for (const {pairs} of hidden) {
		const reason = pairs.find(({status}) => status === 'not-observable')?.reason ?? '';
		const general = reason.replace(/ by \S+$| of \S+$|, this service is due within .*$/, '');
		counts.set(general, (counts.get(general) ?? 0) + 1);
	}
	const [main = ''] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0] ?? [];
	if (main.startsWith('the capture covers')) {
		return `Mostly: ${main}, and services are due within an hour or a day; --representative says that it covers a full cycle.`;
	}
	return `Mostly: ${main}.`;
}

const UNBLEMISHED = 'Nothing seen that would weaken the verdicts.';

function quality({quality: items, window}: Report, paint: Colors): string {
	if (window.first === null && items.length === 0) return '';
	const messages = items.length === 0 ? [UNBLEMISHED] : items.map(({message}) => message);
	return [paint.bold('How good the capture is'), ...messages.map((message) => `  ${message}`)].join('\n');
}

/** What the lines are lines of. */
function sources({findings: all}: Report, paint: Colors): string {
	const documents = all.flatMap(({rule, source}) =>
		rule === null || source === null || source.line === null
			? []
			: [`${rule.slice(0, rule.indexOf('/'))}: ${source.document}`],
	);
	const unique = [...new Set(documents)].sort();
	return unique.length === 0 ? '' : paint.dim(`Lines are lines of\n${unique.map((text) => `  ${text}`).join('\n')}`);
}

function plural(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
