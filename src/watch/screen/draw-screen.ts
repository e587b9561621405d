import type {DurationMicros} from '../../net/time.js';
import type {WatchStatus} from '../status.js';
import {expectationsLine} from './expectations-line.js';
import {header} from './header.js';
import {heatMap} from './heat-map.js';
import {type Line, paintWith, renderLine} from './line.js';
import {newestFindings} from './newest-findings.js';
import {ratesBetween} from './rates.js';

export interface ScreenInput {
	readonly status: WatchStatus;
	/** The status that was shown before, for rates; `undefined` the first time. */
	readonly previous: WatchStatus | undefined;
	/** Wall time from `previous` to `status`. */
	readonly elapsed: DurationMicros;
	/** What a key does, a phrase for the last line; `''` where none does anything. */
	readonly hint: string;
}

export interface ScreenSize {
	/** Columns and rows of the terminal. */
	readonly width: number;
	readonly height: number;
}

/** Lines from which sections have an empty line between them. */
const ROOMY = 20;

/**
 * How the watch stands, as exactly `height` lines of at most `width` columns. What is most wanted is on top, so that a small terminal
 * shows that. The same input draws the same screen.
 */
export function drawScreen(
	input: ScreenInput,
	{width, height}: ScreenSize,
	{colors}: {readonly colors: boolean},
): string[] {
	const paint = paintWith(colors);
	const lines = layOut(input, width, height).map((line) => renderLine(line, width, paint));
	return Array.from({length: Math.max(0, height)}, (_, row) => lines[row] ?? '');
}

function layOut({status, previous, elapsed, hint}: ScreenInput, width: number, height: number): Line[] {
	const top = header(status, ratesBetween(previous, status, elapsed));
	const services = expectationsLine(status);
	const gap: Line[] = height >= ROOMY ? [[]] : [];
	// The last line is the hint's; where there is hardly room for anything, the hint is what can be done without.
	const foot: Line[] = hint === '' || height < 6 ? [] : [[{text: hint, style: 'faint'}]];
	const rest = height - top.length - 1 - foot.length - 3 * gap.length;
	const map = heatMap(status.conduits, width, Math.ceil(rest * 0.6));
	const findings = newestFindings(status, width, rest - map.length + (map.length === 0 ? gap.length : 0));
	const body = [...top, services, ...gap, ...(map.length === 0 ? [] : [...map, ...gap]), ...findings];
	const filling = Math.max(0, height - body.length - foot.length);
	return [...body, ...Array.from({length: filling}, () => []), ...foot].slice(0, Math.max(0, height));
}
