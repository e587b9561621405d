import {readdir, stat} from 'node:fs/promises';
import path from 'node:path';
import {UsageError} from '../net/problem.js';
import {isPattern, segmentExpression} from './glob.js';

export interface FoundCaptures {
	readonly paths: readonly string[];
	/** Files in a named directory that are no captures. */
	readonly skipped: readonly string[];
}

/** Directories that a pattern with `**` goes down. */
const MAX_DEPTH = 64;

/**
 * What a person names as captures: files as they are, the captures in a directory, the files that a pattern matches;
 * those of one name sorted. Throws `UsageError` where a directory or a pattern gives nothing.
 * @param isCapture asked for the files of a directory only: whoever names a file or a pattern says that they are captures.
 */
export async function findCaptures(
	names: readonly string[],
	isCapture: (path: string) => Promise<boolean>,
): Promise<FoundCaptures> {
	const paths: string[] = [];
	const skipped: string[] = [];
	for (const name of names) {
		if (name !== '-' && (await isDirectory(name))) {
			const files = await filesIn(name);
			let captures = 0;
			for (const file of files) {
				if (await isCapture(file)) captures = paths.push(file);
				else skipped.push(file);
			}
			if (captures === 0) throw new UsageError(`${name}: no capture is in this directory; name one that has some`);
		} else if (isPattern(name) && !(await exists(name))) {
			const matches = await matching(name);
			if (matches.length === 0) throw new UsageError(`${name}: no file matches this pattern`);
			paths.push(...matches);
		} else paths.push(name);
	}
	return {paths, skipped};
}

async function filesIn(directory: string): Promise<string[]> {
	const names = (await list(directory)).filter((name) => !name.startsWith('.')).sort();
	const files: string[] = [];
	for (const name of names) {
		const file = path.join(directory, name);
		if (await isFile(file)) files.push(file);
	}
	return files;
}

/** Files that a pattern matches, sorted. On Windows both slashes part directories. */
async function matching(pattern: string): Promise<string[]> {
	const {root} = path.parse(pattern);
	const segments = pattern
		.slice(root.length)
		.split(path.sep === '\\' ? /[\\/]+/ : /\/+/)
		.filter((segment) => segment !== '');
	const found = new Set<string>();
	await walk(root, segments, 0, found);
	return [...found].sort();
}

async function walk(directory: string, segments: readonly string[], depth: number, found: Set<string>): Promise<void> {
	const [segment, ...rest] = segments;
	if (segment === undefined || depth > MAX_DEPTH) return;
	if (segment === '**') {
		await walk(directory, rest.length === 0 ? ['*'] : rest, depth, found);
		for (const entry of await readdir(directory || '.', {withFileTypes: true}).catch(() => [])) {
			// Links are not followed here: they could lead around in a circle.
			if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
			await walk(path.join(directory, entry.name), segments, depth + 1, found);
		}
		return;
	}
	const names = isPattern(segment)
		? (await list(directory)).filter((name) => segmentExpression(segment).test(name))
		: [segment];
	for (const name of names) {
		const target = path.join(directory, name);
		if (rest.length > 0) await walk(target, rest, depth + 1, found);
		else if (await isFile(target)) found.add(target);
	}
}

function list(directory: string): Promise<string[]> {
	return readdir(directory || '.').catch(() => []);
}

async function isFile(file: string): Promise<boolean> {
	return stat(file).then(
		(facts) => facts.isFile(),
		() => false,
	);
}

async function isDirectory(file: string): Promise<boolean> {
	return stat(file).then(
		(facts) => facts.isDirectory(),
		() => false,
	);
}

async function exists(file: string): Promise<boolean> {
	return stat(file).then(
		() => true,
		() => false,
	);
}
