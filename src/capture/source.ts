import {type FileHandle, open, stat} from 'node:fs/promises';
import type {Readable} from 'node:stream';
import {CaptureError} from '../net/problem.js';
import type {CaptureCoverage} from './frame.js';
import type {OctetSource} from './octets.js';
import {piecewise} from './piecewise.js';

/** How a file that is still being written is read. */
export interface Follow {
	/** Ends the reading. */
	readonly stop: AbortSignal;
	/** Milliseconds between two looks at the end of the file. */
	readonly interval: number;
}

/** The octets of the file at `coverage.path`, or of standard input for `-`. Throws `CaptureError` when it does not open. */
export async function openSource(
	coverage: CaptureCoverage,
	{standardInput, follow}: {readonly standardInput: Readable; readonly follow?: Follow},
): Promise<OctetSource> {
	if (coverage.path === '-') return pieceSource(standardInput, coverage);
	try {
		const facts = await stat(coverage.path);
		if (facts.isDirectory()) throw new CaptureError(coverage.path, 'this is a directory; name the captures in it');
		const file = await open(coverage.path, 'r');
		if (follow !== undefined) return growingSource(file, coverage, follow);
		if (facts.isFile()) coverage.octetsTotal = facts.size;
		return fileSource(file, coverage, facts.isFile());
	} catch (error) {
		throw error instanceof CaptureError
			? error
			: new CaptureError(coverage.path, openingProblem(error), {cause: error});
	}
}

/** Whether the path can be opened more than once with the same result; false also when nothing is there. */
export async function isRegularFile(path: string): Promise<boolean> {
	if (path === '-') return false;
	return stat(path).then(
		(facts) => facts.isFile(),
		() => false,
	);
}

function openingProblem(error: unknown): string {
	const {code, message} = error as NodeJS.ErrnoException;
	if (code === 'ENOENT') return 'no such file';
	if (code === 'EACCES' || code === 'EPERM') return 'no permission to read this file';
	return `cannot be opened (${code ?? message})`;
}

function fileSource(file: FileHandle, coverage: CaptureCoverage, isRegular: boolean): OctetSource {
	const read = async (position: number | null, target: Uint8Array) => {
		const {bytesRead} = await file.read(target, 0, target.length, position);
		coverage.octetsRead += bytesRead;
		return bytesRead;
	};
	return {
		readInto: (target) => read(null, target),
		...(isRegular && {readAt: read}),
		close: () => file.close(),
	};
}

/** A file whose end is no end until `stop` says so. */
function growingSource(file: FileHandle, coverage: CaptureCoverage, {stop, interval}: Follow): OctetSource {
	return {
		async readInto(target) {
			while (!stop.aborted) {
				const {bytesRead} = await file.read(target, 0, target.length, null);
				coverage.octetsRead += bytesRead;
				if (bytesRead > 0) return bytesRead;
				await pause(interval, stop);
			}
			coverage.isStopped = true;
			return 0;
		},
		close: () => file.close(),
	};
}

/** Waits, but not longer than until `stop`. */
function pause(interval: number, stop: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timer);
			stop.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, interval);
		stop.addEventListener('abort', end);
	});
}

/** The octets of a pipe, piece by piece. */
export function pieceSource(pieces: AsyncIterable<Uint8Array>, coverage: CaptureCoverage): OctetSource {
	return piecewise(counted(pieces, coverage));
}

async function* counted(
	pieces: AsyncIterable<Uint8Array>,
	coverage: CaptureCoverage,
): AsyncGenerator<Uint8Array, void, undefined> {
	for await (const piece of pieces) {
		coverage.octetsRead += piece.length;
		yield piece;
	}
}
