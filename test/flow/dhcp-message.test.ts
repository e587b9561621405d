import test from 'ava';
import fc from 'fast-check';
import {type DhcpMessage, readDhcp} from '#portolan/flow/dhcp-message.js';
import {type DhcpFields, dhcpMessage} from '../support/dhcp.js';
import {labels} from '../support/dns.js';
import {ascii, hex, octets} from '../support/packets.js';

const says = test.macro<[fields: DhcpFields, expected: Partial<DhcpMessage>]>({
	exec: (t, fields, expected) => t.like(readDhcp(dhcpMessage(fields)), expected),
	title: (name) => name!,
});

const fqdn = (flags: number, name: Uint8Array) => octets(flags, 0, 0, name);

test(
	'a client',
	says,
	{transaction: 0xdeadbeef, options: {53: [1]}},
	{op: 1, transaction: 0xdeadbeef, type: 1, hardware: '02:00:00:00:00:01'},
);
test(
	'addresses',
	says,
	{op: 2, client: '10.0.0.5', your: '10.0.0.6'},
	{clientAddress: '10.0.0.5', yourAddress: '10.0.0.6'},
);
test(
	'no addresses',
	says,
	{},
	{clientAddress: undefined, yourAddress: undefined, type: undefined, bootFile: undefined},
);
test('a name', says, {options: {12: ascii('PC1')}}, {hostName: 'pc1'});
test('a name with an end', says, {options: {12: octets(ascii('PC1'), 0, ascii('x'))}}, {hostName: 'pc1'});
test(
	'a whole name',
	says,
	{options: {12: ascii('PC1'), 81: fqdn(0, ascii('PC1.example.com'))}},
	{hostName: 'pc1.example.com'},
);
test(
	'a whole name in labels',
	says,
	{options: {12: ascii('PC1'), 81: fqdn(4, labels('pc1.example.com'))}},
	{hostName: 'pc1.example.com'},
);
test('a name in labels without end', says, {options: {81: fqdn(5, labels('pc1').subarray(0, -1))}}, {hostName: 'pc1'});
test('labels that lie', says, {options: {81: fqdn(4, octets(200, ascii('pc1')))}}, {hostName: 'pc1'});
test(
	'labels that are called a text',
	says,
	{options: {12: ascii('PC1'), 81: fqdn(0, labels('pc1.example.com'))}},
	{hostName: 'pc1'},
);
test('a whole name of nothing', says, {options: {12: ascii('PC1'), 81: fqdn(0, octets())}}, {hostName: 'pc1'});
test('flags without a name', says, {options: {12: ascii('PC1'), 81: [0, 0]}}, {hostName: 'pc1'});
test('a name with an escape', says, {options: {12: ascii('PC1\u001b[2J')}}, {hostName: undefined});
test('a name of nothing', says, {options: {12: []}}, {hostName: undefined});
test('the first of two', says, {options: {12: ascii('PC1')}}, {hostName: 'pc1'});
test('a vendor class', says, {options: {60: ascii('PXEClient:Arch:00007')}}, {vendorClass: 'PXEClient:Arch:00007'});
test('a boot file', says, {file: ascii('boot\\wdsnbp.com')}, {bootFile: 'boot\\wdsnbp.com'});
test('a boot file of 128 characters', says, {file: ascii('x'.repeat(128))}, {bootFile: 'x'.repeat(128)});
test('a boot file in an option', says, {file: ascii('a'), options: {67: ascii('b')}}, {bootFile: 'b'});

test('the hardware address has as many octets as it says, at most sixteen', (t) => {
	const message = dhcpMessage({});
	message[2] = 255;
	t.is(readDhcp(message)!.hardware.length, 16 * 3 - 1);
	message[2] = 0;
	t.is(readDhcp(message)!.hardware, '');
});

test('padding, an end, and what is behind it', (t) => {
	const start = dhcpMessage({}).subarray(0, 240);
	t.is(readDhcp(octets(start, 0, 0, 53, 1, 3))!.type, 3);
	t.is(readDhcp(octets(start, 255, 53, 1, 3))!.type, undefined);
	t.is(readDhcp(octets(start, 53, 1, 3, 12, 200, ascii('pc1')))!.type, 3);
	t.is(readDhcp(octets(start, 53, 1, 3, 12, 200, ascii('pc1')))!.hostName, undefined);
	t.is(readDhcp(octets(start, 53))!.type, undefined);
});

test('what is none', (t) => {
	t.is(readDhcp(dhcpMessage({}).subarray(0, 239)), undefined);
	t.is(readDhcp(octets(3, dhcpMessage({}).subarray(1))), undefined);
	t.is(readDhcp(octets(dhcpMessage({}).subarray(0, 236), hex('00000000'))), undefined);
	t.is(readDhcp(octets()), undefined);
});

test('no options make it throw', (t) => {
	const start = dhcpMessage({}).subarray(0, 240);
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 300}), (options) => {
			t.notThrows(() => readDhcp(octets(start, options)));
		}),
	);
});
