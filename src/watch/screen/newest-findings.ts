import type {Severity} from '../../rulepack/pack.js';
import type {WatchedFinding} from '../event.js';
import type {WatchStatus} from '../status.js';
import {type Line, type Piece, pad, type Style, wrap} from './line.js';
import {grouped} from './numbers.js';

const styles: Readonly<Record<Severity, Style>> = {error: 'error', warning: 'warning', note: 'note'};
const SEVERITY = 'warning'.length;
const TIME = 'HH:MM:SS'.length;
/** Columns from which there is room for the kind beside the message. */
const WIDE = 110;
const KIND = 'negotiation-unseen'.length;

/**
 * How many findings are open, and the newest of them, in at most `height` lines: each whole and with what else is known of it where
 * there is room for that of all of them; else whole; else one line each.
 */
export function newestFindings({open, newest}: WatchStatus, width: number, height: number): Line[] {
	if (height < 1) return [];
	const count = open.error + open.warning + open.note;
	if (count === 0) return [[{text: 'No findings are open', style: 'good'}]];
	const room = height - 1;
	const whole = newest.map((finding) => wholeLines(finding, width));
	const detailed = newest.map((finding, index) => [...whole[index]!, detail(finding)]);
	const short = newest.slice(0, room).map((finding) => [line(finding, width)]);
	const blocks = [detailed, whole].find((candidate) => candidate.flat().length <= room) ?? short;
	const isCut = blocks.length > 0 && blocks.length < count;
	return [
		[
			{text: 'Open findings', style: 'strong'},
			...counts(open),
			...(isCut ? [{text: `  the newest ${blocks.length}:`, style: 'faint'} as const] : []),
		],
		...blocks.flat(),
	];
}

function counts(open: WatchStatus['open']): Piece[] {
	return (['error', 'warning', 'note'] as const).flatMap((severity) => {
		const count = open[severity];
		const text = `  ${grouped(count)} ${severity}${count === 1 ? '' : 's'}`;
		return [count === 0 ? {text, style: 'faint' as const} : {text, style: styles[severity]}];
	});
}

function line(finding: WatchedFinding, width: number): Line {
	return [...start(finding, width), {text: finding.message}];
}

/** The message in as many lines as it takes. */
function wholeLines(finding: WatchedFinding, width: number): Line[] {
	const first = start(finding, width);
	const indent = first.reduce((sum, {text}) => sum + text.length, 0);
	const [beginning = '', ...others] = wrap(finding.message, width - indent);
	return [[...first, {text: beginning}], ...others.map((text) => [{text: ' '.repeat(indent) + text}])];
}

function start({opened, severity, kind}: WatchedFinding, width: number): Piece[] {
	return [
		{text: `${opened.slice(11, 11 + TIME)} `, style: 'faint'},
		{text: `${pad(severity, SEVERITY)} `, style: styles[severity]},
		...(width >= WIDE ? [{text: `${pad(kind, KIND)} `, style: 'strong'} as const] : []),
	];
}

function detail({from, to, pairs, rule, diagnosis}: WatchedFinding): Line {
	const likely = diagnosis === null ? '' : `likely: ${diagnosis.cause}; `;
	const more = pairs > 1 ? `; ${grouped(pairs)} pairs of hosts` : '';
	const by = rule === null ? '' : `; rule ${rule}`;
	return [{text: `${' '.repeat(TIME + 1)}${likely}${from} -> ${to}${more}${by}`, style: 'faint'}];
}
