/**
 * Text that is taken literally within a line or a table cell of Markdown (CommonMark 0.31, §2.4; GitHub Flavored Markdown
 * 0.29, §4.10 and §6.9): no markup, HTML, entity, formula or link begins in it, nobody is mentioned, and it stays one line.
 * What turns the direction of text around is left out (Unicode Standard Annex 9, §2).
 */
export function markdownText(text: string): string {
	return text
		.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
		.replace(/[\s\p{Cc}]+/gu, (space) => (/^ +$/.test(space) ? space : ' '))
		.replace(/[\\|<*_`[\]~$]|&(?=#?\w+;)|:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
		.replace(/@(?=[\w-])/g, '@&#8203;');
}

/** The same where a line begins: no heading, list, quotation or block of code does (CommonMark 0.31, §4 and §5). */
export function markdownLine(text: string): string {
	return markdownText(text)
		.trimStart()
		.replace(/^[#>+=-]|^\d+(?=[.)])/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** Code within a line: only what would end it, or the cell of a table, is another thing then. */
export function markdownCode(text: string): string {
	const line = text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
	return /[`|\\]/.test(line) || line.trim() === '' ? markdownText(line) : `\`${line}\``;
}
