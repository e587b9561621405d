import test from 'ava';
import fc from 'fast-check';
import {assemble, type Timed} from '../support/flows.js';
import {ascii, conversation, icmp, ipv4, octets, tcp, udp} from '../support/packets.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';
const C6 = '[fd00::1]:50000';
const S6 = '[fd00::2]:443';

/** The same IP packet with another TTL or hop limit, as behind routers. */
function hop(packet: Uint8Array, routers = 1): Uint8Array {
	const copy = Uint8Array.from(packet);
	copy[copy[0]! >>> 4 === 6 ? 7 : 8]! -= routers;
	return copy;
}

/** Packets at the given milliseconds. */
function at(...list: ReadonlyArray<readonly [milliseconds: number, packet: Uint8Array]>): Timed[] {
	return list.map(([milliseconds, packet]) => [milliseconds / 1000, packet]);
}

const marked = {id: 77};
const unmarked = {id: 0};

const counts = test.macro<[packets: readonly Timed[], duplicates: number, routed?: number]>({
	exec: (t, packets, duplicates, routed = 0) => {
		const {table, biflows} = assemble(packets);
		t.is(table.counts.duplicates, duplicates);
		t.is(table.counts.duplicatesRouted, routed);
		const counted = biflows.reduce((sum, flow) => sum + flow.initiatorPackets + flow.responderPackets, 0);
		t.is(counted + duplicates, packets.length);
	},
	title: (name, _, duplicates) => `${name}: ${duplicates === 0 ? 'no duplicate' : `${duplicates} duplicates`}`,
});

const data = tcp(C, S, {flags: 'PA', seq: 5, payload: ascii('x'), ...marked});
const data6 = tcp(C6, S6, {flags: 'PA', seq: 5, payload: ascii('x')});
const poll = udp(C, S, ascii('poll'), unmarked);
const poll6 = udp(C6, S6, ascii('poll'));
const ack6 = tcp(C6, S6, {flags: 'A', seq: 5, ack: 9});

test('the same segment at once', counts, at([0, data], [0, data]), 1);
test('9 ms later', counts, at([0, data], [9, data]), 1);
test('a little before, as two interfaces may say', counts, at([5, data], [4, data]), 1);
test('11 ms later, and a tick', counts, at([0, data], [11, data]), 0);
test('three times', counts, at([0, data], [1, data], [2, data]), 2);
test(
	'again and again: the window is that of the first',
	counts,
	at(...[0, 8, 16, 24].map((ms) => [ms, data] as const)),
	2,
);
test('over IPv6', counts, at([0, data6], [1, data6]), 1);
test('behind a router', counts, at([0, data], [1, hop(data)]), 1, 1);
test('behind a router, over IPv6', counts, at([0, poll6], [1, hop(poll6)]), 1, 1);
test(
	'on each port of two routers',
	counts,
	at([0, data], [0, data], [1, hop(data)], [1, hop(data)], [2, hop(data, 2)]),
	4,
	2,
);
test('with a higher TTL, as a trace of the route has', counts, at([0, hop(poll)], [1, poll]), 0);
test(
	'a retransmission has another identification',
	counts,
	at([0, data], [1, tcp(C, S, {flags: 'PA', seq: 5, payload: ascii('x'), id: 78})]),
	0,
);
test('a retransmission over IPv6 comes later', counts, at([0, data6], [200, data6]), 0);
test('a retried SYN', counts, at([0, tcp(C6, S6, {flags: 'S'})], [1000, tcp(C6, S6, {flags: 'S'})]), 0);
test('a SYN in IPv6 at once', counts, at([0, tcp(C6, S6, {flags: 'S'})], [1, tcp(C6, S6, {flags: 'S'})]), 1);
test('keep-alives', counts, at([0, tcp(C, S, unmarked)], [1000, tcp(C, S, unmarked)], [2000, tcp(C, S, unmarked)]), 0);
test('repeated acknowledgments of a lost segment', counts, at([0, ack6], [1, ack6], [2, ack6]), 0);
test(
	'resets for each segment in flight',
	counts,
	at(...[0, 1, 2].map((ms) => [ms, tcp(S, C, {flags: 'R', ...unmarked})] as const)),
	0,
);
test('equal polls in quick succession', counts, at([0, poll], [1, poll], [2, poll]), 0);
test('equal polls where others are copied', counts, at([0, data], [1, data], [2, poll], [3, poll]), 2);
test('a marked poll', counts, at([0, udp(C, S, ascii('poll'), marked)], [1, udp(C, S, ascii('poll'), marked)]), 1);
test(
	'polls with identifications of their own',
	counts,
	at([0, udp(C, S, ascii('poll'), {id: 4})], [1, udp(C, S, ascii('poll'), {id: 5})]),
	0,
);
test(
	'polls that differ in the last octet',
	counts,
	at([0, udp(C, S, ascii('a:1|c'), marked)], [1, udp(C, S, ascii('a:1|d'), marked)]),
	0,
);
test(
	'the answer with the same ports is no copy',
	counts,
	at(
		[0, udp('10.0.0.1:53', '10.0.0.2:53', ascii('x'), marked)],
		[1, udp('10.0.0.2:53', '10.0.0.1:53', ascii('x'), marked)],
	),
	0,
);
test(
	'echo requests differ in their number',
	counts,
	at([0, icmp('10.0.0.1', '10.0.0.2', 8)], [1, icmp('10.0.0.1', '10.0.0.2', 8, 0, octets(0, 7, 0, 2))]),
	0,
);
test('an echo request', counts, at([0, icmp('10.0.0.1', '10.0.0.2', 8)], [1, icmp('10.0.0.1', '10.0.0.2', 8)]), 1);
test(
	'fragments of one datagram',
	counts,
	at(
		[0, ipv4('10.0.0.1', '10.0.0.2', 47, new Uint8Array(16), {id: 9, moreFragments: true})],
		[1, ipv4('10.0.0.1', '10.0.0.2', 47, new Uint8Array(16), {id: 9, moreFragments: true, fragmentOffset: 2})],
	),
	0,
);
test(
	'other options of IPv4',
	counts,
	at(
		[0, udp(C, S, ascii('x'), {...marked, options: octets(7, 3, 4, 0)})],
		[1, udp(C, S, ascii('x'), {...marked, options: octets(148, 4, 0, 0)})],
	),
	0,
);
test(
	'without a time',
	counts,
	[
		[-1_767_225_600, data],
		[-1_767_225_600, data],
	],
	0,
);

test('a conversation seen twice comes to the edge of one seen once', (t) => {
	const once = [...conversation(C, S), ...conversation(C6, S6)].map((packet, index) => [index / 100, packet] as const);
	const twice = once.flatMap(([seconds, packet]): Timed[] => [
		[seconds, packet],
		[seconds + 0.001, packet],
		[seconds + 0.002, hop(packet)],
	]);
	const strip = (edges: ReturnType<typeof assemble>['edges']) => edges.map(({firstFrame, ...edge}) => edge);
	const copied = assemble(twice);
	t.deepEqual(strip(copied.edges), strip(assemble(once).edges));
	t.is(copied.table.counts.duplicates, 2 * once.length);
});

test('batches of any size find the same duplicates', (t) => {
	const packets = [data, data6, poll, poll6, ack6, hop(data), hop(poll), ...conversation(C, S)];
	const list = fc.array(fc.tuple(fc.integer({min: 0, max: 200}), fc.constantFrom(...packets)), {maxLength: 60});
	fc.assert(
		fc.property(list, fc.integer({min: 1, max: 20}), (timed, rows) => {
			const sorted = at(...timed.toSorted((a, b) => a[0] - b[0]));
			t.deepEqual(assemble(sorted, {rows}).table.counts, assemble(sorted).table.counts);
		}),
	);
});

test('where nothing was copied for long, copies are found again within a few packets', (t) => {
	const segment = (seq: number) => tcp(C, S, {flags: 'PA', seq, id: 1 + (seq % 60_000), payload: ascii('x')});
	const single = Array.from({length: 40_000}, (_, index): Timed => [index / 1000, segment(7 * index)]);
	const copied = Array.from(
		{length: 2000},
		(_, index): Timed => [40 + (index >> 1) / 1000, segment(7 * (40_000 + (index >> 1)))],
	);
	const {table} = assemble([...single, ...copied]);
	t.true(table.counts.duplicates > 900 && table.counts.duplicates <= 1000, `${table.counts.duplicates} of 1000`);
});
