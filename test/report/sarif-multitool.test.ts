import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {makeBaseline} from '#portolan/report/baseline/make-baseline.js';
import {compareReports} from '#portolan/report/diff/compare.js';
import {changes} from '#portolan/report/diff/diff.js';
import {formatDiffSarif} from '#portolan/report/diff/sarif.js';
import {formatSarif} from '#portolan/report/sarif/sarif.js';
import {type Complaint, complaintsAbout, multitool, noMultitool} from '../support/multitool.js';
import {emptyReport, reportNaming} from '../support/report.js';
import {reportOf, talk} from '../support/reports.js';
import {run, site} from '../support/run.js';
import {runIn} from '../support/sarif.js';
import {waiver} from '../support/waivers.js';

/** What is meant, and why. */
const allowed: ReadonlyArray<{
	readonly rule: string;
	readonly because: string;
	readonly isMeant: (at: unknown) => boolean;
}> = [
	{rule: 'SARIF2005', because: 'portolan has no address where one could read about it', isMeant: () => true},
	{
		rule: 'SARIF2017',
		because: 'a capture as a whole has no region (§3.29.4), and no lines',
		isMeant: (at) => (at as {artifactLocation?: {index?: number}}).artifactLocation?.index !== undefined,
	},
];

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-multitool-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const alive = ['a1 > b1 tcp/443', 'b1 > c1 tcp/80', 'a1 > b1 tcp/22', 'a2 > b2 tcp/26'];
const earlier = reportOf([
	...[...alive, 'a1 > b1 tcp/23', 'a3 > b1 tcp/24', 'a1 > c1 tcp/1433'].map((text) => talk(text)),
	talk('a2 > b1 tcp/443', {outcome: 'refused'}),
]);
const edges = [
	...[...alive, 'a2 > b1 tcp/22', 'x > b1 tcp/25'].map((text) => talk(text)),
	talk('a2 > b1 tcp/443', {outcome: 'unanswered'}),
];
const later = {from: 100, until: 160, path: 'later.pcap'};
const after = reportOf(edges, later);

/** By name of the file. */
const files = {
	'baseline.sarif': formatSarif(reportOf(edges, {...later, baseline: makeBaseline(earlier)})),
	'waivers.sarif': formatSarif(reportOf(edges, {...later, waivers: [waiver('scope: {service: tcp/22}')]})),
	'diff.sarif': formatDiffSarif(compareReports(earlier, after), earlier, after),
	'empty.sarif': formatSarif(emptyReport),
	'named.sarif': formatSarif(reportNaming('a b/ü <c> [d](e) {0}')),
};

function isAllowed({level, rule, at}: Complaint): boolean {
	return level === 'warning' && allowed.some((each) => each.rule === rule && each.isMeant(at));
}

if (multitool === undefined) {
	test('SARIF Multitool', (t) => {
		t.log(noMultitool);
		t.pass();
	});
} else {
	test('SARIF Multitool has nothing against what is written, by the standard and by GitHub', async (t) => {
		const checked = path.join(folder, 'check.sarif');
		await run(['check', 'samples/violations.pcap.gz', ...site, '-o', checked]);
		const written = {...files, 'check.sarif': readFileSync(checked, 'utf8')};
		const wrong = files['empty.sarif'].replace('"shortDescription"', '"longDescription"');
		const complaints = complaintsAbout({...written, 'wrong.sarif': wrong}, folder);
		const told = complaints.filter((complaint) => !isAllowed(complaint));
		t.deepEqual(
			told.map(({file, level, rule}) => `${file}: ${level} ${rule}`),
			['wrong.sarif: error JSON1005', 'wrong.sarif: error GH2012'],
			told.map(({text}) => text).join('\n'),
		);
		const held = new Set(complaints.filter(({rule}) => rule === 'SARIF2005').map(({file}) => file));
		t.deepEqual([...held].sort(), [...Object.keys(written), 'wrong.sarif'].sort());
	});
}

test('what is held against the rules has every state of a result and every change', (t) => {
	const results = (name: keyof typeof files) => runIn(files[name]).results;
	const states = results('baseline.sarif').map(({baselineState, kind = 'fail'}) => `${baselineState} ${kind}`);
	t.deepEqual([...new Set(states)].sort(), [
		'absent fail',
		'new fail',
		'unchanged fail',
		'unchanged open',
		'updated fail',
	]);
	const told = results('diff.sarif').map(({properties}) => properties['change']);
	t.deepEqual([...new Set(told)].sort(), [...changes].sort());
	t.true(results('waivers.sarif').some(({suppressions}) => suppressions!.length > 0));
});
