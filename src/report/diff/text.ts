import pc from 'picocolors';
import {printableTexts} from '../printable.js';
import {alignColumns} from '../table.js';
import type {TextOptions} from '../text.js';
import type {Change, DiffEntry, DiffPair, DiffSide, ReportDiff} from './diff.js';

export interface DiffTextOptions extends TextOptions {
	/** Every host pair, not only the things that they do. */
	readonly hosts: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;

/** In the order in which a reader wants them: what is new first. */
const sections: ReadonlyArray<readonly [change: Change, title: string, mark: string]> = [
	['appeared', 'Appeared', '+'],
	['changed', 'Changed', '~'],
	['gone-silent', 'Gone silent: documented, used before, and not any more', '-'],
	['resolved', 'Resolved', '-'],
	['persists', 'Persists', ' '],
	['unobservable', 'No longer observable: neither there nor resolved', '?'],
];

/** The difference for a person: the verdict first, then what is new, then what is gone. */
export function formatDiffText(compared: ReportDiff, {colors, hosts}: DiffTextOptions): string {
	const diff = printableTexts(compared);
	const paint = pc.createColors(colors);
	const parts = [
		[
			alignColumns([
				[paint.dim('before'), describeSide(diff.before)],
				[paint.dim('after'), describeSide(diff.after)],
			]),
			...diff.caveats.map((caveat) => `${paint.yellow('note')}  ${caveat}`),
			`${verdict(diff, paint)}: ${describeCounts(diff)}`,
		].join('\n'),
		...sections.map(([change, title, mark]) => section(diff, change, title, mark, hosts, paint)),
	];
	return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** `2026-... to ..., before.pcap, against configmgr-2012 (2012 R2 SP1)` */
export function describeSide({window, captures, packs}: DiffSide): string {
	const when = window.first === null ? 'no packets' : `${window.first} to ${window.last}`;
	const what = captures.length === 1 ? captures[0]! : `${captures.length} captures`;
	return `${when}, ${what}, against ${packs.join(' and ')}`;
}

export function describeCounts({counts}: ReportDiff): string {
	const words: Readonly<Record<Change, string>> = {
		appeared: 'appeared',
		changed: 'changed',
		'gone-silent': 'gone silent',
		resolved: 'resolved',
		persists: counts.persists === 1 ? 'persists' : 'persist',
		unobservable: 'no longer observable',
	};
	const told = sections
		.filter(([change]) => counts[change] > 0)
		.map(([change]) => `${counts[change]} ${words[change]}`);
	return told.length === 0 ? 'nothing to report on either side' : told.join(', ');
}

function verdict({worse, entries}: ReportDiff, paint: Colors): string {
	if (worse) return paint.bold(paint.red('WORSE'));
	const isBetter = entries.some(({direction}) => direction === 'better');
	return isBetter ? paint.bold(paint.green('BETTER')) : paint.bold('NOT WORSE');
}

function section(
	{entries}: ReportDiff,
	change: Change,
	title: string,
	mark: string,
	hosts: boolean,
	paint: Colors,
): string {
	const own = entries.filter((entry) => entry.change === change);
	if (own.length === 0) return '';
	return [paint.bold(title), ...own.flatMap((entry) => entryLines(entry, mark, hosts, paint))].join('\n');
}

function entryLines(entry: DiffEntry, mark: string, hosts: boolean, paint: Colors): string[] {
	const {kind, severity, from, to, rule, message, pairs, change} = entry;
	const color = {error: paint.red, warning: paint.yellow, note: paint.cyan}[severity];
	const about = rule === null ? `${from} -> ${to}` : `${from} -> ${to}; rule ${rule}`;
	const more = change === 'persists' ? pairs.filter((pair) => pair.change === 'appeared').length : 0;
	const spread = more === 0 ? '' : paint.yellow(` (${more} host ${more === 1 ? 'pair' : 'pairs'} more)`);
	const reasons = [...new Set(pairs.flatMap(({reason}) => reason ?? []))];
	const told = hosts || change === 'changed' ? pairs : [];
	return [
		`  ${mark} ${color(kind)}  ${message}${spread}`,
		...reasons.map((reason) => `      ${reason}`),
		...told.map((pair) => `      ${describePair(pair)}`),
		paint.dim(`      ${about}`),
	];
}

/** `client1 -> sup01 tcp/8530: expected answered before, expected refused now` */
export function describePair({initiator, responder, service, before, after}: DiffPair): string {
	const was = before === null ? 'not there before' : `${before} before`;
	const is = after === null ? 'not there now' : `${after} now`;
	return `${initiator} -> ${responder} ${service}: ${before === after ? `${before} on both sides` : `${was}, ${is}`}`;
}
