import {stripVTControlCharacters} from 'node:util';
import test from 'ava';
import {compareReports} from '#portolan/report/diff/compare.js';
import {formatDiffMarkdown} from '#portolan/report/diff/markdown.js';
import {formatDiffText} from '#portolan/report/diff/text.js';
import {type ReportCase, reportOf, talk} from '../../support/reports.js';

const later: ReportCase = {from: 100, until: 160, path: 'new|day.pcap'};
const before = reportOf([talk('a1 > b1 tcp/22'), talk('a1 > b1 tcp/23'), talk('a2 > b1 tcp/24')]);
const after = reportOf([talk('a1 > b1 tcp/22'), talk('a3 > b1 tcp/22'), talk('x > b1 tcp/443')], later);
const diff = compareReports(before, after);
const plain = {colors: false, hosts: false};

test('for a person: what is new first', (t) => {
	t.is(
		formatDiffText(diff, plain),
		`  before  2026-01-01T00:00:00.000000Z to 2026-01-01T00:01:00.000000Z, day.pcap, against test (1)
  after   2026-01-01T00:01:40.000000Z to 2026-01-01T00:02:40.000000Z, new|day.pcap, against test (1)
WORSE: 1 appeared, 1 resolved, 1 persists, 1 no longer observable

Appeared
  + unknown-host  10.9.9.9 -> b1 tcp/443: 10.9.9.9 is in no inventory entry (1 flow, answered)
      unknown -> b

Resolved
  - undocumented-port  a1 -> b1 tcp/23: the pair is documented, on tcp/443, not tcp/23 (1 flow, answered)
      a -> b; rule test/a/b/tls

Persists
    undocumented-port  a1, a3 -> b1 tcp/22: the pair is documented, on tcp/443, not tcp/22 (2 flows, answered) (1 host pair more)
      a -> b; rule test/a/b/tls

No longer observable: neither there nor resolved
  ? undocumented-port  a2 -> b1 tcp/24: the pair is documented, on tcp/443, not tcp/24 (1 flow, answered)
      the later captures show nothing sent by a2
      a -> b; rule test/a/b/tls
`,
	);
});

test('every pair of hosts', (t) => {
	const text = formatDiffText(diff, {...plain, hosts: true});
	t.regex(text, /^ {6}a3 -> b1 tcp\/22: not there before, unexpected answered now$/m);
	t.regex(text, /^ {6}a1 -> b1 tcp\/22: unexpected answered on both sides$/m);
	t.regex(text, /^ {6}a1 -> b1 tcp\/23: unexpected answered before, not there now$/m);
});

test('the verdict', (t) => {
	const verdict = (...sides: Parameters<typeof compareReports>) =>
		formatDiffText(compareReports(...sides), plain).split('\n')[2];
	t.is(verdict(before, before), 'NOT WORSE: 3 persist');
	t.is(verdict(reportOf([]), reportOf([])), 'NOT WORSE: nothing to report on either side');
	t.is(verdict(reportOf([talk('a1 > b1 tcp/22')]), reportOf([talk('a1 > b1 tcp/443')], later)), 'BETTER: 1 resolved');
});

test('colours change no word', (t) => {
	const colored = formatDiffText(diff, {...plain, colors: true});
	t.true(colored.includes('\u001B['));
	t.is(stripVTControlCharacters(colored), formatDiffText(diff, plain));
});

test('for a ticket: a table for each kind of change, and nothing in it is markup', (t) => {
	const text = formatDiffMarkdown(diff);
	t.regex(text, /^# Worse: 1 appeared, 1 resolved, 1 persists, 1 no longer observable$/m);
	t.regex(text, /^- After: .*, new\\\|day\.pcap, against test \(1\)$/m);
	t.deepEqual(text.match(/^## .*$/gm), ['## Appeared', '## Resolved', '## Persists', '## No longer observable']);
	const rows = text.split('\n').filter((line) => line.startsWith('|'));
	t.deepEqual([...new Set(rows.map((row) => row.split(/(?<!\\)\|/).length))], [8]);
});

test('a ticket lists ten pairs of hosts', (t) => {
	const edges = Array.from({length: 12}, (_, index) => talk(`10.9.9.${index} > b1 tcp/443`));
	const text = formatDiffMarkdown(compareReports(reportOf([]), reportOf(edges)));
	t.is(text.match(/<br>/g)?.length, 10);
	t.regex(text, /<br>and 2 more \|/);
});

test('nothing that is told moves a cursor', (t) => {
	const findings = after.findings.map((finding) => ({
		...finding,
		message: '\u001B]0;owned\u0007 and\r\nmore \u009B2J',
	}));
	const hostile = compareReports(before, {...after, findings, captures: [{...after.captures[0]!, path: '\u001B[2J'}]});
	for (const text of [formatDiffText(hostile, plain), formatDiffMarkdown(hostile)]) {
		t.notRegex(text, /(?!\n)\p{Cc}/u);
		t.true(text.includes('owned\uFFFD and more \uFFFD2J'));
	}
});

test('what a message says is no markup', (t) => {
	const findings = after.findings.map((finding) => ({...finding, message: '<img src=x> **a** | [b](c) `d`'}));
	const text = formatDiffMarkdown(compareReports(before, {...after, findings}));
	t.regex(text, /&lt;img src=x> \\\*\\\*a\\\*\\\* \\\| \\\[b\\\]\(c\) \\`d\\`/);
	t.notRegex(text, /<img/);
});
