import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {Readable} from 'node:stream';
import test from 'ava';
import fc from 'fast-check';
import {openCaptures} from '#portolan/capture/merge.js';
import {MIN_WINDOW, openCapture, type ReaderName} from '#portolan/capture/open.js';
import {ticksOf, timestampReader} from '#portolan/capture/pcapng-time.js';
import {PcapngWriter} from '#portolan/capture/pcapng-writer.js';
import {frames, NEW_YEAR, netmon, oldPcap, Pcapng, pcap, pcapng, snoop} from '../support/capture-files.js';
import {ethernet, octets, tcp} from '../support/packets.js';
import {chunked, readCapture} from '../support/reading.js';

const two = frames([ethernet(tcp('10.0.0.1:50000', '10.0.0.2:443')), ethernet(tcp('10.0.0.2:443', '10.0.0.1:50000'))]);

/** Every frame of a capture with its interface and exact time, and the capture as it is when it is written again. */
async function rewritten(capture: Uint8Array, {chunkSize = 65_536, reader = 'portolan' as ReaderName} = {}) {
	const options = {reader, windowSize: MIN_WINDOW, standardInput: chunked(capture, chunkSize), isExact: true};
	const writer = new PcapngWriter('0.0.0');
	const exact: unknown[] = [];
	for await (const batch of openCapture('-', 0, options).frames) {
		for (let row = 0; row < batch.count; row++) {
			const {provenance} = batch;
			const start = batch.offset[row]!;
			const {linkType, snaplen, tsresol, tsoffset, name, description} = provenance!.interface[row]!;
			exact.push({
				origin: {linkType, snaplen, tsresol, tsoffset, name, description},
				ticks: (BigInt(provenance!.ticksHigh[row]!) << 32n) | BigInt(provenance!.ticksLow[row]!),
				octets: batch.octets.slice(start, start + batch.capturedLength[row]!),
				originalLength: batch.originalLength[row],
				time: batch.time[row],
			});
			writer.packet(batch, row, [`packet ${batch.number[row]}`]);
		}
	}
	writer.finish(NEW_YEAR, NEW_YEAR + 60_000_000);
	return {exact, written: writer.take()};
}

const build = new Pcapng();
const bigEndian = new Pcapng({bigEndian: true});
const described = (() => {
	const u16 = (value: number) => [value & 0xff, value >>> 8];
	const options = [...build.option(2, 'eth0'), ...build.option(3, 'the uplink'), ...build.option(4, 'whatever')];
	return build.block(1, octets(u16(1), u16(0), [0, 2, 0, 0], options, [0, 0, 0, 0]));
})();

const captures: Readonly<Record<string, Uint8Array>> = {
	'pcap, microseconds': pcap(two),
	'pcap, nanoseconds': pcap(two, {nanoseconds: true, snaplen: 96}),
	'pcap, big-endian': pcap(two, {bigEndian: true}),
	'pcap of version 2.2': oldPcap(two, {version: [2, 2], swapped: true}),
	'pcap, cut frames': pcap(two.map((frame) => ({...frame, octets: frame.octets.slice(0, 40), originalLength: 1500}))),
	pcapng: pcapng(two),
	'pcapng, a resolution of 2^-20 s and an offset': octets(
		build.section(),
		build.interface({tsresol: 0x94, tsoffset: 86_400n, snaplen: 512}),
		build.enhanced(two[0]!.octets, 0x1_0000_0123n),
	),
	'pcapng, an offset before 1970 and picoseconds': octets(
		build.section(),
		build.interface({tsresol: 12, tsoffset: -5n}),
		build.enhanced(two[0]!.octets, 7_000_000_000_123n),
	),
	'pcapng, several sections, interfaces and byte orders': octets(
		build.section(),
		described,
		build.interface({linkType: 101, tsresol: 9}),
		build.enhanced(two[0]!.octets, 1_767_225_600_000_000n),
		build.enhanced(two[1]!.octets.slice(14), 1_767_225_600_000_000_001n, {interfaceId: 1}),
		bigEndian.section(),
		bigEndian.interface({tsresol: 9}),
		bigEndian.enhanced(two[1]!.octets, 1_767_225_600_000_000_789n),
	),
	'pcapng, simple packets': octets(
		build.section(),
		build.interface(),
		build.enhanced(two[0]!.octets, 5n),
		build.simple(two[1]!.octets),
	),
	snoop: snoop(two),
	netmon: netmon(two),
	'an empty frame': pcap([{octets: octets(), time: NEW_YEAR}]),
};

for (const [name, capture] of Object.entries(captures)) {
	test(`${name}: written again it has the same frames, times and interfaces`, async (t) => {
		const {exact, written} = await rewritten(capture);
		t.true(exact.length > 0);
		const again = await rewritten(written);
		t.deepEqual(again.exact, exact);
		t.deepEqual((await readCapture(written)).frames, (await readCapture(capture)).frames);
		t.deepEqual(again.written, written);
	});

	test(`${name}: however it comes, the same octets are written`, async (t) => {
		const {written} = await rewritten(capture);
		for (const chunkSize of [1, 7, 100]) t.deepEqual((await rewritten(capture, {chunkSize})).written, written);
	});
}

test('another reader gives the same', async (t) => {
	t.deepEqual((await rewritten(pcap(two), {reader: 'pcap-parser'})).written, (await rewritten(snoop(two))).written);
});

test('of several captures, each frame keeps its own', async (t) => {
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-writer-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const files = [pcap(two, {nanoseconds: true}), pcapng(two.map((frame) => ({...frame, time: frame.time + 500})))];
	const paths = files.map((octets_, index) => {
		const file = path.join(folder, String(index));
		writeFileSync(file, octets_);
		return file;
	});
	const options = {
		reader: 'portolan',
		windowSize: MIN_WINDOW,
		standardInput: Readable.from([]),
		isExact: true,
	} as const;
	const found: string[] = [];
	for await (const batch of openCaptures(paths, options).frames) {
		for (let row = 0; row < batch.count; row++) {
			found.push(`${batch.capture[row]} ${batch.number[row]} ${batch.provenance!.interface[row]!.tsresol}`);
		}
	}
	t.deepEqual(found, ['0 1 9', '1 1 6', '0 2 9', '1 2 6']);
});

test('comments stand on their packets, and too long ones are cut between characters', async (t) => {
	const writer = new PcapngWriter('0.0.0');
	const options = {
		reader: 'portolan',
		windowSize: MIN_WINDOW,
		standardInput: chunked(pcap(two), 65_536),
		isExact: true,
	} as const;
	for await (const batch of openCapture('-', 0, options).frames) {
		writer.packet(batch, 0, ['first', 'second']);
		writer.packet(batch, 1, [`x${'é'.repeat(40_000)}`]);
	}
	const written = writer.take();
	const {coverage} = await readCapture(written);
	t.deepEqual(coverage.comments.slice(0, 2), [
		{packet: 1, text: 'first'},
		{packet: 1, text: 'second'},
	]);
	t.is(coverage.comments[2]!.packet, 2);
	t.notRegex(coverage.comments[2]!.text, /\ufffd/);
	t.true(coverage.complete);
	t.deepEqual([...coverage.oddities], []);
});

test('a time in units of an interface is the first that is not before it', (t) => {
	const isFirst = fc.property(
		fc.integer({min: 0, max: 2 ** 52}),
		fc.oneof(fc.integer({min: 0, max: 9}), fc.integer({min: 0x80, max: 0x9e})),
		fc.bigInt({min: -100_000n, max: 0n}),
		(time, tsresol, tsoffset) => {
			const ticks = ticksOf(time, tsresol, tsoffset);
			const read = timestampReader(tsresol, tsoffset);
			const at = (value: bigint) => read(Number(value >> 32n), Number(value & 0xffff_ffffn));
			return at(ticks) >= time && (ticks === 0n || at(ticks - 1n) < time);
		},
	);
	t.notThrows(() => fc.assert(isFirst));
});

const hasTshark = spawnSync('tshark', ['--version']).error === undefined;

test('tshark reads what is written', async (t) => {
	if (!hasTshark) {
		t.log('skipped: tshark is not installed');
		t.pass();
		return;
	}
	const folder = mkdtempSync(path.join(tmpdir(), 'portolan-writer-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const file = path.join(folder, 'written.pcapng');
	for (const [name, capture] of Object.entries(captures)) {
		const {written, exact} = await rewritten(capture);
		writeFileSync(file, written);
		const fields = ['-T', 'fields', '-e', 'frame.len', '-e', 'frame.comment'];
		const {stdout, stderr, status} = spawnSync('tshark', ['-r', file, ...fields], {encoding: 'utf8'});
		t.is(status, 0, `${name}: ${stderr}`);
		t.deepEqual(
			stdout.trimEnd().split('\n'),
			(exact as {originalLength: number}[]).map(({originalLength}, index) => `${originalLength}\tpacket ${index + 1}`),
			name,
		);
	}
});

test('until when a capture was watched is believed of files of its own alone', async (t) => {
	const {written} = await rewritten(pcap(two));
	t.is((await readCapture(written)).coverage.watchedUntil, NEW_YEAR + 60_000_000);
	const end = build.option(3, BigInt(NEW_YEAR + 60_000_000));
	// Upper half first (§4.6), which is not the byte order of one number of 64 bits.
	const halves = [...end.slice(0, 4), ...end.slice(8, 12), ...end.slice(4, 8)];
	const from = (application: string) =>
		octets(
			build.section({options: build.option(4, application)}),
			build.interface(),
			build.enhanced(two[0]!.octets, BigInt(two[0]!.time)),
			build.statistics(halves),
		);
	t.is((await readCapture(from('portolan 0.1.0'))).coverage.watchedUntil, NEW_YEAR + 60_000_000);
	t.is((await readCapture(from('Dumpcap (Wireshark) 4.0.17'))).coverage.watchedUntil, undefined);
	t.is(
		(await readCapture(octets(from('portolan 0.1.0'), from('Editcap 4.0.17')))).coverage.watchedUntil,
		NEW_YEAR + 60_000_000,
	);
	t.is((await readCapture(pcapng(two))).coverage.watchedUntil, undefined);
});
