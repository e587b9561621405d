import {readFileSync} from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import {parseText} from '#portolan/document/parse.js';
import {fromPrepared, prepare} from '#portolan/document/prepared.js';
import {shippedPacks} from '#portolan/rulepack/load.js';
import {ROOT} from '../support/run.js';

for (const name of shippedPacks()) {
	test(`${name} was prepared by the build, as it is parsed`, (t) => {
		const text = readFileSync(`${ROOT}rules/${name}.yaml`, 'utf8');
		const prepared = readFileSync(`${ROOT}dist/packs/${name}.json`, 'utf8');
		t.deepEqual(fromPrepared(prepared, text, 'f'), parseText(text, 'f'));
	});
}

test('a text that was changed afterwards is not taken for what was prepared', (t) => {
	const prepared = prepare('a: 1\n', parseText('a: 1\n', 'f'));
	t.is(fromPrepared(prepared, 'a: 2\n', 'f'), undefined);
});

test('values keep how they were written', (t) => {
	const text = 'a: 0010\nb: "0010"\nc: [1_000, ~, true, "", null, 0x1F]\nd: {}\ne: []\nf:\n__proto__: {x: 1}\n';
	t.deepEqual(fromPrepared(prepare(text, parseText(text, 'f')), text, 'f'), parseText(text, 'f'));
});

test('whatever a document holds', (t) => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			const text = JSON.stringify(value);
			const root = parseText(text, 'f');
			t.deepEqual(fromPrepared(prepare(text, root), text, 'f'), root);
		}),
	);
});
