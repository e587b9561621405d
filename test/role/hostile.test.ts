import {mkdirSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {DocumentError, UsageError} from '#portolan/net/problem.js';
import {loadInventory} from '#portolan/role/load.js';
import {hostileTexts} from '../support/hostile.js';
import {folderWith} from '../support/lint.js';

/** What an inventory may be, though a rule pack may not. */
const harmless = new Set(['an empty file', 'white space only', 'a comment only']);

const survived = test.macro<[name: string, content: string | Uint8Array, file: string]>({
	exec: (t, name, content, file) => {
		const folder = folderWith(t, {[file]: content});
		try {
			loadInventory([path.join(folder, file)]);
			t.true(harmless.has(name) || !file.endsWith('.yaml'));
		} catch (error) {
			if (!(error instanceof DocumentError)) throw error;
			t.true(error.problems.length > 0);
			t.true(error.problems.every(({place, message}) => place.line >= 1 && place.column >= 1 && message !== ''));
		}
	},
	title: (_, name, __, file) => `no inventory: ${name} in ${file}`,
});

for (const [name, text] of hostileTexts) {
	for (const file of ['inventory.yaml', 'inventory.csv', 'inventory']) test(survived, name, text, file);
}

test('a folder is no inventory', (t) => {
	const folder = folderWith(t, {});
	mkdirSync(path.join(folder, 'inventory.yaml'));
	t.throws(() => loadInventory([path.join(folder, 'inventory.yaml')]), {instanceOf: UsageError, message: /EISDIR/});
});
