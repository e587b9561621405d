import {UsageError} from '../net/problem.js';
import {formatCsv, formatFindingsCsv} from './csv.js';
import {formatHtml} from './html/html.js';
import type {Page} from './html/page.js';
import {formatJson} from './json.js';
import {formatJunit} from './junit/junit.js';
import {formatMarkdown} from './markdown/markdown.js';
import {formatMatrixDiff, formatMatrixMarkdown} from './matrix-diff.js';
import {formatNdjson} from './ndjson.js';
import type {Report} from './report.js';
import {formatSarif} from './sarif/sarif.js';
import {formatText, type TextOptions} from './text.js';

export interface FormatOptions extends TextOptions {
	/** What an HTML report runs; asked for by that format alone. */
	readonly page: () => Page;
}

/** The same report gives the same octets; colours are for `text` and `diff` alone. */
export type Format = (report: Report, options: FormatOptions) => string;

const formatByName = {
	text: formatText,
	json: (report: Report) => formatJson(report),
	markdown: formatMarkdown,
	html: (report: Report, {page}: FormatOptions) => formatHtml(report, page()),
	csv: formatCsv,
	'csv-findings': formatFindingsCsv,
	ndjson: formatNdjson,
	sarif: formatSarif,
	junit: formatJunit,
	diff: formatMatrixDiff,
	'diff-markdown': formatMatrixMarkdown,
} satisfies Record<string, Format>;

/** In these, texts stand as they are: what they hold goes to a terminal, or to whatever opens the file. */
export const plainFormats: ReadonlySet<Format> = new Set<Format>([
	formatText,
	formatMarkdown,
	formatCsv,
	formatFindingsCsv,
	formatMatrixDiff,
	formatMatrixMarkdown,
	formatJunit,
]);

export type FormatName = keyof typeof formatByName;

export const formats = Object.keys(formatByName) as FormatName[];

/** What a file name ends with, the longer ending first. */
const nameByEnding: Readonly<Record<string, FormatName>> = {
	'.txt': 'text',
	'.text': 'text',
	'.sarif.json': 'sarif',
	'.json': 'json',
	'.html': 'html',
	'.htm': 'html',
	'.diff.md': 'diff-markdown',
	'.md': 'markdown',
	'findings.csv': 'csv-findings',
	'.csv': 'csv',
	'.ndjson': 'ndjson',
	'.jsonl': 'ndjson',
	'.sarif': 'sarif',
	'.xml': 'junit',
	'.diff': 'diff',
	'.patch': 'diff',
};

/** The format of a name that `-f` gave. Throws `UsageError` for a name that is none. */
export function formatNamed(name: string): Format {
	if (Object.hasOwn(formatByName, name)) return formatByName[name as FormatName];
	throw new UsageError(`-f ${name}: no such format; known are ${formats.join(', ')}`);
}

/** The format that the ending of a file name asks for. Throws `UsageError` for an ending that stands for none. */
export function formatOf(path: string): Format {
	const lower = path.toLowerCase();
	const ending = Object.keys(nameByEnding).find((known) => lower.endsWith(known));
	if (ending !== undefined) return formatByName[nameByEnding[ending]!];
	const [, given = ''] = /\.([^./\\]+)$/.exec(path) ?? [];
	throw new UsageError(
		`${path}: the ending says which format to write, and "${given}" is none; known are ${Object.keys(nameByEnding).join(', ')}`,
	);
}
