import test from 'ava';
import {SupervisedCapture} from '#portolan/capture/live/supervised-capture.js';
import {frames, pcap} from '../../support/capture-files.js';
import {base64, options, scripted, watched} from '../../support/live.js';

const list = frames(Array.from({length: 6}, (_, index) => new Uint8Array(60 + index).fill(index)));
const capture = (from: number, to: number) => pcap(list.slice(from, to));
const STAY = 'over(() => process.exit(0));';
const KILL = `process.kill(process.pid, 'SIGKILL');`;
const emit = (octets: Uint8Array) => `emit('${base64(octets)}');`;

test('frames are counted on over a process that dies in the middle of one', async (t) => {
	const half = capture(0, 4).slice(0, -5);
	const live = new SupervisedCapture('fake0', options, [
		scripted([`${emit(half)} setTimeout(() => {${KILL}}, 100);`, `${emit(capture(3, 6))} ${STAY}`]),
	]);
	const {seen, changes, kinds, end, until} = watched(live);
	await until(() => seen.length === 6);
	t.deepEqual(
		seen.map(({number, octets}) => [number, octets]),
		list.map(({octets}, index) => [index + 1, octets]),
	);
	t.true(live.state.isUp);
	t.is(live.state.restarts, 1);
	t.is(live.state.drops, undefined);
	live.stop();
	await end;
	t.deepEqual(kinds(), ['started', 'failed', 'restarted', 'stopped']);
	t.regex(changes[1]!.message, /^dumpcap ended after packet 3 \(killed by SIGKILL\); it is started again$/);
	t.regex(changes[2]!.message, /^dumpcap captures again; nothing was captured for \S+ s$/);
	t.like(live.coverage, {frames: 6, complete: true, problem: undefined, isRead: true, path: 'fake0'});
	t.deepEqual([...live.coverage.oddities], [['frame cut off where a capturing process ended', 1]]);
	t.false(live.state.isUp);
});

test('what is no capture is told, and its process ended', async (t) => {
	const live = new SupervisedCapture('fake0', options, [
		scripted([`fs.writeSync(1, 'Segmentation fault'); setInterval(() => {}, 1000);`, `${emit(capture(0, 1))} ${STAY}`]),
	]);
	const {seen, changes, end, until} = watched(live);
	await until(() => seen.length === 1);
	live.stop();
	await end;
	t.regex(changes[1]!.message, /this is not a capture: it begins with the text "Segmentation fau/);
	t.true(live.coverage.complete);
	t.true(live.coverage.isCapture);
});

test('a damaged stream is left where it is damaged', async (t) => {
	const damaged = capture(0, 3);
	damaged[24 + 16 + 60 + 8 + 3] = 0x7f;
	const live = new SupervisedCapture('fake0', options, [
		scripted([`${emit(damaged)} setInterval(() => {}, 1000);`, `${emit(capture(1, 6))} ${STAY}`]),
	]);
	const {seen, changes, end, until} = watched(live);
	await until(() => seen.length === 6);
	live.stop();
	await end;
	t.deepEqual(
		seen.map(({octets}) => octets),
		list.map(({octets}) => octets),
	);
	t.regex(changes[1]!.message, /^dumpcap ended after packet 1 .*packet 2, at octet 100, claims/);
});

test('what it captured until it is stopped is read', async (t) => {
	const [first, rest] = [capture(0, 3), capture(3, 6).slice(24)];
	const live = new SupervisedCapture('fake0', options, [
		scripted([`${emit(first)} over(() => { ${emit(rest)} process.exit(0); });`]),
	]);
	const {seen, kinds, end, until} = watched(live);
	await until(() => seen.length === 3);
	live.stop();
	await end;
	t.is(seen.length, 6);
	t.deepEqual(kinds(), ['started', 'stopped']);
});

test('a process that does not end when it is asked to is ended', async (t) => {
	const live = new SupervisedCapture('fake0', options, [
		scripted([`${emit(capture(0, 1))} process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`]),
	]);
	const {seen, end, until} = watched(live);
	await until(() => seen.length === 1);
	const before = performance.now();
	live.stop();
	await end;
	t.true(performance.now() - before < 15_000);
	t.true(live.coverage.complete);
});

test('one that dies again and again is started again and again, at growing distances', async (t) => {
	const live = new SupervisedCapture('fake0', options, [
		scripted([`${emit(capture(0, 1))} process.exitCode = 7; process.stderr.write('out of luck\\n');`]),
	]);
	const {changes, kinds, end, until} = watched(live);
	await until(() => live.state.restarts === 5);
	const before = performance.now();
	live.stop();
	await end;
	t.true(performance.now() - before < 3500, 'a pause ends with the capture');
	t.deepEqual(kinds().slice(0, 6), ['started', 'failed', 'restarted', 'failed', 'restarted', 'failed']);
	t.regex(changes[1]!.message, /\(status 7\): out of luck; it is started again/);
});

test('a flood nobody keeps up with waits in the pipe, and nothing of it is lost', async (t) => {
	const record = base64(pcap(frames([new Uint8Array(1400)])).slice(24));
	const live = new SupervisedCapture('fake0', options, [
		scripted([
			`${emit(capture(0, 0))} const many = Buffer.concat(Array(100).fill(Buffer.from('${record}', 'base64')));
			for (let i = 0; i < 200; i++) fs.writeSync(1, many); ${STAY}`,
		]),
	]);
	let count = 0;
	for await (const batch of live.frames) {
		t.is(batch.number[0]!, count + 1);
		count += batch.count;
		await new Promise((resolve) => setTimeout(resolve, 1));
		if (count === 20_000) live.stop();
	}
	t.is(count, 20_000);
	t.true(live.coverage.complete);
});

test('whoever stops reading ends the process too', async (t) => {
	const live = new SupervisedCapture('fake0', options, [scripted([`${emit(capture(0, 3))} ${STAY}`])]);
	for await (const batch of live.frames) {
		t.is(batch.count, 3);
		break;
	}
	t.true(live.coverage.isRead);
	t.false(live.state.isUp);
});
