import test from 'ava';
import {backendFor} from '#portolan/capture/live/backend.js';
import {openLiveCapture} from '#portolan/capture/live/open.js';
import type {BackendName} from '#portolan/capture/live/options.js';
import {SupervisedCapture} from '#portolan/capture/live/supervised-capture.js';
import {CaptureError, UsageError} from '#portolan/net/problem.js';
import {frames, pcap} from '../../support/capture-files.js';
import {base64, options, scripted, watched} from '../../support/live.js';

// What programs say when they cannot capture: as dumpcap 4.0, tcpdump 4.99 and cap 0.2 say it.

const failing = (name: BackendName, ...lines: string[]) => ({
	...scripted([`process.stderr.write(${JSON.stringify(lines.join('\n'))}); process.exitCode = 1;`]),
	name,
});

const refuses = test.macro<[name: BackendName, lines: readonly string[], message: RegExp]>({
	async exec(t, name, lines, message) {
		const live = new SupervisedCapture('fake0', options, [failing(name, ...lines)]);
		const error = await t.throwsAsync(live.frames.next(), {instanceOf: UsageError});
		t.regex(error.message, message);
		t.false(live.state.isUp);
	},
	title: (_, name, lines) => `${name} does not start: ${lines.at(-1)}`,
});

const none = ["Capturing on 'fake0'", 'dumpcap: There is no device named "fake0".', '(No such device exists)'];
test(refuses, 'dumpcap', none, /^there is no interface "fake0"; there are /);
test(
	refuses,
	'tcpdump',
	['tcpdump: fake0: No such device exists', '(No such device exists)'],
	/^there is no interface "fake0"/,
);
test(refuses, 'cap', ['portolan: SIOCGIFINDEX: No such device'], /^there is no interface "fake0"/);

const advice = process.platform === 'linux' ? /sudo setcap cap_net_raw,cap_net_admin\+eip \// : /Npcap|\/dev\/bpf/;
const forbidden = [
	"Capturing on 'x'",
	'dumpcap: You do not have permission to capture on device "x".',
	'(socket: ...)',
];
test(refuses, 'dumpcap', forbidden, advice);
test(refuses, 'tcpdump', ["tcpdump: x: You don't have permission to perform this capture on that device"], advice);
test(refuses, 'cap', ['portolan: socket: Operation not permitted'], advice);

const filter = [
	"Capturing on 'lo'",
	'dumpcap: Invalid capture filter "foo bar" for interface \'lo\'.',
	'',
	"That string isn't a valid capture filter (can't parse filter expression: syntax error).",
	"See the User's Guide for a description of the capture filter syntax.",
];
const doesNotCompile = /^the filter does not compile: can't parse filter expression: syntax error; it is written as in/;
test(refuses, 'dumpcap', filter, doesNotCompile);
test(refuses, 'tcpdump', ["tcpdump: can't parse filter expression: syntax error"], doesNotCompile);
test(refuses, 'cap', ["portolan: can't parse filter expression: syntax error"], doesNotCompile);

test(refuses, 'cap', ["portolan: cap cannot be loaded: Cannot find module 'cap'"], /npm install cap/);
test(refuses, 'tcpdump', ['tcpdump: x: something new'], /^fake0 cannot be captured with tcpdump: x: something new$/);
test(refuses, 'tcpdump', [], /it ended without a word \(status 1\)/);

test('the next is tried, and what was wrong with the others is told', async (t) => {
	const good = `emit('${base64(pcap(frames([new Uint8Array(60)])))}'); over(() => process.exit(0));`;
	const live = new SupervisedCapture('fake0', options, [
		failing('cap', "portolan: cap cannot be loaded: Cannot find module 'cap'"),
		{...scripted([good]), name: 'tcpdump'},
	]);
	const {seen, changes, end, until} = watched(live);
	await until(() => seen.length === 1);
	t.is(live.state.backend, 'tcpdump');
	live.stop();
	await end;
	t.regex(changes[0]!.message, /^capturing on fake0 with tcpdump; cap: the npm package cap is not installed/);
});

test('where none can, each says why', async (t) => {
	const live = new SupervisedCapture('fake0', options, [
		failing('cap', 'portolan: out of memory'),
		{...scripted([]), name: 'dumpcap', command: () => undefined},
	]);
	await t.throwsAsync(live.frames.next(), {
		message:
			'fake0 cannot be captured\n  cap: out of memory\n  dumpcap: dumpcap is not installed: it comes with Wireshark',
	});
});

test('a program that is not there is no crash', async (t) => {
	const missing = {program: '/nowhere/at/all', args: [], minds: 'signal' as const};
	const live = new SupervisedCapture('fake0', options, [{name: 'dumpcap', command: () => missing}]);
	await t.throwsAsync(live.frames.next(), {
		instanceOf: UsageError,
		message: /cannot be captured with dumpcap: .*ENOENT/,
	});
});

test('a name is no option', (t) => {
	t.throws(() => openLiveCapture({...options, source: '-w/etc/passwd'}), {instanceOf: UsageError});
	t.throws(() => openLiveCapture({...options, source: ''}), {instanceOf: UsageError});
});

test('cap cannot but be promiscuous', (t) => {
	t.throws(() => openLiveCapture({...options, backend: 'cap', promiscuous: false}), {
		instanceOf: UsageError,
		message: /always promiscuous; use another of/,
	});
});

test('a replay of what is no capture', async (t) => {
	const missing = openLiveCapture({...options, source: {replay: 'no-such.pcap', speed: 1}});
	await t.throwsAsync(missing.frames.next(), {instanceOf: CaptureError, message: /^no-such.pcap: no such file$/});
	const text = openLiveCapture({...options, source: {replay: 'package.json', speed: 1}});
	await t.throwsAsync(text.frames.next(), {instanceOf: CaptureError, message: /this is not a capture/});
});

const counts = test.macro<[name: BackendName, line: string, told: unknown]>({
	exec: (t, name, line, told) => t.deepEqual(backendFor(name, 'x', options).drops!(line) as unknown, told),
	title: (_, name, line) => `${name} counts: ${line}`,
});
const dumpcapSays = "Packets received/dropped on interface 'a:b': 8/7 (pcap:4/dumpcap:2/flushed:1/ps_ifdrop:3) (53.3%)";
test(counts, 'dumpcap', dumpcapSays, {captured: 7, before: 3});
test(counts, 'dumpcap', 'Packets captured: 8', undefined);
test(counts, 'tcpdump', '9 packets dropped by kernel', {captured: 9});
test(counts, 'tcpdump', '1 packet dropped by interface', {before: 1});
test(counts, 'tcpdump', 'tcpdump: 5 packets captured, 5 packets received by filter, 2 packets dropped by kernel', {
	captured: 2,
});
test(counts, 'tcpdump', '5 packets received by filter', undefined);

test('what a program counted as lost is told', async (t) => {
	const capture = base64(pcap(frames([new Uint8Array(60)])));
	const backend = scripted([
		`emit('${capture}'); over(() => { process.stderr.write(${JSON.stringify(`${dumpcapSays}\n`)}); process.exit(0); });`,
	]);
	const {drops} = backendFor('dumpcap', 'x', options);
	const live = new SupervisedCapture('fake0', options, [{...backend, drops: drops!}]);
	const {seen, changes, end, until} = watched(live);
	await until(() => seen.length === 1);
	t.is(live.state.drops, undefined);
	live.stop();
	await end;
	t.is(live.state.drops, 10);
	t.true(changes.some(({kind, message}) => kind === 'drops' && message === '10 frames were lost until now'));
});
