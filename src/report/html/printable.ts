import {printable} from '../../net/printable.js';

/** The same with all its texts printable, in one line each: they hold names out of captures. */
export function printableData(value: unknown): unknown {
	if (typeof value === 'string') return printableLine(value);
	if (Array.isArray(value)) return value.map(printableData);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printableLine(key), printableData(inner)]));
}

export function printableLine(text: string): string {
	return printable(text.replace(/[\t\r\n]+/g, ' '));
}
