import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import {frames, NEW_YEAR, type NetmonOptions, netmon} from '../support/capture-files.js';
import {ethernet, tcp} from '../support/packets.js';
import {readCapture, readFile} from '../support/reading.js';

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-netmon-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const list = frames(
	Array.from({length: 300}, (_, index) =>
		ethernet(tcp(`10.0.0.1:${index + 1}`, '10.0.9.9:80', {payload: new Uint8Array(index).fill(index)})),
	),
);

/** By position from a file, and from memory through a pipe. */
async function bothWays(capture: Uint8Array, name: string) {
	const file = path.join(folder, `${name.replaceAll(/\W/g, '-')}.cap`);
	writeFileSync(file, capture);
	return [await readFile(file), await readCapture(capture), await readCapture(capture, {chunkSize: 1 << 24})];
}

const version = test.macro({
	exec: async (t, options: NetmonOptions) => {
		for (const {frames: read, coverage} of await bothWays(netmon(list, options), t.title)) {
			t.deepEqual(
				read.map(({octets, time, number, linkType}) => ({octets, time, number, linkType})),
				list.map(({octets, time}, index) => ({octets, time, number: index + 1, linkType: 1})),
			);
			t.like(coverage, {complete: true, format: 'netmon', first: NEW_YEAR});
		}
	},
	title: (_, {version: wanted, holes}: NetmonOptions) =>
		`version ${wanted!.join('.')}${holes === undefined ? '' : ' with holes'}`,
});

test(version, {version: [1, 1]});
test(version, {version: [2, 0]});
test(version, {version: [2, 1]});
test(version, {version: [2, 2]});
test(version, {version: [2, 3]});
test(version, {version: [2, 3], holes: 700});

test('the frame table decides on the order', async (t) => {
	const order = list.map((_, index) => (index * 7) % list.length);
	for (const {frames: read} of await bothWays(netmon(list, {order, holes: 40_000}), t.title)) {
		t.deepEqual(
			read.map(({octets}) => octets),
			order.map((index) => list[index]!.octets),
		);
	}
});

test('kinds of frames are link types', async (t) => {
	const networks = [0, 1, 2, 3, 7, 8, 9, 0xe071, 0xe080, 0xe083, 0xffe0, 4, 5];
	const {frames: read} = await readCapture(netmon(list.slice(0, networks.length), {networks}));
	t.deepEqual(
		read.map(({linkType}) => linkType),
		[1, 1, 6, 10, 101, 101, 101, 0x71, 105, 0xe083, 0xffe0, 0xf004, 0xf005],
	);
});

test('802.11 frames stand behind a header of their own', async (t) => {
	const header = new Uint8Array(32);
	header[1] = 32;
	const frame = Uint8Array.of(...header, 8, 1, 2, 3);
	const {frames: read} = await readCapture(netmon(frames([frame]), {networks: [6]}));
	t.like(read[0], {linkType: 105, originalLength: 4, octets: Uint8Array.of(8, 1, 2, 3)});
});

test('what is about the recording is no frame', async (t) => {
	const {frames: read, coverage} = await readCapture(netmon(list, {networks: [1, 0xfffd, 0xfffe, 0xfffc]}));
	t.is(read.length, 75);
	t.is(coverage.oddities.get('frame about the recording skipped'), 225);
	t.deepEqual(read.at(-1)!.number, 75);
});

test('a start without a time zone is told', async (t) => {
	const {coverage} = await readCapture(netmon(list, {version: [2, 2]}));
	t.true(coverage.oddities.has('start without a time zone, taken as UTC'));
	t.is((await readCapture(netmon(list))).coverage.oddities.size, 0);
});

test('a frame may lie before the start', async (t) => {
	const early = [{octets: list[0]!.octets, time: NEW_YEAR - 5}];
	for (const minor of [2, 3]) {
		const {frames: read} = await readCapture(netmon(early, {version: [2, minor]}));
		t.is(read[0]!.time, NEW_YEAR - 5);
	}
});

test('gzipped', async (t) => {
	const {frames: read, coverage} = await readCapture(gzipSync(netmon(list)));
	t.is(read.length, 300);
	t.is(coverage.compression, 'gzip');
});

test('cut at every octet: no frame is another one, and the cut is told', async (t) => {
	const capture = netmon(list.slice(0, 5), {holes: 3});
	for (let length = 4; length < capture.length; length++) {
		for (const {frames: read, coverage} of await bothWays(capture.slice(0, length), 'cut')) {
			for (const [index, {octets}] of read.entries()) t.deepEqual(octets, list[index]!.octets);
			t.regex(coverage.problem!, /cut off/, `at ${length}`);
		}
	}
});

test('a table that names a frame again and again is refused before it keeps us busy', async (t) => {
	const capture = netmon(list, {order: Array<number>(5000).fill(299)});
	for (const {frames: read, coverage} of await bothWays(capture, t.title)) {
		t.true(read.length < 300, `${read.length}`);
		t.regex(
			coverage.problem!,
			/^the frame table names more octets than the file has: packet \d+, at octet \d+, overlaps/,
		);
	}
});

test('a recording that was not finished', async (t) => {
	const capture = netmon(list);
	capture.fill(0, 24, 32);
	t.regex((await readCapture(capture)).coverage.problem!, /has no frame table: the recording was not finished/);
});

test('octets changed never throw', async (t) => {
	const changes = fc.array(fc.tuple(fc.nat(), fc.integer({min: 0, max: 255})), {minLength: 1, maxLength: 8});
	const versions = fc.constantFrom([1, 0] as const, [2, 0] as const, [2, 2] as const, [2, 3] as const);
	await fc.assert(
		fc.asyncProperty(versions, changes, async (wanted, edits) => {
			const copy = netmon(list.slice(0, 6), {version: wanted});
			for (const [position, value] of edits) copy[4 + (position % (copy.length - 4))] = value;
			const {frames: read, coverage} = await readCapture(copy);
			t.true(read.length <= copy.length / 8);
			t.is(coverage.complete, coverage.problem === undefined);
		}),
		{numRuns: 1000},
	);
});
