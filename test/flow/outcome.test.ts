import test from 'ava';
import type {Outcome} from '#portolan/flow/biflow.js';
import {assemble, ends, type Timed} from '../support/flows.js';
import {ascii, conversation, icmp, icmpError, tcp, udp} from '../support/packets.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';
const R = '10.0.0.9';

const syn = tcp(C, S, {flags: 'S', seq: 100});
const query = udp('10.0.0.1:50000', '10.0.0.2:53');

/** The capture goes on for a minute, so that answers are due. */
const becomes = test.macro<[packets: readonly Timed[], expected: Outcome, until?: number]>({
	exec: (t, packets, expected, until) => {
		const {biflows} = assemble(packets, {until: until ?? 60});
		t.is(biflows.length, 1, biflows.map(ends).join('; '));
		t.is(biflows[0]!.outcome, expected);
	},
	title: (name, _, expected) => `${name}: ${expected}`,
});

test('a whole conversation', becomes, conversation(C, S), 'answered');
test('SYN and SYN+ACK', becomes, [syn, tcp(S, C, {flags: 'SA', seq: 500, ack: 101})], 'answered');
test(
	'a half-open scan',
	becomes,
	[syn, tcp(S, C, {flags: 'SA', seq: 500, ack: 101}), tcp(C, S, {flags: 'R', seq: 101})],
	'answered',
);
test('SYN and RST', becomes, [syn, tcp(S, C, {flags: 'RA', ack: 101})], 'refused');
test(
	'SYN, RST, and the same SYN again',
	becomes,
	[syn, tcp(S, C, {flags: 'RA', ack: 101}), [0.5, syn], [0.6, tcp(S, C, {flags: 'RA', ack: 101})]],
	'refused',
);
test('a SYN alone', becomes, [syn], 'unanswered');
test('a SYN tried three times', becomes, [syn, [1, syn], [3, syn]], 'unanswered');
test('a SYN given up with RST', becomes, [syn, tcp(C, S, {flags: 'R', seq: 101})], 'unanswered');
test('a SYN half a second before the end', becomes, [syn], 'pending', 0.5);
test('a retry half a second before the end of an attempt that was due', becomes, [syn, [3, syn]], 'unanswered', 3.5);
test(
	'only the client of an answered conversation',
	becomes,
	[syn, tcp(C, S, {flags: 'A', seq: 101, ack: 501})],
	'one-way',
);
test(
	'only the server of a conversation',
	becomes,
	[tcp(S, C, {flags: 'SA', seq: 500, ack: 101}), tcp(S, C, {flags: 'PA', payload: ascii('x')})],
	'one-way',
);
test('both sides, mid-stream', becomes, [tcp(C, S, {flags: 'PA'}), tcp(S, C, {flags: 'A'})], 'answered');
test('one side, mid-stream', becomes, [tcp(C, S, {flags: 'PA'})], 'one-way');
test('ICMP port unreachable about a SYN', becomes, [syn, icmpError('10.0.0.2', '10.0.0.1', 3, 3, syn)], 'refused');
test('ICMP protocol unreachable', becomes, [syn, icmpError('10.0.0.2', '10.0.0.1', 3, 2, syn)], 'refused');
test('ICMP communication prohibited', becomes, [syn, icmpError(R, '10.0.0.1', 3, 13, syn)], 'prohibited');
test('ICMP host prohibited', becomes, [syn, icmpError(R, '10.0.0.1', 3, 10, syn)], 'prohibited');
test('ICMP network prohibited', becomes, [syn, icmpError(R, '10.0.0.1', 3, 9, syn)], 'prohibited');
test('ICMP host unreachable', becomes, [syn, icmpError(R, '10.0.0.1', 3, 1, syn)], 'unanswered');
test('ICMP fragmentation needed', becomes, [syn, icmpError(R, '10.0.0.1', 3, 4, syn)], 'unanswered');
test(
	'an answer after an ICMP error',
	becomes,
	[syn, icmpError(R, '10.0.0.1', 3, 13, syn), tcp(S, C, {flags: 'SA', seq: 500, ack: 101})],
	'answered',
);
test('a datagram and one back', becomes, [query, udp('10.0.0.2:53', '10.0.0.1:50000')], 'answered');
test('a datagram alone', becomes, [query], 'unanswered');
test('a datagram just before the end', becomes, [query], 'pending', 0.2);
test('a datagram to a group', becomes, [udp('10.0.0.1:5000', '239.1.2.3:63507')], 'one-way');
test('a datagram to everybody', becomes, [udp('0.0.0.0:68', '255.255.255.255:67')], 'one-way');
test('a datagram to an IPv6 group', becomes, [udp('[fd00::1]:5355', '[ff02::1:3]:5355')], 'one-way');
test('a datagram refused', becomes, [query, icmpError('10.0.0.2', '10.0.0.1', 3, 3, query)], 'refused');
test('a ping answered', becomes, [icmp('10.0.0.1', '10.0.0.2', 8), icmp('10.0.0.2', '10.0.0.1', 0)], 'answered');
test('a ping not answered', becomes, [icmp('10.0.0.1', '10.0.0.2', 8)], 'unanswered');

test('ICMPv6 says the same with other numbers', (t) => {
	const syn6 = tcp('[fd00::1]:50000', '[fd00::2]:443', {flags: 'S'});
	const outcome = (code: number) =>
		assemble([syn6, icmpError('fd00::9', 'fd00::1', 1, code, syn6)], {until: 60}).biflows[0]!.outcome;
	t.deepEqual([0, 1, 3, 4, 5, 6].map(outcome), [
		'unanswered',
		'prohibited',
		'unanswered',
		'refused',
		'prohibited',
		'prohibited',
	]);
});

test('a refusal names its sender and its frame', (t) => {
	const {biflows} = assemble([syn, icmpError(R, '10.0.0.1', 3, 13, syn), icmpError('10.0.0.8', '10.0.0.1', 3, 1, syn)]);
	t.like(biflows[0]!.refusal, {icmpType: 3, icmpCode: 13, frame: {capture: 0, number: 2}});
	t.is(biflows[0]!.refusal!.sender.text, R);
});

test('an ICMP error about a packet that was not seen is traffic of its own', (t) => {
	const {biflows, table} = assemble([icmpError(R, '10.0.0.1', 3, 13, syn)]);
	t.deepEqual(
		biflows.map(({protocolIdentifier, icmpType}) => [protocolIdentifier, icmpType]),
		[[1, 3]],
	);
	t.like(table.counts, {icmpErrorsTied: 0, icmpErrorsOrphaned: 1});
});
