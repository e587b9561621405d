import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import test from 'ava';
import {ROOT, run} from './support/run.js';
import {readSchema} from './support/schema.js';

const {renderGuide} = (await import(pathToFileURL(path.join(ROOT, 'scripts/guide.js')).href)) as {
	renderGuide: (text: string, run: (command: string, folder: string) => string, folder?: string) => string;
};

const guide = readFileSync(path.join(ROOT, 'docs/writing-a-pack.md'), 'utf8').replaceAll('\r\n', '\n');
const folder = mkdtempSync(path.join(tmpdir(), 'portolan-guide-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const commands: string[] = [];
renderGuide(
	guide,
	(command) => {
		commands.push(command);
		return `$ ${command}`;
	},
	folder,
);

// That what the commands print is what stands in the guide is checked with the other documents.
test('every command of the guide is run', (t) => {
	t.deepEqual(
		commands,
		[...guide.matchAll(/^\$ (.+)$/gm)].map(([, command]) => command),
	);
	t.true(commands.length > 10);
});

test('every snippet of the guide makes a file', (t) => {
	const loose = guide
		.split(/^```$/m)
		.filter((part) => /^```(?:ya?ml|csv|json)$/m.test(part) && !/<!-- (?:file|append): \S+ -->\n+```\w+$/m.test(part));
	t.deepEqual(loose, []);
});

test('the guide has no other blocks', (t) => {
	const languages = [...guide.matchAll(/^```(\w+)$/gm)].map(([, language]) => language!);
	t.deepEqual([...new Set(languages)].sort(), ['console', 'csv', 'text', 'yaml']);
});

const clean = test.macro<[file: string]>({
	exec: async (t, file) => {
		const {status, stdout} = await run(['rules', 'lint', path.join(folder, file)]);
		t.is(status, 0, stdout);
		t.deepEqual(readSchema('rulepack').problemsOf(readFileSync(path.join(folder, file), 'utf8')), []);
	},
	title: (_, file) => `${file} of the guide has no mistakes`,
});

test(clean, 'small.yaml');
test(clean, 'shop.yaml');
test(clean, 'our-shop.yaml');

test('the inventories of the guide fit the schema', (t) => {
	const {problemsOf} = readSchema('inventory');
	for (const file of ['who.yaml', 'inventory.yaml']) {
		t.deepEqual(problemsOf(readFileSync(path.join(folder, file), 'utf8')), [], file);
	}
});

test('the guide uses every field of a pack', (t) => {
	const pack =
		readFileSync(path.join(folder, 'shop.yaml'), 'utf8') + readFileSync(path.join(folder, 'our-shop.yaml'), 'utf8');
	const fields = Object.keys((readSchema('rulepack').schema as {properties: object}).properties);
	t.deepEqual(
		fields.filter((field) => !/^title_(?!fr)/.test(field) && !pack.includes(`${field}:`)),
		[],
	);
});
