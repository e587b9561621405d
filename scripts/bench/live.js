// Measures live capture on a pair of virtual interfaces in a network namespace of its own: what is lost and told at a
// fixed rate and at full speed, what a killed capture process costs, and how long a frame takes. Linux, as root; wants `ip`
// and `tcpreplay`. Nothing leaves the namespace, which is removed at the end.
//
//   node scripts/bench/live.js [--backends cap,dumpcap,tcpdump] [--rate 50000] [--seconds 60] [--full 20] [--json]

import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, cpus, tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const FRAME = 100;
const LOOP = 50_000;
/** Milliseconds in which what was sent is captured. */
const SETTLE = 2500;

const {values} = parseArgs({
	options: {
		backends: {type: 'string', default: 'cap,dumpcap,tcpdump'},
		rate: {type: 'string', default: '50000'},
		seconds: {type: 'string', default: '60'},
		full: {type: 'string', default: '20'},
		json: {type: 'boolean', default: false},
		/** Of the process inside of the namespace. */
		capture: {type: 'string'},
	},
});

if (values.capture === undefined) await measure();
else await capture(values.capture);

/** Captures on `vb` until standard input ends, and tells as lines of JSON. */
async function capture(backend) {
	const {openLiveCapture} = await import(new URL('../../dist/capture/live/open.js', import.meta.url));
	const live = openLiveCapture({
		source: 'vb',
		backend,
		filter: undefined,
		bufferSize: undefined,
		snaplen: 262_144,
		promiscuous: true,
		windowSize: 1 << 22,
	});
	const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
	live.onChange = (change) => tell({at: performance.now(), ...change});
	process.stdin.resume();
	process.stdin.once('close', () => live.stop());
	// Tenths of a millisecond, so that a long run keeps a bounded number of them.
	const delays = new Map();
	for await (const {time, count} of live.frames) {
		const now = (performance.timeOrigin + performance.now()) * 10;
		for (let row = 0; row < count; row++) {
			const delay = Math.round(now - time[row] / 100);
			delays.set(delay, (delays.get(delay) ?? 0) + 1);
		}
	}
	tell({kind: 'end', frames: live.coverage.frames, drops: live.state.drops ?? null, delays: percentiles([...delays])});
}

async function measure() {
	if (process.getuid?.() !== 0) throw new Error('needs root, on Linux');
	const namespace = `portolan-bench-${process.pid}`;
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-live-'));
	const clean = () => {
		spawnSync('ip', ['netns', 'delete', namespace]);
		rmSync(folder, {recursive: true, force: true});
	};
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
	process.once('exit', clean);
	run('ip', ['netns', 'add', namespace]);
	const inside = (args) => run('ip', ['netns', 'exec', namespace, ...args]);
	inside(['sysctl', '-q', '-w', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1']);
	inside(['ip', 'link', 'add', 'va', 'type', 'veth', 'peer', 'name', 'vb']);
	for (const name of ['va', 'vb']) inside(['ip', 'link', 'set', name, 'up']);
	const file = path.join(folder, 'frames.pcap');
	writeFileSync(file, frames());

	if (!values.json)
		process.stdout.write(`${availableParallelism()} cores (${cpus()[0].model}), Node ${process.version}\n`);
	const rate = Number(values.rate);
	const seconds = Number(values.seconds);
	for (const backend of values.backends.split(',')) {
		const measurer = {namespace, file, backend};
		if (seconds > 0) tell(await fixedRate(measurer, rate, seconds));
		if (Number(values.full) > 0) tell(await fullSpeed(measurer, Number(values.full)));
		tell(await killed(measurer));
		tell(await delayOf(measurer));
	}
}

function tell(result) {
	const {backend, what, ...figures} = result;
	const text = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
	const line = `${backend.padEnd(8)} ${what.padEnd(24)} ${text.join(', ')}`;
	process.stdout.write(`${values.json ? JSON.stringify(result) : line}\n`);
}

function run(program, args) {
	const {status, stderr, stdout} = spawnSync(program, args, {encoding: 'utf8'});
	if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
	return stdout;
}

/** `LOOP` UDP packets of 200 hosts to 200 hosts. */
function frames() {
	const header = Buffer.alloc(24);
	header.writeUInt32LE(0xa1b2c3d4, 0);
	header.writeUInt16LE(2, 4);
	header.writeUInt16LE(4, 6);
	header.writeUInt32LE(262_144, 16);
	header.writeUInt32LE(1, 20);
	const records = Array.from({length: LOOP}, (_, index) => {
		const record = Buffer.alloc(16 + FRAME);
		record.writeUInt32LE(index, 4);
		record.writeUInt32LE(FRAME, 8);
		record.writeUInt32LE(FRAME, 12);
		record.set([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, FRAME - 14], 16);
		record.set([64, 17], 16 + 22);
		record.set([10, 9, 0, 1 + (index % 200), 10, 9, 1, 1 + (Math.floor(index / 200) % 200)], 16 + 26);
		record.writeUInt16BE(1024 + index, 16 + 34);
		record.writeUInt16BE(53, 16 + 36);
		record.writeUInt16BE(FRAME - 34, 16 + 38);
		return record;
	});
	return Buffer.concat([header, ...records]);
}

/** A capture that has started; `end` stops it and gives what it told last. */
async function start({namespace, backend}) {
	const self = fileURLToPath(import.meta.url);
	const args = ['netns', 'exec', namespace, process.execPath, self, '--capture', backend];
	const child = spawn('ip', args, {stdio: ['pipe', 'pipe', 'inherit']});
	const changes = [];
	let wake = () => {};
	createInterface({input: child.stdout}).on('line', (line) => {
		changes.push(JSON.parse(line));
		wake();
	});
	const until = async (kind) => {
		while (!changes.some((change) => change.kind === kind)) {
			if (child.exitCode !== null) throw new Error(`${backend} did not start`);
			await Promise.race([new Promise((resolve) => (wake = resolve)), once(child, 'exit')]);
		}
		return changes.find((change) => change.kind === kind);
	};
	await until('started');
	// The counters at the beginning are read while nothing is sent.
	await sleep(700);
	return {
		pid: child.pid,
		changes,
		until,
		async end() {
			child.stdin.end();
			return until('end');
		},
	};
}

function counters({namespace}) {
	const read = (name) => Number(run('ip', ['netns', 'exec', namespace, 'cat', `/sys/class/net/${name}`]).trim());
	return {sent: read('va/statistics/tx_packets') + read('vb/statistics/rx_dropped')};
}

/** Sends with tcpreplay; gives how many frames left. */
async function send(measurer, args) {
	const before = counters(measurer);
	const all = ['netns', 'exec', measurer.namespace, 'tcpreplay', '-q', '-i', 'va', '--preload-pcap', ...args];
	const child = spawn('ip', [...all, measurer.file], {stdio: 'ignore'});
	await once(child, 'exit');
	return counters(measurer).sent - before.sent;
}

async function sendAndCount(measurer, what, args) {
	const live = await start(measurer);
	const began = performance.now();
	const sent = await send(measurer, args);
	const seconds = (performance.now() - began) / 1000;
	await sleep(SETTLE);
	const {frames: received, drops, delays} = await live.end();
	const told = drops ?? 'unknown';
	const unaccounted = sent - received - (drops ?? 0);
	return {
		backend: measurer.backend,
		what,
		sent,
		'a second': Math.round(sent / seconds),
		received,
		'drops told': told,
		unaccounted,
		...delays,
	};
}

function fixedRate(measurer, rate, seconds) {
	const loops = Math.max(1, Math.round((rate * seconds) / LOOP));
	const few = rate * seconds < LOOP ? ['--limit', `${rate * seconds}`] : ['--loop', `${loops}`];
	return sendAndCount(measurer, `${rate}/s for ${seconds} s`, ['--pps', `${rate}`, ...few]);
}

function fullSpeed(measurer, seconds) {
	return sendAndCount(measurer, `full speed for ${seconds} s`, [
		'--topspeed',
		'--loop',
		'1000000',
		'--duration',
		`${seconds}`,
	]);
}

/** Kills what captures, at 1,000 frames a second. */
async function killed(measurer) {
	const live = await start(measurer);
	const sending = send(measurer, ['--pps', '1000', '--limit', '4000']);
	await sleep(1500);
	for (const pid of capturing(live.pid)) process.kill(pid, 'SIGKILL');
	const sent = await sending;
	await sleep(SETTLE);
	const {frames: received} = await live.end();
	const failed = live.changes.find(({kind}) => kind === 'failed');
	const again = live.changes.find(({kind}) => kind === 'restarted');
	return {
		backend: measurer.backend,
		what: 'kill -9',
		sent,
		received,
		'seconds without': ((again.at - failed.at) / 1000).toFixed(3),
		'frames lost': sent - received,
		told: JSON.stringify(`${failed.message}; ${again.message}`),
	};
}

/** The process that captures of those that a process started: the first. Others guard it, or wait to take over. */
function capturing(pid) {
	const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
		readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '),
	);
	return children
		.filter((child) => child !== '' && !readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('guard.js'))
		.map(Number)
		.slice(0, 1);
}

/** From the stamp of a frame to the frames at hand, at 10 frames a second. */
async function delayOf(measurer) {
	const live = await start(measurer);
	await send(measurer, ['--pps', '10', '--limit', '100']);
	await sleep(SETTLE);
	const {delays} = await live.end();
	return {backend: measurer.backend, what: 'delay at 10/s', ...delays};
}

/** @param list tenths of milliseconds, and how often each */
function percentiles(list) {
	const sorted = list.sort(([a], [b]) => a - b);
	const count = sorted.reduce((sum, [, times]) => sum + times, 0);
	const at = (share) => {
		let rest = Math.ceil(share * count);
		for (const [delay, times] of sorted) {
			rest -= times;
			if (rest <= 0) return (delay / 10).toFixed(1);
		}
		return 'none';
	};
	return {'median ms': at(0.5), '99 % ms': at(0.99), 'longest ms': at(1)};
}
