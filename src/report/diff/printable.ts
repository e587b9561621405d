import type {ReportDiff} from './diff.js';

/** The same with U+FFFD for control characters: what is compared may be somebody else's files, and would move a terminal's cursor. */
export function printable(diff: ReportDiff): ReportDiff {
	return JSON.parse(JSON.stringify(diff), (_key, value: unknown) =>
		typeof value === 'string' ? value.replaceAll(/\p{Cc}/gu, '\uFFFD') : value,
	) as ReportDiff;
}
