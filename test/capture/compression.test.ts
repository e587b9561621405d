import {gzipSync} from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import {xxh32} from '#portolan/capture/compression/xxh32.js';
import {frames, pcap} from '../support/capture-files.js';
import {packedSamples} from '../support/packed-samples.js';
import {ethernet, octets, tcp} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

const list = frames(
	Array.from({length: 40}, (_, index) =>
		ethernet(
			tcp(`10.0.0.${index % 5}:${1000 + index}`, '10.0.9.9:80', {
				payload: new Uint8Array((index * 7) % 50).fill(index),
			}),
		),
	),
);
const capture = pcap(list);
const samples = packedSamples.map(([name, base64]) => [name, new Uint8Array(Buffer.from(base64, 'base64'))] as const);

for (const [name, packed] of samples) {
	test(`${name}: the same frames in chunks of any size`, async (t) => {
		for (const chunkSize of [1, 7, 4096, 1 << 24]) {
			const {frames: read, coverage} = await readCapture(packed, {chunkSize});
			t.deepEqual(
				read.map(({octets: frame}) => frame),
				list.map(({octets: frame}) => frame),
			);
			t.like(coverage, {complete: true, compression: name.split(',')[0], octetsRead: packed.length});
		}
	});

	test(`${name}: cut at every octet, whole frames before the cut are kept and the cut is told`, async (t) => {
		for (let length = 4; length < packed.length; length++) {
			const {frames: read, coverage} = await readCapture(packed.slice(0, length));
			for (const [index, {octets: frame}] of read.entries()) t.deepEqual(frame, list[index]!.octets);
			// Between two frames or streams nothing shows that there was more but the capture inside.
			if (!coverage.complete) t.regex(coverage.problem!, /cut off|empty|no capture is that short/, `at ${length}`);
			else t.regex(name, /two/);
		}
	});
}

test('octets changed never throw, hang or invent frames', async (t) => {
	const changes = fc.array(fc.tuple(fc.nat(), fc.integer({min: 0, max: 255})), {minLength: 1, maxLength: 4});
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...samples), changes, async ([, packed], edits) => {
			const copy = Uint8Array.from(packed);
			for (const [position, value] of edits) copy[4 + (position % (copy.length - 4))] = value;
			const {coverage} = await readCapture(copy);
			t.true(coverage.isRead);
			t.is(coverage.complete, coverage.problem === undefined);
		}),
		{numRuns: 2000},
	);
});

test('damage is found by the checksums of lz4 and xz', async (t) => {
	for (const [name, packed] of samples.filter(([sample]) => /^(?:lz4|xz)/.test(sample))) {
		const copy = Uint8Array.from(packed);
		// In the middle of what was packed.
		copy[Math.floor(packed.length / 2)]! ^= 0x10;
		const {coverage} = await readCapture(copy);
		t.false(coverage.complete, name);
	}
});

test('a packing in a packing is undone, a third one is not', async (t) => {
	const twice = await readCapture(gzipSync(samples.find(([name]) => name === 'zstd')![1]));
	t.like(twice.coverage, {complete: true, compression: 'gzip, zstd', frames: 40});
	const thrice = await readCapture(gzipSync(gzipSync(gzipSync(capture))));
	t.regex(thrice.coverage.problem!, /^this is packed more than 2 times \(gzip, gzip, and again\); unpack it before$/);
});

const refused = test.macro({
	exec: async (t, packed: Uint8Array, problem: RegExp) => {
		const {coverage} = await readCapture(packed);
		t.like(coverage, {complete: false, frames: 0});
		t.regex(coverage.problem!, problem);
	},
	title: (name) => name!,
});

const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const padding = new Uint8Array(20);

test('zstd: a frame that asks for gigabytes', refused, octets(ZSTD, [0, 0xa8], padding), /more than 128 MiB of memory/);
test('zstd: a frame that needs a dictionary', refused, octets(ZSTD, [1, 0, 7], padding), /needs a dictionary/);
test('zstd: a block of the reserved kind', refused, octets(ZSTD, [0, 0, 7], padding), /zstd stream is damaged/);
test('zstd: nothing but a frame to skip', refused, octets([0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 9]), /file is empty/);
test(
	'lz4: an independent dictionary',
	refused,
	octets([4, 0x22, 0x4d, 0x18, 0x61, 0x40], padding),
	/needs a dictionary/,
);
test('lz4: a header that cannot be', refused, octets([4, 0x22, 0x4d, 0x18, 0, 0], padding), /lz4 stream is damaged/);

test('bombs are read through windows that do not grow', async (t) => {
	// One octet repeated 128 KiB long in four octets, again and again: records of no octets at time 0.
	const header = capture.slice(0, 24);
	const repeated = octets([2 | (((1 << 17) << 3) & 0xff), ((1 << 20) >> 8) & 0xff, (1 << 20) >> 16, 0]);
	const raw = octets([24 << 3, 0, 0], header);
	const bomb = octets(ZSTD, [0, 0x38], raw, ...Array<Uint8Array>(100).fill(repeated), [1, 0, 0]);
	const {coverage} = await readCapture(bomb);
	t.like(coverage, {complete: true, frames: (100 << 17) / 16});
});

test('XXH32 is that of its specification', (t) => {
	const sanity = new Uint8Array(222);
	let generator = 0x9e3779b1n;
	for (let index = 0; index < sanity.length; index++) {
		sanity[index] = Number((generator >> 56n) & 0xffn);
		generator = (generator * 0x9e3779b185ebca8dn) & 0xffff_ffff_ffff_ffffn;
	}
	t.is(xxh32(new Uint8Array(0)), 0x02cc5d05);
	t.is(xxh32(sanity.subarray(0, 1)), 0xcf65b03e);
	t.is(xxh32(sanity.subarray(0, 14)), 0x1208e7e2);
	t.is(xxh32(sanity), 0x5bd11dbd);
});
