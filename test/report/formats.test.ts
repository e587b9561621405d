import test from 'ava';
import {type FormatName, formatNamed, formatOf, formats} from '#portolan/report/formats.js';
import {readReport} from '#portolan/report/read-report.js';
import type {Report} from '#portolan/report/report.js';
import {plain} from '../support/formats.js';
import {isGolden} from '../support/golden.js';
import {emptyReport, reportNaming} from '../support/report.js';
import {run, site} from '../support/run.js';
import {sarifProblems} from '../support/sarif.js';
import {parseXml} from '../support/xml.js';

const endings = {
	text: 'txt',
	json: 'json',
	html: 'html',
	markdown: 'md',
	csv: 'csv',
	'csv-findings': 'findings.csv',
	ndjson: 'ndjson',
	sarif: 'sarif',
	junit: 'junit.xml',
	diff: 'diff',
	'diff-markdown': 'diff.md',
} satisfies Record<FormatName, string>;

/** Of a scan the edges are many: the lists of them are held against the report instead, each in its own tests. */
const goldens: Readonly<Record<string, readonly FormatName[]>> = {
	'blocked.pcap': ['markdown', 'csv', 'csv-findings', 'ndjson', 'sarif', 'junit'],
	'violations.pcap.gz': ['markdown', 'csv-findings', 'sarif', 'junit'],
};

for (const [sample, names] of Object.entries(goldens)) {
	test(`the report of ${sample} in every format, twice the same`, async (t) => {
		const {stdout} = await run(['check', `samples/${sample}`, ...site, '-f', 'json']);
		const report = JSON.parse(stdout) as Report;
		for (const name of names) {
			const text = formatNamed(name)(report, plain);
			isGolden(t, `formats/${sample}.${endings[name]}`, text);
			t.is(formatNamed(name)(readReport(stdout, 'report.json'), plain), text);
		}
	});
}

test('check writes in a format what it is', async (t) => {
	const {stdout} = await run(['check', 'samples/blocked.pcap', ...site, '-f', 'junit']);
	isGolden(t, 'formats/blocked.pcap.junit.xml', stdout);
});

for (const name of formats) {
	test(`an empty report is a whole document: ${name}`, (t) => {
		const text = formatNamed(name)(emptyReport, plain);
		if (name === 'sarif') t.deepEqual(sarifProblems(JSON.parse(text)), []);
		else if (name === 'html') t.regex(text, /^<!doctype html>.*<\/html>\n$/s);
		else if (name === 'junit') t.is(parseXml(text).attributes['tests'], '0');
		else isGolden(t, `formats/empty.${endings[name]}`, text);
	});

	test(`colours and names that are hard to write leave no control characters: ${name}`, (t) => {
		const hard = '\u001b[31m\u0000\u0007\u009b<b>&amp;|`*_[x](y)"\'\ud800';
		const text = formatNamed(name)(reportNaming(hard), plain);
		if (name === 'json' || name === 'ndjson' || name === 'sarif' || name === 'junit' || name === 'markdown') {
			// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
			t.notRegex(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
		}
		t.is(formatNamed(name)(readReport(JSON.stringify(reportNaming(hard)), 'report.json'), plain), text);
	});
}

const ends = test.macro<[path: string, name: string]>({
	exec: (t, path, name) => t.is(formatOf(path), formatNamed(name)),
	title: (_, path, name) => `${path} is written as ${name}`,
});

test(ends, 'r.txt', 'text');
test(ends, 'r.json', 'json');
test(ends, 'r.html', 'html');
test(ends, 'out/r.MD', 'markdown');
test(ends, 'r.diff.md', 'diff-markdown');
test(ends, 'edges.csv', 'csv');
test(ends, 'findings.csv', 'csv-findings');
test(ends, 'monday.findings.csv', 'csv-findings');
test(ends, 'r.ndjson', 'ndjson');
test(ends, 'r.jsonl', 'ndjson');
test(ends, 'r.sarif', 'sarif');
test(ends, 'r.sarif.json', 'sarif');
test(ends, 'TEST-portolan.xml', 'junit');
test(ends, 'r.patch', 'diff');

test('every format is written by -f, and by some ending of -o', async (t) => {
	for (const name of formats) t.notThrows(() => formatNamed(name), name);
	t.throws(() => formatNamed('constructor'), {message: /no such format; known are text, json, markdown/});
	t.throws(() => formatOf('report'), {message: /report: the ending says which format to write/});
	const diff = await run(['check', 'samples/blocked.pcap', ...site, '-f', 'diff-markdown']);
	t.regex(diff.stdout, /^```diff\n/);
});
