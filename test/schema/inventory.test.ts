import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {hostFields, inventoryFields, networkFields, siteFields} from '#portolan/role/read.js';
import {ROOT} from '../support/run.js';
import {lookUp, readSchema, undescribed} from '../support/schema.js';

const {schema, problemsOf} = readSchema('inventory');

test('the inventory of the samples fits the schema', (t) => {
	t.deepEqual(problemsOf(readFileSync(path.join(ROOT, 'samples/inventory.yaml'), 'utf8')), []);
});

const sameFields = test.macro<[pointer: string, fields: readonly string[]]>({
	exec: (t, pointer, fields) => t.deepEqual(Object.keys(lookUp(schema, pointer) as object), [...fields]),
	title: (what) => `${what}: the schema has the reader's fields`,
});

test('an inventory', sameFields, 'properties', inventoryFields);
test('a host', sameFields, 'definitions/host/properties', hostFields);
test('a network', sameFields, 'definitions/network/properties', networkFields);
test('a site', sameFields, 'definitions/site/properties', siteFields);

test('every field is described', (t) => t.deepEqual(undescribed(schema), []));

const passes = test.macro<[text: string]>({
	exec: (t, text) => t.deepEqual(problemsOf(text), []),
	title: (name) => `accepted: ${name}`,
});

test('nothing', passes, '{}');
test(
	'addresses of both versions',
	passes,
	'hosts: [{name: a, addresses: [10.0.0.1, "fd00::1", "::ffff:192.0.2.1"], roles: []}]',
);
test(
	'networks of both versions',
	passes,
	'networks: [{cidr: 10.0.0.0/8, roles: [a]}, {cidr: "fd00::/64", roles: [a]}]',
);
test('settings of every kind', passes, 'settings: {version: 2309, sql: [1433, 14330], tls: true, mode: https}');

const refused = test.macro<[text: string, problem: RegExp]>({
	exec: (t, text, problem) => t.regex(problemsOf(text).join('\n'), problem),
	title: (name) => `refused: ${name}`,
});

test('a list', refused, '- name: a', /object/);
test('an unknown field', refused, 'host: []', /additional properties/);
test('hosts by name', refused, 'hosts: {a: {}}', /array/);
test('a host without a name', refused, 'hosts: [{addresses: [10.0.0.1], roles: []}]', /'name'/);
test('a host without addresses', refused, 'hosts: [{name: a, roles: []}]', /'addresses'/);
test('a host without roles', refused, 'hosts: [{name: a, addresses: []}]', /'roles'/);
test('one role that is no list', refused, 'hosts: [{name: a, addresses: [], roles: web}]', /array/);
test('a network as an address', refused, 'hosts: [{name: a, addresses: [10.0.0.0/8], roles: []}]', /pattern/);
test('a name as an address', refused, 'hosts: [{name: a, addresses: [db.example], roles: []}]', /pattern/);
test('an address as a network', refused, 'networks: [{cidr: 10.0.0.1, roles: []}]', /pattern/);
test('a prefix of 33 bits', refused, 'networks: [{cidr: 10.0.0.0/33, roles: []}]', /pattern/);
test('a site without a code', refused, 'sites: [{parent: a}]', /'code'/);
test('a setting of a setting', refused, 'settings: {sql: {port: 1433}}', /string,number,boolean/);
