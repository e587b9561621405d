import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {ROOT} from '../support/run.js';

// The bundled program computes what its modules do, with values in place of constants.

const {Constants} = (await import(`${ROOT}scripts/constants.js`)) as {
	Constants: new () => {inlined(file: string): string};
};

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-constants-'));
test.after.always(() => rmSync(folder, {recursive: true}));

let made = 0;

/** What becomes of a module that imports others by the names of these. */
function inlined(text: string, others: Readonly<Record<string, string>> = {}): string {
	const place = (name: string) => path.join(folder, `${made}-${name}`);
	made++;
	const local = (module: string) => module.replaceAll(`'./`, `'./${made}-`);
	for (const [name, module] of Object.entries(others)) writeFileSync(place(name), local(module));
	writeFileSync(place('main.js'), local(text));
	return new Constants().inlined(place('main.js')).replaceAll(`'./${made}-`, `'./`);
}

for (const [what, text, expected] of [
	['a number', 'const A = 6; f(A);', 'const A = 6; f((6));'],
	[
		'an expression',
		'const A = 1 << 4; const B = A / 2 - 1; f(B);',
		'const A = 1 << 4; const B = (16) / 2 - 1; f((7));',
	],
	['a number below zero', 'const A = -1; f(-A);', 'const A = -1; f(-(-1));'],
	['a field of a table', 'const T = {Low: 0, High: 1}; f(T.High);', 'const T = {Low: 0, High: 1}; f((1));'],
	[
		'a table in terms of constants',
		'const A = 3; const T = {B: A + 1}; f(T.B);',
		'const A = 3; const T = {B: (3) + 1}; f((4));',
	],
	['a field of an object that is named like it', 'const A = 6; f({A});', 'const A = 6; f({A: (6)});'],
	['the default of a parameter', 'const A = 6; function f(b = A) {}', 'const A = 6; function f(b = (6)) {}'],
	['an index', 'const A = 6; f(list[A]);', 'const A = 6; f(list[(6)]);'],
] as const) {
	test(`the value is put in place of ${what}`, (t) => t.is(inlined(text), expected));
}

for (const [what, text] of [
	['the name of a field', 'const A = 6; f(x.A, {A: 1});'],
	['a parameter of that name', 'const A = 6; f((A) => A);'],
	['a local variable of that name', 'const A = 6; { const {A} = x; f(A); }'],
	['a function of that name', 'const A = 6; function g() { function A() {} f(A); }'],
	['a caught error of that name', 'const A = 6; try {} catch (A) { f(A); }'],
	['what may change', 'let A = 6; f(A);'],
	['what is no number', `const A = 'a'; const B = f(); const C = [1]; f(A, B, C);`],
	['a field that the table has not', 'const T = {Low: 0}; f(T.High);'],
	['a table with a field that is no number', 'const T = {Low: 0, High: f()}; f(T.Low);'],
	['a table as a whole', 'const T = {Low: 0}; f(T, T[x]);'],
	['an object that is not named like a table', 'const counts = {low: 0}; f(counts.low);'],
] as const) {
	test(`${what} is left alone`, (t) => t.is(inlined(text), text));
}

test('imported constants have their values, whatever they are called here', (t) => {
	const text = `import {A, T as Table} from './a.js'; f(A, Table.B);`;
	const expected = `import {A, T as Table} from './a.js'; f((6), (7));`;
	t.is(inlined(text, {'a.js': 'export const A = 6; export const T = {B: 7};'}), expected);
});

test('what a module imports of one that imports it in turn is found where it can be', (t) => {
	const text = `import {B} from './b.js'; export const A = 1; f(A, B);`;
	t.is(
		inlined(text, {'b.js': `import {A} from './main.js'; export const B = 2; f(A);`}),
		`import {B} from './b.js'; export const A = 1; f((1), (2));`,
	);
});

test('packages are not looked into', (t) => {
	const text = `import {A} from 'package'; f(A);`;
	t.is(inlined(text), text);
});
