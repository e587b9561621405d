import {spawnSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Manifest} from '#portolan/evidence/manifest.js';
import type {Report} from '#portolan/report/report.js';
import {frames, pcap} from '../support/capture-files.js';
import {conversation, ethernet, ipv4, octets, tcp} from '../support/packets.js';
import {ROOT, run, site} from '../support/run.js';
import {readSchema} from '../support/schema.js';

const {problemsOf} = readSchema('evidence');
const blocked = ['samples/blocked.pcap', ...site];

function folderOf(t: ExecutionContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-evidence-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	return folder;
}

const contents = (folder: string) =>
	Object.fromEntries(
		readdirSync(folder)
			.sort()
			.map((name) => [name, readFileSync(path.join(folder, name), 'latin1')]),
	);
const manifestIn = (folder: string) => JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest;
const check = (folder: string, ...more: readonly string[]) => run(['check', ...blocked, ...more, '--evidence', folder]);

test('a file a finding, a manifest, and sums that sha256sum checks', async (t) => {
	const folder = folderOf(t);
	const {status, stdout, stderr} = await check(path.join(folder, 'new', 'evidence'), '-f', 'json');
	t.is(status, 1, stderr);
	const report = JSON.parse(stdout) as Report;
	const evidence = path.join(folder, 'new', 'evidence');
	const text = readFileSync(path.join(evidence, 'manifest.json'), 'utf8');
	t.deepEqual(problemsOf(text), []);
	const {findings, inputs} = manifestIn(evidence);
	t.deepEqual(
		readdirSync(evidence).sort(),
		['SHA256SUMS', 'manifest.json', ...report.findings.map(({kind, id}) => `${kind}-${id}.pcapng`)].sort(),
	);
	t.true(findings.every((finding) => finding.evidence?.reproduces === true && finding.evidence.leftOut === 0));
	t.deepEqual(inputs, report.inputs);
	t.true(report.inputs!.files.every(({sha256}) => sha256 !== null));
	const sums = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], {cwd: evidence, encoding: 'utf8'});
	if (sums.error === undefined) t.is(sums.status, 0, sums.stdout);
	t.is((await run(['verify', evidence])).status, 0);
});

test('two runs write the same octets, with any number of workers', async (t) => {
	const folder = folderOf(t);
	const first = path.join(folder, 'a');
	const second = path.join(folder, 'b');
	await check(first);
	await check(second, '-j', '2');
	t.true(Object.keys(contents(first)).length > 10);
	t.deepEqual(contents(first), contents(second));
	// And again over what is there.
	await check(first);
	t.deepEqual(contents(first), contents(second));
});

test('the first packet says which finding it is, and every packet where it comes from', async (t) => {
	const folder = folderOf(t);
	await check(folder);
	const [finding] = manifestIn(folder).findings;
	const {stdout} = await run(['check', path.join(folder, finding!.evidence!.file), ...site, '-f', 'json']);
	const {comments} = (JSON.parse(stdout) as Report).captures[0]!;
	t.regex(comments[0]!.text, new RegExp(`^portolan finding ${finding!.id}: ${finding!.kind} .*\\n`));
	t.true(comments[0]!.text.includes(finding!.message));
	t.true(comments[0]!.text.includes(`rule ${finding!.rule}`));
	t.deepEqual(
		comments.slice(1).filter(({text}) => !/^samples\/blocked\.pcap, packet \d+$/.test(text)),
		[],
	);
});

test('what is no evidence is not replaced, unless somebody says so', async (t) => {
	const folder = folderOf(t);
	writeFileSync(path.join(folder, 'manifest.json'), '{}');
	writeFileSync(path.join(folder, 'notes.txt'), 'mine');
	const before = contents(folder);
	const refused = await check(folder);
	t.is(refused.status, 2);
	t.regex(refused.stderr, /manifest\.json: this file is here already .*; name another folder, or add --overwrite/);
	t.deepEqual(contents(folder), before);
	t.true(refused.stdout.includes('NOT COMPLIANT'));
	t.is((await check(folder, '--overwrite')).status, 1);
	t.is(contents(folder)['notes.txt'], 'mine');
});

test('earlier evidence makes room for the next, but for what somebody has changed', async (t) => {
	const folder = folderOf(t);
	await check(folder);
	const [first, second] = manifestIn(folder).findings.map(({evidence}) => evidence!.file) as [string, string];
	writeFileSync(path.join(folder, first), 'somebody worked on this');
	const {status} = await run([
		'check',
		'samples/compliant.pcapng.gz',
		...site,
		'--evidence',
		folder,
		'--fail-on',
		'never',
	]);
	t.is(status, 0);
	t.true(existsSync(path.join(folder, first)));
	t.false(existsSync(path.join(folder, second)));
});

test('evidence that somebody has changed is not replaced either', async (t) => {
	const folder = folderOf(t);
	await check(folder);
	const [first] = manifestIn(folder).findings.map(({evidence}) => evidence!.file) as [string];
	writeFileSync(path.join(folder, first), 'somebody worked on this');
	const {status, stderr} = await check(folder);
	t.is(status, 2);
	t.regex(stderr, /this file is here already and somebody has changed it/);
	t.is(contents(folder)[first], 'somebody worked on this');
	t.is((await check(folder, '--overwrite')).status, 1);
	t.is((await run(['verify', folder])).status, 0);
});

const refused = test.macro<[args: readonly string[], message: RegExp]>({
	exec: async (t, args, message) => {
		const {status, stderr, stdout} = await run(['check', ...args]);
		t.is(status, 2, stderr);
		t.regex(stderr, message);
		t.is(stdout, '');
	},
	title: (name) => `refused before anything is read: ${name}`,
});
const nowhere = path.join(tmpdir(), 'portolan-no-evidence');
test(
	'standard input',
	refused,
	['-', ...site, '--evidence', nowhere],
	/standard input cannot be read twice.*save it to a file/,
);
test(
	'a capture that is followed',
	refused,
	['samples/blocked.pcap', ...site, '--follow', '--evidence', nowhere],
	/leave --follow out/,
);
test(
	'a file instead of a folder',
	refused,
	[...blocked, '--evidence', path.join(ROOT, 'package.json')],
	/package\.json: the evidence cannot be written/,
);

test('a folder that nobody may write to keeps the report, and gets nothing', async (t) => {
	const folder = folderOf(t);
	if (process.platform === 'win32' || process.getuid?.() === 0) {
		t.log('skipped: here everybody may write everywhere');
		t.pass();
		return;
	}
	chmodSync(folder, 0o500);
	const {status, stdout, stderr} = await check(folder);
	t.is(status, 2);
	t.regex(stderr, /no permission to write here/);
	t.true(stdout.includes('NOT COMPLIANT'));
});

const FULL = '/dev/full';

test('a full disk is told as such', async (t) => {
	const folder = folderOf(t);
	const part = path.join(folder, 'x.pcapng.part');
	if (!existsSync(FULL) || spawnSync('ln', ['-s', FULL, part]).status !== 0) {
		t.log('skipped: there is no full disk here');
		t.pass();
		return;
	}
	const id = await anId();
	const {status, stderr} = await run(['extract', ...blocked, '--finding', id, '-o', path.join(folder, 'x.pcapng')]);
	t.is(status, 2);
	t.regex(stderr, /x\.pcapng\.part: the evidence cannot be written \(the disk is full\)/);
	t.deepEqual(readdirSync(folder), []);
});

async function anId(): Promise<string> {
	const {stdout} = await run(['check', ...blocked, '-f', 'json']);
	return (JSON.parse(stdout) as Report).findings[0]!.id;
}

test('SHA-256 of captures is told where it is asked for, also of standard input', async (t) => {
	const input = readFileSync(path.join(ROOT, 'samples/blocked.pcap'));
	const hashed = JSON.parse((await run(['check', ...blocked, '--hash', '-f', 'json'])).stdout) as Report;
	const piped = JSON.parse((await run(['check', '-', ...site, '--hash', '-f', 'json'], {input})).stdout) as Report;
	const plain = JSON.parse((await run(['check', ...blocked, '-f', 'json'])).stdout) as Report;
	const [file, pipe, none] = [hashed, piped, plain].map(({inputs}) => inputs!.files[0]!);
	t.is(file!.sha256, '2be82b2a0d104e8e62f6a5427774a440c8ed77ae940bb5a4ee14665237d0db05');
	t.deepEqual(pipe, {...file!, path: '-'});
	t.deepEqual(none, {...file!, sha256: null});
});

test('what is silent to the end of the capture is so in its evidence', async (t) => {
	const folder = folderOf(t);
	const site_ = path.join(folder, 'site.yaml');
	writeFileSync(
		site_,
		'hosts: [{name: a, addresses: [10.0.0.1], roles: [web]}, {name: b, addresses: [10.0.0.2], roles: [db]}]',
	);
	const pack = path.join(folder, 'pack.yaml');
	writeFileSync(
		pack,
		'pack: shop\nversion: "1"\nroles: {web: {}, db: {}}\nconduits: [{from: web, to: db, services: {sql: {tcp: 1433}}}]',
	);
	// One SYN, and half a minute later something else: judged alone, the SYN would be the end of everything.
	const list = [
		ethernet(tcp('10.0.0.1:50000', '10.0.0.2:1433', {flags: 'S'})),
		ethernet(ipv4('10.0.0.8', '10.0.0.9', 254, octets(0))),
	];
	const capture = path.join(folder, 'silent.pcap');
	writeFileSync(capture, pcap(frames(list, {step: 30_000_000})));
	const evidence = path.join(folder, 'evidence');
	const {stderr} = await run(['check', capture, '-r', pack, '-i', site_, '--evidence', evidence]);
	t.is(stderr, '');
	const finding = manifestIn(evidence).findings.find(({kind}) => kind === 'failed');
	t.like(finding?.evidence, {packets: 1, reproduces: true});
});

test('extract writes one finding, from captures or from a report of them', async (t) => {
	const folder = folderOf(t);
	const evidence = path.join(folder, 'evidence');
	const report = path.join(folder, 'report.json');
	await check(evidence, '-o', report);
	const {findings} = manifestIn(evidence);
	const {id, evidence: file} = findings[3]!;
	const outputs = ['a', 'b', 'c'].map((name) => path.join(folder, `${name}.pcapng`)) as [string, string, string];
	t.is((await run(['extract', ...blocked, '--finding', id, '-o', outputs[0]])).status, 0);
	t.is((await run(['extract', '--report', report, '--finding', id.slice(0, 6), '-o', outputs[1]])).status, 0);
	const moved = path.join(folder, 'moved.pcap');
	cpSync(path.join(ROOT, 'samples/blocked.pcap'), moved);
	const {stderr} = await run(['extract', moved, '--report', report, '--finding', id, '-o', outputs[2]]);
	t.is(stderr, `portolan: ${outputs[2]}: ${file!.packets} packets\n`);
	const [a, b] = outputs.map((output) => readFileSync(output));
	t.deepEqual(a, readFileSync(path.join(evidence, file!.file)));
	t.deepEqual(b, a);
});

test('several findings are one file, each packet once', async (t) => {
	const folder = folderOf(t);
	const evidence = path.join(folder, 'evidence');
	await check(evidence);
	const some = manifestIn(evidence).findings.slice(0, 4);
	const output = path.join(folder, 'four.pcapng');
	await run(['extract', ...blocked, ...some.flatMap(({id}) => ['--finding', id]), '-o', output]);
	const again = JSON.parse((await run(['check', output, ...site, '-f', 'json'])).stdout) as Report;
	const ids = new Set(again.findings.map(({id}) => id));
	t.true(some.every(({id}) => ids.has(id)));
	const places = again.captures[0]!.comments.flatMap(({text}) => (/, packet \d+$/.test(text) ? [text] : []));
	t.is(new Set(places).size, places.length);
});

const cannot = test.macro<
	[args: (t: ExecutionContext) => Promise<readonly string[]> | readonly string[], message: RegExp, status?: number]
>({
	exec: async (t, args, message, status = 2) => {
		const result = await run(['extract', ...(await args(t))]);
		t.is(result.status, status, result.stderr);
		t.regex(result.stderr, message);
	},
	title: (name) => `extract: ${name}`,
});
const output = (t: ExecutionContext) => ['-o', path.join(folderOf(t), 'x.pcapng')];
test(
	'an id that is none',
	cannot,
	(t) => [...blocked, '--finding', 'nothing', ...output(t)],
	/there is no finding "nothing"; none is like it\. The findings are\n {2}[0-9a-f]{16} {2}failed {2}client1/,
);
test(
	'an id that is nearly one',
	cannot,
	async (t) => [...blocked, '--finding', `${(await anId()).slice(0, -1)}x`, ...output(t)],
	/did you mean [0-9a-f]{16}\?/,
);
test(
	'a capture that is not what it was',
	cannot,
	async (t) => {
		const folder = folderOf(t);
		const report = path.join(folder, 'report.json');
		await run(['check', ...blocked, '-o', report]);
		return [
			'samples/midstream.pcap.gz',
			'--report',
			report,
			'--finding',
			await anId(),
			'-o',
			path.join(folder, 'x.pcapng'),
		];
	},
	/the capture has 784 packets, and had 205 when it was judged/,
);
test(
	'a file that is here',
	cannot,
	async (t) => {
		const folder = folderOf(t);
		writeFileSync(path.join(folder, 'x.pcapng'), 'mine');
		return [...blocked, '--finding', await anId(), '-o', path.join(folder, 'x.pcapng')];
	},
	/x\.pcapng: this is here already; name another file, or add --overwrite/,
);
test(
	'standard input is read once',
	cannot,
	(t) => ['-', ...site, '--finding', 'a', ...output(t)],
	/standard input cannot be read twice/,
);
test(
	'no captures and no report',
	cannot,
	(t) => ['--finding', 'a', ...output(t)],
	/name captures, or a report of them with --report/,
);
test(
	'what was not seen has no packets',
	cannot,
	async (t) => {
		const missing = ['samples/midstream.pcap.gz', ...site, '--representative'];
		const {findings} = JSON.parse((await run(['check', ...missing, '-f', 'json'])).stdout) as Report;
		return [...missing, '--finding', findings.find(({kind}) => kind === 'missing')!.id, ...output(t)];
	},
	/it is about what was not seen: no packet proves it/,
);

test('a conversation that goes on is no other finding in its evidence', async (t) => {
	const folder = folderOf(t);
	const list = conversation('10.24.220.18:50001', '10.24.220.27:23').map((packet) => ethernet(packet));
	const capture = path.join(folder, 'a.pcap');
	writeFileSync(capture, pcap(frames(list), {nanoseconds: true}));
	await run(['check', capture, ...site, '--evidence', path.join(folder, 'evidence')]);
	const [finding] = manifestIn(path.join(folder, 'evidence')).findings;
	const evidence = readFileSync(path.join(folder, 'evidence', finding!.evidence!.file));
	// if_tsresol 9: nanoseconds.
	t.true(evidence.includes(Buffer.from([9, 0, 1, 0, 9, 0, 0, 0])));
	t.is(finding!.evidence!.packets, list.length);
});
