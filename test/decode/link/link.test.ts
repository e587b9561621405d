import test from 'ava';
import {decode} from '../../support/decoding.js';
import {arp, ethernet, hex, octets, tcp, u16, u32} from '../../support/packets.js';

const v4 = tcp('10.0.0.1:1000', '10.0.0.2:80');
const v6 = tcp('[fd00::1]:1000', '[fd00::2]:80');
const mac = hex('02 00 00 00 00 02  02 00 00 00 00 01');

const finds = test.macro({
	exec: (t, linkType: number, frame: Uint8Array, version: 4 | 6) => {
		const {packets, undecoded} = decode([{octets: frame, linkType}]);
		t.deepEqual(undecoded, {});
		t.like(packets, [version === 4 ? {source: '10.0.0.1', ports: [1000, 80]} : {source: 'fd00::1', ports: [1000, 80]}]);
	},
	title: (name) => `a packet in ${name}`,
});

test('Ethernet', finds, 1, ethernet(v4), 4);
test('Ethernet, IPv6', finds, 1, ethernet(v6), 6);
test('an 802.1Q tag', finds, 1, ethernet(v4, {tags: [110]}), 4);
test('a priority tag, VLAN 0', finds, 1, ethernet(v4, {tags: [0]}), 4);
test('802.1ad around 802.1Q', finds, 1, octets(mac, u16(0x88a8), u16(7), u16(0x8100), u16(8), u16(0x86dd), v6), 6);
test('802.2 SNAP', finds, 1, octets(mac, u16(8 + v4.length), hex('aa aa 03 00 00 00 08 00'), v4), 4);
test('Linux cooked', finds, 113, octets(u16(0), u16(1), u16(6), new Uint8Array(8), u16(0x0800), v4), 4);
test('Linux cooked, tagged', finds, 113, octets(new Uint8Array(14), u16(0x8100), u16(5), u16(0x86dd), v6), 6);
test('Linux cooked v2', finds, 276, octets(u16(0x86dd), new Uint8Array(18), v6), 6);
test('raw IP', finds, 101, v4, 4);
test('raw IP, IPv6', finds, 101, v6, 6);
test('raw IP as BSD numbers it', finds, 12, v4, 4);
test('raw IP as OpenBSD numbers it', finds, 14, v6, 6);
test('raw IPv4', finds, 228, v4, 4);
test('raw IPv6', finds, 229, v6, 6);
test('BSD loopback, little-endian', finds, 0, octets(hex('02 00 00 00'), v4), 4);
test('BSD loopback, big-endian', finds, 0, octets(u32(2), v4), 4);
test('BSD loopback with an EtherType', finds, 0, octets(hex('0f 00 08 00'), v4), 4);
test('BSD loopback, IPv6 of FreeBSD', finds, 0, octets(hex('1c 00 00 00'), v6), 6);
test('BSD loopback, IPv6 of macOS', finds, 0, octets(hex('1e 00 00 00'), v6), 6);
test('BSD loopback, IPv6 of OpenBSD', finds, 108, octets(u32(24), v6), 6);

const stops = test.macro({
	exec: (t, linkType: number, frame: Uint8Array, reason: string, originalLength?: number) => {
		const {packets, undecoded} = decode([
			{octets: frame, linkType, ...(originalLength === undefined ? {} : {originalLength})},
		]);
		t.deepEqual(packets, []);
		t.deepEqual(undecoded, {[reason]: 1});
	},
	title: (name, _, __, reason) => `${name} counts as ${reason}`,
});

test('ARP', stops, 1, arp(), 'arp');
test('LLDP', stops, 1, ethernet(v4, {etherType: 0x88cc}), 'lldp');
test('802.1X', stops, 1, ethernet(v4, {etherType: 0x888e}), 'eapol');
test('MPLS', stops, 1, ethernet(v4, {etherType: 0x8847}), 'mpls');
test('PPPoE', stops, 1, ethernet(v4, {etherType: 0x8864}), 'pppoe');
test('another EtherType', stops, 1, ethernet(v4, {etherType: 0x22f0}), 'other-ethertype');
test('spanning tree, 802.2', stops, 1, octets(mac, u16(38), hex('42 42 03'), new Uint8Array(35)), 'llc');
test('a frame of a link type that is not read', stops, 147, v4, 'unknown-link-type');
test('an empty frame', stops, 1, octets(), 'malformed');
test('a frame of 13 octets', stops, 1, new Uint8Array(13), 'malformed');
test('a frame cut to 13 octets', stops, 1, new Uint8Array(13), 'truncated', 60);
test('a tag cut off', stops, 1, octets(mac, u16(0x8100), [0]), 'truncated', 60);
test('nine tags', stops, 1, ethernet(v4, {tags: [1, 2, 3, 4, 5, 6, 7, 8, 9]}), 'malformed');
test('IPv4 where the link type says IPv6', stops, 229, v4, 'malformed');
test('a raw packet without octets', stops, 101, octets(), 'malformed');
test('a family that is not IP', stops, 0, octets(hex('10 00 00 00'), v4), 'other-ethertype');
