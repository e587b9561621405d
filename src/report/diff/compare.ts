import {compareText} from '../../net/text-order.js';
import {type Severity, severities} from '../../rulepack/pack.js';
import type {Report, ReportEdge, ReportFinding} from '../report.js';
import {
	type Change,
	changes,
	DIFF_SCHEMA,
	type DiffEntry,
	type DiffPair,
	type DiffSide,
	type ReportDiff,
} from './diff.js';
import {whyUnobservable} from './observable.js';
import {type Conversation, Side, stateOf} from './side.js';

/** Holds two reports against each other. A thing that is not there any more is resolved only where the later captures would show it. */
export function compareReports(earlier: Report, later: Report): ReportDiff {
	const [before, after] = [new Side(earlier), new Side(later)];
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

function sideOf({captures, window, packs, findings}: Report): DiffSide {
	return {
		captures: captures.map(({path}) => path),
		window,
		packs: packs.map(({name, version}) => `${name} (${version})`),
		findings: findings.length,
	};
}

/** What must be known before any difference is believed. */
function caveatsOf(earlier: Report, later: Report): string[] {
	const caveats: string[] = [];
	const packs = (report: Report) =>
		report.packs
			.map(({name, version, parameters}) => {
				const set = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
				return `${name} (${[version, ...set].join(', ')})`;
			})
			.join(' and ');
	if (packs(earlier) !== packs(later)) {
		caveats.push(`the two sides are held against different packs: ${packs(earlier)}, and ${packs(later)}`);
	} else if (earlier.packs.some(({fingerprint}, index) => fingerprint !== later.packs[index]?.fingerprint)) {
		caveats.push('the packs have the same names and versions, and different rules');
	}
	if (earlier.inventory.fingerprint !== later.inventory.fingerprint) {
		caveats.push(
			`the two sides have different inventories: ${describeInventory(earlier)}, and ${describeInventory(later)}; hosts are the same by name`,
		);
	}
	const [a, b] = [earlier.window, later.window];
	if (a.first !== null && b.first !== null && b.first < a.first) {
		caveats.push('the later captures begin before the earlier ones: are the two sides the wrong way round?');
	}
	for (const [report, which] of [
		[earlier, 'earlier'],
		[later, 'later'],
	] as const) {
		const broken = report.captures.filter(({complete}) => !complete).map(({path}) => path);
		if (broken.length > 0) caveats.push(`of the ${which} captures ${broken.join(', ')} was not read to the end`);
	}
	return caveats;
}

function describeInventory({inventory: {hosts, networks}}: Report): string {
	return `${hosts} hosts and ${networks} networks`;
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
	const pairs = pairsOf(was, is, before, after);
	const has = (change: Change) => pairs.some((pair) => pair.change === change);
	const {change, direction} = verdictOf(was, is, has, before, after);
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
	before: Side,
	after: Side,
): Pick<DiffEntry, 'change' | 'direction'> {
	if (was !== undefined && is !== undefined) {
		// The same thing, done by others too.
		return {change: has('changed') ? 'changed' : 'persists', direction: has('appeared') ? 'worse' : 'same'};
	}
	if (is !== undefined) {
		if (is.kind === 'missing') return {change: wasExpected(is, before) ? 'changed' : 'appeared', direction: 'worse'};
		return {change: has('changed') && !has('appeared') ? 'changed' : 'appeared', direction: 'worse'};
	}
	if (was!.edges.length === 0) return goneWithoutEdges(was!, after);
	return has('unobservable') ? {change: 'unobservable', direction: 'same'} : {change: 'resolved', direction: 'better'};
}

/** The service was used before. */
function wasExpected({rule}: ReportFinding, before: Side): boolean {
	const status = before.expectations.get(rule ?? '')?.status;
	return status === 'seen' || status === 'fallback';
}

/** What was missing is there now, or cannot be told any more. */
function goneWithoutEdges({rule, kind}: ReportFinding, after: Side): Pick<DiffEntry, 'change' | 'direction'> {
	const status = kind === 'missing' ? after.expectations.get(rule ?? '')?.status : undefined;
	const isThere = status === 'seen' || status === 'fallback';
	return isThere ? {change: 'resolved', direction: 'better'} : {change: 'unobservable', direction: 'same'};
}

/** What became of each host pair of the finding. */
function pairsOf(was: ReportFinding | undefined, is: ReportFinding | undefined, before: Side, after: Side): DiffPair[] {
	const conversations = new Map<string, Conversation>();
	const own = {before: new Set<string>(), after: new Set<string>()};
	for (const conversation of was === undefined ? [] : before.conversationsOf(was)) {
		conversations.set(conversation.key, conversation);
		own.before.add(conversation.key);
	}
	for (const conversation of is === undefined ? [] : after.conversationsOf(is)) {
		conversations.set(conversation.key, conversation);
		own.after.add(conversation.key);
	}
	return [...conversations.values()].map((conversation) => pairOf(conversation, own, before, after)).sort(comparePairs);
}

function pairOf(
	conversation: Conversation,
	own: {readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string>},
	before: Side,
	after: Side,
): DiffPair {
	const {key, initiator, responder, service} = conversation;
	const [then, now] = [before.conversations.get(key), after.conversations.get(key)];
	const states = {before: then === undefined ? null : stateOf(then), after: now === undefined ? null : stateOf(now)};
	const pair = (change: Change, reason: string | null = null): DiffPair => ({
		change,
		initiator,
		responder,
		service,
		...states,
		reason,
	});
	if (own.after.has(key)) {
		if (own.before.has(key)) return pair(states.before === states.after ? 'persists' : 'changed');
		return pair(then === undefined ? 'appeared' : 'changed');
	}
	if (now !== undefined) return pair('resolved');
	const why = whyUnobservable(conversation, before, after);
	return why === undefined ? pair('resolved') : pair('unobservable', why);
}

/** Documented services that were used between two hosts and are not any more, gathered by their rule. */
function silentEntries(before: Side, after: Side): DiffEntry[] {
	const byRule = new Map<string, {readonly edge: ReportEdge; readonly pairs: DiffPair[]}>();
	for (const conversation of before.conversations.values()) {
		const edge = conversation.edges.find(({verdict, outcome}) => verdict === 'expected' && outcome === 'answered');
		if (edge?.rule == null || after.conversations.has(conversation.key)) continue;
		if (whyUnobservable(conversation, before, after) !== undefined) continue;
		const {initiator, responder, service} = conversation;
		const state = {before: stateOf(conversation), after: null, reason: null};
		const pair: DiffPair = {change: 'gone-silent', initiator, responder, service, ...state};
		const known = byRule.get(edge.rule);
		if (known === undefined) byRule.set(edge.rule, {edge, pairs: [pair]});
		else known.pairs.push(pair);
	}
	return [...byRule].map(([rule, {edge, pairs}]) => {
		const expectation = before.expectations.get(rule) ?? byAlternative(rule, before);
		const isRequired = expectation?.level === 'required';
		const severity: Severity = isRequired ? 'error' : 'note';
		const who = pairs.length === 1 ? `${pairs[0]!.initiator} -> ${pairs[0]!.responder}` : `${pairs.length} host pairs`;
		return {
			change: 'gone-silent',
			direction: isRequired ? 'worse' : 'same',
			kind: 'silent',
			severity,
			from: edge.initiator.roles.join('+'),
			to: edge.responder.roles.join('+'),
			protocol: edge.protocol,
			port: edge.port,
			rule,
			message: `${who} ${pairs[0]!.service}: used before, and not any more, though both hosts are there (${expectation?.level ?? 'documented'})`,
			before: null,
			after: null,
			pairs: pairs.sort(comparePairs),
		};
	});
}

function byAlternative(rule: string, {report}: Side): Report['expectations'][number] | undefined {
	return report.expectations.find(({alternatives}) => alternatives.includes(rule));
}

function comparePairs(a: DiffPair, b: DiffPair): number {
	return (
		changes.indexOf(a.change) - changes.indexOf(b.change) ||
		compareText(a.initiator, b.initiator) ||
		compareText(a.responder, b.responder) ||
		compareText(a.service, b.service)
	);
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
