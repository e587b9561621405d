import * as fs from 'node:fs';
import path from 'node:path';
import type {EpochMicros} from '../net/time.js';

/** What the files of an event log need of a file system. */
export type FileSystem = Pick<
	typeof fs,
	| 'openSync'
	| 'fstatSync'
	| 'writeSync'
	| 'ftruncateSync'
	| 'readSync'
	| 'closeSync'
	| 'statSync'
	| 'readdirSync'
	| 'renameSync'
	| 'unlinkSync'
>;

const {O_APPEND, O_CREAT, O_WRONLY} = fs.constants;
/** A pipe that nobody reads is an error, where opening it would otherwise wait for ever. Windows has no such flag. */
const O_NONBLOCK = fs.constants.O_NONBLOCK ?? 0;

/** A file that events are written to. Every call opens it anew: it may be moved away or deleted at any time. */
export class EventFile {
	readonly path: string;
	readonly #fs: FileSystem;

	constructor(file: string, fileSystem: FileSystem = fs) {
		this.path = file;
		this.#fs = fileSystem;
	}

	/**
	 * Appends all of it, or throws and leaves the file as it was: a full disk may take half of a line, and gives it back. What
	 * this has returned from is with the operating system, and outlives a crash of portolan.
	 */
	append(text: string): void {
		const octets = Buffer.from(text);
		const file = this.#fs.openSync(this.path, O_APPEND | O_CREAT | O_WRONLY | O_NONBLOCK);
		let written = 0;
		try {
			const status = this.#fs.fstatSync(file);
			try {
				while (written < octets.length) written += this.#fs.writeSync(file, octets, written);
			} catch (error) {
				if (written > 0 && status.isFile()) this.#fs.ftruncateSync(file, status.size);
				throw error;
			}
		} finally {
			this.#fs.closeSync(file);
		}
	}

	/** Size and time of the last change; `undefined` where there is nothing, or no regular file. */
	status(): {readonly octets: number; readonly changed: EpochMicros} | undefined {
		const status = this.#fs.statSync(this.path, {throwIfNoEntry: false});
		return status?.isFile() ? {octets: status.size, changed: Math.floor(status.mtimeMs * 1000)} : undefined;
	}

	/** Whether it ends within a line: something died while it wrote. */
	isTorn(): boolean {
		const status = this.status();
		if (status === undefined || status.octets === 0) return false;
		const file = this.#fs.openSync(this.path, 'r');
		try {
			const last = Buffer.alloc(1);
			return this.#fs.readSync(file, last, 0, 1, status.octets - 1) === 1 && last[0] !== 0x0a;
		} finally {
			this.#fs.closeSync(file);
		}
	}

	/** Names in its folder. */
	neighbours(): string[] {
		return this.#fs.readdirSync(path.dirname(this.path));
	}

	/** Gives it another name in its folder. */
	rename(name: string): void {
		this.#fs.renameSync(this.path, path.join(path.dirname(this.path), name));
	}

	/** Deletes another file in its folder. */
	delete(name: string): void {
		this.#fs.unlinkSync(path.join(path.dirname(this.path), name));
	}
}
