import test from 'ava';
import fc from 'fast-check';
import {applicationOf} from '#portolan/flow/application/application.js';
import {streamApplication} from '#portolan/flow/application/stream.js';
import type {Application} from '#portolan/net/application.js';
import {ascii, hex, octets, u16, u32} from '../../support/packets.js';
import {RangeView} from '../../support/range.js';
import {bind, EPM, pdu, request} from '../../support/rpc.js';

function said(payload: Uint8Array): Application | undefined {
	const view = new RangeView(payload);
	return applicationOf(streamApplication(view, view.start, payload.length));
}

const is = test.macro<[payload: Uint8Array | string, expected: Application | undefined]>({
	exec(t, payload, expected) {
		t.is(said(typeof payload === 'string' ? ascii(payload) : payload), expected);
	},
	title: (name, _, expected) => `${name}: ${expected ?? 'unknown'}`,
});

const zeros = (count: number) => new Uint8Array(count);
const framed = (message: Uint8Array) => octets(u16(message.length), message);
const query = hex('1234 0100 0001 0000 0000 0000 03777777 0765 78616d706c65 03636f6d 00 0001 0001');

test('GET', is, 'GET /index.html HTTP/1.1\r\nHost: www.example.com\r\n\r\n', 'http');
test('GET of HTTP 0.9', is, 'GET /index.html\r\n', 'http');
test('a target longer than what is looked at', is, `POST /${'x'.repeat(200)} HTTP/1.1\r\n`, 'http');
test('a whole URL longer than that', is, `GET http://www.example.com/${'x'.repeat(200)} HTTP/1.1\r\n`, 'http');
test('a response', is, 'HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/8.5\r\n', 'http');
test('the preface of version 2', is, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http');
test('a client agent', is, 'CCM_POST /ccm_system/request HTTP/1.1\r\n', 'http');
test('a background transfer', is, 'BITS_POST /upload/1 HTTP/1.1\r\n', 'http');
test('RPC over HTTP', is, 'RPC_IN_DATA /rpc/rpcproxy.dll?mail:6001 HTTP/1.1\r\n', 'http');
test('a proxy', is, 'CONNECT www.example.com:443 HTTP/1.1\r\n', 'http');
test('RTSP', is, 'OPTIONS rtsp://10.2.2.2:8554/live RTSP/1.0\r\nCSeq: 1\r\n', undefined);
test('RTSP with a long target', is, `OPTIONS rtsp://10.2.2.2/${'x'.repeat(200)} RTSP/1.0\r\n`, undefined);
test('RTSP to the whole server', is, 'OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n', undefined);
test('ICAP', is, 'OPTIONS icap://10.2.2.2/reqmod ICAP/1.0\r\n', undefined);
test('redis, a command in a line', is, 'GET key\r\n', undefined);
test('redis, a command in an array', is, '*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n', undefined);
test('redis, an answer', is, '+OK\r\n', undefined);
test('memcached, text', is, 'get key\r\n', undefined);
test('memcached, binary', is, hex('8000 0003 00 00 0000 00000003 00000000 00000000 00000000 6b6579'), undefined);
test('a sentence', is, 'GETTING STARTED with HTTP/1.1\r\n', undefined);

test('a TLS client hello', is, hex('16 0301 00c8 01 0000c4 0303'), 'tls');
test('a TLS server hello', is, hex('16 0303 007a 02 000076 0303'), 'tls');
test('a TLS alert', is, hex('15 0303 0002 02 28'), 'tls');
test('TLS application data', is, hex('17 0303 0045 aabbccddee'), undefined);
test('a client key exchange, in the middle', is, hex('16 0303 0046 10 000042'), undefined);
test('SSL version 2', is, hex('80 2e 01 0002 0015 0000 0010'), undefined);
test('a TLS record of nothing', is, hex('16 0301 0000 01 000000'), undefined);
test('a TLS version that there is not', is, hex('16 0305 00c8 01 0000c4'), undefined);
test('a hello longer than a record may be', is, hex('16 0301 4001 01 003ffd'), undefined);

test('SMB version 1', is, octets(hex('00000054 ff534d42 72'), zeros(80)), 'smb1');
test('SMB', is, octets(hex('00000068 fe534d42 4000'), zeros(80)), 'smb2');
test('encrypted SMB', is, octets(hex('00000068 fd534d42'), zeros(80)), 'smb2');
test('SMB without its frame', is, hex('fe534d42 4000 0000'), undefined);
test(
	'a NetBIOS session request',
	is,
	octets(hex('81000044 20'), ascii('CK'.repeat(16)), 0, 32, ascii('CA'.repeat(16)), 0),
	'netbios-session',
);
test('a NetBIOS session confirmed', is, hex('82000000'), 'netbios-session');
test('a NetBIOS session refused', is, hex('83000001 82'), 'netbios-session');
test('three octets of it', is, hex('820000'), undefined);

test('a DCE/RPC bind', is, bind(EPM), 'dce-rpc');
test('a DCE/RPC request', is, request(3), 'dce-rpc');
test('big-endian', is, pdu(11, zeros(56), {bigEndian: true}), 'dce-rpc');
test(
	'DCE/RPC of another representation',
	is,
	octets(hex('0500 0b03 22000000 4800 0000 01000000'), zeros(56)),
	undefined,
);
test('SOCKS 5', is, hex('05 02 00 02'), undefined);
test('SOCKS 5, a connection', is, hex('05 01 00 01 0a000002 0050 0000000000000000'), undefined);
test('SOCKS 4', is, octets(hex('04 01 0050 0a000100'), ascii('somebody'), 0), undefined);
test('SOCKS 4a', is, octets(hex('04 01 0050 00000001 00'), ascii('www.example.com'), 0), undefined);

const prelogin = hex(
	'1201002f00000100 00001a0006 010020 0001 02 0021 0001 03 0022 0004 04 0026 0001 ff 11000000 0000 00 00 00000000 00',
);
const preloginAnswer = hex('0401002500000100 0000150006 01001b0001 02001c0001 03001d0000 ff 0b000c38 0000 02 00');
test('TDS prelogin', is, prelogin, 'tds');
test('its answer', is, preloginAnswer, 'tds');
test('TDS login without prelogin', is, octets(hex('1001009b00000100 93000000 04000074 00100000'), zeros(135)), 'tds');
test('the answer to it', is, octets(hex('0401 0020 0034 0100 e3 0f00 01'), zeros(20)), 'tds');
test('a TDS query, in the middle', is, octets(hex('0101 0020 0000 0100'), zeros(24)), undefined);
test('OpenFlow', is, octets(hex('040b0040 00000000 00000000 0001e240 0080'), zeros(46)), undefined);
test('OpenFlow with a number', is, octets(hex('040e0060 00000076 00000000 0001e240'), zeros(80)), undefined);

test('RDP with a cookie', is, octets(hex('0300002a 25 e0 0000 0000 00'), ascii('Cookie: mstshash=a\r\n')), 'rdp');
test('RDP with a request', is, hex('03000013 0e e0 0000 0000 00 01 00 0800 03000000'), 'rdp');
test('RDP confirmed', is, hex('03000013 0e d0 0000 1234 00 02 00 0800 02000000'), 'rdp');
test('RDP refused', is, hex('03000013 0e d0 0000 1234 00 03 00 0800 05000000'), 'rdp');
test('S7', is, hex('03000016 11 e0 0000 0001 00 c1020100 c2020102 c0010a'), undefined);
test('S7, confirmed', is, hex('03000016 11 d0 0001 0002 00 c0010a c1020100 c2020102'), undefined);
test('H.323', is, hex('03000004 08020001 0000000000000000000000'), undefined);

test('DNS', is, framed(query), 'dns');
test('DNS, less than it says', is, framed(query).subarray(0, 20), undefined);
test('DNS, longer by another message', is, octets(framed(query), framed(query)), 'dns');
test('Kerberos', is, hex('0000 0084 6a 8181 30 817e a103 0201 05'), 'kerberos');
test('a Kerberos error', is, hex('0000 0060 7e 5e 30 5c a003 0201 05'), 'kerberos');
test('LDAP bind', is, hex('30 0c 02 01 01 60 07 02 01 03 04 00 80 00'), 'ldap');
test('LDAP search of Windows', is, hex('30 84 0000002d 02 01 01 63 84 00000024 04 00 0a 01 00'), 'ldap');
test('LDAP unbind', is, hex('30 05 02 01 03 42 00'), 'ldap');
test('SNMP over TCP', is, hex('30 26 02 01 01 04 06 7075626c6963 a0 19'), undefined);
test('a certificate', is, hex('30 82 03 0a 30 82 01 f2 a0 03 02 01 02 02 10'), undefined);

const mysql = (version: string, length: number) =>
	octets(length, 0, 0, 0, 10, ascii(version), 0, u32(13), ascii('abcdefgh'), zeros(40));
test('MySQL', is, mysql('8.0.35', 0x4a), 'mysql');
test('MySQL of a length that is no letter', is, mysql('8.0.35', 0x90), 'mysql');
test('MySQL of a length that is a digit', is, mysql('5.7.30', 0x30), 'mysql');
test('MariaDB', is, mysql('5.5.5-10.6.12-MariaDB-0ubuntu0.22.04.1', 0x6c), 'mysql');
test('MariaDB 11', is, mysql('11.4.2-MariaDB', 0x55), 'mysql');
test('a greeting of no version', is, mysql('hello', 0x4a), undefined);

test('PostgreSQL', is, octets(u32(41), u32(0x30000), ascii('user\0postgres\0database\0test\0\0')), 'postgresql');
test('PostgreSQL version 3.2', is, octets(u32(41), u32(0x30002), ascii('user\0postgres\0\0')), 'postgresql');
test('PostgreSQL, asking for TLS', is, octets(u32(8), u32(80_877_103)), 'postgresql');
test('PostgreSQL, asking for GSSAPI', is, octets(u32(8), u32(80_877_104)), 'postgresql');
test('PostgreSQL, to cancel', is, octets(u32(16), u32(80_877_102), u32(4711), u32(1)), 'postgresql');
test('PostgreSQL version 2', is, octets(u32(296), u32(0x20000), zeros(288)), undefined);

test('SSH', is, 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', 'ssh');
test('VNC', is, 'RFB 003.008\n', 'vnc');
test('POP3', is, '+OK Dovecot ready.\r\n', 'pop3');
test('IMAP', is, '* OK [CAPABILITY IMAP4rev1] ready\r\n', 'imap');
test('IMAP that knows the client', is, '* PREAUTH IMAP4rev1 server logged in as Smith\r\n', 'imap');
test('SMTP', is, '220 mail.example.com ESMTP Postfix\r\n', 'smtp');
test('an SMTP client', is, 'EHLO client.example.com\r\n', 'smtp');
test('FTP', is, '220 (vsFTPd 3.0.3)\r\n', 'ftp');
test('FTP in lines', is, '220-FileZilla Server\r\n220-ftp.example.com\r\n', 'ftp');
test('a greeting that does not say of what', is, '220 ready\r\n', undefined);
test('SIP', is, 'INVITE sip:bob@example.com SIP/2.0\r\n', 'sip');
test('SIP with a method that HTTP has too', is, 'OPTIONS sip:bob@example.com SIP/2.0\r\n', 'sip');
test('a SIP answer', is, 'SIP/2.0 200 OK\r\n', 'sip');
test('Telnet', is, hex('fffd18 fffd20 fffd23'), 'telnet');
test('a JPEG image', is, hex('ffd8ffe0 00104a464946'), undefined);

test('BitTorrent', is, octets(19, ascii('BitTorrent protocol'), zeros(48)), undefined);
test('Modbus', is, hex('0001 0000 0006 01 03 006b 0003'), undefined);
test('MQTT', is, hex('10 1a 0004 4d515454 04 02 003c 000e 6d79636c69656e74'), undefined);
test('Gnutella', is, 'GNUTELLA CONNECT/0.6\r\nNode: 10.0.0.1:28681\r\n', undefined);
test('a ZIP file', is, hex('504b0304 14000000 0800 a1b2c3d4'), undefined);
test('a PNG image', is, hex('89504e47 0d0a1a0a 0000000d 49484452'), undefined);
test('a script', is, '#!/bin/sh\necho hello\n', undefined);
test('zeros', is, zeros(1400), undefined);
test('ones', is, zeros(1400).fill(0xff), undefined);
test('nothing', is, octets(), undefined);
test('three octets', is, 'GET', undefined);

/** Of every application something, to be spoiled. */
const openings: readonly Uint8Array[] = [
	...[framed(query), prelogin, preloginAnswer, bind(EPM), mysql('8.0.35', 0x4a)],
	...[hex('16030100c8010000c40303'), hex('0000008a fe534d42 4000'), hex('81000044 20 43'), hex('fffd18fffd20')],
	...[hex('0000 0084 6a 8181 30 817e'), hex('30 84 0000002d 02 01 01 63 84 00000024'), octets(u32(8), u32(80_877_103))],
	...[hex('0300002a25e00000000000436f6f6b69653a20'), hex('03000013 0e d0 0000 1234 00 02 00 0800 02000000')],
	...['GET / HTTP/1.1\r\n', '220 ftp', '+OK ', '* OK', 'SIP/2.0 ', 'INVITE sip:'].map(ascii),
];

test('no octets make it throw or read outside of the payload', (t) => {
	const spoiled = fc
		.tuple(
			fc.constantFrom(...openings),
			fc.nat(200),
			fc.array(fc.tuple(fc.nat(40), fc.constantFrom(0, 1, 0x20, 0x7f, 0x80, 0xc0, 0xff)), {maxLength: 3}),
		)
		.map(([opening, length, changes]) => {
			const copy = opening.slice(0, length);
			for (const [at, octet] of changes) if (at < copy.length) copy[at] = octet;
			return copy;
		});
	fc.assert(
		fc.property(fc.oneof(fc.uint8Array({maxLength: 200}), spoiled), (payload) => {
			t.notThrows(() => said(payload));
		}),
		{numRuns: 5000},
	);
});

test('the payload is found wherever it stands in the batch', (t) => {
	const payload = ascii('SSH-2.0-x\r\n');
	const view = new RangeView(payload, 4096);
	t.is(applicationOf(streamApplication(view, view.start, payload.length)), 'ssh');
});

test('octets of no meaning are hardly ever taken for something', (t) => {
	let state = 1;
	const random = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state >>> 24;
	};
	const known = Array.from({length: 100_000}, () => said(Uint8Array.from({length: 64}, random))).filter(
		(application) => application !== undefined,
	);
	t.true(known.length < 10, `${known.length} of 100,000: ${[...new Set(known)].join()}`);
});
