import {gzipSync} from 'node:zlib';
import test from 'ava';
import {frames, NEW_YEAR, Pcapng, pcap, pcapng, snoop} from '../support/capture-files.js';
import {ethernet, octets, tcp} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

// What every format must do alike: the same frames in, the same frames out, whatever the chunks they arrive in.

const packets = ['10.0.0.1:1', '10.0.0.2:22', '10.0.0.3:333'].map((source, index) =>
	ethernet(tcp(source, '10.0.9.9:80', {payload: new Uint8Array(index * 7).fill(index)})),
);
const list = frames(packets);

const formats: ReadonlyArray<readonly [name: string, capture: Uint8Array]> = [
	['pcap', pcap(list)],
	['pcap, big-endian', pcap(list, {bigEndian: true})],
	['pcap, nanoseconds', pcap(list, {nanoseconds: true})],
	['pcap, nanoseconds, big-endian', pcap(list, {nanoseconds: true, bigEndian: true})],
	['pcapng', pcapng(list)],
	['pcapng, big-endian', pcapng(list, {bigEndian: true})],
	['snoop', snoop(list)],
	['snoop of Surveyor', snoop(list, {version: 3, datalink: 10, padding: 20})],
	['pcap, gzip', gzipSync(pcap(list))],
	['pcapng, gzip', gzipSync(pcapng(list))],
];

for (const [name, capture] of formats) {
	for (const chunkSize of [1, 3, 4096, 1 << 24]) {
		test(`${name}: frames in chunks of ${chunkSize}`, async (t) => {
			const {frames: read, coverage} = await readCapture(capture, {chunkSize});
			t.deepEqual(
				read.map(({octets: frame, time, originalLength, linkType, number}) => ({
					frame,
					time,
					originalLength,
					linkType,
					number,
				})),
				list.map(({octets: frame, time}, index) => ({
					frame,
					time,
					originalLength: frame.length,
					linkType: 1,
					number: index + 1,
				})),
			);
			t.like(coverage, {complete: true, isRead: true, frames: 3, first: NEW_YEAR, last: NEW_YEAR + 2000});
			t.is(coverage.octetsRead, capture.length);
		});
	}

	test(`${name}: cut at every octet, whole frames before the cut are kept and the cut is told`, async (t) => {
		for (let length = 0; length < capture.length; length++) {
			const {frames: read, coverage} = await readCapture(capture.slice(0, length));
			for (const [index, {octets: frame}] of read.entries()) t.deepEqual(frame, list[index]!.octets);
			// A capture that ends between two records is whole as far as anybody can see.
			if (coverage.complete) continue;
			t.regex(coverage.problem!, /cut off|empty|no capture is that short/, `at ${length}: ${coverage.problem}`);
		}
	});
}

test('snoop: packets that were lost', async (t) => {
	t.is((await readCapture(snoop(list, {drops: 12}))).coverage.drops, 12);
	t.is((await readCapture(snoop(list))).coverage.drops, undefined);
});

test('a cut between records is no cut', async (t) => {
	const {frames: read, coverage} = await readCapture(pcap(list.slice(0, 2)));
	t.is(read.length, 2);
	t.true(coverage.complete);
});

test('pcapng: several sections of different byte orders, each with its own interfaces', async (t) => {
	const little = new Pcapng();
	const big = new Pcapng({bigEndian: true});
	const [a, b, c] = packets as [Uint8Array, Uint8Array, Uint8Array];
	const capture = octets(
		little.section(),
		little.interface({linkType: 1}),
		little.interface({linkType: 101, tsresol: 9}),
		little.enhanced(a, BigInt(NEW_YEAR)),
		little.enhanced(b, BigInt(NEW_YEAR) * 1000n + 999n, {interfaceId: 1}),
		big.section(),
		big.interface({linkType: 113}),
		big.enhanced(c, BigInt(NEW_YEAR + 5), {originalLength: 1500}),
	);
	const {frames: read, coverage} = await readCapture(capture);
	t.deepEqual(
		read.map(({linkType, time, originalLength}) => [linkType, time, originalLength]),
		[
			[1, NEW_YEAR, a.length],
			[101, NEW_YEAR, b.length],
			[113, NEW_YEAR + 5, 1500],
		],
	);
	t.true(coverage.complete);
});

test('pcapng: simple and obsolete packet blocks', async (t) => {
	const build = new Pcapng();
	const [a, b] = packets as [Uint8Array, Uint8Array];
	const {frames: read, coverage} = await readCapture(
		octets(
			build.section(),
			build.interface({snaplen: 40}),
			build.obsolete(a, BigInt(NEW_YEAR)),
			build.simple(b.slice(0, 40), b.length),
		),
	);
	t.deepEqual(
		read.map(({octets: frame, time, originalLength}) => [frame.length, time, originalLength]),
		[
			[a.length, NEW_YEAR, a.length],
			[40, NEW_YEAR, b.length],
		],
	);
	t.is(coverage.oddities.get('simple packet without a time'), 1);
	// The first frame is longer than the snaplen of its interface.
	t.is(coverage.oddities.get('record longer than the snaplen'), 1);
});

test('pcapng: blocks of other kinds are skipped and counted', async (t) => {
	const build = new Pcapng();
	const {frames: read, coverage} = await readCapture(
		octets(
			build.section(),
			build.block(4, octets(0, 0, 0, 0)),
			build.interface(),
			build.block(10, new Uint8Array(100_000)),
			build.enhanced(packets[0]!, 0n),
			build.block(9, new Uint8Array(8)),
			build.block(0x0204, new Uint8Array(8)),
			build.block(0x0bad, new Uint8Array(8)),
			build.block(77, new Uint8Array(0)),
		),
	);
	t.is(read.length, 1);
	t.deepEqual([...coverage.oddities.keys()].sort(), [
		'block of an unknown kind skipped',
		'custom block skipped',
		'decryption secrets block skipped',
		'sysdig block skipped',
		'systemd journal block skipped',
	]);
});

const broken = test.macro({
	exec: async (t, capture: Uint8Array, frameCount: number, problem: RegExp) => {
		const {frames: read, coverage} = await readCapture(capture);
		t.is(read.length, frameCount);
		t.false(coverage.complete);
		t.regex(coverage.problem!, problem);
	},
	title: (name) => name!,
});

const build = new Pcapng();
const start = octets(build.section(), build.interface());
const good = build.enhanced(packets[0]!, 0n);
const contradiction = build.block(6, new Uint8Array(40));
contradiction[contradiction.length - 4]! += 4;

test('an empty file', broken, octets(), 0, /^the file is empty$/);
test('three octets', broken, octets(1, 2, 3), 0, /3 octets; no capture is that short/);
test(
	'a text file',
	broken,
	new TextEncoder().encode('time,source,destination\n'),
	0,
	/not a capture: it begins with the text "time,source,dest"/,
);
test(
	'another binary file',
	broken,
	octets(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0),
	0,
	/begins with the octets 89 50 4e 47/,
);
test(
	'pcap: a length that cannot be true',
	broken,
	octets(pcap(list.slice(0, 1)), new Uint8Array(8), [0xff, 0xff, 0xff, 0x7f], new Uint8Array(4)),
	1,
	/packet 2, at octet 94, claims 2147483647 octets/,
);
test(
	'pcapng: lengths that differ',
	broken,
	octets(start, good, contradiction),
	1,
	/^the block at octet \d+ \(enhanced packet\) has length 52 in front and 56 behind/,
);
test(
	'pcapng: a block of 4 octets',
	broken,
	octets(start, good, [9, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0]),
	1,
	/has length 4; a block has at least 12/,
);
test(
	'pcapng: a packet of an interface that is not described',
	broken,
	octets(start, good, build.enhanced(packets[0]!, 0n, {interfaceId: 7})),
	1,
	/belongs to interface 7, but its section describes 1 interfaces/,
);
test(
	'pcapng: a packet larger than its block',
	broken,
	octets(start, build.block(6, octets(new Uint8Array(12), [99, 0, 0, 0], [99, 0, 0, 0]))),
	0,
	/claims 99 captured octets in a block that has room for 0/,
);
test(
	'pcapng: a section without a byte order',
	broken,
	octets([0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0], new Uint8Array(20)),
	0,
	/without the byte-order magic/,
);
test(
	'snoop: a record shorter than its frame',
	broken,
	octets(snoop(list.slice(0, 1)), [0, 0, 0, 60, 0, 0, 0, 60, 0, 0, 0, 30], new Uint8Array(12)),
	1,
	/^packet 2, at octet \d+, has 60 octets in a record of 30, so the file is damaged there$/,
);
test('snoop: version 1', broken, snoop(list, {version: 1}), 0, /snoop capture of version 1; portolan reads 2 to 5/);
