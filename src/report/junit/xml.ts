/** An element with its attributes in order, and what is in it; what is `undefined` is left out. */
export interface Element {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string | number | undefined>>;
	readonly content: ReadonlyArray<Element | string>;
}

export function element(
	name: string,
	attributes: Element['attributes'],
	...content: ReadonlyArray<Element | string>
): Element {
	return {name, attributes, content};
}

/** An XML 1.0 document (Fifth Edition) in UTF-8, a tab a level. It is well-formed, whatever is in the texts. */
export function formatXml(root: Element): string {
	return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, '')}\n`;
}

function write({name, attributes, content}: Element, indent: string): string {
	const pairs = Object.entries(attributes).flatMap(([key, value]) =>
		value === undefined ? [] : [` ${key}="${attributeText(String(value))}"`],
	);
	const start = `${indent}<${name}${pairs.join('')}`;
	if (content.length === 0) return `${start}/>`;
	const isText = content.every((part) => typeof part === 'string');
	if (isText) return `${start}>${content.map((part) => escapeText(part as string)).join('')}</${name}>`;
	const inner = content.map((part) =>
		typeof part === 'string' ? `${indent}\t${escapeText(part)}` : write(part, `${indent}\t`),
	);
	return `${start}>\n${inner.join('\n')}\n${indent}</${name}>`;
}

/** What is no character of XML, or a control character (§2.2), becomes U+FFFD; `>` is escaped because of `]]>` (§2.4). */
function escapeText(text: string): string {
	return text
		.replace(/[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('\r', '&#13;');
}

/** White space is written by number, because a parser makes spaces of it (§3.3.3). */
function attributeText(text: string): string {
	return escapeText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}
