import test from 'ava';
import {decode} from '../../support/decoding.js';
import {arp, ethernet, hex, octets, tcp, u16, u32} from '../../support/packets.js';
import {framed, mac, mpls} from '../../support/wrappings.js';

const v4 = tcp('10.0.0.1:1000', '10.0.0.2:80');
const v6 = tcp('[fd00::1]:1000', '[fd00::2]:80');

const finds = test.macro<[frame: Uint8Array, network: string | undefined]>({
	exec: (t, frame, network) => {
		const {packets, undecoded} = decode([{octets: frame}]);
		t.deepEqual(undecoded, {});
		t.is(packets.length, 1);
		t.deepEqual(packets[0]!.ports, [1000, 80]);
		t.is(packets[0]!.network, network);
	},
	title: (name, _, network) => `${name}: ${network ?? 'the plain network'}`,
});

test('no wrapping', finds, ethernet(v4), undefined);
test('an 802.1Q tag', finds, ethernet(v4, {tags: [110]}), 'vlan 110');
test('a priority tag', finds, ethernet(v4, {tags: [0]}), 'vlan 0');
test('priority bits', finds, ethernet(v4, {tags: [0xe00a]}), 'vlan 10');
test('a stack of tags', finds, ethernet(v6, {tags: [10, 20, 30]}), 'vlan 10.20.30');
test('MPLS', finds, framed(0x8847, mpls(16), v4), 'mpls');
test('a label stack, IPv6, upstream', finds, framed(0x8848, mpls(16, 17, 18), v6), 'mpls');
test('MPLS in a VLAN', finds, octets(mac, u16(0x8100), u16(3), u16(0x8847), mpls(16), v4), 'vlan 3 / mpls');
test(
	'a pseudowire with a control word',
	finds,
	framed(0x8847, mpls(16), u32(7), ethernet(v4, {tags: [5]})),
	'mpls / vlan 5',
);
test('a pseudowire without', finds, framed(0x8847, mpls(16), ethernet(v4)), 'mpls');
test('PPPoE', finds, framed(0x8864, hex('11 00 00 2a 00 00 00 21'), v4), 'pppoe 42');
test('PPPoE, IPv6', finds, framed(0x8864, hex('11 00 00 2a 00 00 00 57'), v6), 'pppoe 42');
test('a service instance', finds, framed(0x88e7, u32(0x0100_1234), ethernet(v4, {tags: [9]})), 'i-sid 4660 / vlan 9');
test(
	'an E-tag names a port, not a network',
	finds,
	framed(0x893f, hex('00 00 00 05 00 00'), u16(0x0800), v4),
	undefined,
);
test('a VN-tag too', finds, framed(0x8926, hex('80 05 00 01'), u16(0x86dd), v6), undefined);
test('a redundancy tag', finds, framed(0x892f, hex('00 2c 00 01'), u16(0x0800), v4), undefined);
test('a security group tag', finds, framed(0x8909, hex('01 01 00 01 00 07'), u16(0x0800), v4), undefined);
test('NSH', finds, framed(0x894f, hex('0f c2 02 01 00 00 01 ff'), v4), 'nsh');
test(
	'NSH with metadata, around Ethernet',
	finds,
	framed(0x894f, hex('0f c6 01 03 00 00 01 ff'), new Uint8Array(16), ethernet(v6)),
	'nsh',
);
test('MACsec without encryption', finds, framed(0x88e5, hex('01 00 00 00 00 01'), u16(0x0800), v4), undefined);
test(
	'MACsec with a channel',
	finds,
	framed(0x88e5, hex('20 00 00 00 00 01'), new Uint8Array(8), u16(0x86dd), v6),
	undefined,
);
test('TRILL', finds, framed(0x22f3, hex('00 3f 00 01 00 02'), ethernet(v4, {tags: [6]})), 'vlan 6');
test('TRILL with options', finds, framed(0x22f3, hex('00 7f 00 01 00 02 00 00 00 00'), ethernet(v4)), undefined);
test('FabricPath', finds, framed(0x8903, hex('00 7f'), ethernet(v4, {tags: [6]})), 'vlan 6');

const stops = test.macro<[frame: Uint8Array, reason: string, originalLength?: number]>({
	exec: (t, frame, reason, originalLength) => {
		const {packets, undecoded} = decode([{octets: frame, originalLength: originalLength ?? frame.length}]);
		t.deepEqual(packets, []);
		t.deepEqual(undecoded, {[reason]: 1});
	},
	title: (name, _, reason) => `${name} counts as ${reason}`,
});

test('encrypted MACsec', stops, framed(0x88e5, hex('0c 00 00 00 00 01'), new Uint8Array(40)), 'encrypted');
test('a pseudowire of another kind', stops, framed(0x8847, mpls(16), new Uint8Array(40)), 'mpls');
test('ARP in a pseudowire', stops, framed(0x8847, mpls(16), u32(0), arp()), 'arp');
test('a label stack without end', stops, framed(0x8847, new Uint8Array(80)), 'malformed');
test('a label stack that was cut', stops, framed(0x8847, new Uint8Array(8)), 'truncated', 100);
test('PPPoE discovery', stops, framed(0x8863, hex('11 09 00 00 00 00')), 'pppoe');
test('link control in PPPoE', stops, framed(0x8864, hex('11 00 00 2a 00 06 c0 21 01 01 00 04')), 'ppp');
test('NSH around what nobody knows', stops, framed(0x894f, hex('0f c2 02 09 00 00 01 ff'), v4), 'other-ethertype');
test('NSH with a length below its own', stops, framed(0x894f, hex('0f c1 02 01 00 00 01 ff'), v4), 'malformed');
test(
	'Ethernet in Ethernet in Ethernet ...',
	stops,
	octets(...Array(12).fill(octets(mac, u16(0x8903), u16(1)))),
	'malformed',
);
