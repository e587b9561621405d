import test from 'ava';
import {type Difference, type Verification, verifiedParts} from '#portolan/report/verification/verification.js';
import {lookUp, readSchema, undescribed} from '../support/schema.js';

const {schema, problemsOf} = readSchema('verification');

const fields = {
	schema: true,
	verified: true,
	same: true,
	differences: true,
	caveats: true,
} satisfies Readonly<Record<keyof Verification, true>>;
const differenceFields = {
	part: true,
	change: true,
	name: true,
	field: true,
	was: true,
	is: true,
} satisfies Readonly<Record<keyof Difference, true>>;

test('the schema has the fields of a verification, asks for all, and describes each', (t) => {
	t.deepEqual(lookUp(schema, 'required'), Object.keys(fields));
	t.deepEqual(lookUp(schema, 'properties/differences/items/required'), Object.keys(differenceFields));
	t.deepEqual(lookUp(schema, 'properties/differences/items/properties/part/enum'), [...verifiedParts]);
	t.deepEqual(undescribed(schema), []);
});

test('another document is none', (t) => {
	t.regex(problemsOf('{schema: portolan/report/1}').join('\n'), /^\/schema must be equal to constant$/m);
});
