import {mkdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {Checker} from '#portolan/document/checker.js';
import {parseText} from '#portolan/document/parse.js';
import {DocumentError, UsageError} from '#portolan/net/problem.js';
import {compilePack} from '#portolan/rulepack/compile.js';
import {lintPack} from '#portolan/rulepack/lint/lint.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {readPack} from '#portolan/rulepack/read.js';
import {resolveSettings} from '#portolan/rulepack/settings.js';
import {hostileTexts} from '../support/hostile.js';
import {folderWith, lint} from '../support/lint.js';
import {problemsOf} from '../support/problems.js';
import {ROOT} from '../support/run.js';

const PLACED = /^\d+:\d+: \S/;
const head = 'pack: test\nversion: "1"\nsource: {document: Ports}\n';

const refused = test.macro<[name: string, content: string | Uint8Array]>({
	exec: (t, _, content) => {
		const folder = folderWith(t, {'pack.yaml': content});
		const problems = problemsOf(t, () => loadPacks([path.join(folder, 'pack.yaml')]));
		t.true(problems.length > 0);
		for (const problem of problems.slice(0, 100)) t.regex(problem, PLACED);
		t.deepEqual(
			lint(t, content)
				.slice(0, 100)
				.filter((problem) => !PLACED.test(problem)),
			[],
		);
	},
	title: (_, name) => `no rule pack: ${name}`,
});

for (const [name, text] of hostileTexts) test(refused, name, text);

const good = `${head}roles: {a: {}, b: {}}\nconduits:\n  - {from: a, to: b, services: {web: {title: "\u00e9", tcp: 80}}}\n`;
const utf16 = Buffer.from(`\uFEFF${good}`, 'utf16le');

const taken = test.macro<[name: string, content: string | Uint8Array]>({
	exec: (t, _, content) => {
		const folder = folderWith(t, {'pack.yaml': content});
		const [pack] = loadPacks([path.join(folder, 'pack.yaml')]);
		t.like(pack!.rules[0], {title: {en: '\u00e9'}, place: {line: 6, column: 33}});
	},
	title: (_, name) => `a rule pack with ${name} is read`,
});

test(taken, 'nothing odd', good);
test(taken, 'a byte-order mark', `\uFEFF${good}`);
test(taken, 'line ends of Windows', good.replaceAll('\n', '\r\n'));
test(taken, 'UTF-16', utf16);
test(taken, 'UTF-16, big end first', Buffer.from(utf16).swap16());
test(taken, 'tabs after words', good.replaceAll(', ', ',\t'));

test('a folder is no rule pack', (t) => {
	const folder = folderWith(t, {});
	mkdirSync(path.join(folder, 'pack.yaml'));
	t.throws(() => loadPacks([path.join(folder, 'pack.yaml')]), {instanceOf: UsageError, message: /EISDIR/});
});

test('names of what objects have anyway are names like others', (t) => {
	const text = `${head}roles: {constructor: {}, prototype: {}}
parameters: {constructor: {default: 80}}
options: {valueof: {}}
services: {constructor: {tcp: $constructor}}
conduits:
  - {from: constructor, to: prototype, when: {site.valueof: true}, services: {constructor: {}}}
`;
	t.deepEqual(lint(t, text), []);
	const names = ['__proto__', 'toString', 'hasOwnProperty'];
	const fields = ['roles', 'parameters', 'options', 'services'];
	for (const name of names) {
		for (const field of fields)
			t.true(lint(t, `${head}${field}: {${name}: {}}\n`).join().includes(`"${name}" is not a name in "${field}"`));
		t.regex(
			lint(t, `${good}  - {from: ${name}, to: a, services: {web: {tcp: $${name}}}}\n`).join(),
			/parameter ".*" is not defined/,
		);
	}
	t.is(({} as {default?: unknown}).default, undefined);
});

const rows = (count: number, row: (index: number) => string) =>
	Array.from({length: count}, (_, index) => row(index)).join('\n');
const roles = `roles: {${Array.from({length: 100}, (_, index) => `r${index}: {}`).join(', ')}}\n`;
const two = `roles: {a: {}, b: {}}\nconduits:\n  - from: a\n    to: b\n    services:\n`;

/** Ten times what it takes on a machine with nothing else to do: what is quadratic takes longer still. */
const LIMIT_MS = 15_000;

const inTime = test.macro<[name: string, text: string, problems: number]>({
	exec: (t, _, text, problems) => {
		const {user, system} = process.cpuUsage();
		const found = lint(t, text);
		const used = process.cpuUsage({user, system});
		t.is(found.length, problems, found.slice(0, 5).join('\n'));
		t.true((used.user + used.system) / 1000 < LIMIT_MS);
	},
	title: (_, name) => `${name} are linted in time`,
});

test(
	inTime,
	'ten thousand pairs of roles',
	`${head}${roles}conduits:\n${rows(10_000, (index) => `  - {from: r${index % 100}, to: r${Math.floor(index / 100)}, services: {s: {tcp: ${1 + ((index * 7919) % 65_535)}}}}`)}\n`,
	0,
);
test(
	inTime,
	'five thousand rows of one pair',
	`${head}${two}${rows(5000, (index) => `      s${index}: {tcp: ${index * 13 + 1}}`)}\n`,
	0,
);
test(
	inTime,
	'five thousand conduits of one pair',
	`${head}roles: {a: {}, b: {}}\nconduits:\n${rows(5000, (index) => `  - {from: a, to: b, services: {s${index}: {tcp: ${index * 13 + 1}}}}`)}\n`,
	0,
);
test(
	inTime,
	'five thousand rows with one port',
	`${head}${two}${rows(5000, (index) => `      s${index}: {tcp: 80}`)}\n`,
	4999,
);
test(
	inTime,
	'five thousand services that fall back in a circle',
	`${head}${two}${rows(5000, (index) => `      s${index}: {tcp: ${index * 13 + 1}, falls-back-to: [s${(index + 1) % 5000}]}`)}\n`,
	1,
);

test('parameters in a circle of five thousand are refused', (t) => {
	const parameters = rows(5000, (index) => `  p${index}: {default: $p${(index + 1) % 5000}}`);
	t.regex(
		lint(t, `${head}parameters:\n${parameters}\n`).join('\n'),
		/parameters are made of each other more than 32 deep/,
	);
});

test('any mutation of a shipped pack gives packs or problems with places', (t) => {
	const text = readFileSync(path.join(ROOT, 'rules/sql-server.yaml'), 'utf8');
	const span = fc.record({
		start: fc.nat(text.length),
		length: fc.integer({min: 1, max: 60}),
		by: fc.oneof(fc.constant(''), fc.constantFrom('duplicate'), fc.string({maxLength: 8})),
	});
	const mutate = (current: string, {start, length, by}: {start: number; length: number; by: string}) => {
		const part = current.slice(start, start + length);
		return current.slice(0, start) + (by === 'duplicate' ? part + part : by) + current.slice(start + length);
	};
	fc.assert(
		fc.property(fc.array(span, {minLength: 1, maxLength: 3}), (spans) => {
			const checker = new Checker();
			try {
				const source = readPack(parseText(spans.reduce(mutate, text), 'f'), 'f', checker);
				if (source !== undefined)
					lintPack(source, compilePack(source, resolveSettings([source], []), checker), checker);
				checker.throwIfAny();
			} catch (error) {
				if (!(error instanceof DocumentError)) throw error;
				t.true(error.problems.every(({place, message}) => place.line >= 1 && place.column >= 1 && message !== ''));
			}
		}),
		{numRuns: 300},
	);
	t.pass();
});
