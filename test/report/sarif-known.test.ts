import test from 'ava';
import type {Report, ReportBaseline, ReportOccurring, ReportStale} from '#portolan/report/report.js';
import {MAX_RESULTS} from '#portolan/report/sarif/run.js';
import {formatSarif} from '#portolan/report/sarif/sarif.js';
import {captureOf, edgeOf, findingOf, reportOf} from '../support/report.js';
import {runIn, type SarifRun, sarifLine, sarifProblems} from '../support/sarif.js';

// The states of results since a baseline was written.

const about = {from: 'a', to: 'b', protocol: 'tcp', port: 22, rule: null} as const;
const occurring = (id: string, fields: Partial<ReportOccurring> = {}): ReportOccurring => ({
	id,
	kind: 'undocumented-port',
	severity: 'error',
	...about,
	...fields,
});
const stale = (id: string, fields: Partial<ReportStale> = {}): ReportStale => ({
	id,
	kind: 'undocumented-port',
	observable: true,
	...about,
	...fields,
});

/** With one finding of id 0123456789abcdef, or others. */
function runOf(baseline: Partial<ReportBaseline>, more: Partial<Report> = {}): SarifRun {
	const {occurring: there = [], stale: gone = []} = baseline;
	const known = {known: there.length + gone.length, setAside: there.length, occurring: there, stale: gone, ...baseline};
	const text = formatSarif(reportOf([edgeOf()], [findingOf()], {baseline: known, ...more}));
	return runIn(text);
}

const notesOf = ({invocations}: SarifRun) =>
	invocations[0]!.toolExecutionNotifications.map(({message}) => message.text);

test('what is told is new, what is set aside is unchanged, what is gone is absent, and what cannot be seen is open', (t) => {
	const run = runOf({
		occurring: [occurring('1'), occurring('2', {severity: 'warning', port: 23})],
		stale: [stale('3', {kind: 'missing', protocol: null, port: null}), stale('4', {observable: false})],
	});
	t.deepEqual(run.results.map(sarifLine), [
		'new error undocumented-port client -> server tcp/80 at a.pcap',
		'unchanged error undocumented-port a -> b tcp/22 at a.pcap',
		'unchanged warning undocumented-port a -> b tcp/23 at a.pcap',
		'absent missing a -> b at a.pcap',
		'unchanged open none undocumented-port a -> b tcp/22 at a.pcap',
	]);
	t.deepEqual(
		run.results.slice(1).map(({message}) => message.text),
		[
			'a -> b tcp/22: known already, and still there.',
			'a -> b tcp/23: known already, and still there.',
			'a -> b: not seen any more; stale: it can go.',
			'a -> b tcp/22: not seen any more; its hosts are not in these captures.',
		],
	);
	t.deepEqual(
		run.results.slice(1).map(({partialFingerprints}) => partialFingerprints['portolanFinding/v1']),
		['1', '2', '3', '4'],
	);
	t.deepEqual(notesOf(run), [
		'2 findings of the baseline set aside, 2 fewer than it has.',
		'missing: a -> b: not seen any more; stale: it can go',
		'undocumented-port: a -> b tcp/22: not seen any more; its hosts are not in these captures',
	]);
	for (const {ruleId, ruleIndex} of run.results) t.is(run.tool.driver.rules[ruleIndex]!.id, ruleId);
});

test('without a baseline nothing was compared', (t) => {
	t.deepEqual(
		runIn(formatSarif(reportOf([edgeOf()], [findingOf()]))).results.map(({baselineState}) => baselineState),
		[undefined],
	);
});

const told = findingOf().id;
for (const [what, baseline] of [
	['some of whose hosts are known', {occurring: [occurring(told)]}],
	['all of whose hosts are other ones now', {stale: [stale(told)]}],
	['whose known hosts cannot be seen', {stale: [stale(told, {observable: false})]}],
] as const) {
	test(`a finding ${what} is updated, and is one result`, (t) => {
		t.deepEqual(runOf(baseline).results.map(sarifLine), [
			'updated error undocumented-port client -> server tcp/80 at a.pcap',
		]);
	});
}

test('an entry that the baseline holds twice is one result', (t) => {
	const {results} = runOf(
		{occurring: [occurring('1'), occurring('1')], stale: [stale('2'), stale('2')]},
		{findings: []},
	);
	t.deepEqual(
		results.map(({baselineState}) => baselineState),
		['unchanged', 'absent'],
	);
});

test('an entry stands at the row of its rule where the report knows it, else at the captures', (t) => {
	const place = {file: 'rules/pack.yaml', line: 12};
	const {results} = runOf(
		{occurring: [occurring('1', {rule: 'r'})], stale: [stale('2', {rule: 'r'}), stale('3', {rule: 'other'})]},
		{findings: [findingOf({rule: 'r', place})], captures: [captureOf('a.pcap'), captureOf('b.pcap')]},
	);
	t.deepEqual(
		results.map(({locations}) =>
			locations.map(
				({
					physicalLocation: {
						artifactLocation: {uri},
					},
				}) => uri,
			),
		),
		[['rules/pack.yaml'], ['rules/pack.yaml'], ['rules/pack.yaml'], ['a.pcap', 'b.pcap']],
	);
});

test('what is waived is new: a baseline holds nothing that is waived', (t) => {
	const {results} = runOf({}, {edges: [edgeOf({verdict: 'waived', waiver: 'w'})], findings: []});
	t.deepEqual(
		results.map(({baselineState}) => baselineState),
		['new'],
	);
});

test('a report that does not say what occurs leaves it out, and says so', (t) => {
	const run = runOf({known: 2, setAside: 2});
	t.is(run.results.length, 1);
	t.deepEqual(notesOf(run), [
		'2 findings of the baseline set aside, as many as it has.',
		'The report does not say which 2 of them are: they are no results here.',
	]);
});

test('of more results than GitHub takes those go first that are not there, and then the least severe', (t) => {
	const many = Array.from({length: MAX_RESULTS - 2}, (_, index) => occurring(`${index}`));
	const run = runOf({
		occurring: [...many, occurring('note', {severity: 'note'})],
		stale: [stale('gone'), stale('hidden', {observable: false})],
	});
	t.is(run.results.length, MAX_RESULTS);
	t.is(run.results[0]!.baselineState, 'new');
	t.is(run.results.at(-1)!.level, 'note');
	t.regex(notesOf(run).at(-1)!, /^2 more results are left out/);
});

test('the schema takes all of it', (t) => {
	const baseline = {
		known: 3,
		setAside: 1,
		occurring: [occurring('1')],
		stale: [stale('2'), stale('3', {observable: false})],
	};
	t.deepEqual(sarifProblems(JSON.parse(formatSarif(reportOf([edgeOf()], [findingOf()], {baseline})))), []);
});
