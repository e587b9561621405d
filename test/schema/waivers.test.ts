import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {DocumentError} from '#portolan/net/problem.js';
import {scopeFields, waivableKinds, waiverFields, waiversFields} from '#portolan/policy/waivers/read.js';
import {ROOT} from '../support/run.js';
import {lookUp, readSchema, undescribed} from '../support/schema.js';
import {readAll} from '../support/waivers.js';

const {schema, problemsOf} = readSchema('waivers');

test('the waivers of the samples fit the schema', (t) => {
	t.deepEqual(problemsOf(readFileSync(path.join(ROOT, 'samples/waivers.yaml'), 'utf8')), []);
});

const sameWords = test.macro<[pointer: string, words: readonly string[]]>({
	exec: (t, pointer, words) => {
		const found = lookUp(schema, pointer);
		t.deepEqual(Array.isArray(found) ? found : Object.keys(found as object), [...words]);
	},
	title: (what) => `${what}: the schema has the reader's words`,
});

test('a file', sameWords, 'properties', waiversFields);
test('a waiver', sameWords, 'definitions/waiver/properties', waiverFields);
test('a scope', sameWords, 'definitions/scope/properties', scopeFields);
test('kinds', sameWords, 'definitions/scope/properties/kind/enum', waivableKinds);

test('every field is described', (t) => t.deepEqual(undescribed(schema), []));

const text = (fields: string, scope = 'from: a') =>
	`waivers: [{id: w, owner: o, reason: r, until: 2026-12-31, scope: {${scope}}${fields}}]`;

const passes = test.macro<[text: string]>({
	exec: (t, document) => {
		t.deepEqual(problemsOf(document), []);
		t.notThrows(() => readAll(document));
	},
	title: (name) => `accepted: ${name}`,
});

test('none', passes, 'waivers: []');
test('the least', passes, text(''));
test(
	'all',
	passes,
	text(
		', ticket: 17, from: 2026-01-01, max-hosts: 3',
		'kind: failed, from: a, to: b, initiators: [a1, 10.0.0.1], responders: "fd00::1", service: tcp/8080, rule: p/a/b/web',
	),
);
for (const service of ['tcp/0', 'udp/65535', 'sctp/9', 'gre', 'tcp', 'ip-99', 'ip-255']) {
	test(`service ${service}`, passes, text('', `service: ${service}`));
}

const refused = test.macro<[text: string, problem: RegExp]>({
	exec: (t, document, problem) => {
		t.regex(problemsOf(document).join('\n'), problem);
		t.throws(() => readAll(document), {instanceOf: DocumentError});
	},
	title: (name) => `refused by the schema and by the reader: ${name}`,
});

test('nothing', refused, '{}', /'waivers'/);
test('an unknown field', refused, text(', untill: 2026-12-31'), /additional properties/);
test('nobody answers for it', refused, 'waivers: [{id: w, reason: r, until: 2026-12-31, scope: {from: a}}]', /'owner'/);
test('no end', refused, 'waivers: [{id: w, owner: o, reason: r, scope: {from: a}}]', /'until'/);
test(
	'an owner without a letter',
	refused,
	'waivers: [{id: w, owner: " ", reason: r, until: 2026-12-31, scope: {from: a}}]',
	/pattern/,
);
test('a month', refused, text(', from: 2026-01'), /^\/waivers\/0\/from .*pattern/m);
test('the 13th month', refused, text(', from: 2026-13-01'), /^\/waivers\/0\/from .*pattern/m);
test('for no host', refused, text(', max-hosts: 0'), />= 1/);
test('everything', refused, text('', ''), /must NOT be valid/);
test('everything of a kind', refused, text('', 'kind: failed'), /must NOT be valid/);
test('an unknown kind', refused, text('', 'from: a, kind: odd'), /allowed values/);
test('a kind that is not waived', refused, text('', 'from: a, kind: waiver-expired'), /allowed values/);
test('no host of a list', refused, text('', 'from: a, initiators: []'), /fewer than 1/);
for (const service of ['tcp/http', 'tcp/', 'tcp/65536', 'tcp/80-90', 'icmp/8', 'tpc', 'ip-256']) {
	test(`service ${service}`, refused, text('', `service: ${service}`), /^\/waivers\/0\/scope\/service .*pattern/m);
}
