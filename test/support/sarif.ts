import {readFileSync} from 'node:fs';
import path from 'node:path';
import {Ajv} from 'ajv';
import {ROOT} from './run.js';

const text = readFileSync(path.join(ROOT, 'test/schema/sarif-2.1.0-rtm.5.json'), 'utf8');
// Of draft 4 the schema uses nothing that later drafts read otherwise but these two.
const {$schema, id, ...schema} = JSON.parse(text) as Record<string, unknown>;

const isUri = (value: string) => {
	try {
		return new URL(value).href !== '';
	} catch {
		return false;
	}
};

const validate = new Ajv({
	allErrors: true,
	strict: false,
	unicodeRegExp: false,
	formats: {
		uri: isUri,
		/** RFC 3986, §4.1: no other characters, and no colon in the first segment of a relative path. */
		'uri-reference': (value: string) =>
			/^(?:[\w\-.~!$&'()*+,;=:@/?#]|%[0-9a-f]{2})*$/i.test(value) && (isUri(value) || !/^[^/?#]*:/.test(value)),
		'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
	},
}).compile(schema);

/** What the schema of SARIF 2.1.0 has against a document. */
export function sarifProblems(document: unknown): string[] {
	return validate(document) ? [] : validate.errors!.map(({instancePath, message}) => `${instancePath} ${message}`);
}
