/**
 * Microseconds since 1970-01-01T00:00:00Z, an integer kept in a double (exact to the year 2255).
 * Captures with a finer resolution are rounded down to it.
 */
export type EpochMicros = number;

/** The time of a frame whose capture gives none. */
export const NO_TIME: EpochMicros = 0;

/** Microseconds. */
export type DurationMicros = number;

export const MILLISECOND = 1000;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The last instant that `Date` can show; hostile captures hold later ones. */
const LAST_MILLISECOND = 8.64e15;

/** UTC with six decimals: `2026-01-01T00:00:00.000000Z`. What lies outside the calendar is shown as its last day. */
export function formatTime(time: EpochMicros): string {
	const milliseconds = Math.floor(time / 1000);
	const clamped = Math.max(-LAST_MILLISECOND, Math.min(LAST_MILLISECOND, milliseconds));
	const micros = clamped === milliseconds ? time - milliseconds * 1000 : 0;
	return `${new Date(clamped).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

/** The time that `formatTime` wrote. */
export function parseTime(text: string): EpochMicros {
	return Date.parse(text.replace(/\d{3}Z$/, 'Z')) * 1000 + Number(text.slice(-4, -1));
}

const units: ReadonlyArray<readonly [name: string, length: DurationMicros]> = [
	['d', DAY],
	['h', HOUR],
	['min', MINUTE],
	['s', SECOND],
];

/** For people: the two largest units, `2 h 5 min`; below a minute seconds with up to three decimals. */
export function formatDuration(duration: DurationMicros): string {
	if (duration < MINUTE) return `${Number((duration / SECOND).toFixed(3))} s`;
	const parts: string[] = [];
	let rest = duration;
	for (const [name, length] of units) {
		const count = Math.floor(rest / length);
		rest -= count * length;
		if (count > 0) parts.push(`${count} ${name}`);
		else if (parts.length > 0) break;
		if (parts.length === 2) break;
	}
	return parts.join(' ');
}

/** Reads `90s`, `15min` (or `15m`), `24h`, `7d`; `undefined` for anything else. */
export function parseDuration(text: string): DurationMicros | undefined {
	const match = /^(\d{1,6})\s*(s|min|m|h|d)$/.exec(text.trim());
	if (match === null) return undefined;
	const unit = match[2] === 'm' ? 'min' : match[2];
	return Number(match[1]) * units.find(([name]) => name === unit)![1];
}
