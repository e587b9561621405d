import {once} from 'node:events';
import {writeFileSync, writeSync} from 'node:fs';
import type {Writable} from 'node:stream';
import {UsageError} from '../net/problem.js';
import {Exit} from './exit.js';

/**
 * Whether to colour what goes to `stream`: to a terminal, unless NO_COLOR says no (https://no-color.org); elsewhere only
 * if FORCE_COLOR says yes.
 */
export function wantsColors(stream: {readonly isTTY?: boolean}): boolean {
	const {NO_COLOR, FORCE_COLOR, TERM} = process.env;
	if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
	if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true;
	return stream.isTTY === true && TERM !== 'dumb';
}

/** Writes everything; a reader that went away (`| head`) is no error. */
export async function writeOut(stream: Writable, text: string): Promise<void> {
	const failed = new Promise<void>((resolve, reject) => {
		stream.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? resolve() : reject(error)));
	});
	if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed]);
}

/**
 * What a library writes to a reader that went away is no error either. Where a stream takes nothing for another reason, such as a full disk,
 * the process says so and ends: nobody would see what else it has to tell.
 */
export function forgivePipes(...streams: readonly Writable[]): void {
	for (const stream of streams) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EPIPE') return;
			const name = stream === process.stderr ? 'standard error' : 'standard output';
			try {
				writeSync(process.stderr.fd, `portolan: ${name} cannot be written (${errorText(error)})\n`);
			} finally {
				process.exit(Exit.Usage);
			}
		});
	}
}

const errorTexts: Readonly<Record<string, string>> = {
	EACCES: 'that is not permitted',
	EISDIR: 'it is a folder',
	ENOENT: 'its folder is not there',
	ENOSPC: 'the disk is full',
	ENOTDIR: 'its folder is a file',
	EROFS: 'the disk can only be read',
};

/** Why a file cannot be written, in words where that is common. */
function errorText({code = 'for an unknown reason'}: NodeJS.ErrnoException): string {
	return errorTexts[code] ?? code;
}

export function writeReportFile(path: string, text: string): void {
	try {
		// As octets: what writes a text encodes it at half the speed.
		writeFileSync(path, Buffer.from(text));
	} catch (error) {
		throw new UsageError(`${path}: the file cannot be written (${errorText(error as NodeJS.ErrnoException)})`);
	}
}

/** Calls back once for Ctrl-C or SIGTERM; the second time the process ends at once, as if nothing listened. */
export function interruption(): {readonly signal: AbortSignal; readonly release: () => void} {
	const controller = new AbortController();
	const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
	const release = () => {
		for (const signal of signals) process.off(signal, interrupt);
	};
	const interrupt = () => {
		release();
		controller.abort();
	};
	for (const signal of signals) process.on(signal, interrupt);
	return {signal: controller.signal, release};
}
