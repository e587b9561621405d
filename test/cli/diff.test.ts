import {copyFileSync, mkdirSync, rmSync, truncateSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type {ReportDiff} from '#portolan/report/diff/diff.js';
import {uriOf} from '#portolan/report/sarif/location.js';
import {
	cut,
	folder,
	inventory,
	monday,
	pack,
	read,
	reportFile,
	rules,
	shop,
	thursday,
	tuesday,
	wednesday,
	write,
} from '../support/days.js';
import {run} from '../support/run.js';
import {runIn, sarifLine, sarifProblems} from '../support/sarif.js';

test.after.always(() => rmSync(folder, {recursive: true}));

const file = (name: string) => path.join(folder, name);
const [first, second, again] = [file('first.json'), file('second.json'), file('again.json')];
const [broken, lost, huge] = [file('broken.json'), file('lost.json'), file('huge.json')];
test.before(async () => {
	await reportFile('first.json', monday);
	await reportFile('second.json', tuesday);
	await reportFile('again.json', tuesday, '-j', '1');
	write('broken.json', read('first.json').slice(0, 300));
	write('lost.json', read('second.json').replace(/("edges": \[\s+)\d+/, '$1 77'));
	truncateSync(write('huge.json', '{'), 2 ** 29);
});

const exits = test.macro<[args: readonly string[], status: number, stdout: RegExp, stderr?: RegExp]>({
	exec: async (t, args, status, stdout, stderr) => {
		const result = await run(['diff', ...args]);
		t.is(result.status, status, result.stderr + result.stdout);
		t.regex(result.stdout, stdout);
		if (stderr === undefined) t.is(result.stderr, '');
		else t.regex(result.stderr, stderr);
	},
	title: (name, _, status) => `${name}: exit status ${status}`,
});

/** A directory with one capture. */
function directory(name: string, capture: string): string {
	mkdirSync(file(name));
	copyFileSync(capture, file(`${name}/day.pcap`));
	return file(name);
}

const ssh = /^WORSE: 1 appeared\n\nAppeared\n {2}\+ undocumented-port {2}web1 -> db1 tcp\/22: /m;

test('a report and a worse one', exits, [first, second], 1, ssh);
test('a report and a better capture', exits, [second, thursday, ...rules], 0, /^BETTER: 1 resolved$/m);
test('a report and itself', exits, [second, again], 0, /^NOT WORSE: 1 persists$/m);
test('two captures', exits, [monday, tuesday, ...rules], 1, ssh);
test('a report and a capture', exits, [first, tuesday, ...rules], 1, ssh);
test('a capture and a report', exits, [monday, second, ...rules], 1, ssh);
test('two directories', exits, [directory('1', monday), directory('2', tuesday), ...rules], 1, ssh);
test('more hosts', exits, [tuesday, wednesday, ...rules], 1, /^WORSE: 1 persists$[\s\S]*\(1 host pair more\)$/m);
test('every pair of hosts', exits, [first, second, '--hosts'], 1, /^ {6}web1 -> db1 tcp\/22: not there before, /m);
test('a capture that breaks off', exits, [first, cut, ...rules], 3, /^NOT WORSE/m, /cut\.pcap: the capture is cut off/);
test('worse, and a capture that breaks off', exits, [cut, tuesday, ...rules], 1, /^WORSE/m, /cut off/);
test(
	'a capture that is not there',
	exits,
	[first, 'none.pcap', ...rules],
	3,
	/^NOT WORSE/m,
	/none\.pcap: no such file/,
);
test(
	'the wrong way round',
	exits,
	[second, first],
	0,
	/^note {2}the later captures begin before .*\nNOT WORSE: 1 no longer observable$/m,
);
test(
	'a waiver',
	exits,
	[
		first,
		tuesday,
		...rules,
		'-w',
		write('w.yaml', 'waivers: [{id: w, owner: o, reason: r, until: 2026-12-31, scope: {service: tcp/22}}]'),
	],
	0,
	/^NOT WORSE: nothing to report on either side$/m,
);

const other = pack('other', '{from: web, to: db, services: {sql: {tcp: 1433}, ssh: {tcp: 22}}}');
test('two packs for one capture', exits, ['--matrix', other, shop, tuesday, '-i', inventory], 1, /^WORSE: 1 changed$/m);
test(
	'two packs the other way round',
	exits,
	['--matrix', shop, other, tuesday, '-i', inventory],
	0,
	/^BETTER: 1 resolved$/m,
);
test('two packs for two captures', exits, ['--matrix', shop, other, monday, tuesday, '-i', inventory], 0, /2 captures/);

const wrong = test.macro<[args: readonly string[], stderr: RegExp]>({
	exec: async (t, args, stderr) => {
		const result = await run(['diff', ...args]);
		t.deepEqual([result.status, result.stdout], [2, '']);
		t.regex(result.stderr, stderr);
	},
	title: (name) => `wrong usage: ${name}`,
});

test('nothing', wrong, [], /missing required argument 'before'/);
test('one side', wrong, [first], /missing required argument 'after'/);
test(
	'three sides',
	wrong,
	[first, second, again],
	/^portolan: a diff has two sides, and ".*again\.json" is a third; put the captures of a side into a directory$/m,
);
test(
	'two packs without a capture',
	wrong,
	['--matrix', shop, other, '-i', inventory],
	/^portolan: --matrix needs two rule packs and then a capture: --matrix a b site\.pcap$/m,
);
test(
	'a pack that is not there',
	wrong,
	['--matrix', 'configmgr-2013', shop, monday],
	/there is no rule pack "configmgr-2013"; did you mean/,
);
test(
	'captures without a rule pack',
	wrong,
	[monday, tuesday],
	/monday\.pcap: this is no report that check wrote as JSON; a capture needs a rule pack, -r$/m,
);
test(
	'a report that is not there',
	wrong,
	['none.json', second],
	/^portolan: none\.json: no such file; a capture needs a rule pack, -r$/m,
);
test('a report that breaks off', wrong, [broken, second], /broken\.json: this is no whole JSON document: /);
test(
	'another document',
	wrong,
	[first, write('other.json', '{"a": 1}')],
	/other\.json: this is no report of portolan: the document must have required property 'schema'$/m,
);
test(
	'a report with edges that are not there',
	wrong,
	[lost, second],
	/lost\.json: \/findings\/0\/edges names edge 77, and there are 2; /,
);
test('a report longer than any text', wrong, [huge, second], /huge\.json: the report is longer than 536870888 octets/);
test('an unknown format', wrong, [first, second, '-f', 'html'], /Allowed choices are text, json, markdown, sarif/);
test(
	'an ending that is no format',
	wrong,
	[first, second, '-o', 'd.html'],
	/d\.html: the ending says which format to write, and "html" is none; known are txt, text, sarif\.json, json, md, sarif$/m,
);
test(
	'an output that cannot be written',
	wrong,
	[first, second, '-o', file('no/d.md')],
	/the file cannot be written \(its folder is not there\)/,
);

test('-o writes what the format of its ending prints', async (t) => {
	const outputs = ['d.txt', 'd.json', 'd.md', 'd.sarif', 'd.sarif.json'].map(file);
	const {stdout} = await run(['diff', first, second, ...outputs.flatMap((output) => ['-o', output])]);
	t.is(read('d.txt'), stdout);
	t.is(read('d.json'), (await run(['diff', first, second, '-f', 'json'])).stdout);
	t.is(read('d.md'), (await run(['diff', first, second, '-f', 'markdown'])).stdout);
	t.is(read('d.sarif'), (await run(['diff', first, second, '-f', 'sarif'])).stdout);
	t.is(read('d.sarif.json'), read('d.sarif'));
	t.deepEqual(sarifProblems(JSON.parse(read('d.sarif'))), []);
	t.deepEqual(runIn(read('d.sarif')).results.map(sarifLine), [
		`new error undocumented-port web -> db tcp/22 at ${uriOf(shop)}:5`,
	]);
	const {schema, worse, before} = JSON.parse(read('d.json')) as ReportDiff;
	t.deepEqual([schema, worse, before.captures], ['portolan/diff/1', true, [monday]]);
	t.regex(read('d.md'), /^# Worse: 1 appeared\n/);
});

test('reports as PowerShell writes them', async (t) => {
	const wide = Buffer.from(`\uFEFF${read('second.json')}`, 'utf16le');
	t.regex((await run(['diff', first, write('wide.json', wide)])).stdout, ssh);
	t.regex((await run(['diff', first, write('bom.json', `\uFEFF\n${read('second.json')}`)])).stdout, ssh);
});

test('help shows examples and the exit statuses', async (t) => {
	const {stdout, status} = await run(['diff', '--help']);
	t.is(status, 0);
	t.regex(stdout, /^Examples:\n {2}portolan diff /m);
	t.regex(stdout, /^Exit status: 0 nothing is worse, 1 something is/m);
	t.regex((await run(['--help'])).stdout, /^ {2}diff .*tell what changed between two reports or captures$/m);
});
