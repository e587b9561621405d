import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {formats} from '#portolan/report/formats.js';
import {captureOf, edgeOf, findingOf, reportOf} from '../support/report.js';
import {run, site} from '../support/run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-render-'));
test.after.always(() => rmSync(folder, {recursive: true}));

function write(name: string, text: string): string {
	const file = path.join(folder, name);
	writeFileSync(file, text);
	return file;
}

test("yesterday's report in every format is what check wrote", async (t) => {
	const outputs = [
		'r.json',
		'r.txt',
		'r.md',
		'r.csv',
		'findings.csv',
		'r.ndjson',
		'r.sarif',
		'r.xml',
		'r.diff',
		'r.diff.md',
		'r.html',
	];
	const inFolder = (prefix: string) => outputs.flatMap((name) => ['-o', path.join(folder, `${prefix}${name}`)]);
	const checked = await run(['check', 'samples/blocked.pcap', ...site, ...inFolder('checked-')]);
	const rendered = await run(['render', path.join(folder, 'checked-r.json'), ...inFolder('rendered-')]);
	t.deepEqual(rendered, checked);
	t.is(outputs.length, formats.length);
	for (const name of outputs) {
		const read = (prefix: string) => readFileSync(path.join(folder, `${prefix}${name}`), 'utf8');
		t.is(read('rendered-'), read('checked-'), name);
	}
});

test('-f chooses the format on standard output, and standard input can be the report', async (t) => {
	const report = JSON.stringify(reportOf([edgeOf()], [findingOf()]));
	const file = write('built.json', report);
	const ofFile = await run(['render', file, '-f', 'markdown']);
	t.regex(ofFile.stdout, /^# NOT COMPLIANT: 1 error, 0 warnings, 0 notes\n/);
	const ofInput = await run(['render', '-', '-f', 'markdown'], {input: Buffer.from(report)});
	t.is(ofInput.stdout, ofFile.stdout);
});

const exits = test.macro<[report: object, status: number]>({
	exec: async (t, report, status) => {
		const file = write(`${t.title.replaceAll(/\W+/g, '-')}.json`, JSON.stringify(report));
		t.is((await run(['render', file])).status, status);
	},
	title: (what, _, status) => `render exits with ${status} for ${what}`,
});

test('a compliant report', exits, reportOf([], []), 0);
test('a finding that counts', exits, reportOf([edgeOf()], [findingOf()]), 1);
test(
	'a finding that does not count',
	exits,
	reportOf([edgeOf()], [findingOf()], {failOn: 'never', compliant: true}),
	0,
);
test(
	'a capture that was not read to its end',
	exits,
	reportOf([], [], {captures: [captureOf('a.pcap', 'cut off')], compliant: false}),
	3,
);

const refuses = test.macro<[args: () => readonly string[], message: RegExp]>({
	exec: async (t, args, message) => {
		const {status, stderr, stdout} = await run(['render', ...args()]);
		t.is(status, 2);
		t.regex(stderr, message);
		t.is(stdout, '');
	},
	title: (what) => `render refuses ${what}`,
});

test(
	'a file that is not there',
	refuses,
	() => [path.join(folder, 'nowhere.json')],
	/nowhere\.json: the report cannot be read \(no such file; check -o report\.json writes one\)/,
);
test(
	'a capture',
	refuses,
	() => ['samples/blocked.pcap'],
	/samples\/blocked\.pcap: this is no report, but a capture or another file; write one with portolan check samples\/blocked\.pcap -o report\.json/,
);
test(
	'another document',
	refuses,
	() => [write('other.json', '{}')],
	/other\.json: this is no report of portolan: the document must have/,
);
test(
	'half a document',
	refuses,
	() => [write('half.json', '{"schema": ')],
	/half\.json: this is no whole JSON document/,
);
test(
	'an unknown format',
	refuses,
	() => [write('a.json', '{}'), '-f', 'xml'],
	/-f xml: no such format; known are text, json, markdown/,
);
test(
	'an unknown ending',
	refuses,
	() => [write('a.json', '{}'), '-o', 'x.pdf'],
	/x\.pdf: the ending says which format to write/,
);
test('no report at all', refuses, () => [], /missing required argument 'report'/);

test('help shows examples and the exit statuses', async (t) => {
	const {stdout, status} = await run(['render', '--help']);
	t.is(status, 0);
	t.regex(stdout, /Examples:\n {2}portolan render report\.json/);
	t.regex(stdout, /Exit status:/);
	t.regex((await run(['--help'])).stdout, /render .* write a report in other formats/);
});

test("somebody else's report moves no cursor", async (t) => {
	const hostile = '\u001b[2J\u202e\u0007';
	const report = reportOf([edgeOf()], [findingOf({message: `a ${hostile} b`, from: hostile})]);
	const file = write('hostile.json', JSON.stringify(report));
	// What is written as JSON is for programs.
	for (const format of formats.filter((name) => !/json|sarif/.test(name))) {
		const {stdout} = await run(['render', file, '-f', format]);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
		t.notRegex(stdout, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/, format);
	}
});
