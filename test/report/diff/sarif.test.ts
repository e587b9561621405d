import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {compareReports} from '#portolan/report/diff/compare.js';
import {formatDiffSarif} from '#portolan/report/diff/sarif.js';
import {formatJson} from '#portolan/report/json.js';
import {readReport} from '#portolan/report/read-report.js';
import type {Report} from '#portolan/report/report.js';
import {reportNaming} from '../../support/report.js';
import {type ReportCase, reportOf, rules, talk} from '../../support/reports.js';
import {runIn, type SarifRun, sarifLine, sarifProblems} from '../../support/sarif.js';
import {waiver} from '../../support/waivers.js';

const later: ReportCase = {from: 100, until: 160, path: 'later.pcap'};

function runOf(earlier: Report, after: Report): SarifRun {
	return runIn(formatDiffSarif(compareReports(earlier, after), earlier, after));
}

const told = test.macro<
	[before: readonly FlowEdge[], after: readonly FlowEdge[], lines: readonly string[], texts: RegExp, after?: ReportCase]
>({
	exec: (t, before, after, lines, texts, options = {}) => {
		const {results, tool} = runOf(reportOf(before), reportOf(after, {...later, ...options}));
		t.deepEqual(results.map(sarifLine), lines);
		t.regex(results.map(({message}) => message.text).join('\n'), texts);
		for (const {ruleId, ruleIndex} of results) t.is(tool.driver.rules[ruleIndex]!.id, ruleId);
	},
	title: (name) => name!,
});

const ssh = talk('a1 > b1 tcp/22');
const {file, line} = rules.rules.find(({id}) => id === 'test/a/b/tls')!.place;
const row = `${file}:${line}`;
const both = [talk('a1 > b1 tcp/443')];

test(
	'what appeared is new',
	told,
	[],
	[ssh],
	[`new error undocumented-port a -> b tcp/22 at ${row}`],
	/^a1 -> b1 tcp\/22: .*\. It was not there before\.$/,
);
test(
	'what changed is updated, and says how',
	told,
	[talk('a1 > b1 tcp/443', {outcome: 'refused'})],
	[talk('a1 > b1 tcp/443', {outcome: 'unanswered'})],
	[`updated warning failed a -> b tcp/443 at ${row}`],
	/ a1 -> b1 tcp\/443: expected refused before, expected unanswered now\.$/,
);
test(
	'what is waived now is updated',
	told,
	[ssh],
	[ssh],
	[`updated error undocumented-port a -> b tcp/22 at ${row}`],
	/ a1 -> b1 tcp\/22: unexpected answered before, waived answered now\.$/,
	{waivers: [waiver('scope: {service: tcp/22}')]},
);
test(
	'what persists is unchanged',
	told,
	[ssh],
	[ssh],
	[`unchanged error undocumented-port a -> b tcp/22 at ${row}`],
	/\. It was there before\.$/,
);
test(
	'what persists and is done by more hosts is updated',
	told,
	[ssh],
	[ssh, talk('a2 > b1 tcp/22')],
	[`updated error undocumented-port a -> b tcp/22 at ${row}`],
	/\. It was there before, and 1 host pair more\.$/,
);
test(
	'what is resolved is absent, at the place of the earlier report',
	told,
	[talk('x > 10.9.9.8 tcp/443')],
	[talk('x > c1 tcp/25'), talk('10.9.9.8 > c1 tcp/80')],
	['new warning unknown-host unknown -> c at 0.yaml:1', 'absent warning unknown-host unknown -> unknown at day.pcap'],
	/\. It is not there any more, and would be seen if it were\.$/,
);
test(
	'what cannot be seen is open, and says why',
	told,
	[ssh],
	both,
	[`unchanged open none undocumented-port a -> b tcp/22 at ${row}`],
	/ and the later captures could not show it: the later captures end before the time when it was seen\.$/,
	{from: 0, until: 4},
);
test(
	'what went silent is new, and a rule of its own',
	told,
	[talk('a1 > c1 tcp/1433'), talk('a1 > b1 tcp/443'), talk('b1 > c1 tcp/80')],
	[talk('a1 > b1 tcp/443'), talk('b1 > c1 tcp/80')],
	[`new error silent a -> c tcp/1433 at ${file}:${rules.rules.find(({id}) => id === 'test/a/c/sql')!.place.line}`],
	/^a1 -> c1 tcp\/1433: used before, and not any more, though both hosts are there \(required\)\.$/,
);

test('a finding has the id that check gives it, and nothing has one twice', (t) => {
	const before = reportOf([ssh, talk('a1 > b1 tcp/23'), talk('a1 > c1 tcp/1433'), talk('b1 > c1 tcp/80')]);
	const after = reportOf([ssh, talk('a1 > b1 tcp/24'), talk('b1 > c1 tcp/80')], later);
	const {results} = runOf(before, after);
	const ids = results.map(({partialFingerprints}) => partialFingerprints['portolanFinding/v1']!);
	for (const {id} of [...before.findings, ...after.findings]) t.true(ids.includes(id));
	t.is(new Set(ids).size, ids.length);
	t.true(results.some(({ruleId}) => ruleId === 'silent'));
});

test('the captures of both sides are artifacts, and a capture on both is one', (t) => {
	const strangers = [talk('x > 10.9.9.8 tcp/443')];
	const [before, after] = [reportOf(strangers), reportOf(strangers, later)];
	const two = runOf(before, after);
	t.deepEqual(
		two.artifacts.map(({location}) => location.uri),
		['day.pcap', 'later.pcap'],
	);
	const [result] = two.results;
	t.is(result!.locations[0]!.physicalLocation.artifactLocation.index, 1);
	t.like(result!.properties, {
		packets: [{capture: 1}],
		change: 'persists',
		direction: 'same',
		hosts: ['10.9.9.9 -> 10.9.9.8'],
	});
	t.is(runOf(before, before).artifacts.length, 1);
});

test('what makes the sides hard to compare is a notification', (t) => {
	const before = reportOf([ssh], {from: 200, until: 260, problem: 'cut off'});
	const {invocations, properties} = runOf(before, reportOf([ssh], later));
	t.false(invocations[0]!.executionSuccessful);
	t.deepEqual(
		invocations[0]!.toolExecutionNotifications.map(({level, message}) => `${level} ${message.text}`),
		[
			'error day.pcap: cut off',
			'warning the later captures begin before the earlier ones: are the two sides the wrong way round?',
			'warning of the earlier captures day.pcap was not read to the end',
		],
	);
	t.like(properties, {worse: false, counts: {persists: 1}, before: {captures: ['day.pcap']}});
});

test('the schema takes it, whatever hosts and files are called', (t) => {
	const empty = {...reportOf([]), captures: [], window: {first: null, last: null}};
	for (const name of ['<b>', 'a b:c', '[x](1) {0}', '', '\ud800', '/x/ü.pcap']) {
		const named = readReport(formatJson(reportNaming(name)), 'r.json');
		for (const [before, after] of [
			[named, empty],
			[empty, named],
			[named, named],
		] as const) {
			const text = formatDiffSarif(compareReports(before, after), before, after);
			t.deepEqual(sarifProblems(JSON.parse(text)), [], name);
		}
	}
});
