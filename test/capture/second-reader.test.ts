import {gzipSync} from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import {frames, pcap, pcapng} from '../support/capture-files.js';
import {octets} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

/** Both readers, on the same octets: everything they say must be the same. */
async function both(capture: Uint8Array, chunkSize?: number) {
	const options = chunkSize === undefined ? {} : {chunkSize};
	const [ours, theirs] = await Promise.all([
		readCapture(capture, options),
		readCapture(capture, {...options, reader: 'pcap-parser'}),
	]);
	return {ours, theirs};
}

const list = frames([new Uint8Array(60).fill(1), octets(), new Uint8Array(1500).fill(3)]);

const agree = test.macro({
	exec: async (t, capture: Uint8Array) => {
		const {ours, theirs} = await both(capture);
		t.deepEqual(theirs, ours);
	},
	title: (name) => `${name}: both readers say the same`,
});

test('little-endian', agree, pcap(list));
test('big-endian', agree, pcap(list, {bigEndian: true, linkType: 101}));
test('gzipped', agree, gzipSync(pcap(list)));
test('beyond the snaplen', agree, pcap(list, {snaplen: 100}));
test('more frames than a batch holds', agree, pcap(frames(Array<Uint8Array>(9000).fill(octets(1)))));
test('no frames', agree, pcap([]));
test('an impossible length', agree, octets(pcap(list), new Uint8Array(8), [0xff, 0xff, 0xff, 0x7f], new Uint8Array(4)));

test('any capture, cut anywhere, in any chunks', async (t) => {
	const anyFrames = fc.array(fc.uint8Array({maxLength: 100}), {maxLength: 20}).map((all) => frames(all));
	await fc.assert(
		fc.asyncProperty(
			anyFrames,
			fc.boolean(),
			fc.nat(),
			fc.integer({min: 1, max: 200}),
			async (all, bigEndian, cut, chunk) => {
				const whole = pcap(all, {bigEndian});
				// pcap-parser is asked for captures; both refuse what is shorter than a magic number before they are.
				const {ours, theirs} = await both(whole.slice(0, 4 + (cut % (whole.length - 3))), chunk);
				t.deepEqual(theirs, ours);
			},
		),
	);
});

test('what it cannot read it says, and what can', async (t) => {
	for (const capture of [pcapng(list), pcap(list, {nanoseconds: true})]) {
		const {coverage} = await readCapture(capture, {reader: 'pcap-parser'});
		t.regex(
			coverage.problem!,
			/^pcap-parser cannot read this file \(unknown magic number: .+\); leave --reader out to read it$/,
		);
	}
});
