import {expectationStatuses, findingKinds} from '../policy/finding.js';
import {severities} from '../rulepack/pack.js';
import {inputKinds, REPORT_SCHEMA} from './report.js';

const text = {type: 'string'} as const;
const textOrNull = {type: ['string', 'null']} as const;
const texts = {type: 'array', items: text} as const;
const count = {type: 'integer', minimum: 0} as const;
const counts = {type: 'object', additionalProperties: count} as const;
const countOrNull = {type: ['integer', 'null'], minimum: 0} as const;
const digestOrNull = {type: ['string', 'null'], pattern: '^[0-9a-f]{64}$'} as const;
const flag = {type: 'boolean'} as const;
const positions = {type: 'array', items: count} as const;

const object = (properties: Record<string, object>, required = Object.keys(properties)) =>
	({type: 'object', required, properties}) as const;
const objects = (properties: Record<string, object>) => ({type: 'array', items: object(properties)}) as const;
const orNull = (schema: object) => ({anyOf: [{type: 'null'}, schema]}) as const;

/** UTC with six decimals; of years that have more than four digits the sign as well. */
const time = {type: 'string', pattern: '^([+-]\\d{2})?\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z$'} as const;
const timeOrNull = {...time, type: ['string', 'null']} as const;
const frame = object({capture: count, packet: count});
const source = object({document: text, line: countOrNull, anchor: textOrNull});
const place = {...orNull(object({file: text, line: {type: 'integer', minimum: 1}})), default: null};
const end = object({
	address: text,
	name: textOrNull,
	roles: texts,
	seenAs: {...orNull(object({name: text, by: text, frame: orNull(frame)})), default: null},
});
const hopLimits = object({least: count, greatest: count});
const kind = {enum: findingKinds};
const status = {enum: expectationStatuses};
const known = {
	id: text,
	kind,
	from: text,
	to: text,
	protocol: textOrNull,
	port: countOrNull,
	rule: {...textOrNull, default: null},
};

/**
 * What formats read of a report. Fields that are not named here may be anything, because later versions add some; what has a
 * default was added itself, and may be absent.
 */
export const readableReport = object({
	schema: {const: REPORT_SCHEMA},
	tool: object({name: text, version: text}),
	compliant: flag,
	failOn: {enum: [...severities, 'never']},
	window: object({first: timeOrNull, last: timeOrNull}),
	captures: objects({
		path: text,
		format: text,
		compression: text,
		packets: count,
		decoded: count,
		undecoded: counts,
		tunnelled: object({packets: count, undecoded: counts}),
		complete: flag,
		problem: textOrNull,
		drops: {...countOrNull, default: null},
		comments: {...objects({packet: countOrNull, text}), default: []},
		first: timeOrNull,
		last: timeOrNull,
	}),
	packs: objects({
		name: text,
		version: text,
		title: {...text, default: ''},
		parameters: {type: 'object', additionalProperties: text},
		fingerprint: text,
	}),
	inventory: object({hosts: count, networks: count, fingerprint: text}),
	inputs: {
		...orNull(
			object({
				files: objects({kind: {enum: inputKinds}, path: text, octets: countOrNull, sha256: digestOrNull}),
				options: object({
					rules: texts,
					parameters: objects({name: text, value: text}),
					vlanSame: texts,
					representative: flag,
					maxFlows: {type: 'integer', minimum: 1},
					reader: text,
				}),
			}),
		),
		default: null,
	},
	edges: objects({
		initiator: end,
		responder: end,
		protocol: text,
		port: countOrNull,
		icmpType: countOrNull,
		networks: texts,
		direction: object({basis: text, confidence: text}),
		outcome: text,
		outcomes: {...counts, default: {}},
		verdict: text,
		reason: text,
		rule: textOrNull,
		nearest: orNull(object({rule: text, difference: text})),
		waiver: {...textOrNull, default: null},
		negotiated: orNull(object({by: text, detail: text, frame})),
		refusal: {...orNull(object({icmpType: count, icmpCode: count, sender: text, frame})), default: null},
		reset: {
			...orNull(object({sender: {enum: ['host', 'middle', 'unknown']}, ttl: count, others: orNull(hopLimits), frame})),
			default: null,
		},
		applications: texts,
		syns: {...count, default: 0},
		flows: count,
		packets: count,
		octets: count,
		initiatorPackets: count,
		responderPackets: count,
		initiatorOctets: count,
		responderOctets: count,
		first: time,
		last: time,
		firstFrame: frame,
		scan: orNull(object({responders: count, ports: count})),
	}),
	findings: objects({
		id: text,
		kind,
		severity: {enum: severities},
		from: text,
		to: text,
		protocol: textOrNull,
		port: countOrNull,
		message: text,
		rule: textOrNull,
		source: orNull(source),
		place,
		inventoryPlace: place,
		edges: positions,
		diagnosis: orNull(object({name: text, cause: text, alternative: text})),
		evidence: objects({frame, shows: text}),
		packets: {...objects({path: text, numbers: {type: 'array', items: {type: 'integer', minimum: 1}}}), default: []},
		context: {...positions, default: []},
		displayFilter: {...textOrNull, default: null},
		beyondFilter: {...count, default: 0},
	}),
	expectations: objects({
		rule: text,
		alternatives: texts,
		from: text,
		to: text,
		service: text,
		ports: text,
		level: text,
		status,
		counts,
		pairs: objects({initiator: text, responder: text, status, reason: text}),
		source,
		place,
	}),
	waivers: {
		...objects({
			id: text,
			owner: text,
			reason: text,
			ticket: textOrNull,
			from: textOrNull,
			until: text,
			edges: count,
		}),
		default: [],
	},
	// Ajv puts no default into a branch of anyOf.
	baseline: {
		...object({
			known: count,
			setAside: count,
			occurring: {...objects({...known, severity: {enum: severities}}), default: []},
			stale: objects({...known, observable: flag}),
		}),
		type: ['object', 'null'],
		default: null,
	},
	quality: objects({
		kind: text,
		count,
		message: text,
		captures: orNull(positions),
	}),
	summary: object({
		expected: count,
		unexpected: count,
		unknownHost: count,
		inconclusive: count,
		ignored: {...count, default: 0},
		waived: {...count, default: 0},
		missing: {...count, default: 0},
		failed: {...count, default: 0},
		findings: object({error: count, warning: count, note: count}),
	}),
});
