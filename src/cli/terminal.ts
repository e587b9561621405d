import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import type {Writable} from 'node:stream';
import {UsageError} from '../net/problem.js';

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

/** What a library writes to a reader that went away is no error either. */
export function forgivePipes(...streams: readonly Writable[]): void {
	for (const stream of streams) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'EPIPE') throw error;
		});
	}
}

export function writeReportFile(path: string, text: string): void {
	try {
		// As octets: what writes a text encodes it at half the speed.
		writeFileSync(path, Buffer.from(text));
	} catch (error) {
		throw new UsageError(`${path}: the report cannot be written (${(error as NodeJS.ErrnoException).code})`);
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
