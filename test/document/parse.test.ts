import test from 'ava';
import fc from 'fast-check';
import type {Node} from '#portolan/document/document.js';
import {parseText} from '#portolan/document/parse.js';
import {DocumentError} from '#portolan/net/problem.js';
import {problemsOf} from '../support/problems.js';

/** A node as plain values; a scalar with its place. */
function plain(node: Node): unknown {
	if (node.kind === 'scalar') return `${node.value}@${node.place.line}:${node.place.column}`;
	if (node.kind === 'list') return node.items.map(plain);
	return Object.fromEntries(node.entries.map(({key, value}) => [key, plain(value)]));
}

test('values know their line and column', (t) => {
	t.deepEqual(plain(parseText('a: 1\nb:\n  - x\n  - {c: true}\n', 'f')), {a: '1@1:4', b: ['x@3:5', {c: 'true@4:9'}]});
});

test('with Windows line ends and a byte-order mark too', (t) => {
	t.deepEqual(plain(parseText('\uFEFFa: 1\r\nb: 2\r\n', 'f')), {a: '1@1:4', b: '2@2:4'});
});

test('JSON is YAML', (t) => {
	t.deepEqual(plain(parseText('{"hosts": [{"name": "a"}]}', 'f')), {hosts: [{name: 'a@1:21'}]});
});

test('anchors and aliases', (t) => {
	t.deepEqual(plain(parseText('a: &x [1]\nb: *x\n', 'f')), {a: ['1@1:8'], b: ['1@1:8']});
});

test('an empty document is nothing', (t) => {
	t.deepEqual(plain(parseText('', 'f')), 'null@1:1');
});

const refused = test.macro<[text: string, problem: RegExp]>({
	exec: (t, text, problem) => t.regex(problemsOf(t, () => parseText(text, 'f')).join('\n'), problem),
	title: (name) => `${name} is refused with a place`,
});

test('a key given twice', refused, 'a: 1\na: 2\n', /^2:1: "a" stands in line 1 already/);
test('an alias of nothing', refused, 'a: *x\n', /^1:4: the alias \*x has no anchor|unresolved alias/i);
test('a bracket left open', refused, 'a: [1, 2\nb: 3\n', /^\d+:\d+: /);
test('a tab for indentation', refused, 'a:\n\tb: 1\n', /^2:1: /);
test('a key that is a list', refused, '? [a]\n: 1\n', /^1:3: a key must be a word/);
test('depth', refused, `${'['.repeat(100)}${']'.repeat(100)}`, /nested deeper than 64 levels/);
test(
	'a document of many megabytes',
	refused,
	`a: ${'x'.repeat(8_000_001)}`,
	/^1:1: the file has 8000004 characters; at most/,
);

test('nested aliases that would fill the memory are refused within a second', (t) => {
	const levels = Array.from(
		{length: 12},
		(_, index) =>
			`l${index}: &l${index} [${
				index === 0
					? 'x'
					: Array(10)
							.fill(`*l${index - 1}`)
							.join(', ')
			}]`,
	);
	t.regex(problemsOf(t, () => parseText(levels.join('\n'), 'f')).join(), /more than 1000000 values, aliases expanded/);
});

test('an alias of itself is refused', (t) => {
	t.regex(problemsOf(t, () => parseText('a: &a [*a]\n', 'f')).join(), /nested deeper|alias/i);
});

test('a key named __proto__ is a key like any other', (t) => {
	const node = parseText('__proto__: {polluted: 1}\n', 'f');
	t.true(node.kind === 'map' && node.entries[0]!.key === '__proto__');
	t.is(({} as {polluted?: number}).polluted, undefined);
});

test('any text gives a node or an error with a place', (t) => {
	const pieces = fc.constantFrom(
		'a',
		':',
		' ',
		'-',
		'\n',
		'  ',
		'[',
		']',
		'{',
		'}',
		'&x',
		'*x',
		'"',
		"'",
		'|',
		'>',
		'#',
		'\t',
		'!',
		'%',
		'1',
		',',
	);
	fc.assert(
		fc.property(fc.array(pieces, {maxLength: 30}), (parts) => {
			try {
				parseText(parts.join(''), 'f');
			} catch (error) {
				if (!(error instanceof DocumentError)) throw error;
				t.true(error.problems.every(({place}) => place.line >= 1 && place.column >= 1));
			}
		}),
		{numRuns: 3000},
	);
	t.pass();
});
