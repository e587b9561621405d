import test from 'ava';
import fc from 'fast-check';
import {whoAsked} from '#portolan/flow/requests.js';
import {assemble, ends, type Timed} from '../support/flows.js';
import {ascii, hex, octets, tcp, udp} from '../support/packets.js';

const words: Readonly<Record<number, string>> = {1: 'asks', [-1]: 'answers', 0: 'does not tell'};

/** @param ports `udp/40000>53`: protocol, source and destination port */
const says = test.macro<[ports: string, payload: Uint8Array, expected: string]>({
	exec: (t, ports, payload, expected) => {
		const [, protocol, from, to] = /^(\w+)\/(\d+)>(\d+)$/.exec(ports)!;
		const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
		t.is(words[whoAsked(protocol === 'tcp' ? 6 : 17, Number(from), Number(to), view, 0, payload.length)], expected);
	},
	title: (name, ports, _, expected) => `${name}, ${ports}: the sender ${expected}`,
});

const header = (start: string, length: number) => octets(hex(start), new Uint8Array(length - hex(start).length));

test('a DNS query', says, 'udp/40000>53', header('1234 0100', 20), 'asks');
test('a DNS response', says, 'udp/53>40000', header('1234 8180', 20), 'answers');
test('DNS cut short', says, 'udp/40000>53', header('1234', 11), 'does not tell');
test('a NetBIOS name query', says, 'udp/137>137', header('1234 0110', 50), 'asks');
test('a NetBIOS name response', says, 'udp/137>137', header('1234 8500', 62), 'answers');
test('BOOTREQUEST', says, 'udp/68>67', header('01010600', 240), 'asks');
test('BOOTREPLY', says, 'udp/67>68', header('02010600', 240), 'answers');
test('BOOTREQUEST to a boot server', says, 'udp/68>4011', header('01010600', 240), 'asks');
test('TFTP read request', says, 'udp/2070>69', octets(0, 1, ascii('boot.n12'), 0, ascii('octet'), 0), 'asks');
test('AS-REQ', says, 'udp/40000>88', hex('6a82'), 'asks');
test('KRB-ERROR', says, 'udp/88>40000', hex('7e82'), 'answers');
test('an NTP client', says, 'udp/123>123', header('db', 48), 'asks');
test('an NTP server', says, 'udp/123>123', header('1c', 48), 'answers');
test('an SNMP get', says, 'udp/40000>161', hex('302602010104067075626c6963a019'), 'asks');
test('an SNMP response', says, 'udp/161>40000', hex('302602010104067075626c6963a219'), 'answers');
test('a CLDAP search', says, 'udp/40000>389', hex('30840000002d020101638400000024'), 'asks');
test('a CLDAP entry', says, 'udp/389>40000', hex('308400000094020101648400000024'), 'answers');
test('an SQL browser request', says, 'udp/40000>1434', hex('04'), 'asks');
test('an SQL browser response', says, 'udp/1434>40000', hex('05 5000'), 'answers');
test('a RADIUS request', says, 'udp/40000>1812', header('01', 20), 'asks');
test('a first IKE message', says, 'udp/500>500', header('1122334455667788', 28), 'asks');
test('a later IKE message', says, 'udp/500>500', header('1122334455667788 99', 28), 'does not tell');
test('a datagram of no known port', says, 'udp/40000>9999', header('1234 0100', 20), 'does not tell');
test('an empty datagram', says, 'udp/40000>53', octets(), 'does not tell');

test('an HTTP request', says, 'tcp/40000>80', ascii('GET / HTTP/1.1\r\n'), 'asks');
test('a request of the client agent', says, 'tcp/40000>80', ascii('CCM_POST /ccm_system/request HTTP/1.1'), 'asks');
test('an HTTP response', says, 'tcp/80>40000', ascii('HTTP/1.1 200 OK\r\n'), 'answers');
test('a TLS client hello', says, 'tcp/40000>443', hex('16030100c8 010000c4'), 'asks');
test('a TLS server hello', says, 'tcp/443>40000', hex('160303007a 02000076'), 'answers');
test('TLS application data', says, 'tcp/443>40000', hex('170303007a 02000076'), 'does not tell');
test('a DCE/RPC request', says, 'tcp/40000>49664', hex('05000003 10000000 48000000 01000000'), 'asks');
test('a DCE/RPC response', says, 'tcp/49664>40000', hex('05000203 10000000 48000000 01000000'), 'answers');
test(
	'an SMB2 request',
	says,
	'tcp/40000>445',
	header('00000068 fe534d42 40000000 00000000 0100 0100 00000000', 40),
	'asks',
);
test(
	'an SMB2 response',
	says,
	'tcp/445>40000',
	header('00000068 fe534d42 40000000 00000000 0100 0100 01000000', 40),
	'answers',
);
test('an SMB1 response', says, 'tcp/445>40000', header('00000068 ff534d42 72 00000000 88', 40), 'answers');
test('an SMB1 request', says, 'tcp/40000>445', header('00000033 ff534d42 24 00000000 08', 55), 'asks');
test(
	'an SMB1 lock that the server breaks',
	says,
	'tcp/445>40000',
	header(`00000033 ff534d42 24 00000000 00 ${'00'.repeat(20)} ffff`, 55),
	'answers',
);
test('a DCE/RPC header cut short', says, 'tcp/40000>49664', hex('05000003 10000000'), 'does not tell');
test('a reply of SOCKS 5', says, 'tcp/1080>40000', hex('05000001 0a000001 1f90 0000 0000 0000'), 'does not tell');
test('a connection request of RDP', says, 'tcp/40000>3389', hex('0300000b 06e00000 000000'), 'asks');
test(
	'a connection confirm of RDP',
	says,
	'tcp/3389>40000',
	hex('03000013 0ed00000 12340002 1f080002 000000'),
	'answers',
);
test('an encrypted Finished of TLS', says, 'tcp/40000>443', hex('1603030028 0c0f3a9922'), 'does not tell');
test('a TDS query of bulk data', says, 'tcp/40000>8530', hex('121f08ee 1234 0100 00000000'), 'does not tell');
test('a TDS query', says, 'tcp/40000>1433', hex('0101 0012 0000 0100 ffffffff'), 'asks');
test('a TDS result', says, 'tcp/1433>40000', hex('0401 0012 0033 0100 ffffffff'), 'answers');
test('a stream of anything', says, 'tcp/40000>50000', ascii('some binary stuff'), 'does not tell');
test('a short segment', says, 'tcp/40000>80', ascii('GET'), 'does not tell');

test('no octets make it read beyond them', (t) => {
	const ports = fc.constantFrom(53, 67, 68, 69, 88, 123, 137, 161, 389, 500, 1434, 1812, 4011, 9999);
	fc.assert(
		fc.property(fc.constantFrom(6, 17), ports, fc.uint8Array({maxLength: 60}), (protocol, port, payload) => {
			// A view that ends with the payload throws where anything is read beyond it.
			const view = new DataView(payload.slice().buffer);
			return [-1, 0, 1].includes(whoAsked(protocol, 40_000, port, view, 0, payload.length));
		}),
		{numRuns: 5000},
	);
	t.pass();
});

const opened = test.macro<[packets: readonly Timed[], expected: string, documented?: readonly string[]]>({
	exec: (t, packets, expected, documented) => {
		const [biflow] = assemble(packets, {documented: documented ?? []}).biflows;
		t.is(`${ends(biflow!)} by ${biflow!.direction.basis}, ${biflow!.direction.confidence}`, expected);
	},
	title: (name) => name!,
});

const query = header('1234 0100', 20);
const response = header('1234 8180', 20);
test(
	'a response seen first was asked for by its receiver',
	opened,
	[udp('10.0.0.2:53', '10.0.0.1:53', response)],
	'10.0.0.1:53 -> 10.0.0.2:53 by request, likely',
);
test(
	'a request between documented ports',
	opened,
	[udp('10.0.0.1:68', '10.0.0.2:4011', header('01010600', 240))],
	'10.0.0.1:68 -> 10.0.0.2:4011 by request, likely',
	['udp/68', 'udp/4011'],
);
test(
	'the first message that tells is enough',
	opened,
	[udp('10.0.0.2:53', '10.0.0.1:53', octets(0)), udp('10.0.0.1:53', '10.0.0.2:53', query)],
	'10.0.0.1:53 -> 10.0.0.2:53 by request, likely',
);
test(
	'an answer to a group was not asked for by the group',
	opened,
	[udp('10.0.0.2:5353', '224.0.0.251:5353', response)],
	'10.0.0.2:5353 -> 224.0.0.251:5353 by first-seen, likely',
);
test(
	'mid-stream between ephemeral ports, the message tells',
	opened,
	[tcp('10.0.0.2:49664', '10.0.0.1:50000', {payload: hex('05000203 10000000 20000000 01000000')})],
	'10.0.0.1:50000 -> 10.0.0.2:49664 by request, likely',
);
test(
	'a handshake tells more than a message',
	opened,
	[
		tcp('10.0.0.2:80', '10.0.0.1:5000', {flags: 'S'}),
		tcp('10.0.0.1:5000', '10.0.0.2:80', {payload: ascii('GET / HTTP/1.1')}),
	],
	'10.0.0.2:80 -> 10.0.0.1:5000 by syn, certain',
);
