import type {Report, ReportPlace} from '../report.js';

/** Where rules stand, by their ids, as far as the report says. */
export function placesOf({expectations, findings}: Report): Map<string, ReportPlace | null> {
	return new Map([...findings, ...expectations].flatMap(({rule, place}) => (rule === null ? [] : [[rule, place]])));
}
