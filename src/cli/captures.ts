import type {Readable, Writable} from 'node:stream';
import {findCaptures} from '../capture/find.js';
import {isCapture, type ReadOptions} from '../capture/open.js';
import {UsageError} from '../net/problem.js';
import {WINDOW_SIZE} from './options.js';

/** Milliseconds between two looks at the end of a capture that is followed. */
const FOLLOW_INTERVAL = 200;

/** The captures that the arguments name. Files of a directory that are no captures get a note on `notes`. */
export async function namedCaptures(
	names: readonly string[],
	options: ReadOptions,
	notes: Writable,
): Promise<readonly string[]> {
	if (names.filter((name) => name === '-').length > 1) {
		throw new UsageError('standard input can be read once; name - once');
	}
	const {paths, skipped} = await findCaptures(names, (path) => isCapture(path, options));
	for (const path of skipped) notes.write(`portolan: ${path}: left out, this is not a capture\n`);
	if (options.follow !== undefined) {
		checkFollowed(names, paths);
		notes.write(`portolan: following ${paths[0]}; Ctrl-C ends the reading, and what was read is reported\n`);
	}
	return paths;
}

function checkFollowed(names: readonly string[], paths: readonly string[]): void {
	const [name] = names;
	if (names.length > 1) {
		throw new UsageError('--follow: one capture can be followed, not several; name the one that is being written');
	}
	if (name === '-') throw new UsageError('--follow: standard input is read until it ends anyway; leave --follow out');
	if (paths.length !== 1 || paths[0] !== name) {
		throw new UsageError(`--follow: ${name} is no file; name the one that is being written`);
	}
}

/**
 * How captures are read. Where one is followed, the signal is the end of it and no interruption: what was read until then
 * is the whole.
 */
export function readOptions(
	{reader, follow}: {readonly reader: ReadOptions['reader']; readonly follow: boolean},
	signal: AbortSignal,
	standardInput: Readable = process.stdin,
): ReadOptions & {readonly interruption: AbortSignal} {
	const common = {reader, windowSize: WINDOW_SIZE, standardInput};
	if (!follow) return {...common, interruption: signal};
	return {
		...common,
		follow: {stop: signal, interval: FOLLOW_INTERVAL},
		interruption: new AbortController().signal,
	};
}
