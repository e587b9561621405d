import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {formatText} from '#portolan/report/text.js';
import {type ReportCase, reportOf, talk} from '../../support/reports.js';
import {waiver} from '../../support/waivers.js';

const ssh = talk('a1 > b1 tcp/22');
const waives = (edges: readonly FlowEdge[], texts: ReadonlyArray<readonly string[]>, options: ReportCase = {}) =>
	reportOf(edges, {...options, waivers: texts.map((fields) => waiver(...fields))});
/** Findings without those about hosts that were not seen. */
const findingsOf = (...args: Parameters<typeof waives>) =>
	waives(...args).findings.map(({kind, severity, message}) => `${severity} ${kind}: ${message}`);

const covers = test.macro<[scope: string, edge: FlowEdge, isCovered: boolean]>({
	exec(t, scope, edge, isCovered) {
		const {edges, findings} = waives([edge], [[`scope: ${scope}`]]);
		t.is(edges[0]!.verdict === 'waived', isCovered);
		t.is(edges[0]!.waiver, isCovered ? 'w' : null);
		t.is(findings.length === 0, isCovered);
	},
	title: (name, scope, _, isCovered) => `${isCovered ? 'covered' : 'not covered'}: ${name ?? scope}`,
});

test(covers, '{from: a}', ssh, true);
test(covers, '{from: b}', ssh, false);
test(covers, '{to: b}', ssh, true);
test(covers, '{from: b, to: a}', ssh, false);
test(covers, '{initiators: a1}', ssh, true);
test(covers, '{initiators: [a2, 10.0.1.1]}', ssh, true);
test(covers, '{initiators: [a2, a3]}', ssh, false);
test(covers, '{responders: [b1]}', ssh, true);
test(covers, '{responders: [a1]}', ssh, false);
test(covers, '{service: tcp/22}', ssh, true);
test(covers, '{service: tcp}', ssh, true);
test(covers, '{service: tcp/23}', ssh, false);
test(covers, '{service: udp/22}', ssh, false);
test(covers, '{service: icmp}', talk('a1 > c1 icmp'), true);
test(covers, '{rule: test/a/b/tls}', ssh, true);
test(covers, '{rule: test/a/c/sql}', ssh, false);
test(covers, '{kind: undocumented-port, from: a}', ssh, true);
test(covers, '{kind: undocumented-pair, from: a}', ssh, false);
test(covers, '{from: a, to: b, initiators: a1, responders: b1, service: tcp/22}', ssh, true);
test(covers, '{from: a, to: b, initiators: a1, responders: b1, service: tcp/23}', ssh, false);
test(covers, '{from: unknown}', talk('x > b1 tcp/443'), true);
test(covers, '{initiators: 10.9.9.9}', talk('x > b1 tcp/443'), true);
test(covers, '{from: unknown}', ssh, false);
test(covers, '{rule: test/a/b/tls, kind: failed}', talk('a1 > b1 tcp/443', {outcome: 'refused'}), true);

test('what is right is not waived', (t) => {
	const {edges, findings} = waives([talk('a1 > b1 tcp/443')], [['scope: {from: a}']]);
	t.like(edges, [{verdict: 'expected', waiver: null}]);
	t.like(findings, [{kind: 'waiver-unused', severity: 'note'}]);
});

test('what is waived is no finding, and is shown as waived', (t) => {
	const report = waives(
		[ssh, talk('a2 > b1 tcp/22'), talk('a1 > b1 tcp/443', {outcome: 'refused'})],
		[['scope: {from: a}', 'ticket: NET-1', 'from: 2025-12-01']],
	);
	t.deepEqual(report.findings, []);
	t.true(report.compliant);
	t.like(report.summary, {waived: 3, unexpected: 0, expected: 0, failed: 0});
	t.deepEqual(report.waivers, [
		{id: 'w', owner: 'net', reason: 'old', ticket: 'NET-1', from: '2025-12-01', until: '2026-12-31', edges: 3},
	]);
	t.regex(
		formatText(report, {colors: false}),
		/^ {2}edges {5,}3: 0 expected, 0 unexpected, 0 with unknown hosts, 0 inconclusive, 3 waived$/m,
	);
});

const until = (seconds: number) => ({from: seconds - 60, until: seconds});
const DAY = 86_400;
const lasts = test.macro<[fields: readonly string[], options: ReportCase, ...findings: string[]]>({
	exec: (t, fields, options, ...findings) => t.deepEqual(findingsOf([ssh], [fields], options), findings),
	title: (name) => name!,
});
const asIfNone =
	'error undocumented-port: a1 -> b1 tcp/22: the pair is documented, on tcp/443, not tcp/22 (1 flow, answered)';
const expired = (day: string) =>
	`warning waiver-expired: waiver w (net) has expired on ${day}, and covers 1 pair of hosts no more: a1 -> b1`;

test('the last second of the last day', lasts, ['until: 2026-01-01'], until(DAY - 0.000001));
test('the first second after it', lasts, ['until: 2026-01-01'], until(DAY), asIfNone, expired('2026-01-01'));
test('the first second of the first day', lasts, ['from: 2026-01-02'], until(DAY));
test(
	'the last second before it',
	lasts,
	['from: 2026-01-02'],
	until(DAY - 0.000001),
	asIfNone,
	'warning waiver-expired: waiver w (net) begins on 2026-01-02, and does not cover 1 pair of hosts yet: a1 -> b1',
);
test(
	'an owner with a ticket is named with it',
	lasts,
	['ticket: NET-1', 'until: 2025-12-31'],
	{},
	asIfNone,
	'warning waiver-expired: waiver w (net, NET-1) has expired on 2025-12-31, and covers 1 pair of hosts no more: a1 -> b1',
);
test(
	'nothing is left of it',
	lasts,
	['scope: {from: c}'],
	{},
	asIfNone,
	'note waiver-unused: waiver w (net) covers nothing in these captures: it can go, if they show all that it was for',
);
test(
	'it had expired before it was used',
	lasts,
	['scope: {from: c}', 'until: 2025-12-31'],
	{},
	asIfNone,
	'note waiver-unused: waiver w (net) covers nothing in these captures: it can go, if they show all that it was for',
);

const five = ['a1 > b1', 'a1 > b2', 'a2 > b1', 'a2 > b2', 'a3 > b1'].map((pair) => talk(`${pair} tcp/22`));
test('as many pairs of hosts as it was granted for', (t) => t.deepEqual(findingsOf(five, [['max-hosts: 5']]), []));
test('one more', (t) => {
	t.deepEqual(findingsOf(five, [['max-hosts: 4']]), [
		'warning waiver-broadened: waiver w (net) was granted for 4, and covers 5 pairs of hosts: a1 -> b1, a1 -> b2, a2 -> b1 and 2 more',
	]);
	t.is(waives(five, [['max-hosts: 4']]).summary.waived, 5);
});
test('one pair on two ports is one pair', (t) =>
	t.deepEqual(findingsOf([ssh, talk('a1 > b1 tcp/23')], [['max-hosts: 1']]), []));

test('of several that cover the same the first that holds counts, and none is unused', (t) => {
	const wide = ['id: wide', 'scope: {from: a}'];
	const narrow = ['id: narrow', 'scope: {service: tcp/22}'];
	const over = ['id: over', 'until: 2025-12-31'];
	t.is(waives([ssh], [wide, narrow]).edges[0]!.waiver, 'wide');
	t.is(waives([ssh], [narrow, wide]).edges[0]!.waiver, 'narrow');
	t.is(waives([ssh], [over, narrow]).edges[0]!.waiver, 'narrow');
	t.deepEqual(findingsOf([ssh], [wide, narrow]), []);
	t.deepEqual(findingsOf([ssh], [over, narrow]), [expired('2025-12-31').replace('waiver w', 'waiver over')]);
});

test('one of two hosts is covered, the other is told', (t) => {
	const report = waives([ssh, talk('a2 > b1 tcp/22')], [['scope: {initiators: a1}']]);
	t.like(report.findings, [{kind: 'undocumented-port', edges: [1]}]);
	t.deepEqual(
		report.edges.map(({verdict}) => verdict),
		['waived', 'unexpected'],
	);
});

test('the findings of two waivers are two', (t) => {
	const {findings} = waives(
		[ssh],
		[
			['id: one', 'scope: {from: c}'],
			['id: two', 'scope: {from: b}'],
		],
	);
	const ids = findings.map(({id}) => id);
	t.is(new Set(ids).size, ids.length);
});
