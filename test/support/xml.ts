/** An element of a parsed document. */
export interface XmlElement {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: XmlElement[];
	text: string;
}

const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const TAG = /^<(?<close>\/)?(?<name>[A-Za-z_][\w.-]*)(?<attributes>(?:\s+[A-Za-z_][\w.-]*="[^"<]*")*)\s*(?<empty>\/)?>/;
const ENTITY = /&(?:(?<named>amp|lt|gt|quot|apos)|#(?<number>\d+));/g;
const named: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'"};

/**
 * The root of a document in the part of XML 1.0 that reports are written in: elements, attributes in double quotes, character data.
 * Throws where it is not well-formed: a character that XML has not (§2.2), a bare `&` or `]]>` (§2.4), tags that do not match,
 * an attribute twice (§3.1), more than one root.
 */
export function parseXml(document: string): XmlElement {
	if (!CHARACTERS.test(document)) throw new Error('a character that is none of XML');
	const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
	if (!document.startsWith(head)) throw new Error('no declaration');
	const root: XmlElement = {name: '', attributes: {}, children: [], text: ''};
	const open = [root];
	let rest = document.slice(head.length);
	while (rest !== '') {
		const parent = open.at(-1)!;
		if (!rest.startsWith('<')) {
			const [data] = /^[^<]+/.exec(rest)!;
			if (data.includes(']]>')) throw new Error('"]]>" in character data');
			if (open.length === 1 && data.trim() !== '') throw new Error('text outside of the root');
			parent.text += plain(data);
			rest = rest.slice(data.length);
			continue;
		}
		const tag = TAG.exec(rest);
		if (tag === null) throw new Error(`no tag: ${rest.slice(0, 80)}`);
		const {close, name, attributes = '', empty} = tag.groups!;
		rest = rest.slice(tag[0].length);
		if (close !== undefined) {
			if (open.pop()!.name !== name || open.length === 0) throw new Error(`</${name}> closes another element`);
			continue;
		}
		const element: XmlElement = {name: name!, attributes: attributesOf(attributes), children: [], text: ''};
		parent.children.push(element);
		if (empty === undefined) open.push(element);
	}
	if (open.length !== 1 || root.children.length !== 1)
		throw new Error('an element is not closed, or there is no one root');
	return root.children[0]!;
}

/** All elements of a name, at any depth. */
export function elementsOf(element: XmlElement, name: string): XmlElement[] {
	return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => elementsOf(child, name))];
}

function attributesOf(text: string): Record<string, string> {
	const attributes: Record<string, string> = {};
	for (const [, name, value] of text.matchAll(/([\w.-]+)="([^"]*)"/g)) {
		if (name! in attributes) throw new Error(`${name} stands twice`);
		attributes[name!] = plain(value!);
	}
	return attributes;
}

function plain(text: string): string {
	if (text.replaceAll(ENTITY, '').includes('&')) throw new Error(`a bare & in ${text}`);
	return text.replaceAll(ENTITY, (_, word: string | undefined, number: string | undefined) =>
		word === undefined ? String.fromCodePoint(Number(number)) : named[word]!,
	);
}
