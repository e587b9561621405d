/** A place in a text file: line and column count from 1. */
export interface Place {
	readonly file: string;
	readonly line: number;
	readonly column: number;
}

export interface Problem {
	readonly place: Place;
	/** What is wrong and what would be right, one sentence without a final stop. */
	readonly message: string;
}

export function formatPlace({file, line, column}: Place): string {
	return `${file}:${line}:${column}`;
}

/** Input that cannot be used. `message` is the whole of what a person needs: place, what is wrong, what would be right. */
export abstract class PortolanError extends Error {
	abstract readonly code: string;
}

/** A capture that cannot be opened, is no capture, or breaks off. Whatever was read before stays valid. */
export class CaptureError extends PortolanError {
	readonly code = 'capture';

	override readonly name = 'CaptureError';
	readonly path: string;
	/** Octets from the start of the (decompressed) capture to what is wrong; `undefined` where there is no such place. */
	readonly offset: number | undefined;
	/** The sentence without the path. */
	readonly reason: string;

	constructor(path: string, reason: string, {offset, cause}: {offset?: number; cause?: unknown} = {}) {
		super(`${path}: ${reason}`, cause === undefined ? undefined : {cause});
		this.path = path;
		this.reason = reason;
		this.offset = offset;
	}
}

/** A rule pack or an inventory with mistakes in it: all of them, each with its place. */
export class DocumentError extends PortolanError {
	readonly code = 'document';
	override readonly name = 'DocumentError';
	readonly problems: readonly Problem[];

	constructor(problems: readonly Problem[]) {
		super(problems.map(({place, message}) => `${formatPlace(place)}: ${message}`).join('\n'));
		this.problems = problems;
	}
}

/** Options that make no sense, or name what does not exist. */
export class UsageError extends PortolanError {
	readonly code = 'usage';
	override readonly name = 'UsageError';
}
