import {spawnSync} from 'node:child_process';
import {
	closeSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {ROOT, run} from '../support/run.js';

// What a command reads it does not write over, and what it writes it writes once.

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-outputs-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const at = (name: string) => path.join(folder, name);
const sample = (name: string) => path.join(ROOT, 'samples', name);
mkdirSync(at('captures'));
cpSync(sample('shop.pcap'), at('captures/shop.json'));
cpSync(sample('shop.pcap'), at('shop.pcap'));
cpSync(sample('shop.pcap'), at('shop.json'));
symlinkSync(at('shop.pcap'), at('linked.json'));
cpSync(sample('inventory.yaml'), at('inventory.json'));
cpSync(sample('inventory.yaml'), at('inventory.yaml'));

const rules = ['-r', 'configmgr-2012'];
const hosts = ['-i', sample('inventory.yaml')];

for (const [what, args, file, message] of [
	['the capture', ['check', at('shop.json'), ...rules, ...hosts, '-o', at('shop.json')], 'shop.json', /read as well/],
	[
		'it by another name',
		['check', at('shop.pcap'), ...rules, '-o', at('linked.json')],
		'shop.pcap',
		/, which is read;/,
	],
	[
		'one of a folder',
		['check', at('captures'), ...rules, '-o', at('captures/shop.json')],
		'captures/shop.json',
		/is a capture/,
	],
	[
		'the inventory',
		['check', at('shop.pcap'), ...rules, '-i', at('inventory.json'), '-o', `${folder}/captures/../inventory.json`],
		'inventory.json',
		/, which is read;/,
	],
	[
		'the inventory that is learnt beside',
		['learn', at('shop.pcap'), ...rules, '-i', at('inventory.yaml'), '--write-inventory', at('inventory.yaml')],
		'inventory.yaml',
		/read as well/,
	],
	[
		'the capture that is extracted from',
		['extract', at('shop.pcap'), ...rules, '--finding', '1', '-o', at('shop.pcap'), '--overwrite'],
		'shop.pcap',
		/read as well/,
	],
] as const) {
	test(`nothing is written over ${what}`, async (t) => {
		const before = readFileSync(at(file));
		const {status, stdout, stderr} = await run([...args]);
		t.is(status, 2);
		t.is(stdout, '');
		t.regex(stderr, message);
		t.deepEqual(readFileSync(at(file)), before);
	});
}

test('two files of one name are refused', async (t) => {
	const twice = ['--write-inventory', at('one.yaml'), '--write-patch', `${folder}/captures/../one.yaml`];
	const {status, stderr} = await run(['learn', at('shop.pcap'), ...rules, ...twice]);
	t.is(status, 2);
	t.regex(stderr, /one\.yaml: this file is to be written twice/);
});

for (const [what, file, message] of [
	['a folder that is not there', at('none/report.json'), /its folder is not there/],
	['a file in place of a folder', at('shop.pcap/report.json'), /its folder is a file/],
	['no name', '', /name of a file to write is empty|says its format/],
] as const) {
	test(`it is said that a report cannot be written: ${what}`, async (t) => {
		const {status, stderr} = await run(['check', at('shop.pcap'), ...rules, ...hosts, '-o', file]);
		t.is(status, 2);
		t.regex(stderr, message);
	});
}

test('names out of files move no cursor and forge no line', async (t) => {
	const capture = at('a\n+ tcp:22: forged\u001b[31m.pcap');
	cpSync(sample('blocked.pcap'), capture);
	writeFileSync(at('hosts.csv'), 'name,address,roles\n"cl\u001b[31mient\n+ forged",10.24.220.15,client\n');
	for (const format of ['text', 'csv', 'csv-findings', 'markdown', 'diff', 'diff-markdown', 'junit']) {
		const {stdout} = await run(['check', capture, ...rules, '-i', at('hosts.csv'), '-f', format]);
		t.true(stdout.length > 100);
		t.false(stdout.includes('\u001b'), format);
		t.notRegex(stdout, /^\+ (?:tcp:22: )?forged/m, format);
	}
});

const full = existsSync('/dev/full') ? test : test.skip;
for (const args of [
	['check', sample('blocked.pcap'), ...rules, ...hosts],
	['flows', sample('blocked.pcap')],
	['rules', 'show', 'configmgr-2012'],
]) {
	full(`a full disk behind standard output is said, and is no verdict: ${args[0]}`, (t) => {
		const disk = openSync('/dev/full', 'w');
		const {status, stderr} = spawnSync(process.execPath, [path.join(ROOT, 'bin/portolan.js'), ...args], {
			cwd: ROOT,
			stdio: ['ignore', disk, 'pipe'],
			encoding: 'utf8',
		});
		closeSync(disk);
		t.is(status, 2);
		t.regex(stderr, /portolan: standard output cannot be written \(the disk is full\)\n$/);
	});
}
