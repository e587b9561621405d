import type {ReportBaseline, ReportStale} from '../report.js';
import {plural} from './summary.js';

/** `5 findings of the baseline set aside, 2 fewer than it has.` */
export function knownSentence({known, setAside}: ReportBaseline): string {
	const change = setAside === known ? 'as many as it has' : `${known - setAside} fewer than it has`;
	return `${plural(setAside, 'finding')} of the baseline set aside, ${change}.`;
}

/** What became of an entry that does not occur any more. */
export function staleText({from, to, protocol, port, observable}: ReportStale): string {
	const service = protocol === null ? '' : ` ${protocol}${port === null ? '' : `/${port}`}`;
	const why = observable ? 'stale: it can go' : 'its hosts are not in these captures';
	return `${from} -> ${to}${service}: not seen any more; ${why}`;
}
