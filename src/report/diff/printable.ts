import {printable as printableText} from '../../net/printable.js';
import type {ReportDiff} from './diff.js';

/** The same with every text printable: what is compared may be somebody else's files, and would move a terminal's cursor. */
export function printable(diff: ReportDiff): ReportDiff {
	return JSON.parse(JSON.stringify(diff), (_key, value: unknown) =>
		typeof value === 'string' ? printableText(value) : value,
	) as ReportDiff;
}
