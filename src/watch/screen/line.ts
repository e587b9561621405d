import {eastAsianWidth} from 'get-east-asian-width';
import pc from 'picocolors';
import {printable} from '../../net/printable.js';

/** A line before it is fitted: pieces of text, each in one style. */
export type Line = readonly Piece[];

export interface Piece {
	readonly text: string;
	readonly style?: Style;
}

/** Colours never say what no word or sign says. */
export type Style = 'strong' | 'faint' | 'good' | 'error' | 'warning' | 'note' | 'missing' | 'alarm';

export type Paint = Readonly<Record<Style, (text: string) => string>>;

export function paintWith(colors: boolean): Paint {
	const {bold, dim, green, red, yellow, cyan, magenta, inverse} = pc.createColors(colors);
	return {
		strong: bold,
		faint: dim,
		good: green,
		error: red,
		warning: yellow,
		note: cyan,
		missing: magenta,
		alarm: (text) => inverse(red(text)),
	};
}

/** Columns of a terminal that the character takes. */
function columnsOf(character: string): number {
	return /^\p{M}$/u.test(character) ? 0 : eastAsianWidth(character.codePointAt(0)!);
}

/** Columns of a terminal that the text takes, once it is `printable`. */
export function widthOf(text: string): number {
	let width = 0;
	for (const character of text) width += columnsOf(character);
	return width;
}

/** The text in at most `width` columns; what is cut ends in `…`. */
export function clip(text: string, width: number): string {
	if (widthOf(text) <= width) return text;
	let left = width - 1;
	let kept = '';
	for (const character of text) {
		left -= columnsOf(character);
		if (left < 0) break;
		kept += character;
	}
	return width < 1 ? '' : `${kept}…`;
}

/** The text in exactly `width` columns, filled up behind it. */
export function pad(text: string, width: number): string {
	const clipped = clip(text, width);
	return clipped + ' '.repeat(Math.max(0, width - widthOf(clipped)));
}

/** The text in exactly `width` columns, filled up before it. */
export function padStart(text: string, width: number): string {
	const clipped = clip(text, width);
	return ' '.repeat(Math.max(0, width - widthOf(clipped))) + clipped;
}

/** The text in lines of at most `width` columns, between words where that is possible. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (line !== '' && widthOf(longer) > width) {
			lines.push(line);
			line = word;
		} else line = longer;
	}
	return [...lines, line];
}

/** The line for a terminal, in at most `width` columns, with no control characters but those of its colours. */
export function renderLine(line: Line, width: number, paint: Paint): string {
	let left = width;
	let text = '';
	for (const piece of line) {
		const clean = printable(piece.text);
		const fitting = clip(clean, left);
		if (fitting !== '') text += piece.style === undefined ? fitting : paint[piece.style](fitting);
		left -= widthOf(fitting);
		if (fitting !== clean) break;
	}
	return text;
}
