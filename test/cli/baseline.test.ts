import {rmSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type {Report} from '#portolan/report/report.js';
import {cut, folder, monday, nobody, read, reportFile, rules, tuesday, wednesday, write} from '../support/days.js';
import {run} from '../support/run.js';
import {runIn, sarifProblems} from '../support/sarif.js';
import {readSchema} from '../support/schema.js';

test.after.always(() => rmSync(folder, {recursive: true}));

const file = (name: string) => path.join(folder, name);
const update = (...args: readonly string[]) => run(['baseline', 'update', ...args]);
const [known, partial, damaged] = [file('known.json'), file('partial.json'), file('damaged.json')];
test.before(async () => {
	await update(tuesday, ...rules, '-b', known);
	await reportFile('partial.json', wednesday, '-b', known);
	write('damaged.json', read('known.json').slice(0, 60));
});

const check = test.macro<[args: readonly string[], status: number, stdout: RegExp]>({
	exec: async (t, args, status, stdout) => {
		const result = await run(['check', ...args, ...rules, '-b', known]);
		t.deepEqual([result.status, result.stderr], [status, '']);
		t.regex(result.stdout, stdout);
	},
	title: (name, _, status) => `check -b, ${name}: exit status ${status}`,
});

test(
	'the same',
	check,
	[tuesday],
	0,
	/^COMPLIANT: 0 errors, [\s\S]*^ {2}1 finding of the baseline set aside, as many as it has\.$/m,
);
test(
	'another host',
	check,
	[wednesday],
	1,
	/^NOT COMPLIANT: 1 error, [\s\S]*^ {2}undocumented-port {2}web2 -> db1 tcp\/22: /m,
);
test(
	'nothing of it',
	check,
	[monday],
	0,
	/^ {2}undocumented-port {2}web -> db tcp\/22: not seen any more; stale: it can go$/m,
);

test('update writes the same from a report as from its capture, again and again', async (t) => {
	const report = await reportFile('tuesday.json', tuesday);
	const from = async (...args: readonly string[]) => {
		const result = await update(...args, '-b', file('same.json'));
		t.is(result.status, 0, result.stderr);
		return [read('same.json'), result.stderr.replaceAll(/^portolan: \S+: |\n$/g, '')];
	};
	const expected = read('known.json');
	t.deepEqual(await from(tuesday, ...rules), [expected, '1 known, 0 before']);
	t.deepEqual(await from(report), [expected, '1 known, 1 before']);
	t.deepEqual(await from(report), [expected, '1 known, 1 before']);
	t.deepEqual((await from(monday, ...rules))[1], '0 known, 1 before');
	t.deepEqual((await from(monday, tuesday, ...rules))[1], '1 known, 0 before');
});

test('update takes the place of what is no longer found', async (t) => {
	const baseline = file('moving.json');
	await update(wednesday, ...rules, '-b', baseline);
	t.regex(read('moving.json'), /"web1 -> db1",\s+"web2 -> db1"/);
	await update(tuesday, ...rules, '-b', baseline);
	t.is(read('moving.json'), read('known.json'));
});

test('a capture that breaks off is written, and told', async (t) => {
	const {status, stderr} = await update(cut, ...rules, '-b', file('cut.json'));
	t.is(status, 3);
	t.regex(stderr, /^portolan: .*cut\.json: 0 known, 0 before$/m);
});

test('what is set aside is in the JSON report', async (t) => {
	const {stdout} = await run(['check', wednesday, ...rules, '-b', known, '-f', 'json']);
	const {baseline, findings} = JSON.parse(stdout) as Report;
	t.like(baseline, {known: 1, setAside: 1, occurring: [{kind: 'undocumented-port', severity: 'error'}], stale: []});
	t.is(findings.length, 1);
	t.deepEqual(readSchema('report').problemsOf(stdout), []);
});

const states = test.macro<[capture: string, states: readonly string[]]>({
	exec: async (t, capture, expected) => {
		const {stdout} = await run(['check', capture, ...rules, '-b', known, '-f', 'sarif']);
		t.deepEqual(sarifProblems(JSON.parse(stdout)), []);
		t.deepEqual(
			runIn(stdout).results.map(({baselineState, kind = 'fail'}) => `${baselineState} ${kind}`),
			expected,
		);
	},
	title: (name) => `check -b as SARIF: ${name}`,
});

test('the same', states, tuesday, ['unchanged fail']);
test('another host', states, wednesday, ['updated fail']);
test('nothing of it', states, monday, ['absent fail']);
test('nobody is there', states, nobody, ['unchanged open']);

const wrong = test.macro<[args: readonly string[], stderr: RegExp]>({
	exec: async (t, args, stderr) => {
		const result = await run(args);
		t.deepEqual([result.status, result.stdout], [2, '']);
		t.regex(result.stderr, stderr);
	},
	title: (name) => `wrong usage: ${name}`,
});

test(
	'no baseline to write',
	wrong,
	['baseline', 'update', tuesday, ...rules],
	/required option '-b, --baseline <file>' not specified/,
);
test('nothing to write', wrong, ['baseline', 'update', '-b', known], /missing required argument/);
test(
	'no rule pack',
	wrong,
	['baseline', 'update', tuesday, '-b', file('x.json')],
	/no rule pack is given; add -r configmgr-2012/,
);
test(
	'a report that leaves out what is known',
	wrong,
	['baseline', 'update', partial, '-b', file('x.json')],
	/partial\.json: this report leaves out what was known already; make one without a baseline$/m,
);
test(
	'a baseline that breaks off is not overwritten',
	wrong,
	['baseline', 'update', tuesday, ...rules, '-b', damaged],
	/damaged\.json: this is no whole JSON document: /,
);
test(
	'a folder that is not there',
	wrong,
	['baseline', 'update', tuesday, ...rules, '-b', file('no/b.json')],
	/the file cannot be written \(its folder is not there\)/,
);
test(
	'check with a baseline that is not there',
	wrong,
	['check', tuesday, ...rules, '-b', 'none.json'],
	/^portolan: none\.json: the baseline cannot be read \(no such file; write one with portolan baseline update\)$/m,
);
test(
	'check with a report for a baseline',
	wrong,
	['check', tuesday, ...rules, '-b', partial],
	/partial\.json: this is no baseline of portolan: /,
);
test(
	'check with a folder for a baseline',
	wrong,
	['check', tuesday, ...rules, '-b', folder],
	/the baseline cannot be read \(EISDIR\)/,
);

test('help shows examples and the exit statuses', async (t) => {
	const {stdout, status} = await run(['baseline', 'update', '--help']);
	t.is(status, 0);
	t.regex(stdout, /^Examples:\n {2}portolan baseline update /m);
	t.regex(stdout, /^Exit status: 0, 2 wrong usage/m);
	t.regex((await run(['baseline', '--help'])).stdout, /^ {2}update .*write all that is found now as known$/m);
});
