import path from 'node:path';
import {compareText} from '../net/text-order.js';
import {type DurationMicros, type EpochMicros, formatTime} from '../net/time.js';

/** When an event log begins a new file, and how many old ones it keeps. */
export interface Rotation {
	/** Octets that a file may have; one event that is longer has a file of its own. */
	readonly maxOctets: number;
	/** Files begin anew when a period is over; periods are counted from 1970 in UTC, so days begin at midnight. */
	readonly period: DurationMicros;
	/** Files that are kept beside the one that is written; older ones are deleted. */
	readonly kept: number;
}

/** The number of the period that holds `time`. */
export function periodOf(time: EpochMicros, {period}: Rotation): number {
	return Math.floor(time / period);
}

/** `events.ndjson` becomes `events-20261130T120000Z.ndjson`, or `…Z.2.ndjson` where files of that second are there. */
export function rotatedName(file: string, time: EpochMicros, names: readonly string[]): string {
	const {name, ext} = path.parse(file);
	const stamp = `${formatTime(time).slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
	// Not the first that is free: it may be free because it was the oldest, and would be taken for that again.
	const last =
		rotatedOf(file, names)
			.filter((other) => other.stamp === stamp)
			.at(-1)?.number ?? 0;
	return `${name}-${stamp}${last === 0 ? '' : `.${last + 1}`}${ext}`;
}

/** Of the names in a folder those that rotation made of `file`, oldest first. */
export function rotatedFiles(file: string, names: readonly string[]): string[] {
	return rotatedOf(file, names).map(({candidate}) => candidate);
}

function rotatedOf(file: string, names: readonly string[]) {
	const {name, ext} = path.parse(file);
	const rotated = names.flatMap((candidate) => {
		if (!candidate.startsWith(`${name}-`) || !candidate.endsWith(ext)) return [];
		const match = /^(\d{8}T\d{6}Z)(?:\.(\d+))?$/.exec(candidate.slice(name.length + 1, candidate.length - ext.length));
		return match === null ? [] : [{candidate, stamp: match[1]!, number: Number(match[2] ?? 1)}];
	});
	return rotated.sort((a, b) => compareText(a.stamp, b.stamp) || a.number - b.number);
}
