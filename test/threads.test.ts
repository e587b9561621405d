import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import test from 'ava';
import {lastValueFrom} from 'rxjs';
import {PortSet, type PortTables} from '#portolan/net/port.js';
import {SLICES, sharesFor} from '#portolan/net/slice.js';
import {type AssemblyOptions, edgesOfThreads} from '#portolan/pipeline.js';
import {frames, NEW_YEAR, netmon, Pcapng, pcap} from './support/capture-files.js';
import {ascii, conversation, ethernet, ip, octets, tcp, u16, udp} from './support/packets.js';
import {readOptions} from './support/public-tests.js';
import {chunked} from './support/reading.js';

// What several threads make of a capture together is what one makes of it.

const folder = mkdtempSync(path.join(tmpdir(), 'portolan-threads-'));
test.after.always(() => rmSync(folder, {recursive: true}));

function file(name: string, content: Uint8Array): string {
	const full = path.join(folder, name);
	writeFileSync(full, content);
	return full;
}

const talk = (index: number) => conversation(`10.0.${index >> 6}.${index & 63}:${50_000 + index}`, '10.9.9.9:443');
const talks = (count: number, from = 0) => Array.from({length: count}, (_, index) => talk(from + index)).flat();

/** Frames of 60 KB, twice as much as there is room for at a time. */
const large = Array.from({length: 400}, (_, index) =>
	ethernet(
		tcp(`10.1.0.${index % 200}:${40_000 + index}`, '10.9.9.9:445', {payload: new Uint8Array(60_000).fill(index)}),
	),
);

/** Megabytes without a frame between frames. */
function gaps(): Uint8Array {
	const build = new Pcapng();
	const custom = build.block(0x0bad, new Uint8Array(400_000));
	const parts = Array.from({length: 12}, (_, index) => [
		...Array.from({length: index % 4 === 0 ? 8 : 0}, () => custom),
		...talk(index).map((packet, at) => build.enhanced(ethernet(packet), BigInt(NEW_YEAR + index * 1000 + at))),
	]).flat();
	return Buffer.concat([build.section(), build.interface(), ...parts]);
}

const wrapped = [
	...talk(1).map((packet) => ethernet(packet, {tags: [10, 20]})),
	...talk(2).map((packet) => ethernet(ip('10.2.0.1', '10.2.0.2', 4, packet))),
	...talk(3).map((packet) => ethernet(packet)),
];
const negotiated = [
	udp('10.3.0.1:2000', '10.3.0.2:69', octets(u16(1), ascii('boot'), 0, ascii('octet'), 0)),
	udp('10.3.0.2:3000', '10.3.0.1:2000', octets(u16(3), u16(1))),
];
const even = pcap(
	frames(
		talks(300).map((packet) => ethernet(packet)),
		{step: 1000},
	),
);
const odd = pcap(
	frames(
		talks(300, 200).map((packet) => ethernet(packet)),
		{step: 1700, start: NEW_YEAR + 500},
	),
);

const captures: Readonly<Record<string, readonly string[]>> = {
	'large frames': [file('large.pcap', pcap(frames(large)))],
	'megabytes without a frame': [file('gaps.pcapng', gaps())],
	'one that is not read in order': [file('large.cap', netmon(frames(large)))],
	'a compressed one': [file('even.pcap.gz', gzipSync(even))],
	'two that overlap': [file('even.pcap', even), file('odd.pcap', odd)],
	'tags and tunnels': [file('wrapped.pcap', pcap(frames(wrapped)))],
	'negotiated ports': [file('negotiated.pcap', pcap(frames(negotiated.map((packet) => ethernet(packet)))))],
	'one without frames': [file('empty.pcap', pcap([]))],
	'one that is cut off': [file('cut.pcap', even.slice(0, -7))],
	'none at all': [path.join(folder, 'not-there.pcap')],
};

async function read(paths: readonly string[], threads: number, options: Partial<AssemblyOptions> = {}) {
	const reading = await lastValueFrom(
		edgesOfThreads(paths, {...readOptions, interruption: new AbortController().signal, ...options}, threads),
	);
	const {edges, coverages, undecoded, inside, counts, names, watched, checksums} = reading;
	return {edges, coverages, undecoded, inside, counts, names: names.parts, watched, senders: checksums.senders};
}

for (const [name, paths] of Object.entries(captures)) {
	test(name, async (t) => {
		const alone = await read(paths, 1);
		for (const threads of [2, 3, 6]) t.deepEqual(await read(paths, threads), alone);
	});
}

test('windows larger than a batch may be', async (t) => {
	const paths = [
		captures['large frames']![0]!,
		file('late.pcap', pcap(frames(large, {start: NEW_YEAR + 3_600_000_000}))),
	];
	const options = {windowSize: 1 << 25};
	t.deepEqual((await read(paths, 2, options)).edges, (await read(paths, 1, options)).edges);
});

test('a pipe', async (t) => {
	const asFile = await read(captures['large frames']!, 1);
	const piped = await read(['-'], 3, {standardInput: chunked(pcap(frames(large)), 70_000)});
	t.deepEqual(piped.edges, asFile.edges);
});

test('what was read is used, however early the reading ends', async (t) => {
	const interruption = new AbortController();
	let batches = 0;
	const onProgress = () => {
		// Later than the batch: as a signal comes.
		if (++batches === 3) setImmediate(() => interruption.abort());
	};
	const options = {onProgress, interruption: interruption.signal};
	const {edges, coverages} = await read(captures['large frames']!, 3, options);
	const packets = edges.reduce(
		(sum, {initiatorPackets, responderPackets}) => sum + initiatorPackets + responderPackets,
		0,
	);
	t.true(packets > 0);
	t.true(packets < large.length);
	t.is(coverages[0]!.frames, packets);
	t.is(coverages[0]!.problem, `interrupted after packet ${packets}`);
});

test('that a thread failed is told', async (t) => {
	class Unsendable extends PortSet {
		override get tables(): PortTables {
			return 5 as unknown as PortTables;
		}
	}
	const documentedPorts = new Unsendable();
	await t.throwsAsync(() => read(captures['large frames']!, 2, {documentedPorts}), {
		any: true,
		message: /not iterable/,
	});
});

test('shares have every slice once', (t) => {
	for (let threads = 1; threads <= SLICES + 1; threads++) {
		const shares = sharesFor(threads);
		t.is(shares.length, threads);
		t.is(
			shares.reduce((sum, share) => sum + share, 0),
			2 ** SLICES - 1,
			`${threads}`,
		);
		// Nobody but the one that reads is idle.
		t.true(
			shares.slice(1).every((share) => share > 0),
			`${threads}`,
		);
	}
});
