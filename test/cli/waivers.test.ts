import {rmSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {folder, read, rules, tuesday, wednesday, write} from '../support/days.js';
import {run} from '../support/run.js';

test.after.always(() => rmSync(folder, {recursive: true}));

const waiver = (id: string, fields: string) => `  - {id: ${id}, owner: net, reason: old, ${fields}}\n`;
const file = (name: string, ...waivers: readonly string[]) => write(name, `waivers:\n${waivers.join('')}`);

const valid = file('valid.yaml', waiver('ssh', 'until: 2026-12-31, max-hosts: 1, scope: {service: tcp/22}'));

const exits = test.macro<[args: readonly string[], status: number, stdout: RegExp, stderr?: RegExp]>({
	exec: async (t, args, status, stdout, stderr) => {
		const result = await run(['check', ...args, ...rules]);
		t.is(result.status, status, result.stderr + result.stdout);
		t.regex(result.stdout, stdout);
		if (stderr === undefined) t.is(result.stderr, '');
		else t.regex(result.stderr, stderr);
	},
	title: (name, _, status) => `${name}: exit status ${status}`,
});

test('no waiver', exits, [tuesday], 1, /^NOT COMPLIANT: 1 error, /m);
test('a waiver', exits, [tuesday, '-w', valid], 0, /^COMPLIANT: 0 errors, 0 warnings, 0 notes[\s\S]*, 1 waived$/m);
test(
	'a waiver for fewer hosts',
	exits,
	[wednesday, '-w', valid],
	1,
	/waiver-broadened {2}waiver ssh \(net\) was granted for 1, and covers 2 pairs of hosts: web1 -> db1, web2 -> db1$/m,
);
test(
	'a waiver that has expired',
	exits,
	[tuesday, '-w', file('old.yaml', waiver('ssh', 'until: 2026-01-01, scope: {service: tcp/22}'))],
	1,
	/waiver-expired {2}waiver ssh \(net\) has expired on 2026-01-01, and covers 1 pair of hosts no more: web1 -> db1$/m,
);
test(
	'a waiver that covers nothing',
	exits,
	[tuesday, '-w', valid, '-w', file('more.yaml', waiver('web', 'until: 2026-12-31, scope: {service: tcp/80}'))],
	0,
	/waiver-unused {2}waiver web \(net\) covers nothing in these captures/,
);
test(
	'a file that is not there',
	exits,
	[tuesday, '-w', 'none.yaml'],
	2,
	/^$/,
	/^portolan: none\.yaml: the waivers cannot be read \(no such file\)$/m,
);
test('a folder', exits, [tuesday, '-w', folder], 2, /^$/, /the waivers cannot be read \(EISDIR\)$/m);
test(
	'mistakes in two files',
	exits,
	[
		tuesday,
		'-w',
		file('a.yaml', waiver('a', 'until: soon, scope: {service: tcp/22}')),
		'-w',
		file('b.yaml', waiver('b', 'until: 2026-12-31, scope: {}')),
	],
	2,
	/^$/,
	/a\.yaml:2:45: "soon" is no day; write one such as 2026-12-31\n.*b\.yaml:2:64: this scope waives everything; /,
);
test(
	'the same in two files',
	exits,
	[tuesday, '-w', valid, '-w', file('again.yaml', waiver('ssh', 'until: 2026-12-31, scope: {from: web}'))],
	2,
	/^$/,
	/again\.yaml:2:5: waiver "ssh" stands already in .*valid\.yaml$/m,
);
test('no YAML', exits, [tuesday, '-w', write('odd.yaml', 'waivers: [')], 2, /^$/, /odd\.yaml:\d+:\d+: /);
test(
	'the matrix as observed',
	exits,
	[tuesday, '-f', 'diff', '-w', valid],
	0,
	/^\+ tcp\/22: .* \(undocumented-port, waived by ssh\)$/m,
);
test(
	'the matrix for a ticket',
	exits,
	[tuesday, '-f', 'diff-markdown'],
	1,
	/^```diff\n--- shop \(1\)\n[\s\S]*\n```\n$/,
);

test('-o writes the matrix as observed to a file that ends so', async (t) => {
	const outputs = ['m.diff', 'm.patch'].map((name) => path.join(folder, name));
	await run(['check', tuesday, ...rules, ...outputs.flatMap((output) => ['-o', output])]);
	const {stdout} = await run(['check', tuesday, ...rules, '-f', 'diff']);
	t.deepEqual([read('m.diff'), read('m.patch')], [stdout, stdout]);
});
