import test from 'ava';
import fc from 'fast-check';
import {type HopLimits, type Reset, senderOf} from '#portolan/flow/biflow.js';
import {hopLimitsIn, noteHopLimit} from '#portolan/flow/hop-limits.js';
import {COLD_WORDS, Cold} from '#portolan/flow/record.js';
import {widest} from '#portolan/flow/resets.js';
import {assemble, type Timed} from '../support/flows.js';
import {ascii, conversation, octets, tcp, udp} from '../support/packets.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';

const open = (client: string, server: string, ttl: number) => [
	tcp(client, server, {flags: 'S', seq: 100}),
	tcp(server, client, {flags: 'SA', seq: 500, ack: 101, ttl}),
	tcp(client, server, {flags: 'A', seq: 101, ack: 501}),
];
const refused = (client: string, server: string, ttl: number) => [
	tcp(client, server, {flags: 'S', seq: 100}),
	tcp(server, client, {flags: 'RA', ack: 101, ttl}),
];

const sender = test.macro<[ttl: number, others: HopLimits | undefined, expected: ReturnType<typeof senderOf>]>({
	exec(t, ttl, others, expected) {
		t.is(senderOf({from: 'responder', ttl, others, frame: {capture: 0, number: 1}}), expected);
	},
	title: (_, ttl, others, expected) =>
		`TTL ${ttl}, others ${others === undefined ? 'none' : `${others.least} to ${others.greatest}`}: ${expected}`,
});

test(sender, 126, {least: 126, greatest: 126}, 'host');
test(sender, 126, {least: 125, greatest: 127}, 'host');
test(sender, 125, {least: 125, greatest: 127}, 'host');
test(sender, 127, {least: 126, greatest: 126}, 'middle');
test(sender, 62, {least: 126, greatest: 126}, 'middle');
test(sender, 126, undefined, 'unknown');

const edgeReset = (packets: readonly Timed[], port: number): Reset | undefined =>
	assemble(packets, {until: 60}).edges.find((edge) => edge.port === port)!.reset;

test('of a port that nobody listens on, told from what else the host sent', (t) => {
	const reset = edgeReset([...open(C, '10.0.0.2:80', 126), ...refused('10.0.0.1:50001', S, 126)], 443)!;
	t.like(reset, {from: 'responder', ttl: 126, others: {least: 126, greatest: 126}, frame: {capture: 0, number: 5}});
	t.is(senderOf(reset), 'host');
});

test('of something on the way', (t) => {
	const reset = edgeReset([...open(C, '10.0.0.2:80', 126), ...refused('10.0.0.1:50001', S, 254)], 443)!;
	t.is(senderOf(reset), 'middle');
});

test('of a host that sent nothing else', (t) => {
	const reset = edgeReset(refused(C, S, 126), 443)!;
	t.is(reset.others, undefined);
	t.is(senderOf(reset), 'unknown');
});

test('what the host sent to somebody else counts, and what it sent as a client', (t) => {
	const other = open('10.0.0.9:50000', '10.0.0.2:80', 126);
	t.is(senderOf(edgeReset([...other, ...refused(C, S, 254)], 443)!), 'middle');
	const client = tcp('10.0.0.2:50000', '10.0.0.9:80', {flags: 'S', seq: 1, ttl: 128});
	t.deepEqual(edgeReset([client, ...refused(C, S, 254)], 443)!.others, {least: 128, greatest: 128});
	const datagram = udp('10.0.0.2:5000', '10.0.0.9:53', ascii('x'), {ttl: 127});
	t.deepEqual(edgeReset([datagram, ...refused(C, S, 254)], 443)!.others, {least: 127, greatest: 127});
});

test('another host does not', (t) => {
	t.is(edgeReset([...open(C, '10.0.0.3:80', 126), ...refused('10.0.0.1:50001', S, 254)], 443)!.others, undefined);
});

test('nor do resets', (t) => {
	t.is(edgeReset([...refused(C, '10.0.0.2:80', 126), ...refused('10.0.0.1:50001', S, 126)], 443)!.others, undefined);
});

test('a host that takes two ways', (t) => {
	const packets = [...open(C, '10.0.0.2:80', 126), ...open('10.0.0.1:50001', '10.0.0.2:80', 124)];
	const reset = edgeReset([...packets, ...refused('10.0.0.1:50002', S, 125)], 443)!;
	t.deepEqual(reset.others, {least: 124, greatest: 126});
	t.is(senderOf(reset), 'host');
});

test('the first of several', (t) => {
	const packets = [...refused(C, S, 200), ...refused('10.0.0.1:50001', S, 100)];
	t.like(edgeReset(packets, 443), {ttl: 200, frame: {capture: 0, number: 2}});
	const again = [[0.5, tcp(S, C, {flags: 'RA', ack: 101, ttl: 99})]] as const;
	t.like(edgeReset([...refused(C, S, 200), ...again], 443), {ttl: 200});
});

test('what did not refuse the connection is no refusal', (t) => {
	const closed = [...open(C, S, 126), tcp(S, C, {flags: 'RA', seq: 501, ack: 101, ttl: 254})];
	t.is(edgeReset(closed, 443), undefined);
	const givenUp = [tcp(C, S, {flags: 'S', seq: 100}), tcp(C, S, {flags: 'R', seq: 101})];
	t.is(edgeReset(givenUp, 443), undefined);
	t.like(assemble(closed).biflows[0]!.reset, {from: 'responder', ttl: 254, others: {least: 126, greatest: 126}});
	t.like(assemble(givenUp).biflows[0]!.reset, {from: 'initiator', ttl: 64, others: {least: 64, greatest: 64}});
});

test('IPv6 has hop limits', (t) => {
	const limited = (packet: Uint8Array, limit: number) => {
		const copy = packet.slice();
		copy[7] = limit;
		return copy;
	};
	const [client, server] = ['[fd00::1]:50000', '[fd00::2]:443'];
	const packets = [
		...open('[fd00::1]:50001', '[fd00::2]:80', 0).map((packet) => limited(packet, 61)),
		tcp(client, server, {flags: 'S', seq: 100}),
		limited(tcp(server, client, {flags: 'RA', ack: 101}), 255),
	];
	const reset = edgeReset(packets, 443)!;
	t.like(reset, {ttl: 255, others: {least: 61, greatest: 61}});
	t.is(senderOf(reset), 'middle');
});

test('one of the many hosts of a scan is compared with none of them', (t) => {
	const scan = Array.from({length: 5000}, (_, index) =>
		refused('10.0.0.1:40000', `10.1.${index >> 8}.${index & 255}:443`, 126),
	).flat();
	const {edges} = assemble([...open('10.0.0.9:50000', '10.1.0.0:80', 60), ...scan], {until: 60});
	const found = edges.find((edge) => edge.scan !== undefined)!;
	t.is(found.responder.text, '10.1.0.0');
	t.like(found.reset, {ttl: 126, others: undefined, frame: {capture: 0, number: 5}});
});

test('a reset that carries a text', (t) => {
	const rst = tcp(S, C, {flags: 'RA', ack: 101, ttl: 254, payload: ascii('Go away')});
	t.is(edgeReset([tcp(C, S, {flags: 'S', seq: 100}), rst], 443)!.others, undefined);
	const reset = edgeReset(
		[...open('10.0.0.1:50001', '10.0.0.2:80', 126), tcp(C, S, {flags: 'S', seq: 100}), rst],
		443,
	)!;
	t.deepEqual(reset.others, {least: 126, greatest: 126});
	t.is(senderOf(reset), 'middle');
});

test('TTLs of biflows: of handshakes and of what closes; without these, of the first payload of a side', (t) => {
	const {biflows} = assemble([
		...open(C, S, 126),
		tcp(S, C, {flags: 'A', seq: 501, ack: 101, ttl: 1}),
		tcp(S, C, {flags: 'PA', seq: 501, ack: 101, ttl: 127, payload: octets(1)}),
		tcp(S, C, {flags: 'PA', seq: 502, ack: 101, ttl: 2, payload: octets(1)}),
		tcp(S, C, {flags: 'FA', seq: 503, ack: 101, ttl: 125}),
	]);
	t.deepEqual(biflows[0]!.initiatorHopLimits, {least: 64, greatest: 64});
	t.deepEqual(biflows[0]!.responderHopLimits, {least: 125, greatest: 126});
	const midstream = assemble([tcp(S, C, {flags: 'PA', ttl: 127, payload: octets(1)}), tcp(S, C, {flags: 'A', ttl: 2})]);
	t.deepEqual(midstream.biflows[0]!.responderHopLimits, {least: 127, greatest: 127});
	t.is(assemble([tcp(C, S, {flags: 'A'})]).biflows[0]!.responderHopLimits, undefined);
	t.deepEqual(assemble(conversation(S, C)).biflows[0]!.responderHopLimits, {least: 64, greatest: 64});
});

const ttl = fc.integer({min: 1, max: 255});

test('a record keeps the least and the greatest of each side', (t) => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(1), ttl), {maxLength: 20}), (noted) => {
			const cold = new Int32Array(2 * COLD_WORDS);
			for (const [side, value] of noted) noteHopLimit(cold, COLD_WORDS, side, value);
			for (const side of [0, 1]) {
				const values = noted.filter(([own]) => own === side).map(([, value]) => value);
				const wanted = values.length === 0 ? undefined : {least: Math.min(...values), greatest: Math.max(...values)};
				t.deepEqual(hopLimitsIn(cold[COLD_WORDS + Cold.Ttls]!, side), wanted);
			}
			t.true(cold.every((word, index) => word === 0 || index === COLD_WORDS + Cold.Ttls));
		}),
	);
});

test('the widest of several is the same in any order', (t) => {
	const limits = fc.option(
		fc.tuple(ttl, ttl).map(([a, b]): HopLimits => ({least: Math.min(a, b), greatest: Math.max(a, b)})),
		{nil: undefined},
	);
	fc.assert(
		fc.property(limits, limits, limits, (a, b, c) => {
			t.deepEqual(widest(a, b), widest(b, a));
			t.deepEqual(widest(widest(a, b), c), widest(a, widest(b, c)));
			t.deepEqual(widest(a, a), a);
		}),
	);
});
