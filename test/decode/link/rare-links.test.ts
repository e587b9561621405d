import test from 'ava';
import {decode} from '../../support/decoding.js';
import {arp, ethernet, hex, octets, tcp, u16, u32} from '../../support/packets.js';
import {mac, mpls} from '../../support/wrappings.js';

const v4 = tcp('10.0.0.1:1000', '10.0.0.2:80');
const v6 = tcp('[fd00::1]:1000', '[fd00::2]:80');
const snap4 = octets(hex('aa aa 03 00 00 00 08 00'), v4);
const u16le = (value: number): number[] => u16(value).reverse();
const u32le = (value: number): number[] => u32(value).reverse();

const finds = test.macro<[linkType: number, frame: Uint8Array, network?: string]>({
	exec: (t, linkType, frame, network) => {
		const {packets, undecoded} = decode([{octets: frame, linkType}]);
		t.deepEqual(undecoded, {});
		t.is(packets.length, 1);
		t.deepEqual(packets[0]!.ports, [1000, 80]);
		t.is(packets[0]!.network, network);
	},
	title: (name) => `a packet in ${name}`,
});

const wifi = (control: string, ...parts: ReadonlyArray<number | readonly number[] | Uint8Array>) =>
	octets(hex(control), new Uint8Array(22), ...parts);
const juniper = (flags: number, ...parts: ReadonlyArray<number | readonly number[] | Uint8Array>) =>
	octets(hex('4d 47 43'), flags, ...parts);

test('PPP', finds, 9, octets(hex('ff 03 00 21'), v4));
test('PPP without address and control, and with a short protocol', finds, 9, octets(hex('21'), v4));
test('PPP in HDLC, IPv6', finds, 50, octets(hex('ff 03 00 57'), v6));
test('PPP with MPLS', finds, 9, octets(hex('ff 03 02 81'), mpls(16), v4), 'mpls');
test("Cisco's HDLC where PPP is said", finds, 50, octets(hex('0f 00 08 00'), v4));
test('PPPoE as a link type', finds, 51, octets(hex('11 00 00 07 00 00 00 21'), v4), 'pppoe 7');
test("Cisco's HDLC", finds, 104, octets(hex('0f 00 86 dd'), v6));
test('Frame Relay', finds, 107, octets(hex('18 41 03 cc'), v4), 'dlci 100');
test('Frame Relay with padding and SNAP', finds, 107, octets(hex('18 41 03 00 80 00 00 00 08 00'), v4), 'dlci 100');
test("Frame Relay as Cisco's", finds, 107, octets(hex('18 41 86 dd'), v6), 'dlci 100');
test('802.11', finds, 105, wifi('08 01', snap4));
test('802.11 with quality of service', finds, 105, wifi('88 01', hex('00 00'), snap4));
test('802.11 between access points', finds, 105, wifi('08 03', new Uint8Array(6), snap4));
test('802.11 with HT control', finds, 105, wifi('88 81', hex('00 00'), new Uint8Array(4), snap4));
test('802.11 with a padded header', finds, 105, wifi('88 01', hex('00 00 00 00'), snap4));
test('radiotap', finds, 127, octets(hex('00 00 0a 00 00 00 00 00 ff ff'), wifi('08 01', snap4)));
test('Prism', finds, 119, octets(hex('44 00 00 00 90 00 00 00'), new Uint8Array(136), wifi('08 01', snap4)));
test('AVS', finds, 163, octets(hex('80 21 10 01 00 00 00 0c'), new Uint8Array(4), wifi('08 01', snap4)));
test('AVS where Prism is said', finds, 119, octets(hex('80 21 10 01 00 00 00 08'), wifi('08 01', snap4)));
test('PPI around 802.11', finds, 192, octets(0, 0, u16le(8), u32le(105), wifi('08 01', snap4)));
test('PPI around Ethernet', finds, 192, octets(0, 0, u16le(12), u32le(1), new Uint8Array(4), ethernet(v4)));
test('PKTAP', finds, 258, octets(u32le(12), u32le(1), u32le(1), ethernet(v4, {tags: [5]})), 'vlan 5');
test('PKTAP under a private number', finds, 149, octets(u32le(16), u32le(1), u32le(12), u32(0), v6));
test('NFLOG, little-endian', finds, 239, octets(2, 0, 0, 0, u16le(5), u16le(10), 1, 0, 0, 0, u16le(44), u16le(9), v4));
test('NFLOG, big-endian', finds, 239, octets(10, 0, 0, 0, u16(64), u16(9), v6));
test('IPNET', finds, 226, octets(1, 26, new Uint8Array(22), v6));
test('pf log', finds, 117, octets(61, 2, new Uint8Array(62), v4));
test('enc', finds, 109, octets(u32le(24), new Uint8Array(8), v6));
test('SLIP', finds, 8, octets(new Uint8Array(16), v4));
test('FDDI', finds, 10, octets(0x50, mac, snap4));
test('token ring', finds, 6, octets(0x10, 0x40, mac, snap4));
test('token ring with a route', finds, 6, octets(0x10, 0x40, mac.slice(0, 6), 0x82, mac.slice(7), 4, 0, 0, 0, snap4));
test('Fibre Channel', finds, 122, octets(new Uint8Array(16), snap4));
test('IEEE 1394', finds, 138, octets(new Uint8Array(16), u16(0x86dd), v6));
test('InfiniBand', finds, 242, octets(new Uint8Array(40), u16(0x0800), u16(0), v4));
test('ARCnet', finds, 7, octets(1, 2, 212, 0, 0, 1, v4));
test('ARCnet, IPv6', finds, 129, octets(1, 2, 0, 0, 196, 0, 0, 1, v6));
test('ARCnet of RFC 1051', finds, 129, octets(1, 2, 0, 0, 240, v4));
test('ATM', finds, 100, snap4);
test('classical IP over ATM', finds, 106, snap4);
test('classical IP over ATM, bare', finds, 106, v6);
test('SunATM', finds, 123, octets(2, 0, 0, 5, snap4));
test('SunATM with LAN emulation', finds, 123, octets(1, 0, 0, 5, 0, 0, ethernet(v4)));
test("Juniper's Ethernet", finds, 178, juniper(1, ethernet(v4)));
test("Juniper's Ethernet with extensions", finds, 178, juniper(0x80, u16(3), [1, 2, 3], ethernet(v4)));
test("Juniper's Ethernet without its header", finds, 178, juniper(2, u32(2), v4));
test("Juniper's PPP", finds, 179, juniper(0, hex('ff 03 00 21'), v4));
test('a switch tag', finds, 284, octets(mac, hex('40 00 00 01'), u16(0x0800), v4));
test('a switch tag with a VLAN', finds, 284, octets(mac, hex('60 00 00 2a'), u16(0x0800), v4), 'vlan 42');
test('an extended switch tag', finds, 285, octets(mac, hex('da da 00 00 40 00 00 01'), u16(0x86dd), v6));
test('802.2 with the number of IP', finds, 100, octets(hex('06 06 03'), v4));

const stops = test.macro<[linkType: number, frame: Uint8Array, reason: string, originalLength?: number]>({
	exec: (t, linkType, frame, reason, originalLength) => {
		const {packets, undecoded} = decode([{octets: frame, linkType, originalLength: originalLength ?? frame.length}]);
		t.deepEqual(packets, []);
		t.deepEqual(undecoded, {[reason]: 1});
	},
	title: (name, _, __, reason) => `${name} counts as ${reason}`,
});

test('link control of PPP', stops, 9, hex('ff 03 c0 21 01 01 00 04'), 'ppp');
test('encrypted PPP', stops, 9, hex('ff 03 00 53 90 01'), 'encrypted');
test('a beacon', stops, 105, wifi('80 00'), 'wifi');
test('an 802.11 frame without data', stops, 105, wifi('48 01'), 'wifi');
test('several packets in one 802.11 frame', stops, 105, wifi('88 01', hex('80 00'), snap4), 'wifi');
test('a protected 802.11 frame', stops, 105, wifi('08 41', snap4), 'encrypted');
test('an 802.11 frame that was cut', stops, 105, wifi('08 01'), 'truncated', 100);
test(
	'a radiotap header of 4 octets',
	stops,
	127,
	octets(hex('00 00 04 00 00 00 00 00'), wifi('08 01', snap4)),
	'malformed',
);
test(
	'PPI around a link type that is not read',
	stops,
	192,
	octets(0, 0, u16le(8), u32le(147), v4),
	'unknown-link-type',
);
test('PPI in PPI in PPI ...', stops, 192, octets(...Array(12).fill(octets(0, 0, u16le(8), u32le(192)))), 'malformed');
test(
	'a private number that is not PKTAP',
	stops,
	149,
	octets(u32le(12), u32le(7), u32le(1), ethernet(v4)),
	'unknown-link-type',
);
test('NFLOG without a packet', stops, 239, octets(2, 0, 0, 0, u16le(8), u16le(10), u32(1)), 'malformed');
test('NFLOG with an attribute of no length', stops, 239, octets(2, 0, 0, 0, u16le(0), u16le(10), u32(1)), 'malformed');
test('ARP on ARCnet', stops, 7, octets(1, 2, 213, 0, 0, 1, new Uint8Array(8)), 'arp');
test('a later part of an ARCnet packet', stops, 7, octets(1, 2, 212, 2, 0, 1, v4), 'fragment-without-first');
test("a frame that is not Juniper's", stops, 178, ethernet(v4), 'malformed');
test('a Frame Relay address without end', stops, 107, hex('18 40 40 40 40 40'), 'malformed');
test('ARP in FDDI', stops, 10, octets(0x50, mac, hex('aa aa 03 00 00 00 08 06'), arp().slice(14)), 'arp');
