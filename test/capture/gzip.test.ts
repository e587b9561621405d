import {gzipSync} from 'node:zlib';
import test from 'ava';
import {frames, pcap} from '../support/capture-files.js';
import {ethernet, octets, tcp} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

/** Payloads that do not compress, so that a cut of the stream cuts the capture about where it is cut. */
let seed = 1;
const random = () => {
	seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
	return seed >>> 24;
};
const list = frames(
	Array.from({length: 3000}, () => {
		const noise = Uint8Array.from({length: 60}, random);
		return ethernet(tcp('10.0.0.1:1000', '10.0.0.2:80', {payload: noise}));
	}),
);
const capture = pcap(list);

test('several members are one stream', async (t) => {
	const half = Math.floor(capture.length / 2);
	const {coverage} = await readCapture(octets(gzipSync(capture.slice(0, half)), gzipSync(capture.slice(half))));
	t.like(coverage, {complete: true, frames: 3000, compression: 'gzip'});
});

test('a stream that is cut off keeps what came before', async (t) => {
	const packed = gzipSync(capture);
	const {coverage, frames: read} = await readCapture(packed.subarray(0, Math.floor(packed.length / 2)));
	t.false(coverage.complete);
	t.regex(coverage.problem!, /^the gzip stream is cut off after packet \d+$/);
	t.true(read.length > 1300 && read.length < 1700, `${read.length} frames of 3000`);
	t.deepEqual(read.at(-1)!.octets, list[read.length - 1]!.octets);
});

test('a stream that is damaged keeps what came before, the same for any chunks', async (t) => {
	const packed = gzipSync(capture);
	packed.fill(0xff, packed.length - 60_000, packed.length - 59_900);
	const [a, b] = await Promise.all([readCapture(packed), readCapture(packed, {chunkSize: 1000})]);
	// Damage shows in the stream's own checks or, before those, in what comes out of it.
	t.regex(a.coverage.problem!, /^the gzip stream is damaged after packet \d+|so the file is damaged there$/);
	t.is(a.coverage.problem, b.coverage.problem);
	t.true(a.frames.length > 1000, `${a.frames.length} frames`);
	t.is(a.coverage.frames, b.coverage.frames);
});

test('a bomb is read through a window that does not grow', async (t) => {
	// A thousand times its own size: records of no octets at time 0.
	const bomb = octets(gzipSync(capture.slice(0, 24)), gzipSync(new Uint8Array(1 << 23)));
	t.true(bomb.length < 10_000);
	const {coverage} = await readCapture(bomb);
	t.like(coverage, {complete: true, frames: (1 << 23) / 16, first: undefined});
});
