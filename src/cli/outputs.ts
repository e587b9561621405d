import {existsSync, realpathSync, statSync} from 'node:fs';
import path from 'node:path';
import {isCapture} from '../capture/open.js';
import {UsageError} from '../net/problem.js';
import type {JudgeOptions} from './judge-captures.js';

/** The files that options name to be read. */
export function filesReadBy({
	rules,
	inventory,
	waivers = [],
	baseline,
}: Pick<JudgeOptions, 'rules' | 'inventory'> & Partial<Pick<JudgeOptions, 'waivers' | 'baseline'>>): string[] {
	return [...rules, ...inventory, ...waivers, ...(baseline === undefined ? [] : [baseline])];
}

/**
 * Refuses to write over what is read, and two files of one name, before anything is done.
 * @param inputs files that are read, as the user named them; those that are no files do no harm
 */
export function refuseOverwriting(outputs: readonly string[], inputs: readonly string[]): void {
	const read = new Map(inputs.map((input) => [placeOf(input), input]));
	const written = new Map<string, string>();
	for (const output of outputs) {
		if (output === '') throw new UsageError('the name of a file to write is empty');
		const place = placeOf(output);
		const input = read.get(place);
		if (input !== undefined) {
			throw new UsageError(
				`${output}: ${input === output ? 'this file is read as well' : `this is ${input}, which is read`}; write to another`,
			);
		}
		const other = written.get(place);
		if (other !== undefined)
			throw new UsageError(`${output}: this file is to be written twice; name another for one of them`);
		written.set(place, output);
	}
}

/** Refuses to write over captures, which may be among those that a folder or a pattern stands for. */
export async function refuseReplacingCaptures(outputs: readonly string[]): Promise<void> {
	for (const output of outputs) {
		const there = existsSync(output) ? statSync(output) : undefined;
		if (there?.isFile() && there.size > 0 && (await isCapture(output, {standardInput: process.stdin}))) {
			throw new UsageError(`${output}: this file is a capture, which would be lost; write to another`);
		}
	}
}

/** Where a file really is, through links; also one that is not there yet. */
function placeOf(file: string): string {
	try {
		return realpathSync(file);
	} catch {
		const folder = path.dirname(path.resolve(file));
		return folder === path.resolve(file) ? folder : path.join(placeOf(folder), path.basename(file));
	}
}
