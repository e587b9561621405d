import path from 'node:path';
import {UsageError} from '../net/problem.js';
import {DAY, type DurationMicros, SECOND} from '../net/time.js';
import type {WatchEvent} from '../watch/event.js';
import {Backlog} from './backlog.js';
import {EventFile} from './event-files.js';
import {eventLine} from './event-line.js';
import type {Outlet, OutletContext, OutletState} from './outlet.js';
import {periodOf, type Rotation, rotatedFiles, rotatedName} from './rotation.js';

export const usualRotation: Rotation = {maxOctets: 64 * 1024 * 1024, period: DAY, kept: 14};

/** Between two attempts to write while it does not work. */
const RETRY: DurationMicros = SECOND;
/** Events that are written at once. */
const BATCH = 256;

/**
 * Events as lines of JSON in a file. Those that are told together are written together, before anything else happens; where there is
 * trouble they wait, and are written as soon as that works. Goes on with a file that exists.
 */
export class EventLog implements Outlet {
	/** Throws `UsageError` where the file cannot be opened. */
	static open(file: string, context: OutletContext, rotation: Rotation = usualRotation): EventLog {
		const eventFile = new EventFile(file);
		try {
			eventFile.append('');
		} catch (error) {
			throw new UsageError(`${file}: events cannot be written there (${reasonOf(error)})`);
		}
		return new EventLog(eventFile, context, rotation);
	}

	readonly name: string;
	readonly #file: EventFile;
	readonly #rotation: Rotation;
	readonly #context: OutletContext;
	readonly #backlog: Backlog;
	/** The period that the file belongs to; `undefined` before the first write. */
	#period: number | undefined;
	#isRotationTold = false;
	#cancelRetry: (() => void) | undefined;
	#isWriteDue = false;
	#isClosed = false;

	constructor(file: EventFile, context: OutletContext, rotation: Rotation) {
		this.#file = file;
		this.name = `file ${this.#file.path}`;
		this.#rotation = rotation;
		this.#context = context;
		this.#backlog = new Backlog(this.#file.path, context.tell);
	}

	get state(): OutletState {
		return this.#backlog.state;
	}

	emit(event: WatchEvent): void {
		this.#backlog.add(event);
		if (this.#isClosed || this.#cancelRetry !== undefined) return;
		if (this.#backlog.size >= BATCH) this.#write();
		if (this.#isWriteDue || this.#backlog.size === 0) return;
		this.#isWriteDue = true;
		queueMicrotask(() => {
			if (this.#isWriteDue) this.#write();
		});
	}

	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#cancelRetry?.();
		this.#write();
		this.#backlog.abandon();
	}

	#write(): void {
		this.#cancelRetry = undefined;
		this.#isWriteDue = false;
		let batch = BATCH;
		while (this.#backlog.size > 0) {
			const lines = this.#backlog.first(batch).map(eventLine);
			try {
				const count = this.#makeRoom(lines);
				this.#file.append(lines.slice(0, count).join(''));
				this.#backlog.delivered(count);
			} catch (error) {
				// Where there is no room for all there may be some for the first of them.
				batch = Math.floor(lines.length / 2);
				if (batch > 0) continue;
				this.#backlog.failed(`events cannot be written (${reasonOf(error)})`);
				if (!this.#isClosed) this.#cancelRetry = this.#context.clock.after(RETRY, () => this.#write());
				return;
			}
		}
	}

	/** Begins a new file where it is time to; returns how many of the lines belong into the file as it is now, at least one. */
	#makeRoom(lines: readonly string[]): number {
		const status = this.#file.status();
		const now = periodOf(this.#context.clock.now(), this.#rotation);
		let octets = status?.octets ?? 0;
		if (status !== undefined && octets > 0) {
			if (this.#period === undefined) this.#mendEnd();
			this.#period ??= periodOf(status.changed, this.#rotation);
			const isFull = octets + Buffer.byteLength(lines[0]!) > this.#rotation.maxOctets;
			if ((isFull || this.#period < now) && this.#rotate()) octets = 0;
		}
		this.#period = now;
		let count = 0;
		for (const line of lines) {
			octets += Buffer.byteLength(line);
			if (count > 0 && octets > this.#rotation.maxOctets) break;
			count++;
		}
		return count;
	}

	/** What was written before may have been cut off by a crash; the next event begins a line of its own all the same. */
	#mendEnd(): void {
		if (!this.#file.isTorn()) return;
		this.#file.append('\n');
		this.#context.tell(`${this.#file.path}: its last line is not whole; events go on below it`);
	}

	/** Whether it worked. Where it does not, events go on in the file that there is: one that grows is better than none. */
	#rotate(): boolean {
		const name = path.basename(this.#file.path);
		try {
			const names = this.#file.neighbours();
			const rotated = rotatedName(name, this.#context.clock.now(), names);
			this.#file.rename(rotated);
			const old = rotatedFiles(name, [...names, rotated]);
			for (const surplus of old.slice(0, Math.max(0, old.length - this.#rotation.kept))) this.#file.delete(surplus);
			this.#isRotationTold = false;
			return true;
		} catch (error) {
			if (!this.#isRotationTold) {
				this.#context.tell(
					`${this.#file.path}: no new file could be begun (${reasonOf(error)}); events go on in this one`,
				);
			}
			this.#isRotationTold = true;
			return this.#file.status() === undefined;
		}
	}
}

/** `ENOSPC`, or the message of what has no code. */
function reasonOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
}
