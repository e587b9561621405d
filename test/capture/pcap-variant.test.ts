import test from 'ava';
import {frames, NEW_YEAR, type OldPcapOptions, oldPcap} from '../support/capture-files.js';
import {ethernet, tcp} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

const list = frames(
	[1, 2, 3, 4].map((index) =>
		ethernet(tcp(`10.0.0.${index}:${index}`, '10.0.9.9:80', {payload: new Uint8Array(index * 5).fill(index)})),
	),
);
// Cut by the snaplen, so that the two lengths differ.
const short = list.map((frame) => ({...frame, originalLength: frame.octets.length + 100}));
const linux = [3, 0, 0, 0, 0, 8, 0, 0];

const variant = test.macro({
	exec: async (t, options: OldPcapOptions, linkType = 1) => {
		for (const bigEndian of [false, true]) {
			const behindRecord = bigEndian && options.behindRecord === linux ? [0, 0, 0, 3, 8, 0, 0, 0] : undefined;
			const capture = oldPcap(short, {...options, bigEndian, ...(behindRecord && {behindRecord})});
			for (const chunkSize of [1, 4096, 1 << 24]) {
				const {frames: read, coverage} = await readCapture(capture, {chunkSize});
				t.deepEqual(
					read.map(({octets, time, originalLength}) => ({octets, time, originalLength})),
					short.map(({octets, time, originalLength}) => ({octets, time, originalLength})),
				);
				t.true(read.every((frame) => frame.linkType === linkType));
				t.like(coverage, {complete: true, format: 'pcap', first: NEW_YEAR});
				t.is(coverage.oddities.size, 0);
			}
		}
	},
	title: (name) => name!,
});

test('version 2.2: the original length stands first', variant, {version: [2, 2], swapped: true});
test('version 2.0', variant, {version: [2, 0], swapped: true});
test('version 2.3, with the lengths as its header says', variant, {version: [2, 3]});
test('version 2.3, with the lengths as before', variant, {version: [2, 3], swapped: true});
test('version 543.0 of DG/UX', variant, {version: [543, 0], swapped: true});
test('AIX: nanoseconds, interface types', variant, {version: [2, 2], linkType: 6, nanoseconds: true, swapped: true});
test('AIX: the loopback', variant, {version: [2, 2], linkType: 24, nanoseconds: true, swapped: true}, 0);
test('IXIA, hardware', variant, {magic: 0x1c0001ac, nanoseconds: true, behindHeader: [1, 2, 3, 4]});
test('IXIA, software', variant, {magic: 0x1c0001ab, behindHeader: [1, 2, 3, 4]});
test('modified, 24 octets in front of a frame', variant, {magic: 0xa1b2cd34, behindRecord: linux});
test('Red Hat 6.1: modified, with the usual magic number', variant, {behindRecord: linux});

test('SuSE 6.3: modified, 28 octets in front of a frame', async (t) => {
	const {frames: read} = await readCapture(oldPcap(list, {magic: 0xa1b2cd34, behindRecord: [...linux, 9, 9, 9, 9]}));
	t.deepEqual(
		read.map(({octets}) => octets),
		list.map(({octets}) => octets),
	);
});

test('Nokia: four octets more, with the usual magic number', async (t) => {
	for (const behindRecord of [
		[0x01, 0xb6, 0xbf, 0x9f],
		[0, 0, 0, 0],
	]) {
		const {frames: read} = await readCapture(oldPcap(list, {behindRecord}));
		t.is(read.length, 4);
		t.deepEqual(read[3]!.octets, list[3]!.octets);
	}
});

test('a usual file whose times are odd is read as a usual file', async (t) => {
	const odd = list.map((frame) => ({...frame, originalLength: 10}));
	const {frames: read} = await readCapture(oldPcap(odd));
	t.is(read.length, 4);
});

test('version 1 is refused', async (t) => {
	const {coverage} = await readCapture(oldPcap(list, {version: [1, 0]}));
	t.is(coverage.problem, 'this is a pcap file of version 1.0; portolan reads version 2');
});
