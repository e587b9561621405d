import {UsageError} from '../net/problem.js';
import {REPORT_SCHEMA, type Report} from './report.js';
import {parseDocument} from './validate.js';

const text = {type: 'string'} as const;
const textOrNull = {type: ['string', 'null']} as const;
const count = {type: 'number', minimum: 0} as const;
const numberOrNull = {type: ['number', 'null']} as const;
const objects = (properties: Record<string, object>, required = Object.keys(properties)) =>
	({type: 'array', items: {type: 'object', required, properties}}) as const;
const end = {
	type: 'object',
	required: ['address', 'name', 'roles'],
	properties: {address: text, name: textOrNull, roles: {type: 'array', items: text}},
} as const;

/** What is read of a report. Fields that are not named here may be anything: later versions add some. */
const schema = {
	type: 'object',
	required: ['schema', 'tool', 'window', 'captures', 'packs', 'inventory', 'edges', 'findings', 'expectations'],
	properties: {
		schema: {const: REPORT_SCHEMA},
		tool: {type: 'object', required: ['name', 'version'], properties: {name: text, version: text}},
		window: {type: 'object', required: ['first', 'last'], properties: {first: textOrNull, last: textOrNull}},
		captures: objects({path: text, complete: {type: 'boolean'}}),
		packs: objects({name: text, version: text, parameters: {type: 'object'}, fingerprint: text}),
		inventory: {
			type: 'object',
			required: ['fingerprint'],
			properties: {hosts: count, networks: count, fingerprint: text},
		},
		edges: objects({
			initiator: end,
			responder: end,
			protocol: text,
			port: numberOrNull,
			icmpType: numberOrNull,
			verdict: text,
			outcome: text,
			rule: textOrNull,
			negotiated: {type: ['object', 'null']},
			scan: {type: ['object', 'null']},
			first: text,
			last: text,
			initiatorPackets: count,
			responderPackets: count,
		}),
		findings: objects({
			id: text,
			kind: text,
			severity: {enum: ['error', 'warning', 'note']},
			from: text,
			to: text,
			protocol: textOrNull,
			port: numberOrNull,
			message: text,
			rule: textOrNull,
			edges: {type: 'array', items: {type: 'integer', minimum: 0}},
			diagnosis: {type: ['object', 'null']},
		}),
		expectations: objects({
			rule: text,
			alternatives: {type: 'array', items: text},
			level: text,
			status: text,
			counts: {type: 'object', additionalProperties: count},
			pairs: objects({initiator: text, responder: text}),
		}),
	},
} as const;

/**
 * A report that was written as JSON. Throws `UsageError`, with the place, for anything else.
 * @param path for messages
 */
export function readReport(json: string, path: string): Report {
	const report = parseDocument(json, path, 'report of portolan', schema) as Report;
	for (const [position, {edges}] of report.findings.entries()) {
		const lost = edges.find((index) => index >= report.edges.length);
		if (lost === undefined) continue;
		throw new UsageError(
			`${path}: /findings/${position}/edges names edge ${lost}, and there are ${report.edges.length}`,
		);
	}
	return report;
}
