import test from 'ava';
import fc from 'fast-check';
import {frames, oldPcap, Pcapng, pcap, pcapng, snoop} from '../support/capture-files.js';
import {octets} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

const list = frames([new Uint8Array(40).fill(1), new Uint8Array(90).fill(2)]);

/** Names, statistics and comments beside a packet. */
const build = new Pcapng();
const beside = octets(
	build.section({length: 300n, options: build.option(1, 'a comment')}),
	build.interface(),
	build.names([[[10, 0, 0, 1], 'a\0b\0']]),
	build.enhanced(new Uint8Array(30), 1n, {options: [...build.option(1, 'x'), ...build.option(4, 7n)]}),
	build.statistics(build.option(5, 3n)),
);

test('a capture with octets changed never throws, and never invents frames beyond its size', async (t) => {
	const whole = fc.constantFrom(
		pcap(list),
		pcap(list, {bigEndian: true}),
		pcapng(list),
		pcapng(list, {bigEndian: true}),
		snoop(list),
		oldPcap(list, {magic: 0xa1b2cd34, behindRecord: [1, 0, 0, 0, 0, 8, 0, 0]}),
		oldPcap(list, {version: [2, 3]}),
		beside,
	);
	const changes = fc.array(fc.tuple(fc.nat(), fc.integer({min: 0, max: 255})), {minLength: 1, maxLength: 8});
	await fc.assert(
		fc.asyncProperty(whole, changes, async (capture, edits) => {
			const copy = Uint8Array.from(capture);
			for (const [position, value] of edits) copy[position % copy.length] = value;
			const {frames: read, coverage} = await readCapture(copy);
			t.true(read.length <= copy.length / 12);
			t.is(coverage.complete, coverage.problem === undefined);
		}),
		{numRuns: 2000},
	);
});

test('noise behind a magic number never throws', async (t) => {
	const magic = fc.constantFrom(
		[0xd4, 0xc3, 0xb2, 0xa1],
		[0xa1, 0xb2, 0x3c, 0x4d],
		[0x0a, 0x0d, 0x0d, 0x0a],
		[0x1f, 0x8b, 8, 0],
		[0xa1, 0xb2, 0xcd, 0x34, 0, 2, 0, 4],
		[0x47, 0x4d, 0x42, 0x55],
		[0x52, 0x54, 0x53, 0x53],
		[0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0, 0, 0, 0, 2],
		[0x28, 0xb5, 0x2f, 0xfd],
		[0x04, 0x22, 0x4d, 0x18],
		[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
	);
	await fc.assert(
		fc.asyncProperty(magic, fc.uint8Array({maxLength: 300}), async (start, noise) => {
			const {coverage} = await readCapture(octets(start, noise));
			t.true(coverage.isRead);
		}),
		{numRuns: 1000},
	);
});

test('a block that claims four gigabytes is passed over without memory for it', async (t) => {
	const {coverage} = await readCapture(
		octets(build.section(), [77, 0, 0, 0, 0xf0, 0xff, 0xff, 0xff], new Uint8Array(1000)),
	);
	t.regex(coverage.problem!, /^the capture is cut off in the middle of a block/);
});

test('a packet block that claims a megabyte is damage', async (t) => {
	const {coverage} = await readCapture(
		octets(build.section(), build.interface(), [6, 0, 0, 0, 0, 0, 16, 0], new Uint8Array(100)),
	);
	t.regex(coverage.problem!, /has length 1048576; a block with a packet has at most/);
});

test('interfaces are bounded', async (t) => {
	const descriptions = build.interface();
	const {coverage} = await readCapture(octets(build.section(), ...Array<Uint8Array>(65_537).fill(descriptions)), {
		chunkSize: 1 << 20,
	});
	t.regex(coverage.problem!, /describes more than 65536 interfaces/);
});
