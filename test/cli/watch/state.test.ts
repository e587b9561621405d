import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {StateFolder} from '#portolan/cli/watch/state.js';
import {emptySums} from '#portolan/flow/edge-sums.js';
import {parseAddress} from '#portolan/net/address.js';
import {UsageError} from '#portolan/net/problem.js';
import {conversation} from '../../support/packets.js';
import {pack} from '../../support/packs.js';
import {inventory} from '../../support/site.js';
import {Watching} from '../../support/watching.js';

function folder(t: ExecutionContext): string {
	const made = mkdtempSync(path.join(tmpdir(), 'portolan-state-'));
	t.teardown(() => rmSync(made, {recursive: true}));
	return made;
}

const silent = () => {};

/** What a watch knows that saw something. */
async function known() {
	const watch = new Watching([pack('')], inventory('a1 10.0.0.1: a', 'b1 10.0.0.2: b'));
	await watch.see(...conversation('10.0.0.1:50000', '10.0.0.2:22'), ...conversation('[fd00::1]:50000', '[fd00::2]:23'));
	await watch.stop();
	const {watcher, flows, time} = watch.kept;
	return {watcher: watcher!, progress: {flows: flows!, time}};
}

test('what is kept comes back as it was', async (t) => {
	const place = folder(t);
	const {watcher, progress} = await known();
	const first = new StateFolder(place, 'eth0');
	first.keepFindings(watcher);
	first.keepProgress(progress);
	first.release();
	const second = new StateFolder(place, 'eth0');
	t.deepEqual(second.read(t.fail), {watcher, progress});
	t.deepEqual(readdirSync(place).sort(), ['findings.state', 'flows.state', 'lock']);
	second.release();
});

test('an empty folder, or none, is a beginning', (t) => {
	const state = new StateFolder(path.join(folder(t), 'made', 'here'), 'eth0');
	t.deepEqual(state.read(t.fail), {watcher: undefined, progress: undefined});
});

const damages: ReadonlyArray<readonly [name: string, damage: (octets: Buffer) => Buffer, told: RegExp]> = [
	['cut short', (octets) => octets.subarray(0, -3), /is damaged \(its octets/],
	['not as written', (octets) => Buffer.concat([octets.subarray(0, -1), Buffer.of(octets.at(-1)! ^ 1)]), /is damaged/],
	['empty', () => Buffer.alloc(0), /its first line is none of ours/],
	['something else', () => Buffer.from('hello\nworld'), /its first line is none of ours/],
	[
		'of another version',
		(octets) => Buffer.from(octets.toString('latin1').replace('"shape":2', '"shape":9'), 'latin1'),
		/shape 9, this one reads/,
	],
];
for (const [name, damage, told] of damages) {
	test(`a file that is ${name} is set aside, and said`, async (t) => {
		const place = folder(t);
		const {watcher, progress} = await known();
		const state = new StateFolder(place, 'eth0');
		state.keepFindings(watcher);
		state.keepProgress(progress);
		const file = path.join(place, 'findings.state');
		writeFileSync(file, damage(readFileSync(file)));
		const lines: string[] = [];
		t.deepEqual(
			state.read((line) => lines.push(line)),
			{watcher: undefined, progress},
		);
		t.is(lines.length, 1);
		t.regex(lines[0]!, told);
		t.true(existsSync(`${file}.damaged`));
		t.false(existsSync(file));
	});
}

test('what another interface showed is refused', async (t) => {
	const place = folder(t);
	const state = new StateFolder(place, 'eth0');
	state.keepFindings((await known()).watcher);
	state.release();
	const other = new StateFolder(place, 'eth1');
	t.throws(() => other.read(silent), {instanceOf: UsageError, message: /belongs to the watch of eth0, not eth1/});
});

test('a folder is used by one watch at a time', (t) => {
	const place = folder(t);
	writeFileSync(path.join(place, 'lock'), `${process.ppid}\n`);
	t.throws(() => new StateFolder(place, 'eth0'), {
		instanceOf: UsageError,
		message: /another watch \(process \d+\) uses/,
	});
});

const stale = test.macro<[lock: string]>({
	exec: (t, lock) => {
		const place = folder(t);
		writeFileSync(path.join(place, 'lock'), lock);
		new StateFolder(place, 'eth0');
		t.is(readFileSync(path.join(place, 'lock'), 'utf8'), `${process.pid}\n`);
	},
	title: (name) => `a lock that nobody holds: ${name}`,
});
test('of a process that is gone', stale, '999999999\n');
test('of a process that had the same number', stale, `${process.pid}\n`);
test('empty', stale, '');

test('a folder that cannot be made', (t) => {
	const file = path.join(folder(t), 'file');
	writeFileSync(file, '');
	t.throws(() => new StateFolder(path.join(file, 'x'), 'eth0'), {instanceOf: UsageError, message: /cannot be made/});
});

test('whoever changes what is kept of an edge also counts up the shape of the files', (t) => {
	const address = parseAddress('10.0.0.1')!;
	const sums = emptySums({initiator: address, responder: address, protocol: 6, port: 1, ambiguousPort: undefined});
	t.is(
		Object.keys(sums).join(' '),
		'initiator responder protocol port ambiguousPort basis confidence flows tiedAnswers tiedLosses negotiation initiatorPackets responderPackets initiatorOctets responderOctets first last firstFrame refusal syns reset ttls applications httpErrors proxied stall isSamePort networks outcomes answeredAt failedAt failedAs',
	);
});
