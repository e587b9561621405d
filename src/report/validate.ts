import {Ajv, type ErrorObject, type ValidateFunction} from 'ajv';
import {UsageError} from '../net/problem.js';

/** By schema: to compile one takes far longer than to read a report with it. */
const compiled = new WeakMap<object, ValidateFunction>();

/**
 * A JSON document that fits a schema; what is absent and has a default there is put in. Throws `UsageError`, with the place, for anything else.
 * @param path for messages
 * @param what `report of portolan`, for messages
 */
export function parseDocument(json: string, path: string, what: string, schema: object): unknown {
	let value: unknown;
	try {
		value = JSON.parse(json.replace(/^\uFEFF/, ''));
	} catch (error) {
		throw new UsageError(`${path}: this is no whole JSON document: ${(error as Error).message}`);
	}
	const validate = compiled.get(schema) ?? new Ajv({strict: false, useDefaults: true}).compile(schema);
	compiled.set(schema, validate);
	if (!validate(value)) throw new UsageError(`${path}: this is no ${what}: ${describe(validate.errors?.[0])}`);
	return value;
}

function describe(error: ErrorObject | undefined): string {
	if (error === undefined) return 'it has another form';
	const place = error.instancePath === '' ? 'the document' : error.instancePath;
	const wanted = error.keyword === 'const' ? ` (${String(error.params['allowedValue'])})` : '';
	return `${place} ${error.message ?? 'is wrong'}${wanted}`;
}
