import test from 'ava';
import {assemble, type Timed} from '../support/flows.js';
import {ascii, conversation, icmp, octets, tcp, udp} from '../support/packets.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';
const x = ascii('x');

const is = test.macro<[packets: readonly Timed[], expected: string]>({
	exec: (t, packets, expected) => {
		t.deepEqual(
			assemble(packets).biflows.map(({history}) => history),
			[expected],
		);
	},
	title: (name, _, expected) => `${name}: ${expected || 'nothing'}`,
});

const syn = tcp(C, S, {flags: 'S', seq: 100});
const synAck = tcp(S, C, {flags: 'SA', seq: 500, ack: 101});
const ack = tcp(C, S, {flags: 'A', seq: 101, ack: 501});

test('a whole conversation', is, conversation(C, S), 'ShADdFf');
test('between ends in the other order', is, conversation('10.0.0.9:443', '10.0.0.2:50000'), 'ShADdFf');
test('over IPv6', is, conversation('[fd00::2]:50000', '[fd00::1]:443'), 'ShADdFf');
test('a SYN tried again', is, [syn, [1, syn], [3, syn]], 'S');
test('a SYN refused', is, [syn, tcp(S, C, {flags: 'RA', ack: 101})], 'Sr');
test('the server captured before the client', is, [synAck, syn, ack], 'hSA');
test('only the server', is, [synAck, tcp(S, C, {flags: 'A', seq: 501, ack: 101})], 'ha');
test('an answer to nothing', is, [synAck], 'H');
test('a simultaneous open', is, [syn, tcp(S, C, {flags: 'S', seq: 500})], 'Ss');
test('who acknowledges first', is, [syn, synAck, tcp(S, C, {flags: 'A', seq: 501, ack: 101}), ack], 'ShaA');
test('a payload with the SYN', is, [tcp(C, S, {flags: 'S', seq: 100, payload: x}), synAck], 'SDh');
test(
	'a payload with the FIN',
	is,
	[syn, synAck, ack, tcp(S, C, {flags: 'FPA', seq: 501, ack: 101, payload: x})],
	'ShAfd',
);
test('a segment without any flag', is, [syn, synAck, tcp(C, S, {flags: '', seq: 101})], 'Sh');
test('FIN and RST in one', is, [syn, synAck, tcp(C, S, {flags: 'FR', seq: 101})], 'ShRF');
test('in the middle of a stream', is, [tcp(C, S, {flags: 'PA', payload: x}), tcp(S, C, {flags: 'A'})], 'Da');
test('datagrams', is, [udp(C, '10.0.0.2:53'), udp('10.0.0.2:53', C), udp(C, '10.0.0.2:53')], 'Dd');
test('a datagram of nothing', is, [udp(C, '10.0.0.2:53', octets())], '');
test('a ping of nothing', is, [icmp('10.0.0.1', '10.0.0.2', 8), icmp('10.0.0.2', '10.0.0.1', 0)], '');

test('twelve different things are the most, and there is room for them', (t) => {
	const both = (fields: Parameters<typeof tcp>[2]) => [tcp(C, S, fields), tcp(S, C, fields)];
	const {biflows} = assemble([
		...both({flags: 'S', seq: 100}),
		...both({flags: 'SA', seq: 100, ack: 101}),
		...both({flags: 'A', seq: 101, ack: 101}),
		...both({flags: 'PA', seq: 101, ack: 101, payload: x}),
		...both({flags: 'FA', seq: 102, ack: 102}),
		...both({flags: 'R', seq: 103}),
	]);
	t.is(biflows[0]!.history, 'SsHhAaDdFfRr');
});

test('what comes after the active timeout goes on', (t) => {
	const later: Timed[] = [1000, 1900, 2800].map((seconds) => [seconds, tcp(C, S, {flags: 'A'})]);
	const {biflows} = assemble([...conversation(C, S, {close: false}), ...later, [2801, tcp(C, S, {flags: 'FA'})]]);
	t.deepEqual(
		biflows.map(({history, isContinued}) => [history, isContinued]),
		[
			['ShADd', false],
			['ShADdF', true],
		],
	);
});
