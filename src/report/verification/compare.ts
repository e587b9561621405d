import type {ReportInputFile} from '../report.js';
import {serviceText} from '../words/finding.js';
import {type Difference, type VerifiedPart, verifiedParts} from './verification.js';

/** A report as it stands in its file: nothing is added to it, and nothing is left out. */
export type RawReport = Readonly<Record<string, unknown>>;

type Item = Readonly<Record<string, unknown>>;

/** How the items of a list are told apart, and what people call them. */
interface Kind {
	readonly part: VerifiedPart;
	readonly keyOf: (item: Item) => unknown;
	readonly nameOf: (item: Item) => string;
}

const kinds: Readonly<Record<string, Kind>> = {
	captures: {part: 'captures', keyOf: ({path}) => path, nameOf: ({path}) => `${path}`},
	packs: {part: 'packs', keyOf: ({name}) => name, nameOf: ({name}) => `${name}`},
	edges: {part: 'edges', keyOf: edgeKey, nameOf: edgeName},
	findings: {
		part: 'findings',
		keyOf: ({id}) => id,
		nameOf: ({id, kind, message}) => `${kind} ${message} (${id})`,
	},
	expectations: {part: 'expectations', keyOf: ({rule}) => rule, nameOf: ({rule}) => `${rule}`},
	waivers: {part: 'waivers', keyOf: ({id}) => id, nameOf: ({id}) => `${id}`},
	quality: {part: 'quality', keyOf: ({kind}) => kind, nameOf: ({kind, message}) => `${kind}: ${message}`},
};

/** Of the other fields, what they are part of. */
const parts: Readonly<Record<string, VerifiedPart>> = {
	tool: 'program',
	inputs: 'inputs',
	inventory: 'inventory',
	baseline: 'baseline',
};

/** Follows from the other fields: told only where nothing else is. */
const derived = ['summary', 'compliant'];

/**
 * What differs between a report and another one of the same, field by field. A field that the report has not, because an
 * earlier version wrote it, is no difference.
 * @param was as it was read
 */
export function compareRaw(was: RawReport, is: RawReport): Difference[] {
	const isOther = JSON.stringify(was['tool']) !== JSON.stringify(is['tool']);
	const [before, after] = [withEdgeKeys(was), withEdgeKeys(is)];
	const found: Difference[] = [];
	for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
		if (derived.includes(field) || (isOther && !(field in before))) continue;
		const kind = kinds[field];
		if (field === 'inputs') found.push(...inputDifferences(before[field], after[field]));
		else if (kind !== undefined && Array.isArray(before[field]) && Array.isArray(after[field])) {
			found.push(...listDifferences(kind, before[field] as Item[], after[field] as Item[], isOther));
		} else found.push(...fieldDifferences(parts[field] ?? 'report', field, before[field], after[field], isOther));
	}
	if (found.length === 0) {
		for (const field of derived) found.push(...fieldDifferences('report', field, was[field], is[field], isOther));
	}
	const order = ({part}: Difference) => verifiedParts.indexOf(part);
	return found.sort((a, b) => order(a) - order(b));
}

/** Files one by one, and the options. */
function inputDifferences(was: unknown, is: unknown): Difference[] {
	const [before, after] = [was, is].map((inputs) => (inputs ?? {}) as {files?: ReportInputFile[]; options?: unknown});
	if (was === null || was === undefined) return [];
	const kind: Kind = {
		part: 'inputs',
		keyOf: ({kind: of, path}) => [of, path],
		nameOf: ({kind: of, path}) => `${path} (${of})`,
	};
	// What was not hashed then cannot be told from what it is now.
	const unhashed = new Set((before!.files ?? []).filter(({sha256}) => sha256 === null).map(({path}) => path));
	const comparable = (files: readonly ReportInputFile[] = []) =>
		files.map((file) => (unhashed.has(file.path) ? {...file, sha256: null} : file));
	return [
		...listDifferences(
			kind,
			comparable(before!.files) as unknown as Item[],
			comparable(after!.files) as unknown as Item[],
			false,
		),
		...fieldDifferences('inputs', 'options', before!.options, after!.options, false),
	];
}

function listDifferences(
	{part, keyOf, nameOf}: Kind,
	was: readonly Item[],
	is: readonly Item[],
	isOther: boolean,
): Difference[] {
	const [before, after] = [byKey(was, keyOf), byKey(is, keyOf)];
	const whole = {part, field: null, was: null, is: null};
	const found: Difference[] = [];
	for (const [key, item] of before) {
		const other = after.get(key);
		if (other === undefined) found.push({...whole, change: 'gone', name: nameOf(item)});
		else {
			for (const field of new Set([...Object.keys(item), ...Object.keys(other)])) {
				if (isOther && !(field in item)) continue;
				if (!isSame(item[field], other[field])) {
					found.push({
						part,
						change: 'changed',
						name: nameOf(item),
						field,
						was: asText(item[field]),
						is: asText(other[field]),
					});
				}
			}
		}
	}
	for (const [key, item] of after) if (!before.has(key)) found.push({...whole, change: 'new', name: nameOf(item)});
	const isMoved = found.length === 0 && [...before.keys()].join('\n') !== [...after.keys()].join('\n');
	if (isMoved) found.push({...whole, change: 'changed', name: `the order of ${part}`});
	return found;
}

/** Several of one key are told apart by their order. */
function byKey(items: readonly Item[], keyOf: Kind['keyOf']): Map<string, Item> {
	const map = new Map<string, Item>();
	const counts = new Map<string, number>();
	for (const item of items) {
		const key = JSON.stringify(keyOf(item));
		const count = counts.get(key) ?? 0;
		counts.set(key, count + 1);
		map.set(`${key} ${count}`, item);
	}
	return map;
}

function fieldDifferences(part: VerifiedPart, name: string, was: unknown, is: unknown, isOther: boolean): Difference[] {
	if (isSame(was, is)) return [];
	if (!isObject(was) || !isObject(is)) {
		return [{part, change: 'changed', name, field: null, was: asText(was), is: asText(is)}];
	}
	return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((field): Difference[] => {
		if (isSame(was[field], is[field]) || (isOther && !(field in was))) return [];
		return [{part, change: 'changed', name, field, was: asText(was[field]), is: asText(is[field])}];
	});
}

function isObject(value: unknown): value is Item {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whatever the order of the fields is. */
function isSame(a: unknown, b: unknown): boolean {
	return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
	return (
		JSON.stringify(value, (_, inner: unknown) =>
			isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
		) ?? 'absent'
	);
}

function asText(value: unknown): string {
	return value === undefined ? 'absent' : JSON.stringify(value);
}

/** Findings name edges by position: where one edge is gone, the positions of all behind it are others, and the edges are not. */
function withEdgeKeys(report: RawReport): RawReport {
	const edges = Array.isArray(report['edges']) ? (report['edges'] as Item[]) : [];
	const findings = Array.isArray(report['findings']) ? (report['findings'] as Item[]) : undefined;
	if (findings === undefined) return report;
	const named = (positions: unknown) =>
		Array.isArray(positions) ? positions.map((position) => edgeName(edges[Number(position)] ?? {})) : positions;
	return {
		...report,
		findings: findings.map((finding) => ({
			...finding,
			edges: named(finding['edges']),
			...('context' in finding ? {context: named(finding['context'])} : {}),
		})),
	};
}

function edgeKey(item: Item): unknown {
	const {initiator, responder, protocol, port, icmpType, scan} = item as unknown as EdgeTraits;
	return [initiator?.address, responder?.address, protocol, port, icmpType, scan !== null];
}

function edgeName(item: Item): string {
	const edge = item as unknown as EdgeTraits;
	const of = (end: EdgeTraits['initiator'] | undefined) => end?.name ?? end?.address ?? '?';
	return `${of(edge.initiator)} -> ${of(edge.responder)} ${serviceText(edge as Parameters<typeof serviceText>[0])}`;
}

interface EdgeTraits extends Pick<Parameters<typeof serviceText>[0], 'protocol' | 'port' | 'icmpType' | 'scan'> {
	readonly initiator?: {readonly address?: string; readonly name?: string | null};
	readonly responder?: {readonly address?: string; readonly name?: string | null};
}
