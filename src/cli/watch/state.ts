import {createHash} from 'node:crypto';
import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import {deserialize, serialize} from 'node:v8';
import {UsageError} from '../../net/problem.js';
import type {KeptTime} from '../../watch/observed-time.js';
import type {KeptWatcher} from '../../watch/watcher.js';
import type {KeptFlows} from '../../watch-pipeline.js';

/** What is kept has this shape; a change of any kept type is another number. */
const SHAPE = 2;
const LOCK = 'lock';

/** Kept whenever a finding opens or closes. */
const FINDINGS = 'findings.state';
/** Kept now and then: there is much of it. */
const FLOWS = 'flows.state';

export interface KeptProgress {
	readonly flows: KeptFlows;
	readonly time: KeptTime | undefined;
}

/**
 * A folder in which a watch keeps what it knows, for the next one. Each file is written beside the old one and then put in
 * its place, so that there is a whole one at any time; one that is damaged all the same is set aside, and said.
 */
export class StateFolder {
	readonly #folder: string;
	readonly #name: string;

	/**
	 * Makes the folder and locks it. Throws `UsageError` where that cannot be, and where another watch uses it.
	 * @param name of the interface: what is kept of another is refused
	 */
	constructor(folder: string, name: string) {
		this.#folder = folder;
		this.#name = name;
		try {
			mkdirSync(folder, {recursive: true});
		} catch (error) {
			throw new UsageError(`--state ${folder}: the folder cannot be made (${codeOf(error)})`);
		}
		this.#lock();
	}

	/** What an earlier watch kept. @param tell takes a line for the operator */
	read(tell: (line: string) => void): {watcher: KeptWatcher | undefined; progress: KeptProgress | undefined} {
		return {
			watcher: this.#readFile<KeptWatcher>(FINDINGS, tell),
			progress: this.#readFile<KeptProgress>(FLOWS, tell),
		};
	}

	/** Throws what the file system throws; the file that was there stays then. */
	keepFindings(watcher: KeptWatcher): void {
		this.#write(FINDINGS, watcher);
	}

	/** The same of flows. */
	keepProgress(progress: KeptProgress): void {
		this.#write(FLOWS, progress);
	}

	release(): void {
		rmSync(path.join(this.#folder, LOCK), {force: true});
	}

	#lock(): void {
		const file = path.join(this.#folder, LOCK);
		for (let attempt = 0; attempt < 2; attempt++) {
			try {
				writeFileSync(file, `${process.pid}\n`, {flag: 'wx'});
				return;
			} catch (error) {
				if (codeOf(error) !== 'EEXIST') {
					throw new UsageError(`--state ${this.#folder}: nothing can be written there (${codeOf(error)})`);
				}
				const owner = Number.parseInt(readText(file), 10);
				if (isRunning(owner)) {
					throw new UsageError(
						`--state ${this.#folder}: another watch (process ${owner}) uses this folder; give each watch its own, or remove ${file} if there is none`,
					);
				}
				rmSync(file, {force: true});
			}
		}
		throw new UsageError(`--state ${this.#folder}: another watch has just taken this folder`);
	}

	#write(name: string, value: unknown): void {
		const body = serialize(value);
		const header = JSON.stringify({portolan: 'watch-state', shape: SHAPE, interface: this.#name, sha256: hashOf(body)});
		const file = path.join(this.#folder, name);
		const beside = `${file}.new`;
		const handle = openSync(beside, 'w');
		try {
			writeSync(handle, `${header}\n`);
			for (let at = 0; at < body.length; ) at += writeSync(handle, body, at);
			fsyncSync(handle);
		} finally {
			closeSync(handle);
		}
		renameSync(beside, file);
	}

	#readFile<Value>(name: string, tell: (line: string) => void): Value | undefined {
		const file = path.join(this.#folder, name);
		let octets: Buffer;
		try {
			octets = readFileSync(file);
		} catch (error) {
			if (codeOf(error) === 'ENOENT') return undefined;
			throw new UsageError(`--state: ${file} cannot be read (${codeOf(error)})`);
		}
		const end = octets.indexOf('\n');
		const header = headerIn(octets.subarray(0, Math.max(0, end)));
		const body = octets.subarray(end + 1);
		const problem = this.#problemOf(header, body);
		if (problem !== undefined) {
			const aside = `${file}.damaged`;
			renameSync(file, aside);
			tell(`${file} ${problem}; it is set aside as ${aside}, and the watch begins without it`);
			return undefined;
		}
		if (header!.interface !== this.#name) {
			throw new UsageError(
				`--state ${this.#folder} belongs to the watch of ${header!.interface}, not ${this.#name}; give each its own folder`,
			);
		}
		return deserialize(body) as Value;
	}

	#problemOf(header: Header | undefined, body: Uint8Array): string | undefined {
		if (header === undefined) return 'is damaged (its first line is none of ours)';
		if (header.shape !== SHAPE)
			return `was written by another version (shape ${header.shape}, this one reads ${SHAPE})`;
		if (header.sha256 !== hashOf(body)) return 'is damaged (its octets are not those that were written)';
		return undefined;
	}
}

interface Header {
	readonly shape: number;
	readonly interface: string;
	readonly sha256: string;
}

function headerIn(line: Buffer): Header | undefined {
	try {
		const header = JSON.parse(line.toString()) as Header & {readonly portolan?: string};
		return header.portolan === 'watch-state' ? header : undefined;
	} catch {
		return undefined;
	}
}

function hashOf(octets: Uint8Array): string {
	return createHash('sha256').update(octets).digest('hex');
}

function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

/** A process of ours never finds its own number in a lock: that one is left from a machine or container that was restarted. */
function isRunning(pid: number): boolean {
	if (!Number.isInteger(pid) || pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? String(error);
}
