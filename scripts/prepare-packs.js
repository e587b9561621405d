// Parses the packs that come with portolan, so that a run need not: of a short run that is a third of the time.

import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {parseText} from '../dist/document/parse.js';
import {prepare} from '../dist/document/prepared.js';

const rules = new URL('../rules/', import.meta.url);
const prepared = new URL('../dist/packs/', import.meta.url);

mkdirSync(prepared, {recursive: true});
for (const file of readdirSync(rules).filter((name) => name.endsWith('.yaml'))) {
	const text = readFileSync(new URL(file, rules), 'utf8');
	writeFileSync(new URL(file.replace(/yaml$/, 'json'), prepared), prepare(text, parseText(text, file)));
}
