import {findingKinds} from '../../policy/finding.js';
import {parseDocument} from '../validate.js';
import {BASELINE_SCHEMA, type BaselineDocument} from './baseline.js';

const text = {type: 'string'} as const;
const schema = {
	type: 'object',
	required: ['schema', 'known'],
	properties: {
		schema: {const: BASELINE_SCHEMA},
		known: {
			type: 'array',
			items: {
				type: 'object',
				required: ['id', 'kind', 'from', 'to', 'pairs'],
				properties: {
					id: text,
					kind: {enum: findingKinds},
					from: text,
					to: text,
					protocol: {type: ['string', 'null'], default: null},
					port: {type: ['integer', 'null'], default: null},
					rule: {type: ['string', 'null'], default: null},
					pairs: {type: 'array', items: text},
				},
			},
		},
	},
} as const;

/** Reads what `portolan baseline update` wrote. Throws `UsageError`, with the place, for anything else. */
export function readBaseline(json: string, path: string): BaselineDocument {
	return parseDocument(json, path, 'baseline of portolan', schema) as BaselineDocument;
}
