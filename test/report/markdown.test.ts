import test from 'ava';
import {markdownCode, markdownLine, markdownText} from '#portolan/report/markdown/escape.js';
import {formatMarkdown} from '#portolan/report/markdown/markdown.js';
import {markdownTable} from '#portolan/report/markdown/table.js';
import {edgeOf, findingOf, reportNaming, reportOf} from '../support/report.js';

const literal = test.macro<[text: string, markdown: string]>({
	exec: (t, text, markdown) => t.is(markdownText(text), markdown),
	title: (_, text) => `in Markdown, taken literally: ${JSON.stringify(text)}`,
});
test(literal, 'client1 -> dp01 tcp/445 (1 flow)', 'client1 -> dp01 tcp/445 (1 flow)');
test(literal, 'a|b', 'a\\|b');
test(literal, '<img src=x>', '\\<img src=x>');
test(literal, '[x](http://evil)', '\\[x\\](http\\://evil)');
test(literal, 'www.evil', 'www\\.evil');
test(literal, '`*_~$\\', '\\`\\*\\_\\~\\$\\\\');
test(literal, 'one\r\n# two\u0000\u001b[31m', 'one # two \\[31m');
test(literal, 'R&D &lt; &#60;', 'R&D \\&lt; \\&#60;');
test(literal, '@everyone, a@b', '@&#8203;everyone, a@&#8203;b');
test(literal, 'abc\u202etxt', 'abctxt');

test('the beginning of a line in Markdown', (t) => {
	t.deepEqual(['# y', '> y', '- y', '+ y', '1. y', '10) y', '    y', 'y - z', '1a'].map(markdownLine), [
		'\\# y',
		'\\> y',
		'\\- y',
		'\\+ y',
		'1\\. y',
		'10\\) y',
		'y',
		'y - z',
		'1a',
	]);
});

test('code in Markdown', (t) => {
	t.is(markdownCode('rules/x_y.yaml:3'), '`rules/x_y.yaml:3`');
	t.is(markdownCode('a`|b'), 'a\\`\\|b');
	t.is(markdownCode(''), '');
});

test('a table keeps its columns', (t) => {
	const [head, , row] = markdownTable(['a', 'b'], [['x|y\\', '1\n2']]).split('\n');
	const columns = (line: string) => line.match(/(?<!\\)(?:\\\\)*\|/g)!.length;
	t.is(columns(head!), 3);
	t.is(columns(row!), 3);
});

/** The lines with what was made of the name taken out, which names a file and a line in one place. */
function shapeOf(name: string): string {
	const written = [markdownCode(`${name}:3`), markdownCode(name), markdownLine(name), markdownText(name)];
	return written.reduce((text, part) => text.replaceAll(part, 'N'), formatMarkdown(reportNaming(name)));
}

for (const name of [
	'a|b',
	'<script>',
	'x\n# y\n\n- z',
	'```',
	'| - |',
	'\\',
	'[a]: b',
	'@x',
	'# y',
	'> y',
	'- y',
	'+ y',
	'1. y',
	'=== y',
]) {
	test(`the document has the same form with hosts that are called ${JSON.stringify(name)}`, (t) => {
		t.is(shapeOf(name), shapeOf('plain'));
	});
}

test('of very many findings the first are told, and how many there are more', (t) => {
	const findings = Array.from({length: 53}, () => findingOf());
	const text = formatMarkdown(reportOf([edgeOf()], findings));
	t.is(text.match(/^\*\*\d+\. undocumented-port\*\*/gm)!.length, 50);
	t.regex(text, /And 3 more of the kind; the report as JSON or CSV has all of them\./);
});

test('the cause, the other cause, the rule with its line and its place, the packets', (t) => {
	const text = formatMarkdown(
		reportOf(
			[edgeOf()],
			[
				findingOf({
					kind: 'failed',
					rule: 'pack/client/server/http',
					source: {document: 'Ports', line: 4, anchor: null},
					place: {file: 'pack.yaml', line: 9},
					diagnosis: {name: 'filtered', cause: 'a filter', alternative: 'another way'},
				}),
			],
		),
	);
	t.true(
		text.includes(
			'- likely: a filter\n- or: another way\n- roles: client → server\n- rule: `pack/client/server/http`, line 4, in `pack.yaml:9`\n- packet 7\n',
		),
		text,
	);
});
