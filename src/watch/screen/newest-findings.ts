import type {Severity} from '../../rulepack/pack.js';
import type {WatchedFinding} from '../event.js';
import type {WatchStatus} from '../status.js';
import {type Line, type Piece, pad, type Style} from './line.js';
import {grouped} from './numbers.js';

const styles: Readonly<Record<Severity, Style>> = {error: 'error', warning: 'warning', note: 'note'};
const SEVERITY = 'warning'.length;
const TIME = 'HH:MM:SS'.length;
/** Columns from which there is room for the kind beside the message. */
const WIDE = 110;
const KIND = 'negotiation-unseen'.length;

/** How many findings are open, and the newest of them, in at most `height` lines; with two lines each where there is room for that. */
export function newestFindings({open, newest}: WatchStatus, width: number, height: number): Line[] {
	if (height < 1) return [];
	const count = open.error + open.warning + open.note;
	if (count === 0) return [[{text: 'No findings are open', style: 'good'}]];
	const room = height - 1;
	const isRoomy = newest.length * 2 <= room;
	const shown = newest.slice(0, room);
	const more = count - shown.length;
	return [
		[
			{text: 'Open findings', style: 'strong'},
			...counts(open),
			...(more > 0 && shown.length > 0 ? [{text: `  the newest ${shown.length}:`, style: 'faint'} as const] : []),
		],
		...shown.flatMap((finding) => [line(finding, width), ...(isRoomy ? [detail(finding)] : [])]),
	];
}

function counts(open: WatchStatus['open']): Piece[] {
	return (['error', 'warning', 'note'] as const).flatMap((severity) => {
		const count = open[severity];
		const text = `  ${grouped(count)} ${severity}${count === 1 ? '' : 's'}`;
		return [count === 0 ? {text, style: 'faint' as const} : {text, style: styles[severity]}];
	});
}

function line({opened, severity, kind, message}: WatchedFinding, width: number): Line {
	return [
		{text: `${opened.slice(11, 11 + TIME)} `, style: 'faint'},
		{text: `${pad(severity, SEVERITY)} `, style: styles[severity]},
		...(width >= WIDE ? [{text: `${pad(kind, KIND)} `, style: 'strong'} as const] : []),
		{text: message},
	];
}

function detail({from, to, pairs, rule, diagnosis}: WatchedFinding): Line {
	const likely = diagnosis === null ? '' : `likely: ${diagnosis.cause}; `;
	const more = pairs > 1 ? `; ${grouped(pairs)} pairs of hosts` : '';
	const by = rule === null ? '' : `; rule ${rule}`;
	return [{text: `${' '.repeat(TIME + 1)}${likely}${from} -> ${to}${more}${by}`, style: 'faint'}];
}
