import {markdownText} from './escape.js';

/** A table (GitHub Flavored Markdown 0.29, §4.10); what would break it, or begin markup, is escaped. */
export function markdownTable(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
	return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
