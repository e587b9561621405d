import {readFileSync} from 'node:fs';
import {parseText} from '../document/parse.js';
import {UsageError} from '../net/problem.js';
import type {Inventory} from './inventory.js';
import {readInventory} from './read.js';

/** Throws `UsageError` for a file that cannot be read, `DocumentError` for mistakes in it. Without files it is empty. */
export function loadInventory(paths: readonly string[]): Inventory {
	return readInventory(paths.map((path) => parseText(readText(path), path)));
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new UsageError(`${path}: the inventory cannot be read (${code === 'ENOENT' ? 'no such file' : code})`);
	}
}
