import type {Report} from './report.js';

/**
 * One JSON object a line (https://github.com/ndjson/ndjson-spec), each with its `type`, in the order of the report: what it is
 * about, captures, packs, edges, findings, expectations, waivers, baseline, quality, summary. The other fields are those of the
 * JSON report; what is in a list there has its `position`, from 0, by which other lines name it.
 */
export function formatNdjson(report: Report): string {
	const {captures, packs, edges, findings, expectations, waivers, baseline, quality, summary, ...about} = report;
	const lines = [
		{type: 'report', ...about},
		...numbered('capture', captures),
		...numbered('pack', packs),
		...numbered('edge', edges),
		...numbered('finding', findings),
		...numbered('expectation', expectations),
		...numbered('waiver', waivers),
		...(baseline === null ? [] : [{type: 'baseline', ...baseline}]),
		...numbered('quality', quality),
		{type: 'summary', ...summary},
	];
	return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function numbered(type: string, items: readonly object[]): object[] {
	return items.map((item, position) => ({type, position, ...item}));
}
