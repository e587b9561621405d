import {closeSync, openSync, readFileSync, readSync, statSync} from 'node:fs';
import {buffer} from 'node:stream/consumers';
import {decodeText} from '../document/text.js';
import {UsageError} from '../net/problem.js';
import type {Report} from '../report/report.js';

/** Octets of a text that can be held at once. */
const LONGEST = 2 ** 29 - 24;

/**
 * A report that check wrote as JSON; `-` is standard input. Throws `UsageError` for a file that cannot be read or is none.
 */
export async function readReportFile(path: string): Promise<Report> {
	// The validator costs as much as all else together: it is loaded where there is a report to read.
	const {readReport} = await import('../report/read-report.js');
	const name = path === '-' ? 'standard input' : path;
	return readReport(decodeText(await octetsOf(path), name), name);
}

/** A JSON document as it stands in its file. Throws `UsageError` for a file that cannot be read or holds no JSON object. */
export async function readRawDocument(path: string): Promise<Readonly<Record<string, unknown>>> {
	let value: unknown;
	try {
		value = JSON.parse(decodeText(await octetsOf(path), path).replace(/^\uFEFF/, ''));
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw new UsageError(`${path}: this is no whole JSON document: ${error.message}`);
	}
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	throw new UsageError(`${path}: this is no report of portolan`);
}

async function octetsOf(path: string): Promise<Uint8Array> {
	if (path === '-') return buffer(process.stdin);
	const size = statSync(path, {throwIfNoEntry: false})?.size ?? 0;
	if (size > LONGEST) {
		throw new UsageError(`${path}: the report is longer than ${LONGEST} octets, the longest that can be read`);
	}
	try {
		return readFileSync(path);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const why = code === 'ENOENT' ? 'no such file; check -o report.json writes one' : code;
		throw new UsageError(`${path}: the report cannot be read (${why})`);
	}
}

/** A file that begins like a JSON document; no capture does. */
export function isReport(path: string): boolean {
	const stats = statSync(path, {throwIfNoEntry: false});
	return (
		stats?.isFile() === true && /^(?:\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?[\s\0]*\{/.test(beginningOf(path))
	);
}

/** The first octets of a file, as characters. */
function beginningOf(path: string): string {
	const file = openSync(path, 'r');
	try {
		const octets = Buffer.alloc(16);
		return octets.toString('latin1', 0, readSync(file, octets, 0, octets.length, 0));
	} finally {
		closeSync(file);
	}
}
