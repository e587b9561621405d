import {CsvError, parse} from 'csv-parse/sync';
import {DocumentError, type Place} from '../net/problem.js';

/** A row and its cells that are not empty, by the name of their column in lower case. */
export interface TableRow {
	/** The start of its line; a cell with line breaks makes a row of several. */
	readonly place: Place;
	readonly cells: ReadonlyMap<string, string>;
}

export interface Table {
	/** In lower case. */
	readonly columns: readonly string[];
	readonly rows: readonly TableRow[];
}

const MAX_LENGTH = 64_000_000;
const delimiters = [',', ';', '\t'];

/**
 * Reads comma-separated values (RFC 4180) with a header, as spreadsheets and `Export-Csv` write them: also with
 * semicolons or tabs, with a byte-order mark, with a first line `#TYPE ...`. Throws `DocumentError`.
 */
export function parseTable(text: string, file: string): Table {
	const start: Place = {file, line: 1, column: 1};
	if (text.length > MAX_LENGTH) {
		const message = `the file has ${text.length} characters; at most ${MAX_LENGTH} are read`;
		throw new DocumentError([{place: start, message}]);
	}
	// Before the header: what PowerShell says of the objects, and comments. Their line breaks stay, for the places.
	const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
	const body = lines.replace(/^(?:#[^\n]*\n)+/, (comments) => comments.replace(/[^\n]/g, ''));
	let records: ReadonlyArray<{readonly record: readonly string[]; readonly info: {readonly lines: number}}>;
	try {
		records = parse(body, {
			delimiter: delimiterOf(body),
			info: true,
			relax_column_count: true,
			skip_empty_lines: true,
			trim: true,
		}) as unknown as typeof records;
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
		throw new DocumentError([{place: {file, line, column: 1}, message: `no table: ${lowerFirst(error.message)}`}]);
	}
	const [header, ...rest] = records;
	if (header === undefined) throw new DocumentError([{place: start, message: 'the table is empty; it needs a header'}]);
	const columns = header.record.map((name) => name.toLowerCase());
	return {
		columns,
		rows: rest.map(({record, info}) => ({
			place: {file, line: info.lines - lineBreaks(record), column: 1},
			cells: new Map(columns.flatMap((column, index) => (record[index] ? [[column, record[index]] as const] : []))),
		})),
	};
}

/** The one that the header has the most of. */
function delimiterOf(body: string): string {
	const header = /^[^\S\n]*\S.*$/m.exec(body)?.[0] ?? '';
	const count = (delimiter: string) => header.split(delimiter).length;
	return delimiters.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function lineBreaks(record: readonly string[]): number {
	return record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
