import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {ExecutionContext} from 'ava';
import {formatPlace} from '#portolan/net/problem.js';
import {lintFile} from '#portolan/rulepack/lint/lint-file.js';

/** A folder that is gone when the test has ended, with these files in it. */
export function folderWith(t: ExecutionContext, files: Readonly<Record<string, string | Uint8Array>>): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
	return folder;
}

/** What lint says of a pack, one line each: `line:column: message`; that of other files begins with their names. */
export function lint(
	t: ExecutionContext,
	pack: string | Uint8Array,
	others: Readonly<Record<string, string>> = {},
): string[] {
	const folder = folderWith(t, {'pack.yaml': pack, ...others});
	return lintFile(path.join(folder, 'pack.yaml')).map(({place, message}) =>
		`${formatPlace(place)}: ${message}`.replaceAll(`${folder}${path.sep}`, '').replace(/^pack\.yaml:/, ''),
	);
}
