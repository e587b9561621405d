import test from 'ava';
import {findingKinds} from '#portolan/policy/finding.js';
import {compareReports} from '#portolan/report/diff/compare.js';
import {changes, type DiffEntry, type DiffPair, type DiffSide, type ReportDiff} from '#portolan/report/diff/diff.js';
import {severities} from '#portolan/rulepack/pack.js';
import {reportOf, talk} from '../support/reports.js';
import {lookUp, readSchema} from '../support/schema.js';

const {schema, problemsOf} = readSchema('diff');

/** The fields of a type: the compiler sees to it that none is left out and none is made up. */
type Fields<Type> = Readonly<Record<keyof Type, true>>;

const sameFields = test.macro<[pointer: string, fields: Readonly<Record<string, true>>]>({
	exec(t, pointer, fields) {
		const {properties, required, additionalProperties} = (pointer === '' ? schema : lookUp(schema, pointer)) as {
			properties: object;
			required: readonly string[];
			additionalProperties: boolean;
		};
		t.deepEqual(Object.keys(properties), Object.keys(fields));
		t.deepEqual(required, Object.keys(fields));
		t.false(additionalProperties);
	},
	title: (what, pointer) => `${what}: the schema has the fields at ${pointer || 'its root'}, and asks for all`,
});

test('a difference', sameFields, '', {
	schema: true,
	tool: true,
	before: true,
	after: true,
	caveats: true,
	worse: true,
	counts: true,
	entries: true,
} satisfies Fields<ReportDiff>);
test('a side', sameFields, 'definitions/side', {
	captures: true,
	window: true,
	packs: true,
	findings: true,
} satisfies Fields<DiffSide>);
test('an entry', sameFields, 'definitions/entry', {
	change: true,
	direction: true,
	kind: true,
	severity: true,
	from: true,
	to: true,
	protocol: true,
	port: true,
	rule: true,
	message: true,
	before: true,
	after: true,
	pairs: true,
} satisfies Fields<DiffEntry>);
test('a pair', sameFields, 'definitions/pair', {
	change: true,
	initiator: true,
	responder: true,
	service: true,
	before: true,
	after: true,
	reason: true,
} satisfies Fields<DiffPair>);

const sameWords = test.macro<[pointer: string, words: readonly string[]]>({
	exec: (t, pointer, words) => t.deepEqual(lookUp(schema, pointer), [...words]),
	title: (what, pointer) => `${what}: the schema has the words at ${pointer}`,
});

const directions = {worse: true, better: true, same: true} satisfies Readonly<Record<DiffEntry['direction'], true>>;

test('changes', sameWords, 'definitions/change/enum', changes);
test('counts', sameWords, 'properties/counts/required', changes);
test('directions', sameWords, 'definitions/entry/properties/direction/enum', Object.keys(directions));
test('kinds', sameWords, 'definitions/entry/properties/kind/enum', [...findingKinds, 'silent']);
test('severities', sameWords, 'definitions/severity/enum', severities);

test('what is printed fits', (t) => {
	const alive = [talk('a1 > b1 tcp/443'), talk('a1 > c1 tcp/1433'), talk('b1 > c1 tcp/80')];
	const before = reportOf([...alive, talk('a1 > b1 tcp/22'), talk('a2 > b1 tcp/23'), talk('a1 > b1 tcp/24')]);
	const edges = [...alive.slice(0, 2), talk('a1 > b1 tcp/22'), talk('x > b1 icmp'), talk('c1 > a1 tcp/9')];
	const after = reportOf([...edges, talk('a1 > b2 tcp/443', {outcome: 'refused'})], {from: 100, until: 200});
	const empty = {...reportOf([]), window: {first: null, last: null}};
	for (const [earlier, later] of [
		[before, after],
		[after, before],
		[empty, after],
		[before, empty],
	] as const) {
		t.deepEqual(problemsOf(JSON.stringify(compareReports(earlier, later))), []);
	}
	const found = compareReports(before, after).entries.map(({change}) => change);
	t.deepEqual([...new Set(found)], ['appeared', 'gone-silent', 'persists', 'resolved', 'unobservable']);
});

test('no other document is one', (t) => {
	t.regex(problemsOf('{}').join('\n'), /'entries'/);
	t.regex(problemsOf('{schema: portolan/report/1}').join('\n'), /^\/schema must be equal to constant$/m);
	t.regex(problemsOf('{more: 1}').join('\n'), /additional properties/);
});
