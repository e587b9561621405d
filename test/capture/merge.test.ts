import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Readable} from 'node:stream';
import test from 'ava';
import fc from 'fast-check';
import {openCaptures} from '#portolan/capture/merge.js';
import {MIN_WINDOW} from '#portolan/capture/open.js';
import {pcap, pcapng} from '../support/capture-files.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-merge-'));
test.after.always(() => rmSync(folder, {recursive: true}));
let files = 0;

/** A capture with one frame a time; its only octets tell which capture and which frame it is. */
function file(index: number, times: readonly number[]): string {
	const name = path.join(folder, `${++files}.cap`);
	const list = times.map((time, number) => ({octets: Uint8Array.of(index, number >> 8, number & 0xff), time}));
	writeFileSync(name, index % 2 === 0 ? pcap(list) : pcapng(list));
	return name;
}

async function merged(captures: ReadonlyArray<readonly number[]>) {
	const paths = captures.map((times, index) => file(index, times));
	const {coverages, frames} = openCaptures(paths, {
		reader: 'portolan',
		windowSize: MIN_WINDOW,
		standardInput: Readable.from([]),
	});
	const list: Array<{time: number; capture: number; number: number}> = [];
	for await (const batch of frames) {
		for (let row = 0; row < batch.count; row++) {
			const start = batch.offset[row]!;
			const [index, high, low] = batch.octets.subarray(start, start + batch.capturedLength[row]!);
			const capture = batch.capture[row]!;
			list.push({time: batch.time[row]!, capture, number: batch.number[row]!});
			if (index !== capture || high! * 256 + low! + 1 !== batch.number[row])
				throw new Error('the frame is another one');
		}
	}
	return {list, coverages};
}

test('files are merged in the order of time, equal times in the order of the files', async (t) => {
	const {list} = await merged([
		[10, 30, 50],
		[20, 30, 40],
	]);
	t.deepEqual(
		list.map(({time, capture}) => [time, capture]),
		[
			[10, 0],
			[20, 1],
			[30, 0],
			[30, 1],
			[40, 1],
			[50, 0],
		],
	);
});

test('files that follow each other may be named in any order', async (t) => {
	const {list} = await merged([
		[500, 600],
		[100, 200],
		[300, 400],
	]);
	t.deepEqual(
		list.map(({time}) => time),
		[100, 200, 300, 400, 500, 600],
	);
});

test('frames of one file keep its order, even where its times go back', async (t) => {
	const {list} = await merged([
		[10, 50, 20],
		[30, 40],
	]);
	t.deepEqual(
		list.map(({time}) => time),
		[10, 30, 40, 50, 20],
	);
});

test('a file that is missing or broken does not take the others with it', async (t) => {
	const paths = [path.join(folder, 'none.pcap'), file(1, [10]), folder];
	const {coverages, frames} = openCaptures(paths, {
		reader: 'portolan',
		windowSize: MIN_WINDOW,
		standardInput: Readable.from([]),
	});
	let count = 0;
	for await (const batch of frames) count += batch.count;
	t.is(count, 1);
	t.deepEqual(
		coverages.map(({complete, problem}) => [complete, problem]),
		[
			[false, 'no such file'],
			[true, undefined],
			[false, 'this is a directory; name the captures in it'],
		],
	);
});

test('any captures with ascending times give all frames in order', async (t) => {
	const times = fc.array(fc.integer({min: 1, max: 300}), {maxLength: 40}).map((list) => list.sort((a, b) => a - b));
	await fc.assert(
		fc.asyncProperty(fc.array(times, {minLength: 2, maxLength: 5}), async (captures) => {
			const {list} = await merged(captures);
			const expected = captures
				.flatMap((list_, capture) => list_.map((time, index) => ({time, capture, number: index + 1})))
				.sort((a, b) => a.time - b.time || a.capture - b.capture || a.number - b.number);
			t.deepEqual(list, expected);
		}),
		{numRuns: 60},
	);
});

test('a rotated set of many files', async (t) => {
	const captures = Array.from({length: 250}, (_, index) => [index * 10, index * 10 + 5, index * 10 + 11]);
	const {list, coverages} = await merged(captures);
	t.deepEqual(
		list.map(({time}) => time),
		captures.flat().sort((a, b) => a - b),
	);
	t.true(coverages.every(({complete, oddities}) => complete && oddities.size === 0));
});

test('where too many overlap, all frames are read and the lost order is told', async (t) => {
	const captures = Array.from({length: 80}, (_, index) => [index, 1000 + index]);
	const {list, coverages} = await merged(captures);
	t.is(list.length, 160);
	const late = coverages.filter(({oddities}) => oddities.size > 0);
	t.true(late.length > 0 && late.length <= 16, `${late.length}`);
	t.is([...late[0]!.oddities.keys()][0], 'capture opened after its time, since 64 others overlap it');
});
