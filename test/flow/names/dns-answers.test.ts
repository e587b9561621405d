import test from 'ava';
import fc from 'fast-check';
import {dnsAnswers, netbiosAnswers, netbiosDatagramSource} from '#portolan/flow/names/dns-answers.js';
import {addressData, type DnsFields, dnsMessage, labels, netbiosName, POINTER} from '../../support/dns.js';
import {ascii, hex, octets, u16} from '../../support/packets.js';

const A = 1;
const CNAME = 5;
const PTR = 12;
const AAAA = 28;

/** @param expected `address name`, one each */
const names = test.macro<[message: DnsFields | Uint8Array, expected: readonly string[]]>({
	exec(t, message, expected) {
		const answers = dnsAnswers(message instanceof Uint8Array ? message : dnsMessage(message));
		t.deepEqual(
			answers.map(({address, name}) => `${address} ${name}`),
			expected,
		);
	},
	title: (name, _, expected) => `${name}: ${expected.join(', ') || 'nothing'}`,
});

const a = (name: string | Uint8Array, address: string) => ({name, type: A, data: addressData(address)});
const asked = [['www.example.com', A]] as const;

test('A', names, {questions: asked, answers: [a(POINTER, '10.0.0.2')]}, ['10.0.0.2 www.example.com']);
test(
	'AAAA',
	names,
	{questions: [['www.example.com', AAAA]], answers: [{name: POINTER, type: AAAA, data: addressData('2001:db8::2')}]},
	['2001:db8::2 www.example.com'],
);
test('several', names, {questions: asked, answers: [a(POINTER, '10.0.0.2'), a(POINTER, '10.0.0.3')]}, [
	'10.0.0.2 www.example.com',
	'10.0.0.3 www.example.com',
]);
test(
	'behind aliases',
	names,
	{
		questions: asked,
		answers: [
			{name: POINTER, type: CNAME, data: labels('web.example.net')},
			{name: 'web.example.net', type: CNAME, data: labels('a.example.org')},
			a('a.example.org', '10.0.0.2'),
		],
	},
	['10.0.0.2 www.example.com'],
);
test(
	'multicast DNS, without a question',
	names,
	{flags: 0x8400, answers: [{...a('printer.local', '10.0.0.5'), dnsClass: 0x8001}]},
	['10.0.0.5 printer.local'],
);
test('LLMNR', names, {flags: 0x8000, questions: [['pc1', A]], answers: [a(POINTER, '10.0.0.2')]}, ['10.0.0.2 pc1']);
test(
	'PTR',
	names,
	{
		questions: [['2.0.0.10.in-addr.arpa', PTR]],
		answers: [{name: POINTER, type: PTR, data: labels('mp01.example.com')}],
	},
	['10.0.0.2 mp01.example.com'],
);
test(
	'PTR of IPv6',
	names,
	{
		questions: [[`2.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`, PTR]],
		answers: [{name: POINTER, type: PTR, data: labels('mp01.example.com')}],
	},
	['2001:db8::2 mp01.example.com'],
);
test(
	'PTR of a part of a network',
	names,
	{
		questions: [['2.0.0.10.in-addr.arpa', PTR]],
		answers: [
			{name: POINTER, type: CNAME, data: labels('2.0-127.0.0.10.in-addr.arpa')},
			{name: '2.0-127.0.0.10.in-addr.arpa', type: PTR, data: labels('mp01.example.com')},
		],
	},
	['10.0.0.2 mp01.example.com'],
);
test(
	'PTR of no address',
	names,
	{questions: [['2.0.0.300.in-addr.arpa', PTR]], answers: [{name: POINTER, type: PTR, data: labels('x')}]},
	[],
);
test(
	'PTR of a service',
	names,
	{flags: 0x8400, answers: [{name: '_http._tcp.local', type: PTR, data: labels('web._http._tcp.local')}]},
	[],
);
test('a question', names, {flags: 0x0100, questions: asked}, []);
test('a failure', names, {flags: 0x8183, questions: asked, answers: [a(POINTER, '10.0.0.2')]}, []);
test('an update', names, {flags: 0xa800, questions: asked, answers: [a('pc1.example.com', '10.0.0.2')]}, []);
test('what is told besides', names, {questions: asked, additional: [a('ns.example.com', '10.0.0.9')]}, []);
test(
	'a service, with its hosts besides',
	names,
	{questions: [['_ldap._tcp.example.com', 33]], additional: [a('dc01.example.com', '10.0.0.9')]},
	[],
);
test(
	'an address of three octets',
	names,
	{questions: asked, answers: [{name: POINTER, type: A, data: octets(10, 0, 0)}]},
	[],
);
test('more answers claimed than there are', names, {questions: asked, answers: [a(POINTER, '10.0.0.2')], count: 9}, [
	'10.0.0.2 www.example.com',
]);
test(
	'answers without end',
	names,
	{questions: asked, answers: Array.from({length: 200}, () => a(POINTER, '10.0.0.2'))},
	Array.from({length: 64}, () => '10.0.0.2 www.example.com'),
);
test(
	'five questions',
	names,
	{questions: Array.from({length: 5}, () => asked[0]), answers: [a(POINTER, '10.0.0.2')]},
	[],
);
test('two questions', names, {questions: [asked[0], ['b.example.com', A]], answers: [a('b.example.com', '10.0.0.2')]}, [
	'10.0.0.2 b.example.com',
]);
test(
	'a name that points at itself',
	names,
	{questions: asked, answers: [a(octets(0xc0, 12 + 17 + 4), '10.0.0.2')]},
	[],
);
test(
	'two names that point at each other',
	names,
	{questions: [[octets(1, 0x61, 0xc0, 12), A]], answers: [a(POINTER, '10.0.0.2')]},
	[],
);
test('a pointer out of the message', names, {questions: asked, answers: [a(octets(0xff, 0xff), '10.0.0.2')]}, []);
test('a pointer cut in the middle', names, octets(u16(1), u16(0x8180), u16(0), u16(1), u16(0), u16(0), 0xc0), []);
test(
	'a label that goes beyond the message',
	names,
	octets(u16(1), u16(0x8180), u16(1), u16(1), u16(0), u16(0), 63, ascii('abc')),
	[],
);
test(
	'a name longer than a name may be',
	names,
	{questions: [[`${`${'x'.repeat(60)}.`.repeat(5)}com`, A]], answers: [a(POINTER, '10.0.0.2')]},
	[],
);
test(
	'a record that goes beyond the message',
	names,
	dnsMessage({questions: asked, answers: [a(POINTER, '10.0.0.2')]}).subarray(0, -1),
	[],
);
test('a header', names, {}, []);
test('less than that', names, hex('0001 8180 0001'), []);

/** @param expected `address name`, one each */
const netbios = test.macro<[message: DnsFields, expected: readonly string[]]>({
	exec(t, message, expected) {
		t.deepEqual(
			netbiosAnswers(dnsMessage(message)).map(({address, name}) => `${address} ${name}`),
			expected,
		);
	},
	title: (name, _, expected) => `NetBIOS, ${name}: ${expected.join(', ') || 'nothing'}`,
});

const NB = 0x20;
const entry = (flags: number, address: string) => octets(u16(flags), addressData(address));
const registers = (name: Uint8Array, flags = 0, opcode = 0x2910): DnsFields => ({
	flags: opcode,
	questions: [[name, NB]],
	additional: [{name: POINTER, type: NB, data: entry(flags, '10.0.0.2')}],
});

test('a registration', netbios, registers(netbiosName('PC1')), ['10.0.0.2 PC1']);
test('of a server', netbios, registers(netbiosName('PC1', 0x20)), ['10.0.0.2 PC1']);
test('of a user', netbios, registers(netbiosName('SOMEBODY', 0x03)), []);
test('of a group', netbios, registers(netbiosName('WORKGROUP'), 0x8000), []);
test('a release', netbios, registers(netbiosName('PC1'), 0, 0x3000), []);
test(
	'an answer',
	netbios,
	{flags: 0x8580, answers: [{name: netbiosName('PC1'), type: NB, data: entry(0, '10.0.0.2')}]},
	['10.0.0.2 PC1'],
);
test(
	'an answer of a group',
	netbios,
	{flags: 0x8580, answers: [{name: netbiosName('PC1'), type: NB, data: entry(0x8000, '10.0.0.2')}]},
	[],
);
test(
	'a negative answer',
	netbios,
	{flags: 0x8583, answers: [{name: netbiosName('PC1'), type: NB, data: entry(0, '10.0.0.2')}]},
	[],
);
test(
	'an answer too short',
	netbios,
	{flags: 0x8580, answers: [{name: netbiosName('PC1'), type: NB, data: octets(0, 0, 10, 0)}]},
	[],
);
test('a question', netbios, {flags: 0x0110, questions: [[netbiosName('PC1'), NB]]}, []);
test(
	'a name that is not encoded',
	netbios,
	{flags: 0x8580, answers: [{name: 'pc1', type: NB, data: entry(0, '10.0.0.2')}]},
	[],
);

const datagram = (type: number, name: Uint8Array) =>
	octets(
		type,
		0x1a,
		u16(7),
		addressData('10.0.0.2'),
		u16(138),
		u16(100),
		u16(0),
		name,
		netbiosName('WORKGROUP', 0x1e),
		ascii('x'),
	);

test('the sender of a NetBIOS datagram', (t) => {
	t.deepEqual(netbiosDatagramSource(datagram(0x11, netbiosName('PC1'))), {address: '10.0.0.2', name: 'PC1'});
	t.deepEqual(netbiosDatagramSource(datagram(0x10, netbiosName('PC1', 0x20))), {address: '10.0.0.2', name: 'PC1'});
	t.is(netbiosDatagramSource(datagram(0x11, netbiosName('WORKGROUP', 0x1d))), undefined);
	t.is(netbiosDatagramSource(datagram(0x13, netbiosName('PC1'))), undefined, 'an error');
	t.is(netbiosDatagramSource(datagram(0x11, netbiosName('PC1')).subarray(0, 40)), undefined);
});

test('no octets make it throw', (t) => {
	const messages = [
		dnsMessage({questions: asked, answers: [a(POINTER, '10.0.0.2')]}),
		dnsMessage({questions: [['2.0.0.10.in-addr.arpa', PTR]], answers: [{name: POINTER, type: PTR, data: POINTER}]}),
		dnsMessage(registers(netbiosName('PC1'))),
		datagram(0x11, netbiosName('PC1')),
	];
	const spoiled = fc
		.tuple(fc.constantFrom(...messages), fc.nat(140), fc.array(fc.tuple(fc.nat(120), fc.nat(255)), {maxLength: 6}))
		.map(([message, length, changes]) => {
			const copy = message.slice(0, length);
			for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
			return copy;
		});
	fc.assert(
		fc.property(fc.oneof(spoiled, fc.uint8Array({maxLength: 120})), (message) => {
			t.notThrows(() => [dnsAnswers(message), netbiosAnswers(message), netbiosDatagramSource(message)]);
		}),
		{numRuns: 3000},
	);
});

test('pointers upon pointers take no longer than their number', (t) => {
	// Every record's name jumps as often as a name may.
	const chain = octets(
		...Array.from({length: 2000}, (_, index) =>
			octets(0xc0 | ((12 + 2 * index + 2) >>> 8), (12 + 2 * index + 2) & 0xff),
		),
	);
	const message = octets(u16(1), u16(0x8180), u16(0), u16(0xffff), u16(0), u16(0), chain);
	const start = performance.now();
	for (let count = 0; count < 1000; count++) dnsAnswers(message);
	t.true(performance.now() - start < 2000);
});
