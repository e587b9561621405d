import test from 'ava';
import fc from 'fast-check';
import type {FrameReference} from '#portolan/flow/biflow.js';
import {blockNames, HostNames} from '#portolan/flow/names/host-names.js';
import {type NameSource, nameSources} from '#portolan/flow/names/name.js';
import {dhcpMessage} from '../../support/dhcp.js';
import {addressData, dnsMessage, netbiosName, POINTER} from '../../support/dns.js';
import {assemble, type Timed} from '../../support/flows.js';
import {ascii, octets, u16, udp} from '../../support/packets.js';

const frame = (number: number, capture = 0): FrameReference => ({capture, number});

test('the most trustworthy source counts, and of that the first', (t) => {
	const names = new HostNames();
	names.note('10.0.0.2', 'sni.example.com', 'sni', frame(1));
	names.note('10.0.0.2', 'pc2', 'netbios', frame(5));
	names.note('10.0.0.2', 'pc1', 'netbios', frame(3));
	t.deepEqual(names.of('10.0.0.2'), {name: 'pc1', by: 'netbios', frame: frame(3)});
	names.note('10.0.0.2', 'a.example.com', 'dns', frame(9));
	t.is(names.of('10.0.0.2')!.name, 'a.example.com');
	t.is(names.of('10.0.0.3'), undefined);
	names.note('10.0.0.3', 'no name', 'dns', frame(1));
	t.is(names.of('10.0.0.3'), undefined);
});

test('the blocks of a capture are trusted most', (t) => {
	const names = new HostNames();
	names.note('10.0.0.2', 'a.example.com', 'dns', frame(1));
	names.absorb(
		blockNames({
			names: new Map([
				['10.0.0.2', ['not a name', 'b.example.com', 'c']],
				['10.0.0.4', ['\u001b[2J']],
			]),
		}),
	);
	t.deepEqual(names.of('10.0.0.2'), {name: 'b.example.com', by: 'pcapng', frame: undefined});
	t.is(names.of('10.0.0.4'), undefined);
});

const noted = fc.array(
	fc.record({
		address: fc.constantFrom('10.0.0.1', '10.0.0.2', 'fd00::1'),
		name: fc.constantFrom('a', 'b', 'c'),
		by: fc.constantFrom(...nameSources.filter((source) => source !== 'pcapng')),
		number: fc.integer({min: 1, max: 1000}),
		part: fc.nat(3),
	}),
	{maxLength: 40},
);

test('in any parts and any order it comes to the same', (t) => {
	fc.assert(
		fc.property(noted, fc.shuffledSubarray([0, 1, 2, 3], {minLength: 4}), (all, order) => {
			// A source says one thing in a packet.
			const told = all.filter(
				({number, by, address}, index) =>
					all.findIndex((other) => other.number === number && other.by === by && other.address === address) === index,
			);
			const gather = (list: typeof told) => {
				const names = new HostNames();
				for (const {address, name, by, number} of list) names.note(address, name, by, frame(number));
				return names;
			};
			const whole = gather(told);
			const parts = order.map((part) => gather(told.filter((one) => one.part === part)));
			const [first, ...others] = parts;
			for (const other of others) first!.absorb(structuredClone(other.parts));
			for (const address of ['10.0.0.1', '10.0.0.2', 'fd00::1']) t.deepEqual(first!.of(address), whole.of(address));
		}),
	);
});

const MAX = 65_536;
const addressOf = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;

test('the first addresses are kept, in whatever order they come', (t) => {
	const gather = (indexes: readonly number[]) => {
		const names = new HostNames();
		// Each packet names two.
		for (const index of indexes) names.note(addressOf(index), `pc${index}`, 'dns', frame(1 + (index >> 1)));
		return names;
	};
	const ascending = Array.from({length: 3 * MAX}, (_, index) => index);
	const sorted = (names: HostNames) => names.parts.map(({address}) => address).sort();
	const whole = sorted(gather(ascending));
	t.is(whole.length, MAX);
	t.deepEqual(whole, ascending.slice(0, MAX).map(addressOf).sort());
	t.deepEqual(sorted(gather(ascending.toReversed())), whole, 'backwards');
	const [even, odd] = [
		gather(ascending.filter((index) => index % 2 === 0)),
		gather(ascending.filter((index) => index % 2 === 1)),
	];
	t.is(even.parts.length, MAX);
	even.absorb(odd.parts);
	t.deepEqual(sorted(even), whole, 'in two parts');
});

test('where a packet names more than there is room for, the same of them are kept', (t) => {
	const names = (indexes: readonly number[]) => {
		const all = new HostNames();
		for (const index of indexes) all.note(addressOf(index), 'pc', 'dns', frame(1));
		return all.parts.map(({address}) => address).sort();
	};
	const indexes = Array.from({length: MAX + 100}, (_, index) => index);
	t.deepEqual(names(indexes.toReversed()), names(indexes));
});

// What datagrams say.

const seen = test.macro<[packets: readonly Timed[], expected: Readonly<Record<string, string>>]>({
	exec(t, packets, expected) {
		const {names} = assemble(packets);
		const found = names.parts.map(({address}) => [address, `${names.of(address)!.name} by ${names.of(address)!.by}`]);
		t.deepEqual(Object.fromEntries(found), expected);
	},
	title: (name, _, expected) => `${name}: ${Object.values(expected).join(', ') || 'nothing'}`,
});

const C = '10.0.0.1';
const D = '10.0.0.53';
const dnsAnswer = dnsMessage({
	questions: [['www.example.com', 1]],
	answers: [{name: POINTER, type: 1, data: addressData('10.0.0.2')}],
});
const www: Readonly<Record<string, string>> = {'10.0.0.2': 'www.example.com by dns'};

test('DNS', seen, [udp(`${D}:53`, `${C}:40000`, dnsAnswer)], www);
test('DNS over IPv6', seen, [udp('[fd00::53]:53', '[fd00::1]:40000', dnsAnswer)], www);
test('LLMNR', seen, [udp(`${D}:5355`, `${C}:40000`, dnsAnswer)], www);
test('multicast DNS', seen, [udp(`${D}:5353`, '224.0.0.251:5353', dnsAnswer)], www);
test('from another port', seen, [udp(`${D}:5300`, `${C}:40000`, dnsAnswer)], {});
test(
	'a reply to nobody, that lies',
	seen,
	[
		udp(
			`${D}:53`,
			`${C}:40000`,
			dnsMessage({
				questions: [['a\u001b[2Jb', 1]],
				answers: [{name: POINTER, type: 1, data: addressData('10.0.0.2')}],
			}),
		),
	],
	{},
);

const registration = dnsMessage({
	flags: 0x2910,
	questions: [[netbiosName('PC1'), 0x20]],
	additional: [{name: POINTER, type: 0x20, data: octets(0, 0, addressData(C))}],
});
test('NetBIOS', seen, [udp(`${C}:137`, '10.0.0.255:137', registration)], {[C]: 'pc1 by netbios'});
test(
	'a NetBIOS datagram',
	seen,
	[
		udp(
			`${C}:138`,
			'10.0.0.255:138',
			octets(0x11, 2, u16(1), addressData(C), u16(138), u16(82), u16(0), netbiosName('PC1'), netbiosName('X', 0x1e)),
		),
	],
	{[C]: 'pc1 by netbios'},
);

const asks = (type: number, fields: Parameters<typeof dhcpMessage>[0] = {}) =>
	udp('0.0.0.0:68', '255.255.255.255:67', dhcpMessage({...fields, options: {53: [type], 12: ascii('PC1')}}));
const answers = (type: number, fields: Parameters<typeof dhcpMessage>[0] = {}) =>
	udp('10.0.0.67:67', '255.255.255.255:68', dhcpMessage({op: 2, your: '10.0.0.9', ...fields, options: {53: [type]}}));

test('DHCP', seen, [asks(1), answers(2), asks(3), answers(5)], {'10.0.0.9': 'pc1 by dhcp'});
test('DHCP, offered and not acknowledged', seen, [asks(1), answers(2)], {});
test('DHCP, refused', seen, [asks(3), answers(6)], {});
test('DHCP, acknowledged to another', seen, [asks(3), answers(5, {transaction: 8})], {});
test('DHCP, renewed', seen, [asks(3, {client: '10.0.0.9'})], {'10.0.0.9': 'pc1 by dhcp'});
test(
	'DHCP through a relay',
	seen,
	[
		udp('10.0.5.1:67', '10.0.0.67:67', dhcpMessage({options: {53: [3], 12: ascii('PC1')}})),
		udp('10.0.0.67:67', '10.0.5.1:67', dhcpMessage({op: 2, your: '10.0.5.9', options: {53: [5]}})),
	],
	{'10.0.5.9': 'pc1 by dhcp'},
);
test(
	'DHCP of a client without a name',
	seen,
	[udp('0.0.0.0:68', '255.255.255.255:67', dhcpMessage({options: {53: [3]}})), answers(5)],
	{},
);

test('the sources in their order', (t) => {
	const order: readonly NameSource[] = ['pcapng', 'dns', 'dhcp', 'netbios', 'certificate', 'sni'];
	t.deepEqual([...nameSources], order);
});
