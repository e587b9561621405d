import {Ajv, type ErrorObject} from 'ajv';
import {UsageError} from '../net/problem.js';

/** Control characters, as JSON may write them in a text. */
const controls = /\\(?:u00[01789]|[bfnrt])|[\u007F-\u009F]/i;

/**
 * A JSON document that fits a schema, with U+FFFD for control characters in its texts. Throws `UsageError`, with the place, for anything else.
 * @param path for messages
 * @param what `report of portolan`, for messages
 */
export function parseDocument(json: string, path: string, what: string, schema: object): unknown {
	let value: unknown;
	try {
		value = JSON.parse(json.replace(/^\uFEFF/, ''), controls.test(json) ? withoutControls : undefined);
	} catch (error) {
		throw new UsageError(`${path}: this is no whole JSON document: ${(error as Error).message}`);
	}
	const validate = new Ajv({strict: false}).compile(schema);
	if (!validate(value)) throw new UsageError(`${path}: this is no ${what}: ${describe(validate.errors?.[0])}`);
	return value;
}

/** Somebody else's file may hold what moves the cursor of a terminal. */
function withoutControls(_key: string, value: unknown): unknown {
	return typeof value === 'string' ? value.replaceAll(/\p{Cc}/gu, '\uFFFD') : value;
}

function describe(error: ErrorObject | undefined): string {
	if (error === undefined) return 'it has another form';
	const place = error.instancePath === '' ? 'the document' : error.instancePath;
	const wanted = error.keyword === 'const' ? ` (${String(error.params['allowedValue'])})` : '';
	return `${place} ${error.message ?? 'is wrong'}${wanted}`;
}
