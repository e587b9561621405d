import {UsageError} from '../net/problem.js';
import {formatJson} from './json.js';
import {formatMatrixDiff, formatMatrixMarkdown} from './matrix-diff.js';
import type {Report} from './report.js';
import {formatText, type TextOptions} from './text.js';

export type Format = (report: Report, options: TextOptions) => string;

/** By the name that `-f` knows them by. */
export const formatByName = {
	text: formatText,
	json: (report: Report) => formatJson(report),
	diff: formatMatrixDiff,
	'diff-markdown': formatMatrixMarkdown,
} satisfies Record<string, Format>;

export type FormatName = keyof typeof formatByName;

export const formats = Object.keys(formatByName) as FormatName[];

const nameByEnding: Readonly<Record<string, FormatName>> = {
	txt: 'text',
	text: 'text',
	json: 'json',
	diff: 'diff',
	patch: 'diff',
};

/** The format that the ending of a file name asks for. Throws `UsageError` for an ending that stands for none. */
export function formatOf(path: string): Format {
	const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
	const name = nameByEnding[ending];
	if (name !== undefined) return formatByName[name];
	throw new UsageError(
		`${path}: the ending says which format to write, and "${ending}" is none; known are ${Object.keys(nameByEnding).join(', ')}`,
	);
}
