import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {findCaptures} from '#portolan/capture/find.js';
import {segmentExpression} from '#portolan/capture/glob.js';
import {UsageError} from '#portolan/net/problem.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-find-'));
test.after.always(() => rmSync(folder, {recursive: true}));
for (const directory of ['a/b/c', 'empty', 'texts']) mkdirSync(path.join(folder, directory), {recursive: true});
const files = [
	'cap-1.pcap',
	'cap-10.pcap',
	'cap-2.pcap',
	'.cap-3.pcap',
	'notes.txt',
	'a/x.pcap',
	'a/b/c/y.pcap',
	'texts/z.txt',
];
for (const file of files) writeFileSync(path.join(folder, file), file);

const found = test.macro({
	exec: async (t, names: readonly string[], paths: readonly string[], skipped: readonly string[] = []) => {
		const below = (list: readonly string[]) => list.map((file) => path.join(folder, ...file.split('/')));
		const named = names.map((name) => path.join(folder, name));
		const result = await findCaptures(named, async (file) => file.endsWith('.pcap'));
		t.deepEqual(result, {paths: below(paths), skipped: below(skipped)});
	},
	title: (_, names: readonly string[]) => names.join(' '),
});

test(found, ['cap-1.pcap', 'none.pcap', 'notes.txt'], ['cap-1.pcap', 'none.pcap', 'notes.txt']);
test(found, ['.'], ['cap-1.pcap', 'cap-10.pcap', 'cap-2.pcap'], ['notes.txt']);
test(found, ['cap-?.pcap'], ['cap-1.pcap', 'cap-2.pcap']);
test(found, ['cap-*.pcap', 'a'], ['cap-1.pcap', 'cap-10.pcap', 'cap-2.pcap', 'a/x.pcap']);
test(found, ['[!c]*'], ['notes.txt']);
test(found, ['**/*.pcap'], ['a/b/c/y.pcap', 'a/x.pcap', 'cap-1.pcap', 'cap-10.pcap', 'cap-2.pcap']);
test(found, ['a/**/y.pcap'], ['a/b/c/y.pcap']);
test(found, ['*/x.pcap'], ['a/x.pcap']);
test(found, ['.*.pcap'], ['.cap-3.pcap']);

const refused = test.macro({
	exec: async (t, name: string, message: RegExp) => {
		const error = await t.throwsAsync(findCaptures([path.join(folder, name)], async (file) => file.endsWith('.pcap')));
		t.true(error instanceof UsageError);
		t.regex(error!.message, message);
	},
	title: (_, name: string) => `${name} gives nothing`,
});

test(refused, 'empty', /no capture is in this directory/);
test(refused, 'texts', /no capture is in this directory/);
test(refused, '*.erf', /no file matches this pattern/);
test(refused, '[z-a].pcap', /no file matches this pattern/);

const matches = test.macro({
	exec: (t, segment: string, yes: readonly string[], no: readonly string[]) => {
		const expression = segmentExpression(segment);
		for (const name of yes) t.true(expression.test(name), name);
		for (const name of no) t.false(expression.test(name), name);
	},
	title: (_, segment: string) => `the pattern ${segment}`,
});

test(matches, '*', ['a', 'a.b', 'ä\n'], ['', '.a'].slice(1));
test(matches, 'a?c', ['abc', 'a😀c'], ['ac', 'abbc']);
test(matches, '[a-c1]', ['a', 'b', 'c', '1'], ['d', '-', '']);
test(matches, '[^a-c]', ['d'], ['a']);
test(matches, '[]x]', [']', 'x'], ['[']);
test(matches, 'a[', ['a['], ['a']);
test(matches, 'a.b+(c)', ['a.b+(c)'], ['axb+(c)']);
test(matches, '[a\\d]', ['a', '\\', 'd'], ['1']);
