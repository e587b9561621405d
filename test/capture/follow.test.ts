import {appendFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Readable} from 'node:stream';
import {gzipSync} from 'node:zlib';
import test from 'ava';
import {MIN_WINDOW, openCapture} from '#portolan/capture/open.js';
import {frames, netmon, pcap, pcapng} from '../support/capture-files.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-follow-'));
test.after.always(() => rmSync(folder, {recursive: true}));
let files = 0;

const list = frames(Array.from({length: 50}, (_, index) => new Uint8Array(60 + index).fill(index)));

/** A file that begins with `start`, followed; what is read of it so far. */
function followed(start: Uint8Array) {
	const file = path.join(folder, `${++files}.cap`);
	writeFileSync(file, start);
	const controller = new AbortController();
	const {coverage, frames: batches} = openCapture(file, 0, {
		reader: 'portolan',
		windowSize: MIN_WINDOW,
		standardInput: Readable.from([]),
		follow: {stop: controller.signal, interval: 1},
	});
	const read: Uint8Array[] = [];
	const end = (async () => {
		for await (const {octets, offset, capturedLength, count} of batches) {
			for (let row = 0; row < count; row++) read.push(octets.slice(offset[row]!, offset[row]! + capturedLength[row]!));
		}
	})();
	const until = async (count: number) => {
		while (read.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
	};
	return {file, coverage, read, end, until, stop: () => controller.abort()};
}

for (const [name, capture] of [
	['pcap', pcap(list)],
	['pcapng', pcapng(list)],
] as const) {
	test(`${name}: frames come as they are written, and a half one at the end is no error`, async (t) => {
		const {file, coverage, read, end, until, stop} = followed(capture.slice(0, 1500));
		await until(10);
		t.true(read.length < 50);
		for (let at = 1500; at < capture.length - 7; at += 331) {
			appendFileSync(file, capture.slice(at, Math.min(at + 331, capture.length - 7)));
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		await until(49);
		stop();
		await end;
		t.deepEqual(
			read,
			list.slice(0, 49).map(({octets}) => octets),
		);
		t.like(coverage, {complete: true, problem: undefined, isRead: true, frames: 49});
	});
}

test('a gzipped capture that is still being written', async (t) => {
	const packed = gzipSync(pcap(list));
	const {coverage, end, stop} = followed(packed.slice(0, packed.length - 20));
	while (coverage.octetsRead < packed.length - 20) await new Promise((resolve) => setTimeout(resolve, 1));
	stop();
	await end;
	t.true(coverage.complete);
});

test('damage is an error all the same', async (t) => {
	const capture = pcap(list);
	capture[24 + 8 + 3] = 0x7f;
	const {coverage, end} = followed(capture);
	await end;
	t.regex(coverage.problem!, /packet 1, at octet 24, claims/);
});

test('Network Monitor cannot be followed', async (t) => {
	const {coverage, end} = followed(netmon(list));
	await end;
	t.regex(coverage.problem!, /cannot be followed: its frame table is written when the recording ends/);
});

test('a file into which nothing is written yet', async (t) => {
	const {coverage, end, stop} = followed(new Uint8Array(0));
	stop();
	await end;
	t.like(coverage, {complete: true, isRead: true, frames: 0});
});
