import test from 'ava';
import {findingKinds} from '#portolan/policy/finding.js';
import type {BaselineDocument, KnownFinding} from '#portolan/report/baseline/baseline.js';
import {makeBaseline} from '#portolan/report/baseline/make-baseline.js';
import {reportOf, talk} from '../support/reports.js';
import {lookUp, readSchema} from '../support/schema.js';

const {schema, problemsOf} = readSchema('baseline');

const fields = {schema: true, known: true} satisfies Readonly<Record<keyof BaselineDocument, true>>;
const knownFields = {
	id: true,
	kind: true,
	from: true,
	to: true,
	protocol: true,
	port: true,
	rule: true,
	pairs: true,
} satisfies Readonly<Record<keyof KnownFinding, true>>;

test('the schema has the fields of a baseline, and asks for all', (t) => {
	t.deepEqual(Object.keys(lookUp(schema, 'properties') as object), Object.keys(fields));
	t.deepEqual(lookUp(schema, 'required'), Object.keys(fields));
	t.deepEqual(Object.keys(lookUp(schema, 'definitions/known/properties') as object), Object.keys(knownFields));
	t.deepEqual(lookUp(schema, 'definitions/known/required'), Object.keys(knownFields));
});

test('the kinds are those of findings', (t) => {
	t.deepEqual(lookUp(schema, 'definitions/known/properties/kind/enum'), [...findingKinds]);
});

test('what is written fits', (t) => {
	const edges = [
		talk('a1 > b1 tcp/22'),
		talk('b1 > c1 tcp/80'),
		talk('x > b1 icmp'),
		talk('a1 > b1 tcp/443', {outcome: 'refused'}),
	];
	const document = makeBaseline(reportOf(edges, {isRepresentative: true}));
	t.true(document.known.some(({pairs}) => pairs.length === 0));
	t.deepEqual(problemsOf(JSON.stringify(document)), []);
	t.deepEqual(problemsOf(JSON.stringify(makeBaseline(reportOf([])))), []);
});

const refused = test.macro<[text: string, problem: RegExp]>({
	exec: (t, text, problem) => t.regex(problemsOf(text).join('\n'), problem),
	title: (name) => `refused: ${name}`,
});
const known = (fields_: string) => `{schema: portolan/baseline/1, known: [{${fields_}}]}`;

test('nothing', refused, '{}', /'schema'[\s\S]*'known'/);
test('another document', refused, '{schema: portolan/report/1, known: []}', /^\/schema must be equal to constant$/m);
test('an entry of nothing', refused, known(''), /'id'/);
test('an id that is none', refused, known('id: web'), /^\/known\/0\/id .*pattern/m);
test('a pair of one', refused, known('pairs: [a1]'), /^\/known\/0\/pairs\/0 .*pattern/m);
test('a pair twice', refused, known('pairs: [a -> b, a -> b]'), /duplicate/);
test('another kind', refused, known('kind: silent'), /allowed values/);
