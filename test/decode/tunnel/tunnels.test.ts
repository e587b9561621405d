import test from 'ava';
import {type DecodedPacket, decode} from '../../support/decoding.js';
import {arp, ethernet, hex, icmpError, ipv4, ipv6, octets, tcp, u16, u32, udpDatagram} from '../../support/packets.js';
import {datagram, framed, geneve, gre, gtp, OUTER, outer, vxlan} from '../../support/wrappings.js';

const v4 = tcp('10.0.0.1:1000', '10.0.0.2:80');
const v6 = tcp('[fd00::1]:1000', '[fd00::2]:80');

const isInner = ({ports}: DecodedPacket) => ports?.[0] === 1000 && ports[1] === 80;

/** The packet outside is a row, and so is that inside, in its network. */
const opens = test.macro<[packet: Uint8Array, network: string]>({
	exec: (t, packet, network) => {
		const {packets, undecoded, inside} = decode([{octets: ethernet(packet)}]);
		t.deepEqual(undecoded, {});
		t.deepEqual(inside, {none: packets.length - 1});
		t.is(packets[0]!.network, undefined);
		t.is(packets.at(-1)!.network, network);
		t.true(isInner(packets.at(-1)!));
		t.is(packets.at(-1)!.frame, 1);
	},
	title: (name, _, network) => `${name}: ${network}`,
});

test('IP in IP', opens, outer(4, v4), 'ip-in-ip');
test('IPv6 in IPv4', opens, outer(41, v6), '6in4');
test('IPv6 in IPv6', opens, ipv6('fd00::8', 'fd00::9', 41, v6), 'ip-in-ip');
test('GRE', opens, gre(v4), 'gre');
test('GRE, IPv6', opens, gre(v6), 'gre');
test('GRE with a key', opens, gre(v4, {key: 7}), 'gre key 7');
test('GRE with everything', opens, gre(v4, {key: 7, sequence: 1, checksum: true}), 'gre key 7');
test('GRE around Ethernet', opens, gre(ethernet(v4, {tags: [3]}), {protocol: 0x6558, key: 9}), 'gre key 9 / vlan 3');
test('NVGRE', opens, gre(ethernet(v4), {protocol: 0x6558, key: 0x12_3456_78}), 'nvgre 1193046');
test('GRE around MPLS', opens, gre(octets(hex('00 01 01 40'), v4), {protocol: 0x8847}), 'gre / mpls');
test('GRE around NSH', opens, gre(octets(hex('0f c2 02 01 00 00 01 ff'), v4), {protocol: 0x894f}), 'gre / nsh');
test('PPTP', opens, outer(47, octets(hex('30 01 88 0b 00 30 00 07'), u32(1), hex('ff 03 00 21'), v4)), 'pptp');
test(
	'PPTP with an acknowledgment',
	opens,
	outer(47, octets(hex('30 81 88 0b 00 30 00 07'), u32(1), u32(1), [0x21], v4)),
	'pptp',
);
test('WCCP', opens, gre(octets(u32(0x0100_0000), v4), {protocol: 0x883e}), 'wccp');
test('WCCP, first version', opens, gre(v4, {protocol: 0x883e}), 'wccp');
test('ERSPAN, type I', opens, gre(ethernet(v4), {protocol: 0x88be}), 'erspan');
test(
	'ERSPAN, type II',
	opens,
	gre(octets(hex('10 0a 08 65 00 00 00 01'), ethernet(v4, {tags: [10]})), {protocol: 0x88be, sequence: 1}),
	'erspan 101 / vlan 10',
);
test(
	'ERSPAN, type III',
	opens,
	gre(octets(hex('20 0a 08 65 00 00 00 01 00 00 00 00'), ethernet(v4)), {protocol: 0x22eb, sequence: 1}),
	'erspan 101',
);
test(
	'ERSPAN, type III with a subheader',
	opens,
	gre(octets(hex('20 0a 08 65 00 00 00 01 00 00 00 01'), new Uint8Array(8), ethernet(v4)), {protocol: 0x22eb}),
	'erspan 101',
);
test(
	'ERSPAN, type III around IP',
	opens,
	gre(octets(hex('20 0a 08 65 00 00 00 01 00 00 08 00'), v6), {protocol: 0x22eb}),
	'erspan 101',
);
test('EtherIP', opens, outer(97, octets(hex('30 00'), ethernet(v4))), 'etherip');
test('MPLS in IP', opens, outer(137, octets(hex('00 01 01 40'), v4)), 'mpls');
test('MPLS in UDP', opens, datagram(6635, octets(hex('00 01 01 40'), v4)), 'mpls');
test('VXLAN', opens, vxlan(ethernet(v4)), 'vxlan 42');
test('VXLAN as Linux began it', opens, vxlan(ethernet(v4), {port: 8472, vni: 1}), 'vxlan 1');
test('VXLAN around a tag', opens, vxlan(ethernet(v6, {tags: [4]})), 'vxlan 42 / vlan 4');
test('VXLAN with a group', opens, vxlan(ethernet(v4), {flags: 0x8800_0005}), 'vxlan 42');
test('VXLAN-GPE', opens, vxlan(v4, {port: 4790, flags: 0x0c00_0001}), 'vxlan 42');
test('VXLAN-GPE on the port of VXLAN', opens, vxlan(ethernet(v4), {flags: 0x0c00_0003}), 'vxlan 42');
test('Geneve', opens, geneve(ethernet(v4)), 'geneve 7');
test('Geneve with options', opens, geneve(v6, {options: new Uint8Array(8), protocol: 0x86dd}), 'geneve 7');
test('GTP', opens, gtp(v4), 'gtp');
test('GTP with a sequence number', opens, gtp(v6, {flags: 0x32, more: hex('00 01 00 00')}), 'gtp');
test(
	'GTP with extensions',
	opens,
	gtp(v4, {flags: 0x34, more: hex('00 00 00 85  01 10 09 c0  02 00 00 00 00 00 00 00')}),
	'gtp',
);
test('GTP, version 0', opens, datagram(3386, octets(hex('1e ff 00 28'), new Uint8Array(16), v4)), 'gtp');
test('Teredo', opens, datagram(3544, v6), 'teredo');
test(
	'Teredo with both indicators',
	opens,
	datagram(3544, octets(hex('00 01 00 00'), new Uint8Array(9), hex('00 00 9f a6 f5 ff ff fe'), v6)),
	'teredo',
);
test('L2TP', opens, datagram(1701, octets(hex('00 02 00 05 00 06 ff 03 00 21'), v4)), 'l2tp');
test(
	'L2TP with all fields',
	opens,
	datagram(1701, octets(hex('4a 02 00 40 00 05 00 06 00 01 00 02 00 02 00 00 00 21'), v4)),
	'l2tp',
);
test('L2TPv3 over IP', opens, outer(115, octets(u32(5), ethernet(v4))), 'l2tp');
test(
	'L2TPv3 over UDP, with a cookie and a sublayer',
	opens,
	datagram(1701, octets(hex('00 03 00 00'), u32(5), new Uint8Array(12), ethernet(v4))),
	'l2tp',
);
test('TZSP', opens, datagram(37_008, octets(hex('01 00 00 01  0a 01 ff  00  01'), ethernet(v4))), 'tzsp');
test(
	'TZSP around 802.11',
	opens,
	datagram(37_008, octets(hex('01 00 00 12 01  08 01'), new Uint8Array(22), hex('aa aa 03 00 00 00 08 00'), v4)),
	'tzsp',
);
test('LISP', opens, datagram(4341, octets(hex('80 00 00 01 00 00 00 01'), v4)), 'lisp');
test('LISP with an instance', opens, datagram(4341, octets(hex('08 00 00 00 00 00 09 01'), v6)), 'lisp 9');
test('LISP control', opens, datagram(4342, octets(u32(0x8000_0000), v4)), 'lisp');
test('AYIYA', opens, datagram(5072, octets(hex('41 52 11 29 00 00 00 00'), new Uint8Array(16 + 20), v6)), 'ayiya');
test(
	'CAPWAP',
	opens,
	datagram(5247, octets(hex('00 10 03 00 00 00 00 00  08 01'), new Uint8Array(22), hex('aa aa 03 00 00 00 08 00'), v4)),
	'capwap',
);
test(
	"CAPWAP of Cisco's",
	opens,
	datagram(5247, octets(hex('00 10 03 00 00 00 00 00  01 08'), new Uint8Array(22), hex('aa aa 03 00 00 00 08 00'), v4)),
	'capwap',
);
test('GRE in UDP', opens, datagram(4754, octets(u32(0x0800), v4)), 'gre');
test('a tunnel in a tunnel', opens, gre(vxlan(ethernet(v4))), 'gre / vxlan 42');
test(
	'four tunnels',
	opens,
	gre(gre(gre(vxlan(ethernet(v4)), {key: 3}), {key: 2}), {key: 1}),
	'gre key 1 / gre key 2 / gre key 3 / vxlan 42',
);

/** The packet is a row, and nothing else is. */
const stays = test.macro<[packet: Uint8Array, reason: string | undefined]>({
	exec: (t, packet, reason) => {
		const {packets, undecoded, inside} = decode([{octets: ethernet(packet)}]);
		t.deepEqual(undecoded, {});
		t.is(packets.filter((candidate) => isInner(candidate)).length, 0);
		t.deepEqual(inside, reason === undefined ? {} : {[reason]: 1});
		t.is(packets.length, 1);
	},
	title: (name, _, reason) => `${name} is ${reason === undefined ? 'an ordinary packet' : `a tunnel around ${reason}`}`,
});

test('ARP in VXLAN', stays, vxlan(arp()), 'arp');
test('spanning tree in Geneve', stays, geneve(framed(38, hex('42 42 03'), new Uint8Array(35))), 'llc');
test('a keep-alive in GRE', stays, gre(new Uint8Array(1), {protocol: 0}), 'other-ethertype');
test(
	'link control in PPTP',
	stays,
	outer(47, octets(hex('30 01 88 0b 00 08 00 07'), u32(1), hex('ff 03 c0 21 01 01 00 04'))),
	'ppp',
);
test('an acknowledgment of PPTP', stays, outer(47, hex('20 81 88 0b 00 00 00 07 00 00 00 05')), undefined);
test('DTLS in CAPWAP', stays, datagram(5247, octets(hex('01 00 00 00'), new Uint8Array(40))), 'encrypted');
test('ESP', stays, outer(50, octets(u32(1), u32(1), v4)), undefined);
test('GRE of another version', stays, outer(47, octets(hex('00 02 08 00'), v4)), 'malformed');
test('GRE with routing', stays, outer(47, octets(hex('40 00 08 00'), u32(0), v4)), 'malformed');
test('half of an IP header in IP', stays, outer(4, v4.slice(0, 10)), 'malformed');
test('VXLAN without its flag', stays, vxlan(ethernet(v4), {flags: 0}), undefined);
test('VXLAN with reserved bits', stays, vxlan(ethernet(v4), {flags: 0x0800_0001}), undefined);
test('VXLAN around a packet that is longer than it', stays, vxlan(ethernet(v4.slice(0, 30))), undefined);
test('VXLAN around an EtherType that lies', stays, vxlan(ethernet(v4, {etherType: 0x86dd})), undefined);
test(
	'a DNS query from the port of VXLAN',
	stays,
	octets(ipv4('10.0.0.5', '10.0.0.6', 17, udpDatagram(4789, 53, hex('08 00 01 00 00 01 00 00 00 00 00 00')))),
	undefined,
);
test('VXLAN around half an Ethernet header', stays, vxlan(new Uint8Array(7)), undefined);
test('GRE in UDP of another version', stays, datagram(4754, octets(hex('00 02 08 00'), v4)), undefined);
test('no label stack in UDP', stays, datagram(6635, new Uint8Array(40)), undefined);
test('Geneve of another version', stays, geneve(ethernet(v4), {first: 0x40}), undefined);
test('a message of GTP', stays, gtp(v4, {type: 1}), undefined);
test("GTP'", stays, gtp(v4, {flags: 0x20}), undefined);
test('GTP around what is no IP', stays, gtp(new Uint8Array(40)), undefined);
test(
	'GTP with an extension of no length',
	stays,
	gtp(v4, {flags: 0x34, more: hex('00 00 00 85 00 00 00 85')}),
	undefined,
);
test(
	'a message of GTP, version 0',
	stays,
	datagram(3386, octets(hex('1e 01 00 28'), new Uint8Array(16), v4)),
	undefined,
);
test('Teredo around what is no IPv6', stays, datagram(3544, v4), undefined);
test('a control message of L2TP', stays, datagram(1701, octets(hex('c8 02 00 0c 00 05 00 06 00 01 00 02'))), undefined);
test('L2TPv3 around what is not told', stays, outer(115, octets(u32(5), new Uint8Array(60))), undefined);
test('a control message of L2TPv3', stays, outer(115, octets(u32(0), ethernet(v4))), undefined);
test(
	'TZSP without an end of its tags',
	stays,
	datagram(37_008, octets(hex('01 00 00 01'), new Uint8Array(40))),
	undefined,
);
test(
	'a keep-alive of CAPWAP',
	stays,
	datagram(5247, octets(hex('00 10 02 08 00 00 00 00'), new Uint8Array(20))),
	undefined,
);
test('a register message of LISP', stays, datagram(4342, octets(hex('30 00 00 01'), v4)), undefined);
test(
	'a later fragment of a tunnel',
	stays,
	ipv4(...OUTER, 47, octets(u32(0x0800), v4), {fragmentOffset: 1}),
	undefined,
);
test('an ICMP error about a tunnel', stays, icmpError('10.9.0.9', OUTER[0], 3, 3, gre(v4)), undefined);

test('the packet in the first fragment of a tunnel is decoded, as far as it goes', (t) => {
	const fragment = (payload: Uint8Array, protocol: number) => ipv4(...OUTER, protocol, payload, {moreFragments: true});
	const whole = udpDatagram(40_000, 4789, octets(u32(0x0800_0000), u32(256), ethernet(v4), new Uint8Array(20)));
	const inner = octets(v4.slice(0, 2), u16(500), v4.slice(4));
	const cut = [fragment(whole.slice(0, 72), 17), fragment(octets(u32(0x0800), inner), 47)];
	for (const packet of cut) {
		const {packets, inside} = decode([{octets: ethernet(packet)}]);
		t.deepEqual(inside, {none: 1});
		t.true(isInner(packets[1]!));
	}
});

test('what the capture cut is told from what is wrong', (t) => {
	const frame = ethernet(gre(v4));
	const {inside} = decode([{octets: frame.slice(0, 45), originalLength: frame.length}]);
	t.deepEqual(inside, {truncated: 1});
});

test('a fifth tunnel is counted and not opened', (t) => {
	const five = [1, 2, 3, 4, 5].reduce((packet, key) => gre(packet, {key}), v4);
	const {packets, inside} = decode([{octets: ethernet(five)}]);
	t.deepEqual(inside, {none: 4, 'nested-too-deep': 1});
	t.is(packets.length, 5);
});

test('fragments inside of tunnels find their first in their own network', (t) => {
	const first = ipv4('10.0.0.1', '10.0.0.2', 17, udpDatagram(1, 2, new Uint8Array(16)), {id: 5, moreFragments: true});
	const later = ipv4('10.0.0.1', '10.0.0.2', 17, new Uint8Array(8), {id: 5, fragmentOffset: 3});
	const {packets, inside} = decode([
		{octets: ethernet(gre(first, {key: 1}))},
		{octets: ethernet(gre(later, {key: 2}))},
		{octets: ethernet(gre(later, {key: 1}))},
	]);
	t.deepEqual(inside, {none: 2, 'fragment-without-first': 1});
	t.deepEqual(packets.at(-1)!.ports, [1, 2]);
});

test('a whole batch of nested packets loses none', (t) => {
	const four = [1, 2, 3, 4].reduce((packet, key) => gre(packet, {key}), v4);
	const {packets} = decode(Array.from({length: 2048}, () => ({octets: ethernet(four)})));
	t.is(packets.length, 5 * 2048);
	t.is(packets.filter((packet) => isInner(packet)).length, 2048);
});
