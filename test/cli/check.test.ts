import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import {Ajv} from 'ajv';
import test from 'ava';
import type {Report} from '#portolan/report/report.js';
import {frames, pcap} from '../support/capture-files.js';
import {arp, conversation, ethernet, icmp, tcp} from '../support/packets.js';
import {ROOT, run, site} from '../support/run.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-check-'));
test.after.always(() => rmSync(folder, {recursive: true}));

function write(name: string, content: string | Uint8Array): string {
	const file = path.join(folder, name);
	writeFileSync(file, content);
	return file;
}

const schema = JSON.parse(readFileSync(path.join(ROOT, 'schema/report.schema.json'), 'utf8')) as object;
const validate = new Ajv({allErrors: true}).compile(schema);

const pack = write(
	'pack.yaml',
	'pack: shop\nversion: "1"\nroles: {web: {}, db: {}}\nparameters: {sql: {default: 1433}, fixed: {title: Fixed port, default: 1, scope: fixed, source: 7}}\nconduits:\n  - {from: web, to: db, expect: required, services: {sql: {tcp: $sql}}}\n',
);
const inventory = write(
	'inventory.yaml',
	'hosts:\n  - {name: web1, addresses: [10.0.0.1], roles: [web]}\n  - {name: db1, addresses: [10.0.0.2], roles: [db]}\n',
);
const rules = ['-r', pack, '-i', inventory];

const sql = conversation('10.0.0.1:50000', '10.0.0.2:1433').map((packet) => ethernet(packet));
const ssh = conversation('10.0.0.1:50001', '10.0.0.2:22').map((packet) => ethernet(packet));
const good = write('good.pcap', pcap(frames([...sql, arp()])));
const bad = write('bad.pcap', pcap(frames([...sql, ...ssh])));
const cut = write('cut.pcap', pcap(frames(sql)).slice(0, -5));
const badAndCut = write('bad-cut.pcap', pcap(frames([...ssh, ...sql])).slice(0, -5));

const report = async (...args: string[]): Promise<Report> =>
	JSON.parse((await run(['check', ...args, '-f', 'json'])).stdout) as Report;

const exits = test.macro<[args: readonly string[], status: number, stderr?: RegExp]>({
	exec: async (t, args, status, stderr) => {
		const result = await run(['check', ...args]);
		t.is(result.status, status, result.stderr + result.stdout);
		if (stderr === undefined) t.is(result.stderr, '');
		else t.regex(result.stderr, stderr);
	},
	title: (name, _, status) => `${name}: exit status ${status}`,
});

test('a compliant capture', exits, [good, ...rules], 0);
test('a finding', exits, [bad, ...rules], 1);
test('a finding below --fail-on', exits, [bad, ...rules, '--fail-on', 'never'], 0);
test(
	'a missing service, when the capture covers a full cycle',
	exits,
	[write('none.pcap', pcap(frames([...ssh]))), ...rules, '--representative', '--fail-on', 'error'],
	1,
);
test(
	'a capture that breaks off',
	exits,
	[cut, ...rules],
	3,
	/cut\.pcap: the capture is cut off in the middle of packet 8, at octet \d+\n$/,
);
test('a finding in a capture that breaks off', exits, [badAndCut, ...rules], 1, /cut off/);
test('a capture that is not there', exits, [path.join(folder, 'none'), ...rules], 3, /none: no such file\n$/);
test('an empty capture', exits, [write('empty.pcap', ''), ...rules], 3, /empty\.pcap: the file is empty\n$/);
test(
	'a text file',
	exits,
	[inventory, ...rules],
	3,
	/inventory\.yaml: this is not a capture: it begins with the text "hosts:/,
);
test('a folder without captures', exits, ['rules', ...rules], 2, /^portolan: rules: no capture is in this directory/);
test('standard input twice', exits, ['-', good, '-', ...rules], 2, /^portolan: standard input can be read once/);
test(
	'two captures to follow',
	exits,
	['--follow', good, good, ...rules],
	2,
	/one capture can be followed, not several/,
);
test(
	'one good and one missing capture',
	exits,
	[good, 'nowhere.pcap', ...rules],
	3,
	/^portolan: nowhere\.pcap: no such file\n$/,
);
test(
	'a capture with a record longer than its snaplen',
	exits,
	[write('snap.pcap', pcap(frames(sql), {snaplen: 60})), ...rules],
	0,
);
test('no rule pack', exits, [good, '-i', inventory], 2, /^portolan: no rule pack is given; add -r configmgr-2012/);
test(
	'a rule pack that does not exist',
	exits,
	[good, '-r', 'configmgr-2013'],
	2,
	/there is no rule pack "configmgr-2013"; did you mean "configmgr-2012"\?/,
);
test(
	'a rule pack with an unknown role',
	exits,
	[
		good,
		'-r',
		write(
			'typo.yaml',
			'pack: x\nversion: "1"\nroles: {web: {}}\nconduits:\n  - {from: wed, to: web, services: {a: {tcp: 1}}}\n',
		),
	],
	2,
	/typo\.yaml:5:12: role "wed" is not defined; did you mean "web"\?\n$/,
);
test(
	'an inventory with an overlapping host',
	exits,
	[
		good,
		'-r',
		pack,
		'-i',
		write(
			'twice.yaml',
			'hosts:\n  - {name: a, addresses: [10.0.0.1], roles: [web]}\n  - {name: b, addresses: [10.0.0.1], roles: [db]}\n',
		),
	],
	2,
	/twice\.yaml:3:27: address 10\.0\.0\.1 belongs to host "a" already, at .*twice\.yaml:2:27\n$/,
);
test(
	'an inventory with a misspelled role',
	exits,
	[good, '-r', pack, '-i', write('slip.yaml', 'hosts:\n  - {name: a, addresses: [10.0.0.1], roles: [wbe]}\n')],
	2,
	/slip\.yaml:2:46: role "wbe" is in no rule pack; did you mean "web"\?/,
);
test(
	'an inventory with a role of another pack',
	exits,
	[
		good,
		'-r',
		pack,
		'-i',
		write(
			'other.yaml',
			'hosts:\n  - {name: a, addresses: [10.0.0.1], roles: [web, printer]}\n  - {name: b, addresses: [10.0.0.2], roles: [db]}\n',
		),
	],
	0,
	/other\.yaml:2:51: role "printer" is in no loaded rule pack/,
);
test(
	'an inventory that is not there',
	exits,
	[good, '-r', pack, '-i', 'none.yaml'],
	2,
	/none\.yaml: the inventory cannot be read \(no such file\)/,
);
test(
	'a parameter that nobody has',
	exits,
	[good, ...rules, '-p', 'sqll=1'],
	2,
	/no rule pack has a setting "sqll"; did you mean "sql"\?/,
);
test(
	'a parameter that is not configurable',
	exits,
	[good, ...rules, '-p', 'fixed=2'],
	2,
	/-p fixed=2: the port "Fixed port" is not configurable \(shop, line 7\)/,
);
test('a parameter without a port', exits, [good, ...rules, '-p', 'sql'], 2, /Write name=value, such as sql=14330/);
test('a port out of range', exits, [good, ...rules, '-p', 'sql=99999'], 2, /port 99999 is out of range/);
test('an unknown format', exits, [good, ...rules, '-f', 'xml'], 2, /-f xml: no such format; known are text, json/);
test(
	'an output of unknown ending',
	exits,
	[good, ...rules, '-o', 'report.xyz'],
	2,
	/report\.xyz: the ending says which format to write, and "xyz" is none/,
);
test(
	'an output that cannot be written',
	exits,
	[good, ...rules, '-o', path.join(folder, 'no', 'report.json')],
	2,
	/the file cannot be written \(its folder is not there\)/,
);
test('an unknown option', exits, [good, ...rules, '--verbos'], 2, /unknown option '--verbos'/);
test('no capture', exits, rules, 2, /missing required argument 'capture'/);
test('no threads', exits, [good, ...rules, '-j', '0'], 2, /whole number/);

test('what was read of a broken capture is in the report', async (t) => {
	const {captures, edges, quality, compliant} = await report(badAndCut, ...rules);
	t.like(captures, [{packets: 15, decoded: 15, complete: false}]);
	t.regex(captures[0]!.problem!, /cut off in the middle of packet 16/);
	t.deepEqual(
		edges.map(({port}) => port),
		[22, 1433],
	);
	t.is(quality[0]!.kind, 'incomplete');
	t.false(compliant);
});

test('how good the capture is, in every report', async (t) => {
	const ping = [icmp('fd00::1', 'fd00::2', 128), icmp('fd00::2', 'fd00::1', 129)].map((packet) => ethernet(packet));
	const clean = await run(['check', write('clean.pcap', pcap(frames(ping))), ...rules]);
	t.regex(clean.stdout, /How good the capture is\n {2}Nothing seen that would weaken the verdicts\.\n/);

	const twice = frames(sql.flatMap((frame) => [frame, frame]));
	const {quality, edges, captures} = await report(write('twice.pcap', pcap(twice)), ...rules);
	t.like(quality, [
		{kind: 'duplicates', count: 8, share: 0.5, captures: null},
		{kind: 'checksum-offload', share: 1},
	]);
	t.is(captures[0]!.packets, 16);
	t.deepEqual(
		edges.map(({packets, flows}) => [packets, flows]),
		[[8, 1]],
	);
});

test('packets are decoded or counted by reason, capture by capture', async (t) => {
	const {captures} = await report(good, bad, ...rules);
	t.deepEqual(
		captures.map(({packets, decoded, undecoded}) => [packets, decoded, undecoded]),
		[
			[9, 8, {arp: 1}],
			[16, 16, {}],
		],
	);
});

test('a parameter changes what is expected', async (t) => {
	const verdicts = async (...more: string[]) =>
		(await report(good, ...rules, ...more)).edges.map(({verdict, reason}) => `${verdict} ${reason}`);
	t.deepEqual(await verdicts(), ['expected documented']);
	t.deepEqual(await verdicts('-p', 'sql=14330'), ['unexpected undocumented-port']);
	t.deepEqual(await verdicts('-p', 'sql=14330,1400-1500'), ['expected documented']);
	t.deepEqual((await report(good, ...rules, '-p', 'sql=14330')).packs[0]!.parameters, {sql: '14330'});
});

test('a capture split into files, gzipped or through standard input gives the same edges', async (t) => {
	const whole = frames([...sql, ...ssh]);
	const [first, second] = [write('1.pcap', pcap(whole.slice(0, 5))), write('2.pcap', pcap(whole.slice(5)))];
	const expected = (await report(bad, ...rules)).edges;
	const split = (await report(second, first, ...rules)).edges;
	const withoutFrames = (edges: Report['edges']) => edges.map(({firstFrame, ...edge}) => edge);
	t.deepEqual(withoutFrames(split), withoutFrames(expected));
	t.deepEqual((await report(write('bad.pcap.gz', gzipSync(readFileSync(bad))), ...rules)).edges, expected);
	const piped = await run(['check', '-', ...rules, '-f', 'json'], {input: readFileSync(bad)});
	t.deepEqual((JSON.parse(piped.stdout) as Report).edges, expected);
});

test('pcap-parser gives the same report, octet by octet', async (t) => {
	const classic = write('violations.pcap', gunzipSync(readFileSync(path.join(ROOT, 'samples/violations.pcap.gz'))));
	for (const capture of [good, bad, cut, classic]) {
		const ours = await run(['check', capture, ...site, '-f', 'json']);
		const theirs = await run(['check', capture, ...site, '-f', 'json', '--reader', 'pcap-parser']);
		// Which reader it was is among the options that the report was made with.
		t.is(theirs.stdout.replace('"reader": "pcap-parser"', '"reader": "portolan"'), ours.stdout);
		t.is(theirs.status, ours.status);
	}
});

test('-o writes a report in the format of its ending, the same as on standard output', async (t) => {
	const [json, text] = [path.join(folder, 'r.json'), path.join(folder, 'r.txt')];
	const {stdout} = await run(['check', bad, ...rules, '-o', json, '-o', text]);
	t.is(readFileSync(text, 'utf8'), stdout);
	t.is(readFileSync(json, 'utf8'), (await run(['check', bad, ...rules, '-f', 'json'])).stdout);
});

for (const sample of [
	'compliant.pcapng.gz',
	'violations.pcap.gz',
	'blocked.pcap',
	'midstream.pcap.gz',
	'onesided.pcapng.gz',
]) {
	test(`the JSON report of ${sample} keeps its schema, its counts and its references`, async (t) => {
		const result = await report(`samples/${sample}`, ...site);
		t.true(validate(result), JSON.stringify(validate.errors, null, 1));
		const {edges, findings, captures, summary} = result;
		for (const {packets, decoded, undecoded} of captures) {
			t.is(
				Object.values(undecoded).reduce((a, b) => a + b, decoded),
				packets,
			);
		}
		for (const {edges: positions} of findings) for (const position of positions) t.truthy(edges[position]);
		t.is(edges.filter(({verdict}) => verdict === 'unexpected').length, summary.unexpected);
		t.is(
			edges.reduce((sum, edge) => sum + Object.values(edge.outcomes).reduce((a, b) => a + b, 0), 0),
			edges.reduce((sum, {flows}) => sum + flows, 0),
		);
	});
}

test('the compliant sample is compliant', async (t) => {
	const {status, stdout} = await run(['check', 'samples/compliant.pcapng.gz', ...site]);
	t.is(status, 0, stdout);
});

test('colours follow NO_COLOR, FORCE_COLOR and what the output is', async (t) => {
	const colored = async (env: Record<string, string>) =>
		(await run(['check', bad, ...rules], {env})).stdout.includes('\u001B[');
	t.deepEqual(
		await Promise.all([colored({}), colored({FORCE_COLOR: '1'}), colored({FORCE_COLOR: '1', NO_COLOR: '1'})]),
		[false, true, false],
	);
});

test('a reader that goes away is no error', async (t) => {
	const {stderr, status} = await run(['check', 'samples/violations.pcap.gz', ...site, '-f', 'json'], {
		meanwhile: (child) => child.stdout!.once('data', () => child.stdout!.destroy()),
	});
	t.is(stderr, '');
	t.is(status, 1);
});

test('Ctrl-C ends the reading, and what was read is reported', async (t) => {
	const {stdout, stderr, status} = await run(['check', '-', ...rules, '-f', 'json'], {
		// More than a pipe holds, so that the command is reading when it was taken; it ends in the middle of a record.
		input: pcap(frames([...Array.from({length: 5000}, () => sql[0]!), ...ssh])).slice(0, -3),
		keepInput: true,
		whenTaken: (child) => setTimeout(() => child.kill('SIGINT'), 500),
	});
	const {captures, edges} = JSON.parse(stdout) as Report;
	t.false(captures[0]!.complete);
	t.regex(captures[0]!.problem!, /^interrupted after packet \d+$/);
	t.true(captures[0]!.packets > 2000);
	t.true(edges.some(({port}) => port === 1433));
	t.regex(stderr, /interrupted/);
	t.not(status, 0);
});

test('help shows examples and the exit statuses', async (t) => {
	const {stdout, status} = await run(['check', '--help']);
	t.is(status, 0);
	t.regex(stdout, /Examples:/);
	t.regex(stdout, /Exit status:/);
	t.is(
		(await run(['--version'])).stdout,
		`${(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {version: string}).version}\n`,
	);
});

test("a host in nobody's inventory is told of", async (t) => {
	const stranger = write('stranger.pcap', pcap(frames([ethernet(tcp('10.9.9.9:5', '10.0.0.2:1433', {flags: 'S'}))])));
	const {edges} = await report(stranger, ...rules);
	t.like(edges, [
		{verdict: 'unknown-host', initiator: {name: null, roles: []}, responder: {name: 'db1', roles: ['db']}},
	]);
});
