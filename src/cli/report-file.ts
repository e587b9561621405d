import {closeSync, openSync, readFileSync, readSync, statSync} from 'node:fs';
import {decodeText} from '../document/text.js';
import {UsageError} from '../net/problem.js';
import type {Report} from '../report/report.js';

/** Octets of a text that can be held at once. */
const LONGEST = 2 ** 29 - 24;

/** A report that check wrote as JSON. Throws `UsageError` for a file that is none. */
export async function readReportFile(path: string): Promise<Report> {
	// The validator costs as much as all else together: it is loaded where there is a report to read.
	const {readReport} = await import('../report/read-report.js');
	return readReport(decodeText(readWhole(path), path), path);
}

function readWhole(path: string): Uint8Array {
	if (statSync(path).size > LONGEST) {
		throw new UsageError(`${path}: the report is longer than ${LONGEST} octets, the longest that can be read`);
	}
	try {
		return readFileSync(path);
	} catch (error) {
		throw new UsageError(`${path}: the report cannot be read (${(error as NodeJS.ErrnoException).code})`);
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
