import test from 'ava';
import fc from 'fast-check';
import {applicationOf} from '#portolan/flow/application/application.js';
import {datagramApplication} from '#portolan/flow/application/datagram.js';
import type {Application} from '#portolan/net/application.js';
import {ascii, hex, octets, u16} from '../../support/packets.js';
import {RangeView} from '../../support/range.js';

function said(payload: Uint8Array, source: number, destination: number): Application | undefined {
	const view = new RangeView(payload);
	return applicationOf(datagramApplication(view, view.start, payload.length, source, destination));
}

/** @param ports `40000>53`: source and destination port */
const is = test.macro<[ports: string, payload: Uint8Array | string, expected: Application | undefined]>({
	exec(t, ports, payload, expected) {
		const [source, destination] = ports.split('>').map(Number) as [number, number];
		t.is(said(typeof payload === 'string' ? ascii(payload) : payload, source, destination), expected);
	},
	title: (name, ports, _, expected) => `${name}, ${ports}: ${expected ?? 'unknown'}`,
});

const zeros = (count: number) => new Uint8Array(count);
const name = hex('03777777 07 6578616d706c65 03636f6d 00');
const netbios = octets(32, ascii('CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'), 0);

test('a DNS query', is, '40000>53', octets(hex('1234 0100 0001 0000 0000 0000'), name, hex('0001 0001')), 'dns');
test('on another port', is, '40000>5300', octets(hex('1234 0100 0001 0000 0000 0000'), name, hex('0001 0001')), 'dns');
test(
	'a DNS answer',
	is,
	'53>40000',
	octets(hex('1234 8180 0001 0001 0000 0000'), name, hex('0001 0001 c00c 0001 0001 0000003c 0004 0a000001')),
	'dns',
);
test(
	'multicast DNS without a question',
	is,
	'5353>5353',
	octets(hex('0000 8400 0000 0001 0000 0000'), name, hex('0001 8001 00000078 0004 0a000001')),
	'dns',
);
test(
	'a DNS update',
	is,
	'40000>53',
	octets(hex('1234 2800 0001 0000 0001 0000'), name, hex('0006 0001'), name, hex('0001 00ff')),
	'dns',
);
test('an empty DNS header', is, '40000>53', zeros(12), undefined);
test('a DNS query cut in its name', is, '40000>53', hex('1234 0100 0001 0000 0000 0000 03777777 0765'), undefined);
test(
	'a label too long',
	is,
	'40000>53',
	octets(hex('1234 0100 0001 0000 0000 0000 40'), zeros(64), hex('00 0001 0001')),
	undefined,
);
test(
	'a class that there is not',
	is,
	'40000>53',
	octets(hex('1234 0100 0001 0000 0000 0000'), name, hex('0001 0b0b')),
	undefined,
);
test(
	'an opcode that there is not',
	is,
	'40000>53',
	octets(hex('1234 4900 0001 0000 0000 0000'), name, hex('0001 0001')),
	undefined,
);
test(
	'more records than there is room for',
	is,
	'40000>53',
	octets(hex('1234 8180 0001 aaaa 0000 0000'), name, hex('0001 0001')),
	undefined,
);
test(
	'a NetBIOS name query',
	is,
	'137>137',
	octets(hex('1234 0110 0001 0000 0000 0000'), netbios, hex('0020 0001')),
	'netbios-name',
);
test(
	'a NetBIOS name answer',
	is,
	'137>137',
	octets(hex('1234 8500 0000 0001 0000 0000'), netbios, hex('0020 0001 000493e0 0006 0000 0a000001')),
	'netbios-name',
);

const dhcp = (op: number, cookie = '63825363') => octets(op, 1, 6, 0, zeros(232), hex(cookie), hex('350101 ff'));
test('DHCP', is, '68>67', dhcp(1), 'dhcp');
test('its answer', is, '67>68', dhcp(2), 'dhcp');
test('a boot server', is, '68>4011', dhcp(1), 'dhcp');
test('BOOTP of another vendor', is, '68>67', dhcp(1, '00000000'), undefined);
test('DHCP cut before its cookie', is, '68>67', dhcp(1).subarray(0, 236), undefined);

const card = [2, 0, 0, 0, 0, 1];
const magic = (...addresses: ReadonlyArray<readonly number[]>) => octets(new Uint8Array(6).fill(255), ...addresses);
const sixteen = Array.from({length: 16}, () => card);
test('a magic packet', is, '40000>9', magic(...sixteen), 'wake-on-lan');
test('with a password, on another port', is, '40000>40009', magic(...sixteen, [1, 2, 3, 4, 5, 6]), 'wake-on-lan');
test('fifteen addresses', is, '40000>9', magic(...sixteen.slice(1)), undefined);
test('one of them another', is, '40000>9', magic(...sixteen.slice(1), [2, 0, 0, 0, 0, 2]), undefined);

const tftp = (opcode: number, ...texts: readonly string[]) =>
	octets(u16(opcode), ...texts.map((text) => ascii(`${text}\0`)));
test('TFTP, to read', is, '2070>69', tftp(1, 'boot\\x64\\wdsnbp.com', 'octet', 'tsize', '0'), 'tftp');
test('TFTP, to write in capitals', is, '2070>69', tftp(2, 'backup.cfg', 'NETASCII'), 'tftp');
test('TFTP in a mode that there is not', is, '2070>69', tftp(1, 'backup.cfg', 'binary'), undefined);
test('TFTP data', is, '50100>2070', octets(u16(3), u16(1), ascii('octet\0octet\0')), undefined);
test('TFTP without end', is, '2070>69', octets(u16(1), zeros(1400).fill(0x61)), undefined);

test('AS-REQ', is, '40000>88', hex('6a 81 84 30 81 81 a1 03 02 01 05'), 'kerberos');
test('KRB-ERROR', is, '88>40000', hex('7e 60 30 5e a0 03 02 01 05'), 'kerberos');
test('a tag of Kerberos around something else', is, '40000>88', hex('6a 81 84 04 81 81 a1 03'), undefined);
test('SNMP version 1', is, '40000>161', hex('30 26 02 01 00 04 06 7075626c6963 a0 19'), 'snmp');
test('SNMP version 2c', is, '40000>161', hex('30 26 02 01 01 04 06 7075626c6963 a2 19'), 'snmp');
test('SNMP version 3', is, '40000>161', hex('30 3e 02 01 03 30 11 02 04 00000001 02 03 00ffe3'), 'snmp');
test('SNMP of no version', is, '40000>161', hex('30 26 02 01 07 04 06 7075626c6963 a0 19'), undefined);
test('a CLDAP search', is, '40000>389', hex('30 84 0000002d 02 01 01 63 84 00000024 04 00'), 'ldap');
test('a CLDAP entry', is, '389>40000', hex('30 84 00000094 02 01 01 64 84 0000008b 04 00'), 'ldap');
test('a sequence of something else', is, '40000>389', hex('30 26 04 01 00 04 06 7075626c6963 a0 19'), undefined);

const initial = (version: string) => octets(0xc3, hex(version), 8, zeros(8), 0, 0, u16(0x449e), zeros(1200));
test('QUIC', is, '40000>443', initial('00000001'), 'quic');
test('QUIC version 2', is, '40000>443', initial('6b3343cf'), 'quic');
test('a draft of QUIC', is, '40000>443', initial('ff00001d'), undefined);
test('the short header of QUIC', is, '443>40000', octets(0x43, zeros(100)), undefined);
test(
	'a connection identifier longer than may be',
	is,
	'40000>443',
	octets(0xc3, hex('00000001'), 21, zeros(100)),
	undefined,
);

test('SIP', is, '5060>5060', 'REGISTER sip:example.com SIP/2.0\r\n', 'sip');
test('SIP, to publish', is, '40000>5060', 'PUBLISH sip:bob@example.com SIP/2.0\r\n', 'sip');
test('SIP, to cancel', is, '40000>5060', 'CANCEL sip:bob@example.com SIP/2.0\r\n', 'sip');
test('a SIP answer', is, '5060>40000', 'SIP/2.0 100 Trying\r\n', 'sip');
test('a SIP keep-alive', is, '5060>5060', '\r\n\r\n\r\n\r\n', undefined);
test('SSDP, to search', is, '40000>1900', 'M-SEARCH * HTTP/1.1\r\n', 'ssdp');
test('SSDP, to tell', is, '40000>1900', 'NOTIFY * HTTP/1.1\r\n', 'ssdp');
test('an SSDP answer', is, '1900>40000', 'HTTP/1.1 200 OK\r\n', 'ssdp');
test('the same from another port', is, '1901>40000', 'HTTP/1.1 200 OK\r\n', undefined);

test('an NTP client', is, '40000>123', octets(0x23, zeros(47)), 'ntp');
test('an NTP server', is, '123>40000', octets(0x24, zeros(47)), 'ntp');
test('NTP on another port', is, '40000>124', octets(0x23, zeros(47)), undefined);
test('NTP cut short', is, '40000>123', octets(0x23, zeros(46)), undefined);
test('NTP of no mode', is, '40000>123', octets(0x20, zeros(47)), undefined);
test('IKE', is, '500>500', octets(hex('1122334455667788'), zeros(20)), 'ike');
test('IKE without a cookie', is, '500>500', zeros(28), undefined);
test('SQL Server Browser', is, '40000>1434', hex('04 4d5353514c00'), 'sql-browser');
test('it in one octet', is, '40000>1434', hex('03'), 'sql-browser');
test('its answer', is, '1434>40000', hex('05 1000 5365727665724e616d65'), 'sql-browser');
test('a message that it does not have', is, '40000>1434', hex('01'), undefined);

test('STUN', is, '40000>3478', hex('0001 0008 2112a442 000102030405060708090a0b 0003 0004 00000000'), undefined);
test('RTP', is, '40000>40002', octets(hex('8000 0001 000000a0 12345678'), zeros(160).fill(0xd5)), undefined);
test('BitTorrent DHT', is, '6881>6881', 'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe', undefined);
test('memcached', is, '40000>11211', 'stats\r\n\0\0', undefined);
test('RADIUS', is, '40000>1812', octets(hex('01 01 0014'), zeros(16).fill(7)), undefined);
test('syslog', is, '40000>514', '<34>Oct 11 22:14:15 host su: failed', undefined);
test('zeros', is, '40000>53', zeros(512), undefined);
test('ones', is, '40000>53', zeros(512).fill(0xff), undefined);
test('nothing to a known port', is, '40000>123', octets(), undefined);
test('nothing to the browser', is, '40000>1434', octets(), undefined);

const openings: readonly Uint8Array[] = [
	octets(hex('1234 0100 0001 0000 0000 0000'), name, hex('0001 0001')),
	dhcp(1),
	tftp(1, 'boot.n12', 'octet'),
	hex('6a 81 84 30 81 81'),
	hex('30 26 02 01 00 04 06 7075626c6963 a0 19'),
	hex('30 84 0000002d 02 01 01 63 84 00000024'),
	initial('00000001').subarray(0, 100),
	ascii('NOTIFY * HTTP/1.1\r\n'),
];

test('no octets make it throw or read outside of the payload', (t) => {
	const port = fc.constantFrom(53, 69, 88, 123, 137, 161, 389, 443, 500, 1434, 1900, 40_000);
	const spoiled = fc
		.tuple(
			fc.constantFrom(...openings),
			fc.nat(260),
			fc.array(fc.tuple(fc.nat(40), fc.constantFrom(0, 1, 0x3f, 0x7f, 0x80, 0xc0, 0xff)), {maxLength: 3}),
		)
		.map(([opening, length, changes]) => {
			const copy = opening.slice(0, length);
			for (const [at, octet] of changes) if (at < copy.length) copy[at] = octet;
			return copy;
		});
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array({maxLength: 260}), spoiled), port, port, (payload, source, destination) => {
			t.notThrows(() => said(payload, source, destination));
		}),
		{numRuns: 5000},
	);
});
