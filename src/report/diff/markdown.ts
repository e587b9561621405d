import {printableTexts} from '../printable.js';
import type {Change, DiffEntry, ReportDiff} from './diff.js';
import {describeCounts, describePair, describeSide} from './text.js';

const titles: ReadonlyArray<readonly [change: Change, title: string]> = [
	['appeared', 'Appeared'],
	['changed', 'Changed'],
	['gone-silent', 'Gone silent'],
	['resolved', 'Resolved'],
	['persists', 'Persists'],
	['unobservable', 'No longer observable'],
];
/** Host pairs of an entry that a ticket lists. */
const LISTED = 10;

/** The difference for a ticket: a table for each kind of change. */
export function formatDiffMarkdown(compared: ReportDiff): string {
	const diff = printableTexts(compared);
	const parts = [
		`# ${diff.worse ? 'Worse' : 'Not worse'}: ${describeCounts(diff)}`,
		[`- Before: ${escaped(describeSide(diff.before))}`, `- After: ${escaped(describeSide(diff.after))}`].join('\n'),
		...(diff.caveats.length === 0 ? [] : [diff.caveats.map((caveat) => `> **Note** ${escaped(caveat)}`).join('\n')]),
		...titles.flatMap(([change, title]) => {
			const own = diff.entries.filter((entry) => entry.change === change);
			return own.length === 0 ? [] : [`## ${title}`, table(own)];
		}),
	];
	return `${parts.join('\n\n')}\n`;
}

function table(entries: readonly DiffEntry[]): string {
	const rows = entries.map((entry) => {
		const {severity, kind, from, to, message, rule, pairs} = entry;
		const hosts = pairs.slice(0, LISTED).map(describePair);
		const more = pairs.length > LISTED ? [`and ${pairs.length - LISTED} more`] : [];
		const reasons = [...new Set(pairs.flatMap(({reason}) => reason ?? []))];
		const cells = [
			severity,
			kind,
			`${from} → ${to}`,
			message,
			[...reasons, ...hosts, ...more].join('<br>'),
			rule ?? '',
		];
		return `| ${cells.map(escaped).join(' | ')} |`;
	});
	return ['| severity | kind | roles | what | hosts | rule |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** Text of a cell: what would end it, or begin markup, is taken literally; our own line breaks stay. */
function escaped(text: string): string {
	return text
		.replaceAll(/[\\`*_{}[\]#|]/g, '\\$&')
		.replaceAll('<br>', '\0')
		.replaceAll('<', '&lt;')
		.replaceAll('\0', '<br>');
}
