import {severities} from '../../rulepack/pack.js';
import {formatJson} from '../json.js';
import type {Report} from '../report.js';
import type {Descriptor} from './descriptors.js';
import {notification} from './notifications.js';
import type {Result} from './result.js';

/** Results of a run beyond which GitHub refuses the whole file. */
export const MAX_RESULTS = 25_000;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export interface Run {
	readonly tool: Report['tool'];
	readonly descriptors: readonly Descriptor[];
	/** Every capture was read to its end. */
	readonly isComplete: boolean;
	readonly notifications: readonly object[];
	readonly artifacts: readonly object[];
	/** In any order; of the same weight they keep theirs. */
	readonly results: readonly Result[];
	readonly properties: object;
}

/**
 * Static Analysis Results Interchange Format 2.1.0 (OASIS Standard): a log file with one run, within what GitHub's code scanning
 * takes.
 */
export function formatRun({tool, descriptors, isComplete, notifications, artifacts, results, properties}: Run): string {
	const {name, version} = tool;
	const kept = results.toSorted((a, b) => weightOf(a) - weightOf(b)).slice(0, MAX_RESULTS);
	const cut = results.length - kept.length;
	const indexes = new Map(descriptors.map(({id}, index) => [id, index]));
	const isSuppressing = kept.some(({suppressions}) => suppressions !== undefined);
	return formatJson({
		$schema: SCHEMA,
		version: '2.1.0',
		runs: [
			{
				tool: {driver: {name, version, semanticVersion: version, rules: descriptors}},
				invocations: [
					{
						executionSuccessful: isComplete,
						toolExecutionNotifications: [...notifications, ...(cut === 0 ? [] : [cutNotification(cut)])],
					},
				],
				artifacts,
				results: kept.map(({ruleId, ...result}) => ({
					ruleId,
					ruleIndex: indexes.get(ruleId),
					...result,
					// All results of a run have suppressions, or none has (§3.27.23).
					...(isSuppressing && result.suppressions === undefined ? {suppressions: []} : {}),
				})),
				properties,
			},
		],
	});
}

/** What is there by its severity, then what is not there any more, then what cannot be told. */
function weightOf({kind, level, baselineState}: Result): number {
	if (kind === 'open') return severities.length + 1;
	if (baselineState === 'absent' || level === undefined || level === 'none') return severities.length;
	return severities.indexOf(level);
}

function cutNotification(cut: number): object {
	return notification('warning', `${cut} more results are left out, the least severe: GitHub takes ${MAX_RESULTS}`);
}
