import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {childrenOf} from '../../support/live.js';
import {ROOT} from '../../support/run.js';
import {connect, ip, onWire, wire} from '../../support/wire.js';

const SCRIPT = path.join(ROOT, 'scripts/bench/live.js');
/** A capture on `vb`, as a process of its own. */
function capturing(namespace: string, backend: string) {
	const args = ['netns', 'exec', namespace, process.execPath, SCRIPT, '--capture', backend];
	const child = spawn('ip', args, {stdio: ['pipe', 'pipe', 'inherit']});
	const told: Array<Record<string, unknown>> = [];
	createInterface({input: child.stdout}).on('line', (line) => told.push(JSON.parse(line)));
	const until = async (kind: string) => {
		while (!told.some((one) => one['kind'] === kind)) await new Promise((resolve) => setTimeout(resolve, 20));
	};
	// A process that notices late that its interface was down ends when it is up again, and is started again.
	const aside = ['drops', 'failed', 'restarted'];
	const kinds = () => told.map((one) => `${one['kind']}`).filter((kind) => !aside.includes(kind));
	return {child, told, until, kinds};
}

for (const backend of ['cap', 'dumpcap', 'tcpdump']) {
	onWire(backend, `what is sent is received or told to be lost; a killed process is started again`, (t) => {
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

	onWire(backend, `an interface goes down, comes back, goes away and comes back`, async (t) => {
		const namespace = wire();
		const {child, told, until, kinds} = capturing(namespace, backend);
		await until('started');
		ip('-n', namespace, 'link', 'set', 'vb', 'down');
		await until('interface-down');
		ip('-n', namespace, 'link', 'set', 'vb', 'up');
		await until('interface-up');
		t.deepEqual(kinds(), ['started', 'interface-down', 'interface-up']);
		const message = (kind: string) => told.find((one) => one['kind'] === kind)!['message'];
		t.is(message('interface-down'), 'vb is down; the capture goes on when it is up again');
		t.regex(`${message('interface-up')}`, /^vb is up again; nothing was captured for \S+ s$/);
		told.length = 0;
		ip('-n', namespace, 'link', 'delete', 'va');
		await until('interface-down');
		connect(namespace);
		await until('interface-up');
		t.deepEqual(kinds(), ['interface-down', 'interface-up']);
		child.stdin.end();
		await until('end');
	});

	onWire(backend, `an interface that is down at first is waited for`, async (t) => {
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

	onWire(backend, `nothing is left of a capture whose process was killed`, async (t) => {
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
