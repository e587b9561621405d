import {closeSync, openSync, readFileSync, readSync, statSync} from 'node:fs';
import {text} from 'node:stream/consumers';
import {UsageError} from '../net/problem.js';
import type {Report} from '../report/report.js';

/**
 * A report that check wrote as JSON; `-` is standard input. Throws `UsageError` for a file that cannot be read or is none.
 */
export async function readReportFile(path: string): Promise<Report> {
	// The validator costs as much as all else together: it is loaded where there is a report to read.
	const {readReport} = await import('../report/read-report.js');
	return readReport(await textOf(path), path === '-' ? 'standard input' : path);
}

async function textOf(path: string): Promise<string> {
	try {
		return path === '-' ? await text(process.stdin) : readFileSync(path, 'utf8');
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const why = code === 'ENOENT' ? 'no such file; check -o report.json writes one' : code;
		throw new UsageError(`${path}: the report cannot be read (${why})`);
	}
}

/** A file that begins like a JSON document; no capture does. */
export function isReport(path: string): boolean {
	const stats = statSync(path, {throwIfNoEntry: false});
	return stats?.isFile() === true && /^(?:\u00ef\u00bb\u00bf)?\s*\{/.test(beginningOf(path));
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
