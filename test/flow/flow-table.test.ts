import test from 'ava';
import fc from 'fast-check';
import {assemble, ends, type Timed} from '../support/flows.js';
import {ascii, conversation, icmp, tcp, udp} from '../support/packets.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';

/** How many biflows the packets make, and why each but the last ended. */
const divides = test.macro<[packets: readonly Timed[], reasons: readonly string[]]>({
	exec: (t, packets, reasons) => {
		const {biflows} = assemble(packets);
		t.deepEqual(
			biflows.map(({flowEndReason}) => flowEndReason),
			[...reasons, 'forced-end'],
		);
	},
	title: (name, _, reasons) => `${name}: ${reasons.length + 1} biflow${reasons.length === 0 ? '' : 's'}`,
});

test('a conversation', divides, conversation(C, S), []);
test(
	'the same ports again with another SYN',
	divides,
	[...conversation(C, S), ...conversation(C, S, {seq: 9000})],
	['end-of-flow'],
);
test(
	'the same ports again though the first was never closed',
	divides,
	[...conversation(C, S, {close: false}), ...conversation(C, S, {seq: 9000})],
	['end-of-flow'],
);
test(
	'the same ports again, the other way round',
	divides,
	[...conversation(C, S), ...conversation(S, C, {seq: 9000})],
	['end-of-flow'],
);
test(
	'a SYN in the middle of a stream',
	divides,
	[tcp(C, S, {flags: 'PA'}), tcp(C, S, {flags: 'S', seq: 5})],
	['end-of-flow'],
);
test(
	'a SYN+ACK in the middle of a stream',
	divides,
	[tcp(C, S, {flags: 'PA'}), tcp(S, C, {flags: 'SA', seq: 5, ack: 9})],
	['end-of-flow'],
);
test(
	'a retried SYN',
	divides,
	[tcp(C, S, {flags: 'S', seq: 5}), [1, tcp(C, S, {flags: 'S', seq: 5})], [3, tcp(C, S, {flags: 'S', seq: 5})]],
	[],
);
test(
	'a new SYN after a refused one',
	divides,
	[tcp(C, S, {flags: 'S', seq: 5}), tcp(S, C, {flags: 'RA', ack: 6}), tcp(C, S, {flags: 'S', seq: 77})],
	['end-of-flow'],
);
test(
	'a repeated SYN+ACK',
	divides,
	[tcp(C, S, {flags: 'S', seq: 5}), tcp(S, C, {flags: 'SA', seq: 9, ack: 6}), tcp(S, C, {flags: 'SA', seq: 9, ack: 6})],
	[],
);
test(
	'a simultaneous open',
	divides,
	[
		tcp(C, S, {flags: 'S', seq: 5}),
		tcp(S, C, {flags: 'S', seq: 9}),
		tcp(S, C, {flags: 'SA', seq: 9, ack: 6}),
		tcp(C, S, {flags: 'SA', seq: 5, ack: 10}),
	],
	[],
);
test(
	'50 minutes of silence on a connection',
	divides,
	[...conversation(C, S, {close: false}), [1000, tcp(C, S)], [2700, tcp(C, S)]],
	['active-timeout'],
);
test(
	'two hours of silence on a connection',
	divides,
	[...conversation(C, S, {close: false}), [7200, tcp(C, S)]],
	['idle-timeout'],
);
test('a late packet of a closed connection', divides, [...conversation(C, S), [30, tcp(S, C, {flags: 'A'})]], []);
test('one much later', divides, [...conversation(C, S), [300, tcp(S, C, {flags: 'A'})]], ['idle-timeout']);
test('datagrams two minutes apart', divides, [udp(C, S), [120, udp(C, S)]], []);
test('datagrams four minutes apart', divides, [udp(C, S), [240, udp(C, S)]], ['idle-timeout']);
test(
	'pings half a minute apart',
	divides,
	[icmp('10.0.0.1', '10.0.0.2', 8), [30, icmp('10.0.0.2', '10.0.0.1', 0)]],
	[],
);
test(
	'time that goes back',
	divides,
	[
		[100, tcp(C, S)],
		[1, tcp(S, C)],
		[50, tcp(C, S)],
	],
	[],
);

test('the active timeout cuts a biflow and keeps what is known of it', (t) => {
	const keepAlives: Timed[] = Array.from({length: 10}, (_, index) => [(index + 1) * 400, tcp(C, S)] as const);
	const {biflows, edges} = assemble([...conversation(C, S, {close: false}), ...keepAlives]);
	t.deepEqual(
		biflows.map(({flowEndReason, isContinued, direction, outcome, initiatorPackets}) => [
			flowEndReason,
			isContinued,
			direction.basis,
			outcome,
			initiatorPackets,
		]),
		[
			['active-timeout', false, 'handshake', 'answered', 3 + 4],
			['active-timeout', true, 'handshake', 'answered', 5],
			['forced-end', true, 'handshake', 'answered', 1],
		],
	);
	t.like(edges[0], {flows: 1, outcomes: {answered: 1}, initiatorPackets: 13});
});

test('counters are by direction, octets are those of IP', (t) => {
	const {biflows} = assemble(conversation(C, S));
	t.like(biflows[0], {
		initiatorPackets: 5,
		responderPackets: 3,
		initiatorOctets: 5 * 40 + 5,
		responderOctets: 3 * 40 + 5,
		initiatorControlBits: 1 | 2 | 8 | 16,
		responderControlBits: 1 | 2 | 8 | 16,
		syns: 1,
	});
});

test('a whole SYN scan is as many biflows', (t) => {
	const scan = Array.from({length: 4000}, (_, port) =>
		tcp('10.0.0.1:40000', `10.0.0.2:${port + 1}`, {flags: 'S', seq: 1}),
	);
	const {biflows, edges} = assemble(scan, {until: 5});
	t.is(biflows.length, 4000);
	t.is(edges.length, 4000);
	t.true(biflows.every(({outcome}) => outcome === 'unanswered' || outcome === 'pending'));
});

test('beyond the limit the oldest biflows end early, and are counted', (t) => {
	const flows = Array.from({length: 70_000}, (_, index): Timed => {
		const client = `10.${index >> 14}.${(index >> 7) & 127}.${index & 127}:50000`;
		return [index / 10_000, tcp(client, S, {flags: 'S', seq: 1})];
	});
	const {biflows, table} = assemble(flows, {maxFlows: 1000});
	t.is(biflows.length, 70_000);
	const early = biflows.filter(({flowEndReason}) => flowEndReason === 'lack-of-resources');
	t.is(early.length, table.counts.evicted);
	t.true(early.length > 0);
	t.true(early.every(({last}) => last <= biflows.at(-1)!.last));
});

test('the records of idle flows are used again', (t) => {
	// A million flows over a day: never more than a few thousand within their timeouts.
	const flows = Array.from(
		{length: 200_000},
		(_, index): Timed => [index, udp(`10.0.${(index >> 8) & 255}.${index & 255}:${1024 + (index % 60_000)}`, S)],
	);
	const {biflows, table} = assemble(flows);
	t.is(biflows.length, 200_000);
	t.is(table.counts.evicted, 0);
	t.is(biflows.filter(({flowEndReason}) => flowEndReason === 'forced-end').length < 70_000, true);
});

const packets: Uint8Array[] = [
	...conversation(C, S),
	...conversation(C, S, {seq: 77}),
	...conversation('[fd00::1]:50000', '[fd00::2]:443'),
	udp(C, S),
	udp(S, C),
	icmp('10.0.0.1', '10.0.0.2', 8),
	tcp(C, S, {flags: 'R'}),
	tcp(S, C, {flags: 'SA', seq: 3, ack: 4}),
	tcp('10.0.0.3:9', '10.0.0.2:8', {payload: ascii('hi')}),
];

test('batches of any size give the same biflows', (t) => {
	const timed = fc.array(fc.tuple(fc.integer({min: 0, max: 20_000}), fc.constantFrom(...packets)), {maxLength: 60});
	fc.assert(
		fc.property(timed, fc.integer({min: 1, max: 20}), (list, rows) => {
			const sorted = list.sort((a, b) => a[0] - b[0]);
			const [whole, parts] = [assemble(sorted), assemble(sorted, {rows})];
			t.deepEqual(parts.biflows, whole.biflows);
			t.deepEqual(parts.edges, whole.edges);
		}),
	);
});

test('every packet is counted once, in one biflow or as a duplicate', (t) => {
	const timed = fc.array(fc.tuple(fc.integer({min: 0, max: 20_000}), fc.constantFrom(...packets)), {maxLength: 60});
	fc.assert(
		fc.property(timed, (list) => {
			const {biflows, edges, table} = assemble(list);
			const sum = (items: ReadonlyArray<{initiatorPackets: number; responderPackets: number}>) =>
				items.reduce((total, item) => total + item.initiatorPackets + item.responderPackets, 0);
			t.is(sum(biflows) + table.counts.duplicates, list.length);
			t.is(sum(edges) + table.counts.duplicates, list.length);
		}),
	);
});

test('biflows are told by both ends', (t) => {
	const {biflows} = assemble([
		udp('10.0.0.1:1', '10.0.0.2:2'),
		udp('10.0.0.1:2', '10.0.0.2:1'),
		tcp('10.0.0.1:1', '10.0.0.2:2'),
	]);
	t.is(new Set(biflows.map((biflow) => `${biflow.protocolIdentifier} ${ends(biflow)}`)).size, 3);
});
