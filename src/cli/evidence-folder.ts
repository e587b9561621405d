import {createHash} from 'node:crypto';
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {EVIDENCE_SCHEMA, MANIFEST, type Manifest, SUMS} from '../evidence/manifest.js';
import {UsageError} from '../net/problem.js';

/** Stands for the SHA-256 of files that can have none of their own in the manifest. */
const UNHASHED = '';

/** What a file is called until it is whole. */
const PART = '.part';

/**
 * A folder that evidence is written into. Every file is written under another name and gets its own when all are whole, so
 * that nobody takes half of it for evidence. Throws `UsageError` for what cannot be written.
 */
export class EvidenceFolder {
	readonly #folder: string;
	readonly #mayOverwrite: boolean;
	/** Files that earlier evidence has here, with their SHA-256. */
	readonly #earlier: ReadonlyMap<string, string>;
	readonly #parts = new Set<string>();

	/** Makes the folder; nothing in it is touched before `keep`. */
	constructor(folder: string, mayOverwrite: boolean) {
		this.#folder = folder;
		this.#mayOverwrite = mayOverwrite;
		this.#try(folder, () => mkdirSync(folder, {recursive: true}));
		this.#earlier = this.#readEarlier();
	}

	/** Throws where a file of that name is here and is no evidence, or was changed since. */
	refuseForeign(names: readonly string[]): void {
		if (this.#mayOverwrite) return;
		for (const name of names) {
			const file = this.#at(name);
			const sha256 = this.#earlier.get(name);
			if (!existsSync(file) || sha256 === UNHASHED || (sha256 !== undefined && sha256Of(file) === sha256)) continue;
			const why = sha256 === undefined ? 'no manifest says that it is evidence' : 'somebody has changed it';
			throw new UsageError(`${file}: this file is here already and ${why}; name another folder, or add --overwrite`);
		}
	}

	/** Adds octets to the end of a file. */
	append(name: string, octets: Uint8Array): void {
		const part = this.#at(`${name}${PART}`);
		this.#try(part, () => {
			if (this.#parts.has(name)) appendFileSync(part, octets);
			else writeFileSync(part, octets);
		});
		this.#parts.add(name);
	}

	/** Where a file is that is not kept yet. */
	pathOf(name: string): string {
		return this.#at(`${name}${PART}`);
	}

	/** Takes one back. */
	drop(name: string): void {
		if (this.#parts.delete(name)) rmSync(this.pathOf(name), {force: true});
	}

	/** Gives all files their names, and removes those of earlier evidence that are unchanged and not among them. */
	keep(): void {
		const names = [...this.#parts];
		for (const [name, sha256] of this.#earlier) {
			if (!this.#parts.has(name) && sha256Of(this.#at(name)) === sha256) rmSync(this.#at(name), {force: true});
		}
		for (const name of names) {
			this.#try(this.#at(name), () => renameSync(this.pathOf(name), this.#at(name)));
			this.#parts.delete(name);
		}
	}

	/** Leaves nothing behind of what was not kept. */
	discard(): void {
		for (const name of [...this.#parts]) this.drop(name);
	}

	#at(name: string): string {
		return path.join(this.#folder, name);
	}

	#readEarlier(): Map<string, string> {
		const file = this.#at(MANIFEST);
		const earlier = new Map<string, string>();
		if (!existsSync(file)) return earlier;
		let manifest: Manifest | undefined;
		try {
			manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
		} catch {
			return earlier;
		}
		if (manifest?.schema !== EVIDENCE_SCHEMA || !Array.isArray(manifest.findings)) return earlier;
		earlier.set(MANIFEST, UNHASHED);
		earlier.set(SUMS, UNHASHED);
		for (const {evidence} of manifest.findings) {
			// Whoever wrote the manifest names files in this folder, and no others.
			if (typeof evidence?.file === 'string' && /^[a-z-]+-[0-9a-f]{16}\.pcapng$/.test(evidence.file)) {
				earlier.set(evidence.file, String(evidence.sha256));
			}
		}
		return earlier;
	}

	#try(file: string, write: () => void): void {
		try {
			write();
		} catch (error) {
			throw writingProblem(file, error);
		}
	}
}

/** `UsageError` for what a file system says. */
export function writingProblem(file: string, error: unknown): UsageError {
	const {code} = error as NodeJS.ErrnoException;
	const why: Readonly<Record<string, string>> = {
		ENOSPC: 'the disk is full',
		EDQUOT: 'no more may be written here: the quota is used up',
		EACCES: 'no permission to write here',
		EPERM: 'no permission to write here',
		EROFS: 'nothing can be written here: the file system is read-only',
		ENOTDIR: 'a part of this path is a file',
		EEXIST: 'this is a file; name a folder',
		EISDIR: 'this is a folder; name a file',
		ENOENT: 'there is no such folder',
	};
	return new UsageError(`${file}: the evidence cannot be written (${why[code ?? ''] ?? code})`);
}

function sha256Of(file: string): string | undefined {
	if (statSync(file, {throwIfNoEntry: false})?.isFile() !== true) return undefined;
	return createHash('sha256').update(readFileSync(file)).digest('hex');
}
