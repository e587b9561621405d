import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import test from 'ava';
import {openLiveCapture} from '#portolan/capture/live/open.js';
import type {Replay} from '#portolan/capture/live/options.js';
import {frames, netmon, Pcapng, pcap, snoop} from '../../support/capture-files.js';
import {childrenOf, commandOf, options, watched} from '../../support/live.js';
import {octets} from '../../support/packets.js';
import {readFile} from '../../support/reading.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-replay-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const list = frames(Array.from({length: 40}, (_, index) => new Uint8Array(60 + index).fill(index)));

function file(name: string, content: Uint8Array): string {
	const full = path.join(folder, name);
	writeFileSync(full, content);
	return full;
}

/** Of two link types, cut frames, and with what was lost. */
function mixed(): Uint8Array {
	const build = new Pcapng();
	return octets(
		build.section(),
		build.interface({linkType: 1}),
		build.interface({linkType: 101}),
		...list.map(({octets: frame, time}, index) =>
			build.enhanced(frame, BigInt(time), {interfaceId: index % 2, originalLength: frame.length + index}),
		),
		build.statistics(build.option(7, 12n)),
	);
}

const replay = (name: string, speed: Replay['speed']) => openLiveCapture({...options, source: {replay: name, speed}});

for (const [name, content] of [
	['a.pcap', pcap(list)],
	['b.pcapng', mixed()],
	['c.cap', netmon(list)],
	['d.snoop', snoop(list)],
	['e.pcap.gz', gzipSync(pcap(list))],
] as const) {
	test(`${name} is replayed frame by frame`, async (t) => {
		const full = file(name, content);
		const live = replay(full, 'max');
		const {seen, end, kinds} = watched(live);
		await end;
		t.is(seen.length, list.length);
		t.deepEqual(seen, (await readFile(full)).frames);
		t.deepEqual(
			kinds().filter((kind) => kind !== 'drops'),
			['started', 'stopped'],
		);
		t.like(live.coverage, {frames: 40, complete: true, path: full});
		t.is(live.state.drops, name === 'b.pcapng' ? 12 : undefined);
		t.is(live.state.backend, 'replay');
	});
}

/** Seconds from when a replay of `recorded` seconds is asked for to its last frame. Whatever else the machine does makes it longer only. */
async function duration(recorded: number, speed: Replay['speed'], name: string): Promise<number> {
	const spread = frames([new Uint8Array(60), new Uint8Array(60)], {step: recorded * 1_000_000});
	const start = performance.now();
	await watched(replay(file(name, pcap(spread)), speed)).end;
	return (performance.now() - start) / 1000;
}

test('frames come at their own pace', async (t) => {
	const took = await duration(1, 1, 'pace.pcap');
	t.true(took >= 1, `${took}`);
});

test('ten times as fast', async (t) => {
	const took = await duration(20, 10, 'fast.pcap');
	t.true(took >= 2 && took < 20, `${took}`);
});

test('a file that is cut off is replayed to there, and said to be cut off', async (t) => {
	const live = replay(file('cut.pcap', pcap(list).slice(0, -7)), 'max');
	const {seen, end} = watched(live);
	await end;
	t.is(seen.length, 39);
	t.false(live.coverage.complete);
	t.regex(live.coverage.problem!, /the capture is cut off in the middle of packet 40/);
});

test('a replay is stopped in the middle', async (t) => {
	const slow = frames(
		list.map(({octets: frame}) => frame),
		{step: 50_000},
	);
	const live = replay(file('stopped.pcap', pcap(slow)), 1);
	const {seen, end, until} = watched(live);
	await until(() => seen.length >= 3);
	live.stop();
	await end;
	t.true(seen.length < 40);
	t.true(live.coverage.complete);
});

(process.platform === 'linux' ? test.serial : test.serial.skip)('after a death it goes on where it was', async (t) => {
	const slow = frames(
		list.map(({octets: frame}) => frame),
		{step: 30_000},
	);
	const live = replay(file('killed.pcap', pcap(slow)), 1);
	const {seen, kinds, end, until} = watched(live);
	await until(() => seen.length >= 5);
	// Other tests have children in this process too.
	const own = childrenOf(process.pid).filter((pid) => commandOf(pid).includes('killed.pcap'));
	t.not(own.length, 0);
	for (const pid of own) process.kill(pid, 'SIGKILL');
	await end;
	t.deepEqual(
		seen.map(({octets: frame, number}) => [number, frame]),
		list.map(({octets: frame}, index) => [index + 1, frame]),
	);
	t.true(kinds().includes('failed'));
	t.true(kinds().includes('restarted'));
});
