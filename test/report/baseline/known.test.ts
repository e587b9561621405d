import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import type {BaselineDocument} from '#portolan/report/baseline/baseline.js';
import {makeBaseline} from '#portolan/report/baseline/make-baseline.js';
import {formatText} from '#portolan/report/text.js';
import {pack} from '../../support/packs.js';
import {type ReportCase, reportOf, talk} from '../../support/reports.js';
import {inventory} from '../../support/site.js';
import {waiver} from '../../support/waivers.js';

const of = (edges: readonly FlowEdge[], options: ReportCase = {}) => makeBaseline(reportOf(edges, options));
const against = (baseline: BaselineDocument, edges: readonly FlowEdge[], options: ReportCase = {}) =>
	reportOf(edges, {...options, baseline});

const ssh = talk('a1 > b1 tcp/22');
const more = talk('a2 > b1 tcp/22');
const known = of([ssh]);
/** The one entry of a baseline, without its pairs. */
function entryOf({known: [entry]}: BaselineDocument) {
	const {pairs, ...fields} = entry!;
	return fields;
}
const occurs = {known: 1, setAside: 1, occurring: [{...entryOf(known), severity: 'error'}], stale: []} as const;

test('what is known is set aside', (t) => {
	const report = against(known, [ssh]);
	t.deepEqual(report.findings, []);
	t.true(report.compliant);
	t.deepEqual(report.baseline, occurs);
	t.like(report.edges, [{verdict: 'unexpected'}]);
	t.like(report.summary, {unexpected: 1, findings: {error: 0}});
});

test('another pair of hosts that does the known thing is told alone', (t) => {
	const report = against(known, [ssh, more]);
	t.like(report.findings, [{kind: 'undocumented-port', edges: [1], id: known.known[0]!.id}]);
	t.regex(report.findings[0]!.message, /^a2 -> b1 tcp\/22: .* \(1 flow, answered\)$/);
	t.false(report.compliant);
	t.deepEqual(report.baseline, occurs);
});

test('the other way round is another pair', (t) => {
	const same = inventory('a1 10.0.1.1: a', 'a2 10.0.1.2: a');
	const [there, back] = [talk('a1 > a2 tcp/22'), talk('a2 > a1 tcp/22')];
	t.is(against(of([there], {hosts: same}), [back], {hosts: same}).findings.length, 1);
});

test('another thing is told', (t) => {
	t.like(against(known, [ssh, talk('a1 > b1 tcp/23')]).findings, [{port: 23}]);
	t.like(against(known, [ssh, talk('x > b1 tcp/22')]).findings, [{kind: 'unknown-host'}]);
});

test('a host with another address is the same by its name', (t) => {
	const moved = inventory('a1 10.7.0.1: a', 'b1 10.7.0.2: b');
	t.deepEqual(against(known, [talk('10.7.0.1 > 10.7.0.2 tcp/22')], {hosts: moved}).findings, []);
});

test('a stranger is known by its address', (t) => {
	const strangers = of([talk('10.9.9.1 > b1 tcp/443')]);
	t.deepEqual(strangers.known[0]!.pairs, ['10.9.9.1 -> b1']);
	t.deepEqual(against(strangers, [talk('10.9.9.1 > b1 tcp/443')]).findings, []);
	t.is(against(strangers, [talk('10.9.9.2 > b1 tcp/443')]).findings.length, 1);
});

test('a host known by its network is known by its address', (t) => {
	const net = inventory('10.0.1.0/24: a', 'b1 10.0.2.1: b');
	t.deepEqual(against(of([ssh], {hosts: net}), [ssh], {hosts: net}).findings, []);
});

test('a scan is known', (t) => {
	const scan = talk('a1 > b1 tcp', {scan: {responders: 5000, ports: 1}, outcome: 'refused'});
	t.deepEqual(against(of([scan]), [scan]).findings, []);
});

const sweep = (first: number, count: number) =>
	Array.from({length: count}, (_, index) => talk(`a1 > b1 tcp/${first + index}`));

test('a sweep is known, whatever its ports are and however few are left', (t) => {
	const swept = of(sweep(1000, 30));
	t.is(swept.known.length, 1);
	t.deepEqual(against(swept, sweep(1000, 30)).findings, []);
	t.deepEqual(against(swept, sweep(2000, 40)).findings, []);
	t.deepEqual(against(swept, sweep(1000, 5)).findings, []);
	t.is(against(swept, [talk('a2 > b1 tcp/1000')]).findings.length, 1);
});

test('an entry that occurs is as severe as the worst of it is now', (t) => {
	const lax = pack('conduits: [{from: a, to: b, forbidden: Seldom, severity: warning, services: {ssh: {tcp: 22}}}]');
	const strict = pack('conduits: [{from: a, to: b, forbidden: Never, services: {ssh: {tcp: 22}}}]');
	const baseline = of([ssh], {rules: lax});
	const severities = [lax, strict].map((rules) => against(baseline, [ssh], {rules}).baseline?.occurring[0]?.severity);
	t.deepEqual(severities, ['warning', 'error']);
});

test('ports that are known are no part of a sweep', (t) => {
	const {findings} = against(of(sweep(1000, 10)), sweep(1000, 20));
	t.is(findings.length, 10);
});

test('what is missing is known as a whole', (t) => {
	const hosts = inventory('a1 10.0.1.1: a', 'a2 10.0.1.2: a', 'b1 10.0.2.1: b', 'c1 10.0.3.1: c');
	const options = {hosts, isRepresentative: true};
	const idle = [talk('a1 > b1 tcp/443'), talk('a2 > b1 tcp/443'), talk('b1 > c1 tcp/80')];
	const baseline = of(idle, options);
	t.like(baseline.known, [{kind: 'missing', rule: 'test/a/c/sql', pairs: []}]);
	t.like(against(baseline, idle, options), {findings: [], baseline: {setAside: 1, stale: []}});
	const used = [...idle, talk('a1 > c1 tcp/1433'), talk('a2 > c1 tcp/1433')];
	t.like(against(baseline, used, options).baseline?.stale, [{kind: 'missing', observable: true}]);
	const unseen = [talk('a1 > b1 tcp/443')];
	t.like(against(baseline, unseen, {hosts}).baseline?.stale, [{kind: 'missing', observable: false}]);
});

const stale = test.macro<[edges: readonly FlowEdge[], isObservable: boolean]>({
	exec: (t, edges, isObservable) => {
		const {baseline} = against(known, edges);
		t.like(baseline, {known: 1, setAside: 0, occurring: []});
		t.deepEqual(baseline?.stale, [{...entryOf(known), observable: isObservable}]);
	},
	title: (name, _, isObservable) => `stale, and ${isObservable ? 'can go' : 'nobody can tell'}: ${name}`,
});

test('both hosts send', stale, [talk('a1 > b1 tcp/443')], true);
test('both hosts send to others', stale, [talk('a1 > b2 tcp/443'), talk('b1 > c1 tcp/80')], true);
test('one host is silent', stale, [talk('a1 > b1 tcp/443', {outcome: 'pending'})], false);
test('the other is not there', stale, [talk('b1 > c1 tcp/80')], false);
test('nobody is there', stale, [], false);

test('the text tells what is stale', (t) => {
	const textOf = (edges: readonly FlowEdge[]) => formatText(against(known, edges), {colors: false});
	const section = (text: string) => /^Known already\n(?: {2}.*\n)*/m.exec(text)?.[0];
	t.is(section(textOf([ssh])), 'Known already\n  1 finding of the baseline set aside, as many as it has.\n');
	t.is(
		section(textOf([talk('a1 > b1 tcp/443')])),
		'Known already\n  0 findings of the baseline set aside, 1 fewer than it has.\n  undocumented-port  a -> b tcp/22: not seen any more; stale: it can go\n',
	);
	t.regex(textOf([]), /tcp\/22: not seen any more; its hosts are not in these captures$/m);
});

test('what a waiver covers is not in a baseline', (t) => {
	t.deepEqual(of([ssh], {waivers: [waiver('scope: {from: a}')]}).known, []);
});

test('what is known and waived occurs', (t) => {
	t.deepEqual(against(known, [ssh], {waivers: [waiver('scope: {service: tcp/22}')]}).baseline, occurs);
	const hosts = inventory('a1 10.0.1.1: a', 'a2 10.0.1.2: a', 'b1 10.0.2.1: b', 'c1 10.0.3.1: c');
	const options = {hosts, isRepresentative: true};
	const idle = [talk('a1 > b1 tcp/443'), talk('a2 > b1 tcp/443'), talk('b1 > c1 tcp/80')];
	const waivers = [waiver('scope: {kind: missing, rule: test/a/c/sql}')];
	t.like(against(of(idle, options), idle, {...options, waivers}), {
		findings: [],
		baseline: {occurring: [{kind: 'missing'}], stale: []},
	});
});

test('a waiver that has expired can be known', (t) => {
	const options = {waivers: [waiver('scope: {from: a}', 'until: 2025-12-31')]};
	const baseline = of([ssh], options);
	t.deepEqual(
		baseline.known.map(({kind}) => kind),
		['undocumented-port', 'waiver-expired'],
	);
	t.deepEqual(against(baseline, [ssh], options).findings, []);
});
