import {readFileSync} from 'node:fs';
import path from 'node:path';
import {Ajv} from 'ajv';
import {parse} from 'yaml';
import {ROOT} from './run.js';

export interface SchemaFile {
	readonly schema: object;
	/** What is wrong with a document in YAML, a line for each mistake. */
	readonly problemsOf: (text: string) => string[];
}

export function readSchema(name: string): SchemaFile {
	const schema = JSON.parse(readFileSync(path.join(ROOT, `schema/${name}.schema.json`), 'utf8')) as object;
	const validate = new Ajv({allErrors: true, strict: true, strictTypes: true, allowUnionTypes: true}).compile(schema);
	return {
		schema,
		problemsOf: (text) =>
			validate(parse(text)) ? [] : validate.errors!.map(({instancePath, message}) => `${instancePath} ${message}`),
	};
}

/** The value at a path of keys between slashes. */
export function lookUp(value: unknown, pointer: string): unknown {
	return pointer.split('/').reduce((at, key) => (at as Record<string, unknown>)[key], value);
}

/** Paths of fields that have no description. */
export function undescribed(value: unknown, at = ''): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
		const isField = /(?:^|\/)properties$/.test(at) && !at.includes('dependencies');
		const found = isField && !(inner as {description?: string}).description ? [`${at}/${key}`] : [];
		return [...found, ...undescribed(inner, at === '' ? key : `${at}/${key}`)];
	});
}
