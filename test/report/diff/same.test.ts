import test from 'ava';
import {makeBaseline} from '#portolan/report/baseline/make-baseline.js';
import {compareReports} from '#portolan/report/diff/compare.js';
import type {ReportDiff} from '#portolan/report/diff/diff.js';
import {compile, head, pack} from '../../support/packs.js';
import {type ReportCase, reportOf, talk} from '../../support/reports.js';
import {inventory} from '../../support/site.js';
import {waiver} from '../../support/waivers.js';

// What is the same thing on both sides, and what is said of the two sides.

const later = {from: 100, until: 160};
const changesOf = ({entries}: ReportDiff) =>
	entries.map(({change, direction, pairs}) => [change, direction, ...pairs.map((pair) => pair.change)].join(' '));

test('a host with a new address is known by its name', (t) => {
	const moved = inventory('a1 10.7.0.9: a', 'b1 10.7.0.1: b');
	const [before, after] = [
		reportOf([talk('a1 > b1 tcp/22')]),
		reportOf([talk('10.7.0.9 > 10.7.0.1 tcp/22')], {...later, hosts: moved}),
	];
	const diff = compareReports(before, after);
	t.deepEqual(changesOf(diff), ['persists same persists']);
	t.deepEqual(diff.caveats, [
		'the two sides have different inventories: 6 hosts and 0 networks, and 2 hosts and 0 networks; hosts are the same by name',
	]);
});

test('a host without a name is known by its address', (t) => {
	const one = compareReports(reportOf([talk('10.9.9.1 > b1 tcp/22')]), reportOf([talk('10.9.9.2 > b1 tcp/22')], later));
	t.deepEqual(changesOf(one), ['persists worse appeared unobservable']);
});

test('ports that were agreed on are one', (t) => {
	const negotiation = {by: 'endpoint-mapper', detail: 'samr', frame: {capture: 0, number: 1}} as const;
	const epm = pack('conduits:\n  - {from: a, to: b, services: {epm: {tcp: 135}}}\n');
	const on = (port: number, options: ReportCase) =>
		reportOf([talk(`a1 > b1 tcp/${port}`, {negotiation, outcome: 'unanswered'})], {rules: epm, ...options});
	const diff = compareReports(on(50_000, {}), on(61_000, later));
	t.deepEqual(changesOf(diff), ['persists same persists']);
	t.like(diff.entries[0], {port: null, pairs: [{service: 'tcp/negotiated'}]});
});

test('data of TFTP belong to the port that was asked', (t) => {
	const negotiation = {by: 'tftp', detail: 'RRQ', frame: {capture: 0, number: 1}} as const;
	const asked = reportOf([talk('a1 > b1 udp/69', {negotiation})]);
	t.like(compareReports(asked, asked).entries, [{pairs: [{service: 'udp/69'}]}]);
});

test('both versions of IP are one conversation, and the best outcome counts', (t) => {
	const both = inventory('a1 10.0.1.1 fd00::1: a', 'b1 10.0.2.1 fd00::2: b');
	const [v4, v6] = [talk('a1 > b1 tcp/22', {outcome: 'refused'}), talk('fd00::1 > fd00::2 tcp/22')];
	const sides = [
		[v4, v6],
		[v6, v4],
	].map((edges) => reportOf(edges, {hosts: both}));
	const {entries} = compareReports(sides[0]!, sides[1]!);
	t.like(entries, [{change: 'persists', pairs: [{before: 'unexpected answered', after: 'unexpected answered'}]}]);
	t.is(entries[0]!.pairs.length, 1);
});

test('another reason for the same failure is the same', (t) => {
	const [refused, silent] = (['refused', 'unanswered'] as const).map((outcome) =>
		reportOf([talk('a1 > b1 tcp/443', {outcome}), talk('a1 > c1 tcp/1433'), talk('b1 > c1 tcp/80')]),
	);
	t.like(compareReports(refused!, silent!).entries, [
		{change: 'changed', direction: 'same', pairs: [{before: 'expected refused', after: 'expected unanswered'}]},
	]);
});

const conduit = (...rows: readonly string[]) =>
	`conduits:\n${rows.map((row) => `  - {from: a, to: b, ${row}}\n`).join('')}`;
const tls = 'expect: usual, services: {tls: {tcp: 443}}';

test('the same row of another pack is the same', (t) => {
	const edges = [talk('a1 > b1 tcp/443', {outcome: 'refused'})];
	const other = compile(`${head.replace('test', 'other')}${conduit(tls)}`);
	const diff = compareReports(reportOf(edges, {rules: pack(conduit(tls))}), reportOf(edges, {...later, rules: other}));
	t.deepEqual(changesOf(diff), ['persists same persists']);
	t.regex(diff.caveats[0]!, /different packs/);
});

const otherwise = test.macro<[before: string, after: string, changes: string[]]>({
	exec: (t, before, after, changes) => {
		const edges = [talk('a1 > b1 tcp/22')];
		const [was, is] = [pack(conduit(tls, before)), pack(conduit(tls, after))];
		t.deepEqual(
			changesOf(compareReports(reportOf(edges, {rules: was}), reportOf(edges, {...later, rules: is}))),
			changes,
		);
	},
	title: (name) => `wrong before and after: ${name}`,
});

const none = 'services: {web: {tcp: 80}}';
const never = 'forbidden: Never, services: {ssh: {tcp: 22}}';
const seldom = 'forbidden: Seldom, severity: warning, services: {ssh: {tcp: 22}}';
const allowed = 'services: {ssh: {tcp: 22}}';
test('in another way', otherwise, none, never, ['changed same changed', 'changed same changed']);
test('in a worse way', otherwise, seldom, none, ['changed worse changed', 'changed same changed']);
test('in a better way', otherwise, none, seldom, ['changed same changed', 'changed same changed']);
test('no more', otherwise, never, allowed, ['resolved better resolved']);
test('only now', otherwise, allowed, never, ['changed worse changed']);

const caveats = test.macro<[before: ReportCase, after: ReportCase, expected: string[]]>({
	exec: (t, before, after, expected) =>
		t.deepEqual(compareReports(reportOf([], before), reportOf([], {...later, ...after})).caveats, expected),
	title: (name) => `what makes sides hard to compare: ${name}`,
});

const conduits = 'conduits:\n  - {from: a, to: b, services: {web: {tcp: $web}}}\n';
const web = (value: Record<string, string>, fallback = 80) =>
	pack(`parameters: {web: {default: ${fallback}}}\n${conduits}`, value);

test('nothing', caveats, {}, {}, []);
test('another parameter', caveats, {rules: web({})}, {rules: web({web: '8080'})}, [
	'the two sides are held against different packs: test (1), and test (1, web=8080)',
]);
test('other rules of the same name', caveats, {rules: web({})}, {rules: web({}, 81)}, [
	'the packs have the same names and versions, and different rules',
]);
test('the wrong way round', caveats, {from: 200, until: 260}, {}, [
	'the later captures begin before the earlier ones: are the two sides the wrong way round?',
]);
test('one that breaks off', caveats, {problem: 'cut off', path: 'cut.pcap'}, {}, [
	'of the earlier captures cut.pcap was not read to the end',
]);

test('what a waiver covers now is not resolved, and comes back when it has expired', (t) => {
	const edges = [talk('a1 > b1 tcp/22')];
	const covered = waiver('scope: {service: tcp/22}', 'until: 2026-12-31');
	const [open, waived] = [reportOf(edges), reportOf(edges, {...later, waivers: [covered]})];
	const granted = compareReports(open, waived);
	t.deepEqual(changesOf(granted), ['changed same changed']);
	t.like(granted.entries[0]!.pairs[0], {before: 'unexpected answered', after: 'waived answered'});
	t.deepEqual(changesOf(compareReports(waived, open)), ['changed worse changed']);
});

test('what a baseline sets aside is not resolved, and has not appeared', (t) => {
	const edges = [talk('a1 > b1 tcp/22')];
	const open = reportOf(edges);
	const known = reportOf(edges, {...later, baseline: makeBaseline(open)});
	t.is(known.findings.length, 0);
	const diff = compareReports(open, known);
	t.deepEqual(changesOf(diff), ['persists same persists']);
	t.deepEqual(diff.caveats, ['the later report sets 1 of its findings aside, as a baseline knows them']);
	t.deepEqual(changesOf(compareReports(known, open)), ['persists same persists']);
	const more = compareReports(known, reportOf([...edges, talk('a2 > b1 tcp/22')], later));
	t.deepEqual(changesOf(more), ['appeared worse appeared persists']);
});

test('entries are ordered by change and severity, whatever the order of the reports', (t) => {
	const edges = [talk('a1 > b1 tcp/22'), talk('a2 > b1 tcp/23'), talk('x > b1 tcp/443'), talk('a1 > c1 tcp/1433')];
	const [before, after] = [reportOf(edges.slice(1)), reportOf([...edges.slice(0, 1), ...edges.slice(2)], later)];
	const diff = compareReports(before, after);
	t.deepEqual(
		diff.entries.map(({change, severity, kind, port}) => `${change} ${severity} ${kind} ${port}`),
		[
			'appeared error undocumented-port 22',
			'persists warning unknown-host null',
			'unobservable error undocumented-port 23',
		],
	);
	const turned = (report: typeof before) => ({
		...report,
		edges: report.edges.toReversed(),
		findings: report.findings
			.map((finding) => ({...finding, edges: finding.edges.map((index) => report.edges.length - 1 - index)}))
			.reverse(),
	});
	t.deepEqual(compareReports(turned(before), turned(after)), diff);
	t.deepEqual(compareReports(before, after), diff);
});

test('the counts are those of the entries', (t) => {
	const diff = compareReports(reportOf([]), reportOf([talk('a1 > b1 tcp/22'), talk('a1 > b1 tcp/23')]));
	t.deepEqual(diff.counts, {appeared: 2, changed: 0, 'gone-silent': 0, persists: 0, resolved: 0, unobservable: 0});
	t.is(diff.after.findings, 2);
});
