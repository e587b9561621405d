import {readFileSync} from 'node:fs';
import {decodeText} from '../document/text.js';
import {UsageError} from '../net/problem.js';
import type {BaselineDocument} from '../report/baseline/baseline.js';
import type {InputLog} from './inputs.js';

/** Throws `UsageError` for a file that cannot be read or is no baseline. */
export async function readBaselineFile(path: string, inputs?: InputLog): Promise<BaselineDocument> {
	// The validator is loaded where there is a document to read.
	const {readBaseline} = await import('../report/baseline/read-baseline.js');
	let octets: Uint8Array;
	try {
		octets = readFileSync(path);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UsageError(
			`${path}: the baseline cannot be read (${code === 'ENOENT' ? 'no such file; write one with portolan baseline update' : code})`,
		);
	}
	inputs?.note('baseline', path, octets);
	return readBaseline(decodeText(octets, path), path);
}
