import test from 'ava';
import {decode, type TestFrame} from '../support/decoding.js';
import {ethernet, ipv4, ipv6, octets, tcpSegment, u16, u32, udpDatagram} from '../support/packets.js';

const UDP = 17;
const datagram = udpDatagram(1000, 69, new Uint8Array(40));

const first = (id = 5, source = '10.0.0.1') =>
	ethernet(ipv4(source, '10.0.0.2', UDP, datagram.slice(0, 24), {id, moreFragments: true}));
const later = (id = 5, source = '10.0.0.1') =>
	ethernet(ipv4(source, '10.0.0.2', UDP, datagram.slice(24), {id, fragmentOffset: 3}));

const portsOf = (frames: readonly TestFrame[]) => {
	const {packets, undecoded} = decode(frames);
	return {ports: packets.map(({ports}) => ports), undecoded};
};

test('a later fragment takes the ports of its first', (t) => {
	t.deepEqual(portsOf([{octets: first()}, {octets: later()}]), {
		ports: [
			[1000, 69],
			[1000, 69],
		],
		undecoded: {},
	});
});

test('over IPv6 too', (t) => {
	const fragment = (offset: number, more: boolean, part: Uint8Array) =>
		ethernet(ipv6('fd00::1', 'fd00::2', 44, octets(UDP, 0, u16((offset << 3) | (more ? 1 : 0)), u32(77), part)));
	t.deepEqual(
		portsOf([{octets: fragment(0, true, datagram.slice(0, 24))}, {octets: fragment(3, false, datagram.slice(24))}])
			.ports,
		[
			[1000, 69],
			[1000, 69],
		],
	);
});

test('without its first it is counted', (t) => {
	t.deepEqual(portsOf([{octets: later()}]), {ports: [], undecoded: {'fragment-without-first': 1}});
});

test('another identification, or another sender, is another datagram', (t) => {
	t.deepEqual(portsOf([{octets: first()}, {octets: later(6)}, {octets: later(5, '10.0.0.3')}]).undecoded, {
		'fragment-without-first': 2,
	});
});

test('after a minute the identification may be used again', (t) => {
	const start = 1_000_000_000;
	t.deepEqual(
		portsOf([
			{octets: first(), time: start},
			{octets: later(), time: start + 61_000_000},
		]).undecoded,
		{'fragment-without-first': 1},
	);
});

test('a flood of first fragments forgets the oldest only', (t) => {
	const flood = Array.from({length: 9000}, (_, index) => ({octets: first(index), time: 1_000_000 + index}));
	const {undecoded} = portsOf([...flood, {octets: later(0), time: 1_009_000}, {octets: later(8999), time: 1_009_001}]);
	t.deepEqual(undecoded, {'fragment-without-first': 1});
});

test('a fragment of a protocol without ports needs no first', (t) => {
	const {packets} = decode([
		{octets: ethernet(ipv4('10.0.0.1', '10.0.0.2', 50, new Uint8Array(8), {fragmentOffset: 3}))},
	]);
	t.is(packets[0]!.protocol, 50);
});

test('a first fragment that ends behind its ports has ports to give', (t) => {
	const fragment = (part: Uint8Array, fields: object) => ({
		octets: ethernet(ipv4('10.0.0.1', '10.0.0.2', 6, part, fields)),
	});
	const segment = tcpSegment(1, 2, {flags: 'S'});
	const {ports, undecoded} = portsOf([
		fragment(segment.slice(0, 8), {moreFragments: true}),
		fragment(segment.slice(8), {fragmentOffset: 1}),
	]);
	t.deepEqual(ports, [
		[1, 2],
		[1, 2],
	]);
	t.deepEqual(undecoded, {});
});

test('a whole packet that ends behind its ports is malformed', (t) => {
	t.deepEqual(portsOf([{octets: ethernet(ipv4('10.0.0.1', '10.0.0.2', 6, tcpSegment(1, 2).slice(0, 8)))}]).undecoded, {
		malformed: 1,
	});
});
