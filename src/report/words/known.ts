import type {ReportBaseline, ReportKnown, ReportStale} from '../report.js';
import {rolesText} from './finding.js';
import {plural} from './summary.js';

/** `5 findings of the baseline set aside, 2 fewer than it has.` */
export function knownSentence({known, setAside}: ReportBaseline): string {
	const change = setAside === known ? 'as many as it has' : `${known - setAside} fewer than it has`;
	return `${plural(setAside, 'finding')} of the baseline set aside, ${change}.`;
}

/** Of an entry that occurs. */
export function occurringText(entry: ReportKnown): string {
	return `${rolesText(entry)}: known already, and still there`;
}

/** What became of an entry that does not occur any more. */
export function staleText(entry: ReportStale): string {
	const why = entry.observable ? 'stale: it can go' : 'its hosts are not in these captures';
	return `${rolesText(entry)}: not seen any more; ${why}`;
}
