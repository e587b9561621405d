import {spawnSync} from 'node:child_process';
import {threadId} from 'node:worker_threads';
import test, {type ExecutionContext} from 'ava';
import {findProgram} from '#portolan/capture/live/programs.js';
import {ROOT} from './run.js';

// Real interfaces: pairs of virtual ones in a namespace of their own, which nothing leaves. Linux, as root.

const namespaces: string[] = [];

export function ip(...args: readonly string[]): void {
	const {status, stderr} = spawnSync('ip', args, {encoding: 'utf8'});
	if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}

test.after.always(() => {
	for (const namespace of namespaces) spawnSync('ip', ['netns', 'delete', namespace]);
});

/** A namespace with `va` and `vb`, which are the two ends of one wire; gone after the tests of the file. */
export function wire(): string {
	// Test files are threads of one process.
	const namespace = `portolan-test-${process.pid}-${threadId}-${namespaces.length}`;
	ip('netns', 'add', namespace);
	namespaces.push(namespace);
	// Nothing is on the wire but what a test sends.
	const quiet = ['sysctl', '-q', '-w', 'net.ipv6.conf.default.disable_ipv6=1'];
	spawnSync('ip', ['netns', 'exec', namespace, ...quiet]);
	connect(namespace);
	return namespace;
}

export function connect(namespace: string): void {
	ip('-n', namespace, 'link', 'add', 'va', 'mtu', '9000', 'type', 'veth', 'peer', 'name', 'vb', 'mtu', '9000');
	for (const name of ['va', 'vb']) ip('-n', namespace, 'link', 'set', name, 'up');
}

/** Runs to its end in the namespace, and throws where it fails. */
export function onlyIn(namespace: string, ...command: readonly string[]): void {
	ip('netns', 'exec', namespace, ...command);
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

/** One after the other, and only where they can be. @param backend what captures */
export function onWire(backend: string, title: string, run: (t: ExecutionContext) => Promise<void> | void): void {
	test.serial(`${backend}: ${title}`, async (t) => {
		const lacking = reason ?? (backend === 'cap' && !isCapHere() ? 'npm cap is not built' : undefined);
		if (lacking === undefined) {
			t.timeout(110_000);
			await run(t);
			return;
		}
		t.log(`skipped: ${lacking}`);
		t.pass();
	});
}

/** In a process of its own: an addon of this kind can be loaded by one thread of a process, and test files are threads. */
function isCapHere(): boolean {
	return spawnSync(process.execPath, ['--eval', "require('cap')"], {cwd: ROOT}).status === 0;
}
