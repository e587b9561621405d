import test from 'ava';
import fc from 'fast-check';
import {parseJson} from '#portolan/document/json.js';
import {parseText} from '#portolan/document/parse.js';

// Plain JSON is read by a reader of its own; it says what the YAML parser says of the same text.

/** What the YAML parser says: it is asked of everything that begins with a comment. One line more, in every place. */
function asYaml(text: string): unknown {
	return JSON.parse(
		JSON.stringify(parseText(`# YAML\n${text}`, 'f')).replaceAll(/"line":(\d+)/g, (_, line) => `"line":${line - 1}`),
	);
}

const space = fc.constantFrom('', '', ' ', '\n', '\n  ', '  ');
const text = fc.oneof(
	fc.string({unit: fc.constantFrom('a', 'é', '#', ':', ' ', '-', '{', ',', '*', '&', '!', '%', '~', "'", '0', '😀')}),
	fc.constantFrom('null', '443', '<<', '__proto__', '10.0.0.1', '---'),
);
const scalar = fc.oneof(
	text.map((each) => `"${each}"`),
	fc.integer().map(String),
	fc.constantFrom('true', 'false', 'null', '0', '123456789012345'),
);
const {value} = fc.letrec<{value: string}>((tie) => ({
	value: fc.oneof(
		{maxDepth: 4},
		scalar,
		fc.tuple(space, fc.array(fc.tuple(space, tie('value'), space))).map(([a, items]) => {
			return `[${a}${items.map((item) => item.join('')).join(',')}]`;
		}),
		fc
			.tuple(space, fc.uniqueArray(fc.tuple(space, text, space, tie('value'), space), {selector: ([, key]) => key}))
			.map(([a, entries]) => {
				return `{${a}${entries.map(([b, key, c, item, d]) => `${b}"${key}":${c}${item}${d}`).join(',')}}`;
			}),
	),
}));

test('plain JSON gives the nodes and the places of the YAML parser', (t) => {
	let plain = 0;
	fc.assert(
		fc.property(value, space, (json, end) => {
			const node = parseJson(json + end, 'f');
			if (node === undefined) return;
			plain++;
			t.deepEqual(JSON.parse(JSON.stringify(node)), asYaml(json + end));
		}),
		{numRuns: 1000},
	);
	t.true(plain > 300, String(plain));
});

const notPlain = test.macro<[json: string]>({
	exec: (t, json) => t.is(parseJson(json, 'f'), undefined),
	title: (_, json) => `the YAML parser is asked about ${JSON.stringify(json.slice(0, 40))}`,
});

for (const json of [
	...['', ' {}', '"a"', '1', '# x\n{}', '{} x', '{}\n---\n', '{}{}', '{', '[', '[1', '{"a"', '{"a":'],
	...[
		'[1,]',
		'[,1]',
		'[1 2]',
		'{"a":1,}',
		'{"a" 1}',
		'{"a"\n:1}',
		'{a: 1}',
		"{'a': 1}",
		'{1: 1}',
		'["a": 1]',
		'[}',
		'{]',
	],
	...[
		'{"a":1,"a":2}',
		'[01]',
		'[-0]',
		'[1.5]',
		'[1e3]',
		'[0x1]',
		'[+1]',
		'[1234567890123456]',
		'[True]',
		'[nul]',
		'[yes]',
	],
	...[
		'["a\\n"]',
		'["a\nb"]',
		'["\t"]',
		'[\t1]',
		'{}\r\n',
		'["a]',
		'[*a]',
		'[&a 1]',
		'[!!str 1]',
		'[1 #\n]',
		'["\u2028"]',
	],
	...[`{"${'k'.repeat(1001)}":1}`, '['.repeat(40) + ']'.repeat(40), `[${'1,'.repeat(1_000_000)}1]`],
]) {
	test(notPlain, json);
}
