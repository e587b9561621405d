import type {ConduitStatus} from '../status.js';
import {ABBREVIATION, abbreviate} from './abbreviations.js';
import {type Folded, fold} from './fold.js';
import {type Line, type Piece, pad, padStart, type Style, widthOf} from './line.js';
import {short} from './numbers.js';

/** Columns of a cell: two spaces or one, a sign, and a count of one to four characters. */
const CELL = 6;
/** Rows that are no roles: headings and the legend. */
const FRAME = 2;
/** With fewer lines a map says nothing. */
const LEAST = FRAME + 2;

type Counts = Pick<ConduitStatus, 'expected' | 'unexpected' | 'failed' | 'missing' | 'other'>;

const none: Counts = {expected: 0, unexpected: 0, failed: 0, missing: 0, other: 0};

/** What is wrong, worst first. */
const signs: ReadonlyArray<readonly [what: keyof Counts, sign: string, style: Style]> = [
	['unexpected', '!', 'error'],
	['failed', 'x', 'warning'],
	['missing', '?', 'missing'],
];

/** More edges are darker. */
const shades: ReadonlyArray<readonly [from: number, sign: string]> = [
	[1000, '█'],
	[100, '▓'],
	[10, '▒'],
	[1, '░'],
];

const legend: Line = [
	{text: '░▒▓█', style: 'good'},
	{text: ' expected  ', style: 'faint'},
	{text: '!', style: 'error'},
	{text: ' unexpected  ', style: 'faint'},
	{text: 'x', style: 'warning'},
	{text: ' failed  ', style: 'faint'},
	{text: '?', style: 'missing'},
	{text: ' missing  ', style: 'faint'},
	{text: '~', style: 'note'},
	{text: ' not judged', style: 'faint'},
];

/** Stands for all roles that have no row or column of their own; no role has an empty name. */
const OTHERS = '';

/**
 * Who opens what to whom: a row for each role that opens, a column for each that answers; where there are more than fit, the
 * least remarkable are one row or one column together. A cell counts what is worst in it.
 * @returns at most `height` lines; none where there is no room for a map, or nothing to draw
 */
export function heatMap(conduits: readonly ConduitStatus[], width: number, height: number): Line[] {
	const label = labelWidth(conduits, width);
	const room = Math.floor((width - label) / CELL);
	if (conduits.length === 0 || height < LEAST || room < 2) return [];
	const columns = fold(conduits, 'to', room);
	// What a column stands for is read in the row of the same role, or else below the rows; that takes rows away.
	let rows = fold(conduits, 'from', height - FRAME);
	rows = fold(conduits, 'from', height - FRAME - keyLines(missingFrom(rows, columns)));
	const names = abbreviate(conduits.flatMap(({from, to}) => [from, to]));
	const unnamed = missingFrom(rows, columns);
	const cells = sumCells(conduits, rows, columns);
	return [
		[{text: pad('opens \\ answers', label), style: 'faint'}, ...keysOf(columns).map((key) => heading(key, names))],
		...keysOf(rows).map((row) => [
			...rowLabel(row, rows, names, label),
			...keysOf(columns).map((column) => cell(cells.get(row)?.get(column) ?? none)),
		]),
		...keys(unnamed, names).slice(0, keyLines(unnamed)),
		legend,
	];
}

function missingFrom(rows: Folded, columns: Folded): string[] {
	return columns.shown.filter((role) => !rows.shown.includes(role));
}

function keysOf({shown, others}: Folded): string[] {
	return others.length === 0 ? [...shown] : [...shown, OTHERS];
}

/** As wide as the longest name of a role that opens something, but no more than a third of the screen. */
function labelWidth(conduits: readonly ConduitStatus[], width: number): number {
	const longest = Math.max(0, ...conduits.map(({from}) => widthOf(from)));
	return Math.min(Math.max(ABBREVIATION + 1 + longest, 15), Math.floor(width / 3));
}

function heading(key: string, names: ReadonlyMap<string, string>): Piece {
	return {text: padStart(key === OTHERS ? '…' : names.get(key)!, CELL), style: 'strong'};
}

function rowLabel(key: string, {others}: Folded, names: ReadonlyMap<string, string>, width: number): Piece[] {
	if (key === OTHERS) return [{text: pad(`${pad('…', ABBREVIATION)} ${others.length} others`, width), style: 'faint'}];
	return [
		{text: `${pad(names.get(key)!, ABBREVIATION)} `, style: 'strong'},
		{text: pad(key, width - ABBREVIATION - 1)},
	];
}

/** Lines for what columns stand for: one for a few, two for more, and of very many those that fit. */
function keyLines(roles: readonly string[]): number {
	return Math.min(2, Math.ceil(roles.length / 3));
}

function keys(roles: readonly string[], names: ReadonlyMap<string, string>): Line[] {
	const half = Math.ceil(roles.length / keyLines(roles));
	return [roles.slice(0, half), roles.slice(half)].map((part) =>
		part.flatMap((role, index) => [
			{text: `${index === 0 ? '' : '  '}${names.get(role)!}`, style: 'strong'} as const,
			{text: ` ${role}`, style: 'faint'} as const,
		]),
	);
}

function sumCells(
	conduits: readonly ConduitStatus[],
	rows: Folded,
	columns: Folded,
): ReadonlyMap<string, ReadonlyMap<string, Counts>> {
	const cells = new Map<string, Map<string, Counts>>();
	const [shownRows, shownColumns] = [new Set(rows.shown), new Set(columns.shown)];
	for (const conduit of conduits) {
		const row = shownRows.has(conduit.from) ? conduit.from : OTHERS;
		const column = shownColumns.has(conduit.to) ? conduit.to : OTHERS;
		const line = cells.get(row) ?? new Map<string, Counts>();
		cells.set(row, line.set(column, sum(line.get(column) ?? none, conduit)));
	}
	return cells;
}

function sum(a: Counts, b: Counts): Counts {
	return {
		expected: a.expected + b.expected,
		unexpected: a.unexpected + b.unexpected,
		failed: a.failed + b.failed,
		missing: a.missing + b.missing,
		other: a.other + b.other,
	};
}

function cell(counts: Counts): Piece {
	for (const [what, sign, style] of signs) {
		if (counts[what] > 0) return {text: padStart(sign + short(counts[what]), CELL), style};
	}
	const shade = shades.find(([from]) => counts.expected >= from);
	if (shade !== undefined) return {text: padStart(shade[1] + short(counts.expected), CELL), style: 'good'};
	if (counts.other > 0) return {text: padStart(`~${short(counts.other)}`, CELL), style: 'note'};
	return {text: padStart('·', CELL), style: 'faint'};
}
