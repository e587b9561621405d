import {compareText} from '../../net/text-order.js';
import {severities} from '../../rulepack/pack.js';
import type {Report, ReportFinding} from '../report.js';
import {caveatsOf} from './caveats.js';
import {type Change, changes, DIFF_SCHEMA, type DiffEntry, type DiffSide, type ReportDiff} from './diff.js';
import {pairsOf} from './pairs.js';
import {Side} from './side.js';
import {silentEntries} from './silent.js';

/** Holds two reports against each other. A thing that is not there any more is resolved only where the later captures would show it. */
export function compareReports(earlier: Report, later: Report): ReportDiff {
	const nameOfRule = isSamePacks(earlier, later) ? undefined : withoutPack;
	const [before, after] = [new Side(earlier, nameOfRule), new Side(later, nameOfRule)];
	const entries = [...findingEntries(before, after), ...silentEntries(before, after)].sort(compareEntries);
	const count = (change: Change) => entries.filter((entry) => entry.change === change).length;
	return {
		schema: DIFF_SCHEMA,
		tool: later.tool,
		before: sideOf(earlier),
		after: sideOf(later),
		caveats: caveatsOf(earlier, later),
		worse: entries.some(({direction, severity}) => direction === 'worse' && severity !== 'note'),
		counts: Object.fromEntries(changes.map((change) => [change, count(change)])) as Record<Change, number>,
		entries,
	};
}

function isSamePacks({packs: a}: Report, {packs: b}: Report): boolean {
	return a.length === b.length && a.every(({name}, index) => name === b[index]?.name);
}

/** `client/management-point/http`: the same row in another pack. */
function withoutPack(rule: string): string {
	return rule.slice(rule.indexOf('/') + 1);
}

function sideOf({captures, window, packs, findings}: Report): DiffSide {
	return {
		captures: captures.map(({path}) => path),
		window,
		packs: packs.map(({name, version}) => `${name} (${version})`),
		findings: findings.length,
	};
}

function findingEntries(before: Side, after: Side): DiffEntry[] {
	const keys = new Set([...before.findings.keys(), ...after.findings.keys()]);
	return [...keys].map((key) => findingEntry(before.findings.get(key), after.findings.get(key), before, after));
}

function findingEntry(
	was: ReportFinding | undefined,
	is: ReportFinding | undefined,
	before: Side,
	after: Side,
): DiffEntry {
	const finding = (is ?? was)!;
	const {pairs, isWorse} = pairsOf(was, is, before, after);
	const has = (change: Change) => pairs.some((pair) => pair.change === change);
	const {change, direction} =
		was !== undefined && is !== undefined
			? // The same thing, done by others too.
				({change: has('changed') ? 'changed' : 'persists', direction: isWorse ? 'worse' : 'same'} as const)
			: verdictOf(was, is, has, isWorse, before, after);
	return {
		change,
		direction,
		kind: finding.kind,
		severity: finding.severity,
		from: finding.from,
		to: finding.to,
		protocol: finding.protocol,
		port: finding.port,
		rule: finding.rule,
		message: finding.message,
		before: was?.id ?? null,
		after: is?.id ?? null,
		pairs,
	};
}

function verdictOf(
	was: ReportFinding | undefined,
	is: ReportFinding | undefined,
	has: (change: Change) => boolean,
	isWorse: boolean,
	before: Side,
	after: Side,
): Pick<DiffEntry, 'change' | 'direction'> {
	if (is !== undefined) {
		if (is.kind === 'missing') return missingNow(is, before);
		if (has('appeared')) return {change: 'appeared', direction: 'worse'};
		if (has('changed')) return {change: 'changed', direction: isWorse ? 'worse' : 'same'};
		return has('persists') ? {change: 'persists', direction: 'same'} : {change: 'appeared', direction: 'worse'};
	}
	if (was!.edges.length === 0) return goneWithoutEdges(was!, after);
	for (const change of ['unobservable', 'persists', 'changed'] as const) {
		if (has(change)) return {change, direction: 'same'};
	}
	return {change: 'resolved', direction: 'better'};
}

/** The service was used before, or it was missing and set aside, or nothing was known of it. */
function missingNow({rule}: ReportFinding, before: Side): Pick<DiffEntry, 'change' | 'direction'> {
	const status = before.expectationOf(rule ?? '')?.status;
	if (status === 'missing')
		return before.isSettingAside ? {change: 'persists', direction: 'same'} : {change: 'changed', direction: 'worse'};
	return {change: isThere(status) ? 'changed' : 'appeared', direction: 'worse'};
}

/** What was missing is there now, or is missing and may be, or cannot be told any more. */
function goneWithoutEdges({rule, kind}: ReportFinding, after: Side): Pick<DiffEntry, 'change' | 'direction'> {
	const status = kind === 'missing' ? after.expectationOf(rule ?? '')?.status : undefined;
	if (isThere(status)) return {change: 'resolved', direction: 'better'};
	return {change: status === 'missing' ? 'persists' : 'unobservable', direction: 'same'};
}

function isThere(status: string | undefined): boolean {
	return status === 'seen' || status === 'fallback';
}

function compareEntries(a: DiffEntry, b: DiffEntry): number {
	return (
		changes.indexOf(a.change) - changes.indexOf(b.change) ||
		severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
		compareText(a.kind, b.kind) ||
		compareText(a.from, b.from) ||
		compareText(a.to, b.to) ||
		compareText(a.protocol ?? '', b.protocol ?? '') ||
		(a.port ?? -1) - (b.port ?? -1) ||
		compareText(a.rule ?? '', b.rule ?? '') ||
		compareText(a.message, b.message)
	);
}
