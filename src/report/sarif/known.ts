import type {Report, ReportKnown, ReportOccurring, ReportPlace, ReportStale} from '../report.js';
import {rolesText} from '../words/finding.js';
import {occurringText, staleText} from '../words/known.js';
import type {Shown} from './artifacts.js';
import {locationsOf, messageText} from './location.js';
import {placesOf} from './places.js';
import {type BaselineState, fingerprints, type Result} from './result.js';

/**
 * What became of findings that are told, by their ids, since the baseline was written: one that it knows is told for pairs of
 * hosts that it does not know. `undefined` without a baseline.
 */
export function baselineStates({baseline}: Report): (id: string) => BaselineState | undefined {
	if (baseline === null) return () => undefined;
	const known = new Set([...baseline.occurring, ...baseline.stale].map(({id}) => id));
	return (id) => (known.has(id) ? 'updated' : 'new');
}

/** Of what the baseline knows and the report does not tell; a finding that is told is one result. */
export function knownResults(shown: Shown): Result[] {
	const {baseline, findings} = shown.report;
	if (baseline === null) return [];
	const told = new Set(findings.map(({id}) => id));
	const places = placesOf(shown.report);
	// A baseline that was put together by hand may hold an entry twice.
	const entries = new Map([...baseline.stale, ...baseline.occurring].map((entry) => [entry.id, entry]));
	return [...entries.values()]
		.filter(({id}) => !told.has(id))
		.map((entry) => ({
			...('severity' in entry ? occurringResult(entry) : staleResult(entry)),
			...placeOf(shown, entry, places),
		}));
}

function occurringResult(entry: ReportOccurring): Result {
	return {
		ruleId: entry.kind,
		level: entry.severity,
		message: {text: messageText(`${occurringText(entry)}.`)},
		baselineState: 'unchanged',
	};
}

/** Absent only where it would have been seen. A baseline does not say how severe its entries are. */
function staleResult(entry: ReportStale): Result {
	const about = {ruleId: entry.kind, message: {text: messageText(`${staleText(entry)}.`)}};
	if (entry.observable) return {...about, baselineState: 'absent'};
	return {...about, kind: 'open', level: 'none', baselineState: 'unchanged'};
}

function placeOf(
	shown: Shown,
	entry: ReportKnown,
	places: ReadonlyMap<string, ReportPlace | null>,
): Pick<Result, 'locations' | 'partialFingerprints' | 'properties'> {
	const {id, from, to, protocol, port, rule} = entry;
	const captures = [...shown.report.captures.keys()];
	return {
		locations: locationsOf(shown, places.get(rule ?? '') ?? null, captures, rolesText(entry)),
		partialFingerprints: fingerprints(id),
		properties: {from, to, protocol, port, rule},
	};
}
