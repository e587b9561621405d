import test from 'ava';
import {type DecodedPacket, decode} from '../support/decoding.js';
import {
	ascii,
	ethernet,
	hex,
	icmp,
	icmpError,
	ipv4,
	ipv6,
	octets,
	tcp,
	tcpSegment,
	u16,
	u32,
	udp,
	udpDatagram,
} from '../support/packets.js';

const TCP = 6;
const UDP = 17;

/** Some of what a decoded packet says; undefined where it must say nothing. */
type Expected = {readonly [Key in keyof DecodedPacket]?: DecodedPacket[Key] | undefined};

const reads = test.macro({
	exec: (t, packet: Uint8Array, expected: Expected) => {
		const {packets, undecoded} = decode([{octets: ethernet(packet)}]);
		t.deepEqual(undecoded, {});
		t.is(packets.length, 1);
		t.like(packets[0], expected);
	},
	title: (name) => name!,
});

test('TCP', reads, tcp('10.0.0.1:49152', '10.0.0.2:445', {flags: 'SA', payload: ascii('abc')}), {
	source: '10.0.0.1',
	destination: '10.0.0.2',
	protocol: TCP,
	ports: [49_152, 445],
	tcpFlags: 0x12,
	ipOctets: 43,
	payload: {captured: 3, octets: 3},
});
test('UDP', reads, udp('10.0.0.1:68', '255.255.255.255:67', ascii('x')), {
	destination: '255.255.255.255',
	protocol: UDP,
	ports: [68, 67],
	tcpFlags: 0,
	payload: {captured: 1, octets: 1},
});
test('IPv4 options', reads, ipv4('10.0.0.1', '10.0.0.2', UDP, udpDatagram(5, 6), {options: hex('07 04 00 00')}), {
	ports: [5, 6],
});
test('an Ethernet trailer is no payload', reads, octets(tcp('10.0.0.1:1', '10.0.0.2:2'), new Uint8Array(6)), {
	payload: {captured: 0, octets: 0},
});
test(
	'a total length of 0, left to the network card',
	reads,
	ipv4('10.0.0.1', '10.0.0.2', UDP, udpDatagram(5, 6, ascii('abcd')), {totalLength: 0}),
	{
		ipOctets: 32,
		payload: {captured: 4, octets: 4},
	},
);
test(
	'a TCP header length that lies',
	reads,
	ipv4('10.0.0.1', '10.0.0.2', TCP, octets(tcpSegment(1, 2).slice(0, 12), [0x10], tcpSegment(1, 2).slice(13))),
	{
		ports: [1, 2],
		payload: {captured: 0, octets: 0},
	},
);
test(
	'an authentication header',
	reads,
	ipv4('10.0.0.1', '10.0.0.2', 51, octets(TCP, 1, u16(0), u32(1), u32(1), tcpSegment(1, 2))),
	{
		protocol: TCP,
		ports: [1, 2],
	},
);
test('ESP has no ports', reads, ipv4('10.0.0.1', '10.0.0.2', 50, new Uint8Array(40)), {protocol: 50, ports: undefined});
test('a protocol that nobody knows', reads, ipv4('10.0.0.1', '10.0.0.2', 253, octets()), {
	protocol: 253,
	ports: undefined,
});
test('IPv6', reads, tcp('[fd00::1]:1', '[fd00::2]:2', {payload: ascii('ab')}), {
	source: 'fd00::1',
	destination: 'fd00::2',
	ipOctets: 62,
	payload: {captured: 2, octets: 2},
});
test(
	'IPv6: hop-by-hop, routing and destination headers',
	reads,
	ipv6(
		'fd00::1',
		'fd00::2',
		0,
		octets(43, 0, new Uint8Array(6), 60, 1, new Uint8Array(14), TCP, 0, new Uint8Array(6), tcpSegment(1, 2)),
	),
	{
		protocol: TCP,
		ports: [1, 2],
	},
);
test(
	'IPv6: an atomic fragment is whole',
	reads,
	ipv6('fd00::1', 'fd00::2', 44, octets(UDP, 0, u16(0), u32(9), udpDatagram(1, 2))),
	{ports: [1, 2]},
);
test('IPv6: no next header', reads, ipv6('fd00::1', 'fd00::2', 59, octets()), {protocol: 59, ports: undefined});
test(
	'IPv6: a payload length of 0, left to the network card',
	reads,
	ipv6('fd00::1', 'fd00::2', UDP, udpDatagram(1, 2, ascii('abc')), 0),
	{
		ipOctets: 51,
		ports: [1, 2],
	},
);
test('ICMP echo', reads, icmp('10.0.0.1', '10.0.0.2', 8), {icmp: {type: 8, code: 0, identifier: 7}});
test('ICMPv6 echo reply', reads, icmp('fd00::1', 'fd00::2', 129), {
	protocol: 58,
	icmp: {type: 129, code: 0, identifier: 7},
});
test('neighbour discovery has no identifier', reads, icmp('fd00::1', 'ff02::1:ff00:2', 135), {
	icmp: {type: 135, code: 0, identifier: 0},
});
test(
	'ICMP unreachable quotes what it is about',
	reads,
	icmpError('10.0.0.9', '10.0.0.1', 3, 13, tcp('10.0.0.1:49152', '10.0.0.2:443')),
	{
		icmp: {type: 3, code: 13, identifier: 0},
		quote: '6 10.0.0.1 49152 10.0.0.2 443',
	},
);
test(
	'eight octets of the quoted packet are enough',
	reads,
	icmpError('10.0.0.9', '10.0.0.1', 3, 3, udp('10.0.0.1:5', '10.0.0.2:6').slice(0, 28)),
	{
		quote: '17 10.0.0.1 5 10.0.0.2 6',
	},
);
test(
	'ICMPv6 quotes behind extension headers',
	reads,
	icmpError(
		'fd00::9',
		'fd00::1',
		1,
		1,
		ipv6('fd00::1', 'fd00::2', 60, octets(UDP, 0, new Uint8Array(6), udpDatagram(7, 8))),
	),
	{
		quote: '17 fd00::1 7 fd00::2 8',
	},
);
test('a quote of an echo request', reads, icmpError('10.0.0.9', '10.0.0.1', 11, 0, icmp('10.0.0.1', '10.0.0.2', 8)), {
	quote: '1 10.0.0.1 2048 10.0.0.2 7',
});
test(
	'a quote that is cut is unreadable',
	reads,
	icmpError('10.0.0.9', '10.0.0.1', 3, 3, udp('10.0.0.1:5', '10.0.0.2:6').slice(0, 22)),
	{quote: 'unreadable'},
);
test(
	'a quote of a later fragment is unreadable',
	reads,
	icmpError('10.0.0.9', '10.0.0.1', 3, 3, ipv4('10.0.0.1', '10.0.0.2', UDP, new Uint8Array(8), {fragmentOffset: 5})),
	{
		quote: 'unreadable',
	},
);
test(
	'an SCTP INIT reads as a SYN',
	reads,
	ipv4(
		'10.0.0.1',
		'10.0.0.2',
		132,
		octets(u16(5), u16(6), u32(0), u32(0), 1, 0, u16(20), u32(0xabcd), new Uint8Array(12)),
	),
	{
		protocol: 132,
		ports: [5, 6],
		tcpFlags: 2,
	},
);
test(
	'an SCTP INIT ACK reads as a SYN+ACK',
	reads,
	ipv4('10.0.0.1', '10.0.0.2', 132, octets(u16(6), u16(5), u32(0xabcd), u32(0), 2, 0, u16(20), new Uint8Array(16))),
	{
		tcpFlags: 0x12,
	},
);

const stops = test.macro({
	exec: (t, packet: Uint8Array, captured: number, reason: string) => {
		const frame = ethernet(packet);
		const {packets, undecoded} = decode([{octets: frame.slice(0, 14 + captured), originalLength: frame.length}]);
		t.deepEqual(packets, []);
		t.deepEqual(undecoded, {[reason]: 1});
	},
	title: (name, _, __, reason) => `${name} is ${reason}`,
});

const segment = tcp('10.0.0.1:1', '10.0.0.2:2');
test('IPv4 cut in its header', stops, segment, 19, 'truncated');
test('TCP cut before its flags', stops, segment, 33, 'truncated');
test('UDP cut before its ports', stops, udp('10.0.0.1:1', '10.0.0.2:2'), 23, 'truncated');
test('IPv6 cut in its header', stops, tcp('[fd00::1]:1', '[fd00::2]:2'), 39, 'truncated');
test(
	'IPv6 cut in an extension header',
	stops,
	ipv6('fd00::1', 'fd00::2', 0, octets(TCP, 0, new Uint8Array(6), tcpSegment(1, 2))),
	44,
	'truncated',
);
test('a header length below 20', stops, octets([0x44], segment.slice(1)), 40, 'malformed');
test(
	'a total length below the header length',
	stops,
	ipv4('10.0.0.1', '10.0.0.2', UDP, octets(), {totalLength: 19}),
	20,
	'malformed',
);
test('a packet that ends before its ports', stops, ipv4('10.0.0.1', '10.0.0.2', UDP, octets(1, 2, 3)), 23, 'malformed');
test('version 5 under an EtherType of IPv4', stops, octets([0x55], segment.slice(1)), 40, 'malformed');
test(
	'an IPv6 extension header that goes on beyond the packet',
	stops,
	ipv6('fd00::1', 'fd00::2', 0, octets(TCP, 99, new Uint8Array(6))),
	48,
	'malformed',
);

const claimsMore = {totalLength: 400};
test(
	'a frame captured whole that ends inside of TCP',
	stops,
	ipv4('10.0.0.1', '10.0.0.2', TCP, octets(1, 2, 3), claimsMore),
	23,
	'malformed',
);
test(
	'the same cut by the capture',
	stops,
	ipv4('10.0.0.1', '10.0.0.2', TCP, new Uint8Array(9), claimsMore),
	23,
	'truncated',
);
test(
	'a frame captured whole that ends inside of an IPv6 extension header',
	stops,
	ipv6('fd00::1', 'fd00::2', 0, octets(TCP, 9), 400),
	42,
	'malformed',
);
test('a frame captured whole that ends inside of the IPv4 header', stops, segment.slice(0, 19), 19, 'malformed');

const shows = test.macro({
	exec: (t, packet: Uint8Array, captured: number) => {
		const frame = ethernet(packet);
		const {packets} = decode([{octets: frame.slice(0, 14 + captured), originalLength: frame.length}]);
		t.like(packets, [{ports: [1, 2], payload: {captured: 0, octets: 100}}]);
	},
	title: (name) => name!,
});
test('TCP cut after its flags is enough', shows, tcp('10.0.0.1:1', '10.0.0.2:2', {payload: new Uint8Array(100)}), 34);
test('UDP cut after its ports is enough', shows, udp('10.0.0.1:1', '10.0.0.2:2', new Uint8Array(100)), 24);
