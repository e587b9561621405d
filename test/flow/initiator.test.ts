import test from 'ava';
import {assemble, ends, type Timed} from '../support/flows.js';
import {ascii, conversation, icmp, ipv4, octets, tcp, u16, u32, udp} from '../support/packets.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';
const forward = `${C} -> ${S}`;
const backward = `${S} -> ${C}`;

/** @param expected who -> whom, the basis and the confidence */
const opened = test.macro({
	exec: (t, packets: readonly Timed[], expected: string, documented: readonly string[] = []) => {
		const {biflows} = assemble(packets, {until: 60, documented});
		t.is(biflows.length, 1, biflows.map(ends).join('; '));
		const {basis, confidence} = biflows[0]!.direction;
		t.is(`${ends(biflows[0]!)} by ${basis}, ${confidence}`, expected);
	},
	title: (name, _, expected) => `${name}: ${expected}`,
});

const synAck = tcp(S, C, {flags: 'SA', seq: 500, ack: 101});
const fromServer = tcp(S, C, {flags: 'PA', payload: ascii('x')});
const fromClient = tcp(C, S, {flags: 'PA', payload: ascii('x')});

test('a handshake', opened, conversation(C, S), `${forward} by handshake, certain`);
test(
	'a handshake whose SYN was captured after its answer',
	opened,
	[tcp(S, C, {flags: 'SA', seq: 1, ack: 101}), tcp(C, S, {flags: 'S', seq: 100})],
	`${forward} by handshake, certain`,
);
test(
	'numbers at the end of their range',
	opened,
	[tcp(C, S, {flags: 'S', seq: 0xffffffff}), tcp(S, C, {flags: 'SA', seq: 7, ack: 0})],
	`${forward} by handshake, certain`,
);
test('a SYN', opened, [tcp(C, S, {flags: 'S'})], `${forward} by syn, certain`);
test(
	'a SYN, and an answer to another',
	opened,
	[tcp(C, S, {flags: 'S', seq: 100}), tcp(S, C, {flags: 'SA', seq: 500, ack: 999})],
	`${forward} by syn, certain`,
);
test(
	'a SYN from a port below the other',
	opened,
	[tcp('10.0.0.1:80', '10.0.0.2:50000', {flags: 'S'})],
	'10.0.0.1:80 -> 10.0.0.2:50000 by syn, certain',
);
test(
	'both send a SYN',
	opened,
	[tcp(S, C, {flags: 'S', seq: 5}), tcp(C, S, {flags: 'S', seq: 9})],
	`${backward} by syn, certain`,
);
test('a SYN+ACK followed by the client', opened, [synAck, fromClient], `${forward} by syn-ack, likely`);
test('a SYN+ACK followed by its own sender', opened, [synAck, fromServer], `${forward} by syn-ack, likely`);
test('a SYN+ACK with nothing after it', opened, [synAck], `${backward} by first-seen, guess`);
test(
	'a SYN+ACK thrown back with RST',
	opened,
	[synAck, tcp(C, S, {flags: 'R', seq: 101})],
	`${backward} by first-seen, guess`,
);
test(
	'an SCTP association',
	opened,
	[
		ipv4(
			'10.0.0.1',
			'10.0.0.2',
			132,
			octets(u16(9), u16(2905), u32(0), u32(0), 1, 0, u16(20), u32(77), new Uint8Array(12)),
		),
		ipv4('10.0.0.2', '10.0.0.1', 132, octets(u16(2905), u16(9), u32(77), u32(0), 2, 0, u16(20), new Uint8Array(16))),
	],
	'10.0.0.1:9 -> 10.0.0.2:2905 by handshake, certain',
);
test(
	'mid-stream, one port is documented',
	opened,
	[tcp('10.0.0.1:1100', '10.0.0.2:10123')],
	'10.0.0.1:1100 -> 10.0.0.2:10123 by documented-port, guess',
	['tcp/10123'],
);
test(
	'mid-stream, the server first',
	opened,
	[tcp('10.0.0.2:4022', '10.0.0.1:1100')],
	'10.0.0.1:1100 -> 10.0.0.2:4022 by documented-port, guess',
	['tcp/4022'],
);
test(
	'mid-stream, documented for another protocol only',
	opened,
	[tcp('10.0.0.2:67', '10.0.0.1:53000')],
	'10.0.0.1:53000 -> 10.0.0.2:67 by service-port, guess',
	['udp/67'],
);
test(
	'mid-stream, both documented',
	opened,
	[tcp('10.0.0.1:3268', '10.0.0.2:443')],
	'10.0.0.1:3268 -> 10.0.0.2:443 by service-port, guess',
	['tcp/443', 'tcp/3268'],
);
test('mid-stream, nothing documented', opened, [fromServer], `${forward} by service-port, guess`);
test(
	'mid-stream, both ephemeral',
	opened,
	[tcp('10.0.0.2:49664', '10.0.0.1:50000')],
	'10.0.0.1:50000 -> 10.0.0.2:49664 by lower-port, guess',
);
test(
	'mid-stream, a port that nobody picks',
	opened,
	[tcp('10.0.0.2:9999', '10.0.0.1:50000')],
	'10.0.0.1:50000 -> 10.0.0.2:9999 by ephemeral-port, guess',
);
test(
	'mid-stream, a port that many servers have',
	opened,
	[tcp('10.0.0.2:61616', '10.0.0.1:50000')],
	'10.0.0.1:50000 -> 10.0.0.2:61616 by service-port, guess',
);
test(
	'mid-stream, a privileged port that clients take',
	opened,
	[tcp('10.0.0.2:2049', '10.0.0.1:880')],
	'10.0.0.1:880 -> 10.0.0.2:2049 by service-port, guess',
);
test(
	'mid-stream, data of active FTP',
	opened,
	[tcp('10.0.0.1:33975', '10.0.0.2:20')],
	'10.0.0.2:20 -> 10.0.0.1:33975 by service-port, guess',
);
test(
	'a datagram to a documented port',
	opened,
	[udp('10.0.0.1:50000', '10.0.0.2:53')],
	'10.0.0.1:50000 -> 10.0.0.2:53 by first-seen, likely',
	['udp/53'],
);
test(
	'a datagram from a documented port: its request was missed, or it is forged',
	opened,
	[udp('10.0.0.2:53', '10.0.0.1:50000')],
	'10.0.0.1:50000 -> 10.0.0.2:53 by documented-port, guess',
	['udp/53'],
);
test(
	'datagrams between the same ports',
	opened,
	[udp('10.0.0.1:500', '10.0.0.2:500')],
	'10.0.0.1:500 -> 10.0.0.2:500 by first-seen, guess',
	['udp/500'],
);
test(
	'a broadcast is never opened by everybody',
	opened,
	[udp('10.0.0.2:67', '255.255.255.255:68')],
	'10.0.0.2:67 -> 255.255.255.255:68 by first-seen, likely',
	['udp/67'],
);
test(
	'nor by a group',
	opened,
	[udp('[fd00::1]:1900', '[ff02::c]:50000')],
	'fd00::1:1900 -> ff02::c:50000 by first-seen, likely',
	['udp/1900'],
);
test(
	'a ping whose request was missed',
	opened,
	[icmp('10.0.0.2', '10.0.0.1', 0)],
	'10.0.0.1 -> 10.0.0.2 by icmp-type, certain',
);
test(
	'an ICMPv6 ping',
	opened,
	[icmp('fd00::1', 'fd00::2', 128), icmp('fd00::2', 'fd00::1', 129)],
	'fd00::1 -> fd00::2 by icmp-type, certain',
);
test(
	'a protocol without ports',
	opened,
	[ipv4('10.0.0.7', '10.0.0.2', 47, octets(0))],
	'10.0.0.7 -> 10.0.0.2 by first-seen, guess',
);

test('an edge whose direction the ports do not tell keeps both ports', (t) => {
	const edge = (packets: readonly Timed[], documented: readonly string[]) => assemble(packets, {documented}).edges[0]!;
	t.is(edge([tcp('10.0.0.2:49664', '10.0.0.1:50000')], []).ambiguousPort, 50_000);
	t.is(edge([udp('10.0.0.2:53', '10.0.0.1:50000')], ['udp/53']).ambiguousPort, 50_000);
	// Only one port is documented, but the other is none that a client would have.
	t.is(edge([tcp('10.0.0.1:9999', '10.0.0.2:1433')], ['tcp/1433']).ambiguousPort, 9999);
	t.is(edge([tcp('10.0.0.1:50000', '10.0.0.2:1433')], ['tcp/1433']).ambiguousPort, undefined);
	t.is(edge(conversation('10.0.0.1:9999', '10.0.0.2:1433'), []).ambiguousPort, undefined);
	// An answer alone: to a SYN that the capture does not have, unless the ports or its receiver speak against it.
	t.is(edge([synAck], []).ambiguousPort, 443);
	t.is(edge([tcp('10.0.0.2:9999', '10.0.0.1:50000', {flags: 'SA'})], ['tcp/9999']).ambiguousPort, 9999);
	t.is(edge([tcp('10.0.0.2:50001', '10.0.0.1:50000', {flags: 'SA'})], []).ambiguousPort, undefined);
	t.is(edge([tcp('10.0.0.2:50001', '10.0.0.1:443', {flags: 'SA'})], []).ambiguousPort, undefined);
	t.is(edge([tcp('10.0.0.2:443', '10.0.0.1:445', {flags: 'SA'})], []).ambiguousPort, undefined);
	t.is(edge([synAck, tcp(C, S, {flags: 'R', seq: 101})], []).ambiguousPort, undefined);
});
