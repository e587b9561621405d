import test from 'ava';
import {Pcapng} from '../support/capture-files.js';
import {octets} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

// What stands in a pcapng file beside its packets.

const frame = Uint8Array.of(1, 2, 3, 4, 5);
const COMMENT = 1;
const INTERFACE_DROPS = 5;
const SYSTEM_DROPS = 7;
const RECEIVED = 4;
const DROP_COUNT = 4;

for (const bigEndian of [false, true]) {
	const order = bigEndian ? 'big-endian' : 'little-endian';
	const build = new Pcapng({bigEndian});
	const start = octets(build.section(), build.interface(), build.interface());
	const packet = (options: readonly number[], interfaceId = 0) => build.enhanced(frame, 1n, {options, interfaceId});

	test(`${order}: names of addresses`, async (t) => {
		const v6 = [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 1];
		const {coverage} = await readCapture(
			octets(
				start,
				build.names([
					[[10, 0, 1, 20], 'sql01.example.org\0sql01\0'],
					[v6, 'dc01\0'],
				]),
				packet([]),
				build.names([[[10, 0, 1, 20], 'sql01\0db\0']]),
			),
		);
		t.deepEqual(
			[...coverage.names],
			[
				['10.0.1.20', ['sql01.example.org', 'sql01', 'db']],
				['2001:db8::1', ['dc01']],
			],
		);
		t.is(coverage.oddities.size, 0);
	});

	test(`${order}: comments`, async (t) => {
		const {coverage} = await readCapture(
			octets(
				build.section({options: build.option(COMMENT, 'Mirror port of core-1')}),
				build.interface(),
				packet([]),
				packet(build.option(COMMENT, 'Here it begins: ä')),
			),
		);
		t.deepEqual(coverage.comments, [
			{packet: undefined, text: 'Mirror port of core-1'},
			{packet: 2, text: 'Here it begins: ä'},
		]);
	});

	test(`${order}: of many comments the first are kept and the rest is counted`, async (t) => {
		const many = Array<Uint8Array>(150).fill(packet(build.option(COMMENT, 'x')));
		const {coverage} = await readCapture(octets(start, ...many));
		t.is(coverage.comments.length, 100);
		t.is(coverage.comments.at(-1)!.packet, 100);
		t.is(coverage.commentsLeftOut, 50);
	});

	const drops = test.macro({
		exec: async (t, blocks: readonly Uint8Array[], expected: number | undefined) => {
			t.is((await readCapture(octets(start, ...blocks))).coverage.drops, expected);
		},
		title: (name) => `${order}: lost packets: ${name}`,
	});
	const statistics = (code: number, count: bigint, interfaceId = 0) =>
		build.statistics(build.option(code, count), interfaceId);

	test('nobody says', drops, [packet([]), statistics(RECEIVED, 9n)], undefined);
	test('none', drops, [packet([]), statistics(INTERFACE_DROPS, 0n)], 0);
	test(
		'of the interface and of the system',
		drops,
		[build.statistics([...build.option(INTERFACE_DROPS, 3n), ...build.option(SYSTEM_DROPS, 4n)])],
		7,
	);
	test('the last statistics count', drops, [statistics(INTERFACE_DROPS, 3n), statistics(INTERFACE_DROPS, 8n)], 8);
	test('of several interfaces', drops, [statistics(INTERFACE_DROPS, 3n), statistics(SYSTEM_DROPS, 8n, 1)], 11);
	test('between packets', drops, [packet(build.option(DROP_COUNT, 2n)), packet(build.option(DROP_COUNT, 5n))], 7);
	test(
		'between packets, and the statistics of the same',
		drops,
		[packet(build.option(DROP_COUNT, 2n)), packet(build.option(DROP_COUNT, 5n), 1), statistics(SYSTEM_DROPS, 3n)],
		8,
	);
	test('of several sections', drops, [statistics(SYSTEM_DROPS, 3n), start, statistics(SYSTEM_DROPS, 4n)], 7);

	test(`${order}: statistics of an interface that is not there`, async (t) => {
		const {coverage} = await readCapture(octets(start, statistics(SYSTEM_DROPS, 3n, 7)));
		t.is(coverage.drops, undefined);
		t.is(coverage.oddities.get('statistics of an interface not described'), 1);
	});

	test(`${order}: a section's length`, async (t) => {
		const content = octets(build.interface(), packet([]));
		const right = octets(build.section({length: BigInt(content.length)}), content);
		const wrong = octets(build.section({length: 4n}), content);
		const fitting = await readCapture(octets(right, right));
		t.like(fitting.coverage, {complete: true, frames: 2});
		t.is(fitting.coverage.oddities.size, 0);
		const other = await readCapture(octets(wrong, right, wrong));
		t.like(other.coverage, {complete: true, frames: 3});
		t.is(other.coverage.oddities.get('section of another length than its header says'), 2);
	});

	test(`${order}: a section of an unknown version is passed over by its length`, async (t) => {
		const content = Uint8Array.from({length: 1000}, (_, index) => index & 0xff);
		const unknown = octets(build.section({version: [2, 0], length: 1000n}), content);
		for (const chunkSize of [1, 4096]) {
			const {coverage} = await readCapture(octets(start, packet([]), unknown, start, packet([])), {chunkSize});
			t.like(coverage, {complete: true, frames: 2});
			t.is(coverage.oddities.get('section of an unknown version left out'), 1);
		}
		const cut = await readCapture(octets(start, packet([]), unknown.slice(0, 500)));
		t.regex(cut.coverage.problem!, /cut off in a section of an unknown version/);
		const endless = await readCapture(octets(start, build.section({version: [2, 0]})));
		t.regex(
			endless.coverage.problem!,
			/starts a section of version 2\.0, without its length; portolan reads version 1/,
		);
	});
}
