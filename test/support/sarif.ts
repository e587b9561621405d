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

interface Location {
	readonly physicalLocation: {
		readonly artifactLocation: {readonly uri: string; readonly index?: number};
		readonly region?: {readonly startLine: number};
	};
}

export interface SarifResult {
	readonly ruleId: string;
	readonly ruleIndex: number;
	readonly kind?: string;
	readonly level?: string;
	readonly message: {readonly text: string};
	readonly locations: readonly Location[];
	readonly relatedLocations: readonly Location[];
	readonly partialFingerprints: Readonly<Record<string, string>>;
	readonly baselineState?: string;
	readonly suppressions?: ReadonlyArray<{readonly justification: string; readonly properties: object}>;
	readonly properties: Readonly<Record<string, unknown>>;
}

export interface SarifRun {
	readonly tool: {readonly driver: {readonly rules: ReadonlyArray<{readonly id: string}>}};
	readonly invocations: ReadonlyArray<{
		readonly executionSuccessful: boolean;
		readonly toolExecutionNotifications: ReadonlyArray<{readonly level: string; readonly message: {text: string}}>;
	}>;
	readonly artifacts: ReadonlyArray<{readonly location: {readonly uri: string}}>;
	readonly results: readonly SarifResult[];
	readonly properties: Readonly<Record<string, unknown>>;
}

/** The one run of a log file. */
export function runIn(text: string): SarifRun {
	const {runs} = JSON.parse(text) as {runs: [SarifRun]};
	return runs[0];
}

/** `new error undocumented-port client -> server tcp/80 at a.pcap`, where a result stands in one place. */
export function sarifLine({ruleId, kind, level, baselineState, locations, properties}: SarifResult): string {
	const {artifactLocation, region} = locations[0]!.physicalLocation;
	const place = region === undefined ? artifactLocation.uri : `${artifactLocation.uri}:${region.startLine}`;
	const {from, to, protocol, port} = properties;
	const service = protocol === null ? '' : ` ${protocol}/${port}`;
	const state = [baselineState, kind, level].filter((word) => word !== undefined);
	return `${state.join(' ')} ${ruleId} ${from} -> ${to}${service} at ${place}`;
}
