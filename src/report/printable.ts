import {printable} from '../net/printable.js';

/**
 * The same with all its texts printable, in one line each: a report holds names out of captures, and one that is read from a file may
 * be somebody else's, whose words would move a terminal's cursor.
 */
export function printableTexts<Document>(document: Document): Document {
	return copy(document) as Document;
}

function copy(value: unknown): unknown {
	if (typeof value === 'string') return printableLine(value);
	if (Array.isArray(value)) return value.map(copy);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printableLine(key), copy(inner)]));
}

export function isPrintable(text: string): boolean {
	return printableLine(text) === text;
}

export function printableLine(text: string): string {
	return printable(text.replace(/[\t\r\n]+/g, ' '));
}
