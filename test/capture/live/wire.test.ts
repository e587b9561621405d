import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {createInterface} from 'node:readline';
import test, {type ExecutionContext} from 'ava';
import {findProgram} from '#portolan/capture/live/programs.js';
import {childrenOf} from '../../support/live.js';
import {ROOT} from '../../support/run.js';

// Real interfaces: pairs of virtual ones in a namespace of their own, which nothing leaves. Linux, as root.

const SCRIPT = path.join(ROOT, 'scripts/bench/live.js');
const namespaces: string[] = [];

function ip(...args: readonly string[]): void {
	const {status, stderr} = spawnSync('ip', args, {encoding: 'utf8'});
	if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}

test.after.always(() => {
	for (const namespace of namespaces) spawnSync('ip', ['netns', 'delete', namespace]);
});

/** A namespace with `va` and `vb`, which are the two ends of one wire. */
function wire(): string {
	const namespace = `portolan-test-${process.pid}-${namespaces.length}`;
	ip('netns', 'add', namespace);
	namespaces.push(namespace);
	connect(namespace);
	return namespace;
}

function connect(namespace: string): void {
	ip('-n', namespace, 'link', 'add', 'va', 'type', 'veth', 'peer', 'name', 'vb');
	for (const name of ['va', 'vb']) ip('-n', namespace, 'link', 'set', name, 'up');
}

function obstacle(): string | undefined {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'this needs Linux and root';
	for (const program of ['ip', 'tcpreplay', 'dumpcap', 'tcpdump']) {
		if (findProgram(program) === undefined) return `${program} is not installed`;
	}
	try {
		wire();
		return undefined;
	} catch (error) {
		return (error as Error).message.trim();
	}
}

const reason = obstacle();

/** One after the other, and only where they can be. */
function onWire(title: string, run: (t: ExecutionContext) => Promise<void> | void): void {
	test.serial(title, async (t) => {
		if (reason === undefined) {
			t.timeout(110_000);
			await run(t);
			return;
		}
		t.log(`skipped: ${reason}`);
		t.pass();
	});
}

/** A capture on `vb`, as a process of its own. */
function capturing(namespace: string, backend: string) {
	const args = ['netns', 'exec', namespace, process.execPath, SCRIPT, '--capture', backend];
	const child = spawn('ip', args, {stdio: ['pipe', 'pipe', 'inherit']});
	const told: Array<Record<string, unknown>> = [];
	createInterface({input: child.stdout}).on('line', (line) => told.push(JSON.parse(line)));
	const until = async (kind: string) => {
		while (!told.some((one) => one['kind'] === kind)) await new Promise((resolve) => setTimeout(resolve, 20));
	};
	return {child, told, until, kinds: () => told.map((one) => one['kind']).filter((kind) => kind !== 'drops')};
}

for (const backend of ['cap', 'dumpcap', 'tcpdump']) {
	onWire(`${backend}: what is sent is received or told to be lost; a killed process is started again`, (t) => {
		const args = ['--backends', backend, '--rate', '2000', '--seconds', '2', '--full', '1', '--json'];
		const {stdout, stderr} = spawnSync(process.execPath, [SCRIPT, ...args], {encoding: 'utf8', timeout: 100_000});
		const results = stdout
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line));
		t.is(results.length, 4, stderr);
		const [rate, full, kill, delay] = results;
		t.is(rate.sent, 4000);
		t.is(rate.unaccounted, 0);
		t.true(full.sent > 5000);
		t.is(full.unaccounted, 0);
		t.is(kill.sent, 4000);
		// At 1,000 a second.
		t.true(kill['frames lost'] < 3000, `${kill['frames lost']}`);
		t.regex(kill.told, new RegExp(`^"${backend} ended after packet \\d+ \\(killed by SIGKILL\\); it is started again`));
		t.true(Number(delay['median ms']) < 500, delay['median ms']);
	});

	onWire(`${backend}: an interface goes down, comes back, goes away and comes back`, async (t) => {
		const namespace = wire();
		const {child, told, until, kinds} = capturing(namespace, backend);
		await until('started');
		ip('-n', namespace, 'link', 'set', 'vb', 'down');
		await until('interface-down');
		ip('-n', namespace, 'link', 'set', 'vb', 'up');
		await until('interface-up');
		t.deepEqual(kinds(), ['started', 'interface-down', 'interface-up']);
		t.is(told[1]!['message'], 'vb is down; the capture goes on when it is up again');
		t.regex(`${told[2]!['message']}`, /^vb is up again; nothing was captured for \S+ s$/);
		told.length = 0;
		ip('-n', namespace, 'link', 'delete', 'va');
		await until('interface-down');
		connect(namespace);
		await until('interface-up');
		t.deepEqual(kinds(), ['interface-down', 'interface-up']);
		child.stdin.end();
		await until('end');
	});

	onWire(`${backend}: an interface that is down at first is waited for`, async (t) => {
		const namespace = wire();
		ip('-n', namespace, 'link', 'set', 'vb', 'down');
		const {child, until, kinds} = capturing(namespace, backend);
		await until('interface-down');
		ip('-n', namespace, 'link', 'set', 'vb', 'up');
		await until('interface-up');
		t.deepEqual(kinds(), ['interface-down', 'started', 'interface-up']);
		child.stdin.end();
		await until('end');
	});

	onWire(`${backend}: nothing is left of a capture whose process was killed`, async (t) => {
		const {child, until} = capturing(wire(), backend);
		await until('started');
		const left = childrenOf(child.pid!);
		t.true(left.length >= 1);
		child.kill('SIGKILL');
		await once(child, 'exit');
		const isThere = (pid: number) => spawnSync('kill', ['-0', `${pid}`]).status === 0;
		while (left.some(isThere)) await new Promise((resolve) => setTimeout(resolve, 50));
		t.pass();
	});
}
