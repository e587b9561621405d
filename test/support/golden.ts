import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {ExecutionContext} from 'ava';
import {ROOT} from './run.js';

/**
 * Compares a text with the file of that name in `test/golden`. With UPDATE_GOLDEN set it is written instead: then look at
 * what changed.
 */
export function isGolden(t: ExecutionContext, name: string, text: string): void {
	const file = path.join(ROOT, 'test/golden', name);
	if (process.env['UPDATE_GOLDEN'] || !existsSync(file)) {
		mkdirSync(path.dirname(file), {recursive: true});
		writeFileSync(file, text);
	}
	t.is(text, readFileSync(file, 'utf8'));
}
