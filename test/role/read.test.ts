import test from 'ava';
import {parseAddress} from '#portolan/net/address.js';
import type {Identity} from '#portolan/role/role.js';
import {problemsOf} from '../support/problems.js';
import {readTexts as read} from '../support/site.js';

const site = read(`hosts:
  - name: cm01
    addresses: [10.0.1.10, "fd00::10"]
    roles: [sms-provider, site-server, sms-provider]
  - {name: web, addresses: [203.0.113.5], roles: [microsoft]}
  - {name: group, addresses: [239.1.1.1], roles: [x]}
networks:
  - {cidr: 10.0.0.0/8, roles: [client]}
  - {cidr: 10.0.50.0/24, roles: [printer]}
  - {cidr: 10.0.50.128/25, roles: [camera]}
  - {cidr: "fd00:50::/32", roles: [client]}
`);

const identifies = test.macro<[address: string, expected: Partial<Identity>]>({
	exec: (t, address, expected) => t.like(site.identify(parseAddress(address)!), expected),
	title: (_, address, {origin, roles}) => `${address} is ${origin}: ${roles?.join(', ')}`,
});

test(identifies, '10.0.1.10', {origin: 'host', name: 'cm01', label: 'cm01', roles: ['site-server', 'sms-provider']});
test(identifies, 'fd00::10', {origin: 'host', name: 'cm01', roles: ['site-server', 'sms-provider']});
test(identifies, '203.0.113.5', {origin: 'host', roles: ['microsoft']});
test(identifies, '10.9.9.9', {origin: 'network', name: undefined, label: '10.9.9.9', roles: ['client']});
test(identifies, '10.0.50.7', {origin: 'network', roles: ['printer']});
test(identifies, '10.0.50.200', {origin: 'network', roles: ['camera']});
test(identifies, '10.0.50.255', {origin: 'broadcast', roles: ['broadcast']});
test(identifies, '10.255.255.255', {origin: 'broadcast', roles: ['broadcast']});
test(identifies, 'fd00:50:1::9', {origin: 'network', roles: ['client']});
test(identifies, '192.168.1.1', {origin: 'unknown', roles: []});
test(identifies, 'fe80::1', {origin: 'unknown', roles: []});
test(identifies, '8.8.8.8', {origin: 'public', roles: ['internet']});
test(identifies, '2606:4700::1', {origin: 'public', roles: ['internet']});
test(identifies, '255.255.255.255', {origin: 'broadcast', roles: ['broadcast']});
test(identifies, '224.0.0.252', {origin: 'multicast', roles: ['multicast']});
test(identifies, '239.1.1.1', {origin: 'host', name: 'group', roles: ['x']});
test(identifies, '0.0.0.0', {origin: 'unspecified', roles: ['unspecified']});

test('an address leads to the line of its entry', (t) => {
	const lineOf = (address: string) => site.placeOf(parseAddress(address)!)?.line;
	t.deepEqual(['10.0.1.10', 'fd00::10', '203.0.113.5', '10.9.9.9', '10.0.50.200'].map(lineOf), [2, 2, 5, 8, 10]);
	t.deepEqual(['192.168.1.1', '8.8.8.8'].map(lineOf), [undefined, undefined]);
});

test('an entry of the whole Internet takes public addresses too', (t) => {
	const inventory = read('networks: [{cidr: 8.8.8.0/24, roles: [dns-server]}]');
	t.deepEqual(inventory.identify(parseAddress('8.8.8.8')!).roles, ['dns-server']);
});

test('several files make one inventory', (t) => {
	const inventory = read(
		'hosts: [{name: a, addresses: [10.0.0.1], roles: [x]}]',
		'networks: [{cidr: 10.0.0.0/24, roles: [y]}]',
	);
	t.is(inventory.identify(parseAddress('10.0.0.1')!).name, 'a');
	t.deepEqual(inventory.identify(parseAddress('10.0.0.2')!).roles, ['y']);
	t.deepEqual(
		inventory.parts.mentions.map(({role}) => role),
		['x', 'y'],
	);
});

test('an empty inventory knows what addresses tell', (t) => {
	t.is(read().identify(parseAddress('10.0.0.1')!).origin, 'unknown');
});

test('every problem is told at once, each at its place', (t) => {
	t.deepEqual(
		problemsOf(t, () =>
			read(`hosts:
  - name: a
    addresses: [10.0.0.1, 10.0.0.1, 10.0.0.300, 10.0.0.0/24]
    roles: [x]
  - name: b
    addresses: [10.0.0.1, "::ffff"]
    role: [x]
  - {addresses: [10.0.0.5], roles: [x]}
  - {name: a, addresses: [10.0.0.6], roles: []}
  - b
networks:
  - {cidr: 10.0.50.7/24, roles: [x]}
  - {cidr: 10.0.60.0/24, roles: [x]}
  - {cidr: 10.0.60.0/24, roles: [y]}
  - {cidr: ten, roles: x}
`),
		),
		[
			'3:27: address 10.0.0.1 is listed twice for host "a", at 0.yaml:3:17',
			'3:37: "10.0.0.300" is not an address; write one such as 10.0.1.10 or fd00::10',
			'3:49: "10.0.0.0/24" is not an address; a network belongs under "networks"',
			'5:5: a host has no "roles"; it needs one',
			'6:17: address 10.0.0.1 belongs to host "a" already, at 0.yaml:3:17',
			'7:5: a host has no field "role"; did you mean "roles"?',
			'8:5: a host has no "name"; it needs one',
			'9:5: host "a" stands already at 0.yaml:2:5; give each host one entry',
			'10:5: a host must be a mapping (key: value), not "b"',
			'12:12: "10.0.50.7/24" is not a network; did you mean 10.0.50.0/24?',
			'14:12: network 10.0.60.0/24 stands already at 0.yaml:13:12',
			'15:12: "ten" is not a network; write one such as 10.0.50.0/24',
		],
	);
});

test('a host in two files is told with both places', (t) => {
	const host = 'hosts: [{name: a, addresses: [10.0.0.1], roles: [x]}]';
	t.deepEqual(
		problemsOf(t, () => read(host, host)),
		[
			'1:9: host "a" stands already at 0.yaml:1:9; give each host one entry',
			'1:31: address 10.0.0.1 is listed twice for host "a", at 0.yaml:1:31',
		],
	);
});

test('an inventory that is something else', (t) => {
	t.deepEqual(
		problemsOf(t, () => read('- a\n')),
		['1:1: an inventory must be a mapping (key: value), not a list'],
	);
	t.deepEqual(
		problemsOf(t, () => read('pack: x\n')),
		['1:1: an inventory has no field "pack"; what may stand here: hosts, networks, sites, settings'],
	);
});

test('what would move a cursor or turn the writing is no part of a text', (t) => {
	const host = (name: string) => `hosts: [{name: ${name}, addresses: [10.0.0.1], roles: [client]}]`;
	const problems = (name: string) => problemsOf(t, () => read(host(name)));
	t.deepEqual(problems('"\\e[31mred"'), ['1:16: "name" holds a control character (U+001B); leave it out']);
	t.deepEqual(problems('"a\\u202eb"'), ['1:16: "name" holds a control character (U+202E); leave it out']);
	t.deepEqual(problems('"a\\nb"'), ['1:9: the name of a host is one line, without tabs']);
});
