/**
 * The same with nothing in its texts that turns the direction of text around (Unicode Standard Annex 9, section 2), and with
 * U+FFFD for control characters: names come out of captures.
 */
export function printable(value: unknown): unknown {
	if (typeof value === 'string') return printableText(value);
	if (Array.isArray(value)) return value.map(printable);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printableText(key), printable(inner)]));
}

export function printableText(text: string): string {
	if (!/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text)) return text;
	return text
		.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
		.replace(/[\t\r\n]+/g, ' ')
		.replace(/\p{Cc}/gu, '\uFFFD');
}
