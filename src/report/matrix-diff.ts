import pc from 'picocolors';
import {compareText} from '../net/text-order.js';
import type {Report, ReportEdge, ReportExpectation, ReportPair} from './report.js';
import type {TextOptions} from './text.js';

/** Host pairs that a line names before it says how many more there are. */
const LISTED = 3;

/** Of documented services: ` ` seen, `-` missing, `~` tried in vain, `?` not to be told here; of others `+`, seen and not documented. */
type Mark = ' ' | '-' | '~' | '?' | '+';

/** One line of a conduit. */
export interface MatrixLine {
	readonly mark: Mark;
	/** `tcp/443 https`; of what is not documented the port alone. */
	readonly service: string;
	readonly text: string;
	/** Id of the rule; `undefined` for what no rule documents. */
	readonly rule: string | undefined;
}

/** What the wire shows of one pair of roles. */
export interface ObservedConduit {
	readonly from: string;
	readonly to: string;
	readonly lines: readonly MatrixLine[];
}

/**
 * The matrix as it was observed: conduits with a documented service that was seen, missing or failed, or with traffic that no rule
 * documents. Services that nobody need use and nobody used are left out.
 */
export function observedMatrix(report: Report): ObservedConduit[] {
	const lines = new Map<string, {from: string; to: string; lines: MatrixLine[]}>();
	const add = (from: string, to: string, line: MatrixLine) => {
		const key = JSON.stringify([from, to]);
		const conduit = lines.get(key);
		if (conduit === undefined) lines.set(key, {from, to, lines: [line]});
		else conduit.lines.push(line);
	};
	const byRule = edgesByRule(report.edges);
	for (const expectation of report.expectations) {
		for (const line of documentedLines(expectation, byRule)) add(expectation.from, expectation.to, line);
	}
	for (const [, edges] of [...undocumented(report)].sort(([a], [b]) => compareText(a, b))) {
		add(rolesOf(edges[0]!.initiator), rolesOf(edges[0]!.responder), undocumentedLine(edges));
	}
	return [...lines.values()].sort((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to));
}

/** In the manner of a unified diff: the document is the old side, the wire the new one. */
export function formatMatrixDiff(report: Report, {colors}: TextOptions): string {
	const paint = pc.createColors(colors);
	const painted = (mark: Mark, text: string) => {
		if (mark === '-' || mark === '~') return paint.red(text);
		if (mark === '+') return paint.green(text);
		return mark === '?' ? paint.dim(text) : text;
	};
	const {window, packs, captures} = report;
	const head = [
		paint.bold(`--- ${packs.map(({name, version}) => `${name} (${version})`).join(' and ')}`),
		paint.bold(
			`+++ ${captures.map(({path}) => path).join(', ')}, ${window.first ?? 'no packets'} to ${window.last ?? ''}`,
		),
	];
	const body = observedMatrix(report).flatMap(({from, to, lines}) => [
		paint.cyan(`@@ ${from} -> ${to} @@`),
		...lines.map(({mark, service, text}) => painted(mark, `${mark} ${service}: ${text}`)),
	]);
	return `${[...head, ...body].join('\n')}\n`;
}

/** The same for a ticket: GitHub, GitLab and others colour a block of kind `diff`. */
export function formatMatrixMarkdown(report: Report): string {
	const fence = '```';
	return `${fence}diff\n${formatMatrixDiff(report, {colors: false}).replaceAll('```', "'''")}${fence}\n`;
}

function documentedLines(
	{rule, alternatives, level, status, pairs, counts, ports}: ReportExpectation,
	byRule: ReadonlyMap<string, readonly ReportEdge[]>,
): MatrixLine[] {
	const edges = alternatives.flatMap((id) => byRule.get(id) ?? []);
	const services = alternatives.map((id) => id.slice(id.lastIndexOf('/') + 1)).join(' or ');
	const service = `${ports} ${services}`;
	const line = (mark: Mark, text: string): MatrixLine => ({mark, service, text: `${text} (${level})`, rule});
	const ofStatus = (wanted: string) => pairs.filter((pair) => pair.status === wanted);
	const lines: MatrixLine[] = [];
	const working = edges.filter(({outcome}) => outcome === 'answered' || outcome === 'one-way');
	const seen = counts.seen ?? 0;
	if (working.length > 0) lines.push(line(' ', describeEdges(working)));
	// Hosts with several roles meet several rules at once, and an edge names one of them.
	else if (seen > 0) lines.push(line(' ', `seen between ${seen} host ${seen === 1 ? 'pair' : 'pairs'}`));
	for (const [wanted, mark, word] of [
		['fallback', '~', 'fell back'],
		['failed', '~', 'failed'],
		['missing', '-', 'missing'],
	] as const) {
		const count = counts[wanted] ?? 0;
		if (count > 0) lines.push(line(mark, `${word}: ${describePairs(ofStatus(wanted), count)}`));
	}
	const isHidden = status === 'not-observable' && (level === 'required' || level === 'usual');
	if (isHidden) lines.push(line('?', `not observable: ${describePairs(ofStatus(status), counts[status] ?? 0)}`));
	return lines;
}

/** Edges that no rule documents, by roles and service. */
function undocumented({edges}: Report): Map<string, ReportEdge[]> {
	const groups = new Map<string, ReportEdge[]>();
	for (const edge of edges) {
		if (isDocumented(edge) || edge.verdict === 'ignored') continue;
		const {initiator, responder, reason, waiver} = edge;
		const key = JSON.stringify([rolesOf(initiator), rolesOf(responder), serviceOf(edge), reason, waiver]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [edge]);
		else group.push(edge);
	}
	return groups;
}

function undocumentedLine(edges: readonly ReportEdge[]): MatrixLine {
	const [edge] = edges;
	const {reason, waiver} = edge!;
	const why = waiver === null ? reason : `${reason}, waived by ${waiver}`;
	return {mark: '+', service: serviceOf(edge!), text: `${describeEdges(edges)} (${why})`, rule: undefined};
}

/** `12 flows, client1 -> mp01 and 3 more, 2026-... to ...` */
function describeEdges(edges: readonly ReportEdge[]): string {
	const flows = edges.reduce((sum, edge) => sum + edge.flows, 0);
	const hosts = [...new Set(edges.map(({initiator, responder}) => `${nameOf(initiator)} -> ${nameOf(responder)}`))];
	const first = edges.map((edge) => edge.first).reduce((a, b) => (b < a ? b : a));
	const last = edges.map((edge) => edge.last).reduce((a, b) => (b > a ? b : a));
	return `${flows} ${flows === 1 ? 'flow' : 'flows'}, ${list(hosts, hosts.length)}, ${first} to ${last}`;
}

function describePairs(pairs: readonly ReportPair[], count: number): string {
	const hosts = pairs.map(({initiator, responder}) => `${initiator} -> ${responder}`);
	const [first] = pairs;
	return first === undefined ? list(hosts, count) : `${list(hosts, count)}: ${first.reason}`;
}

function list(hosts: readonly string[], count: number): string {
	const shown = hosts.slice(0, LISTED);
	if (shown.length === 0) return `${count} host ${count === 1 ? 'pair' : 'pairs'}`;
	return count > shown.length ? `${shown.join(', ')} and ${count - shown.length} more` : shown.join(', ');
}

function edgesByRule(edges: readonly ReportEdge[]): Map<string, ReportEdge[]> {
	const byRule = new Map<string, ReportEdge[]>();
	for (const edge of edges) {
		if (edge.rule === null || !isDocumented(edge)) continue;
		const known = byRule.get(edge.rule);
		if (known === undefined) byRule.set(edge.rule, [edge]);
		else known.push(edge);
	}
	return byRule;
}

/** What is waived because it failed is documented all the same. */
function isDocumented({verdict, reason}: ReportEdge): boolean {
	return verdict === 'expected' || (verdict === 'waived' && (reason === 'documented' || reason === 'negotiated'));
}

function serviceOf({protocol, port, icmpType, scan}: ReportEdge): string {
	if (scan !== null) return `${protocol} scan`;
	if (port !== null) return `${protocol}/${port}`;
	return icmpType === null ? protocol : `${protocol} type ${icmpType}`;
}

function rolesOf({roles, name}: ReportEdge['initiator']): string {
	if (roles.length > 0) return roles.join('+');
	return name === null ? 'unknown' : 'no-role';
}

function nameOf({name, address}: ReportEdge['initiator']): string {
	return name ?? address;
}
