import test from 'ava';
import {fileNameOf, type Manifest, type ManifestFile, type ManifestFinding} from '#portolan/evidence/manifest.js';
import {findingKinds} from '#portolan/policy/finding.js';
import {lookUp, readSchema, undescribed} from '../support/schema.js';

const {schema, problemsOf} = readSchema('evidence');
const report = readSchema('report').schema;

const sameFields = test.macro<[pointer: string, fields: Readonly<Record<string, true>>]>({
	exec(t, pointer, fields) {
		const {properties, required} = (pointer === '' ? schema : lookUp(schema, pointer)) as {
			properties: object;
			required: readonly string[];
		};
		t.deepEqual(Object.keys(properties), Object.keys(fields));
		t.deepEqual(required, Object.keys(fields));
	},
	title: (what) => `${what}: the schema has its fields, and asks for all`,
});

test('a manifest', sameFields, '', {
	schema: true,
	tool: true,
	window: true,
	inputs: true,
	findings: true,
} satisfies Readonly<Record<keyof Manifest, true>>);
test('a finding', sameFields, 'definitions/finding', {
	id: true,
	kind: true,
	severity: true,
	from: true,
	to: true,
	message: true,
	rule: true,
	displayFilter: true,
	evidence: true,
	without: true,
} satisfies Readonly<Record<keyof ManifestFinding, true>>);
test('a file', sameFields, 'definitions/file', {
	file: true,
	octets: true,
	sha256: true,
	packets: true,
	leftOut: true,
	reproduces: true,
} satisfies Readonly<Record<keyof ManifestFile, true>>);

test('inputs are those of a report', (t) => {
	for (const name of ['inputs', 'inputFile']) {
		t.deepEqual(lookUp(schema, `definitions/${name}`), lookUp(report, `definitions/${name}`));
	}
});

test('the kinds are those of findings, and every one makes a name that fits', (t) => {
	t.deepEqual(
		[...(lookUp(schema, 'definitions/finding/properties/kind/enum') as string[])].sort(),
		[...findingKinds].sort(),
	);
	const pattern = new RegExp(lookUp(schema, 'definitions/file/properties/file/pattern') as string);
	for (const kind of findingKinds) t.regex(fileNameOf({kind, id: '0123456789abcdef'}), pattern);
});

test('every field of its own is described', (t) => {
	t.deepEqual(
		undescribed(schema).filter((place) => !place.includes('definitions/input')),
		[],
	);
});

test('another document is none', (t) => {
	t.regex(problemsOf('{schema: portolan/report/1}').join('\n'), /^\/schema must be equal to constant$/m);
});
