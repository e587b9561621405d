import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {protocolNames} from '#portolan/net/protocol.js';
import * as names from '#portolan/rulepack/field-names.js';
import {NAME} from '#portolan/rulepack/fields.js';
import {
	answerings,
	expectationLevels,
	optionScopes,
	parameterScopes,
	reaches,
	severities,
	siteRelations,
} from '#portolan/rulepack/pack.js';
import {ROOT} from '../support/run.js';
import {lookUp, readSchema, undescribed} from '../support/schema.js';

const {schema, problemsOf} = readSchema('rulepack');

const fits = test.macro<[file: string]>({
	exec: (t, file) => t.deepEqual(problemsOf(readFileSync(path.join(ROOT, file), 'utf8')), []),
	title: (_, file) => `${file} fits the schema`,
});
for (const file of readdirSync(path.join(ROOT, 'rules'))) if (file.endsWith('.yaml')) test(fits, `rules/${file}`);

const sameWords = test.macro<[pointer: string, words: readonly string[]]>({
	exec: (t, pointer, words) => {
		const found = lookUp(schema, pointer);
		t.deepEqual(Array.isArray(found) ? found : Object.keys(found as object), [...words]);
	},
	title: (what, pointer) => `${what}: the schema has the reader's words at ${pointer || 'its root'}`,
});

test('a pack', sameWords, 'properties', names.packFields);
test('a document', sameWords, 'definitions/document/properties', names.documentFields);
test('a removal', sameWords, 'properties/remove/properties', names.removalFields);
test('a role', sameWords, 'definitions/role/properties', names.roleFields);
test('a parameter', sameWords, 'definitions/parameter/properties', names.parameterFields);
test('an option', sameWords, 'definitions/option/properties', names.optionFields);
test('a service', sameWords, 'definitions/service/properties', names.serviceFields);
test('a conduit', sameWords, 'definitions/conduit/properties', names.conduitFields);
test('one way', sameWords, 'definitions/conduit/properties/one-way/properties', names.oneWayFields);
test('a port pair', sameWords, 'definitions/pairing/properties', names.pairingFields);
test('a source', sameWords, 'definitions/ruleSource/anyOf/2/properties', names.ruleSourceFields);
test('levels', sameWords, 'definitions/level/enum', expectationLevels);
test('reaches', sameWords, 'definitions/reach/enum', reaches);
test('answers', sameWords, 'definitions/service/properties/answered/enum', answerings);
test('directions', sameWords, 'definitions/conduit/properties/direction/enum', names.directions);
test('sites', sameWords, 'definitions/conduit/properties/sites/enum', siteRelations);
test('severities', sameWords, 'definitions/conduit/properties/severity/enum', severities);
test('scopes of options', sameWords, 'definitions/option/properties/scope/enum', optionScopes);
test('scopes of parameters', sameWords, 'definitions/parameter/properties/scope/enum', parameterScopes);
test('protocols', sameWords, 'definitions/ipProtocol/anyOf/0/enum', protocolNames);

test('names and conditions are written as the reader has them', (t) => {
	const name = NAME.source.slice(1, -1);
	t.is(lookUp(schema, 'definitions/name/pattern'), `^${name}$`);
	t.is(lookUp(schema, 'definitions/conditions/propertyNames/pattern'), `^(?:${names.subjects.join('|')})\\.${name}$`);
});

test('every field is described', (t) => t.deepEqual(undescribed(schema), []));

const pack = (rest: string) => `pack: shop\nversion: 1\n${rest}`;
const row = (rest: string) => pack(`conduits:\n  - {from: web, to: db, ${rest}}`);
const service = (rest: string) => pack(`services:\n  sql: {${rest}}`);

const passes = test.macro<[text: string]>({
	exec: (t, text) => t.deepEqual(problemsOf(text), []),
	title: (name) => `accepted: ${name}`,
});

test('nothing but a head', passes, pack(''));
test('a role without fields', passes, pack('roles:\n  web:'));
test('ports of every kind', passes, service('tcp: [80, "443", 49152-65535, $sql]'));
test('a protocol by name or number', passes, service('ip: [esp, 50, ip-99]'));
test('sources of every kind', passes, service('tcp: 1, source: {document: Annex, line: 3}'));
test(
	'one way when something is set',
	passes,
	row('direction: <->, one-way: {opens: db, when: {to.push: true}}, services: {sql: }'),
);

const refused = test.macro<[text: string, problem: RegExp]>({
	exec: (t, text, problem) => t.regex(problemsOf(text).join('\n'), problem),
	title: (name) => `refused: ${name}`,
});

test('no name', refused, 'version: 1', /'pack'/);
test('no version', refused, 'pack: shop', /'version'/);
test('a name with capitals', refused, 'pack: Shop\nversion: 1', /^\/pack .*pattern/m);
test('an unknown field', refused, pack('role: {}'), /additional properties/);
test('roles as a list', refused, pack('roles: [web]'), /^\/roles .*object/m);
test('a role with an underscore', refused, pack('roles: {web_server: {}}'), /property name/);
test('a removal from nothing', refused, pack('remove: {roles: db}'), /extends/);
test('a document without a title', refused, pack('source: {url: https://shop.example}'), /'document'/);
test('a parameter without a default', refused, pack('parameters: {sql: {title: SQL}}'), /'default'/);
test('a parameter of nobody', refused, pack('parameters: {sql: {default: 1, scope: pack}}'), /allowed values/);
test('an option that is fixed', refused, pack('options: {tls: {scope: fixed}}'), /allowed values/);
test('port 0', refused, service('tcp: 0'), />= 1/);
test('port 65536', refused, service('tcp: 65536'), /<= 65535/);
test('a range beyond 65535', refused, service('tcp: 60000-70000'), /pattern/);
test('no ports in a list', refused, service('tcp: []'), /fewer than 1/);
test('an ICMP type by name', refused, service('icmp: echo'), /integer/);
test('an unknown protocol', refused, service('ip: ipsec'), /allowed values/);
test('a yes that is a word', refused, service('tcp: 1, dynamic: yes'), /boolean/);
test('an unknown level', refused, service('tcp: 1, expect: always'), /allowed values/);
test('a duration without a unit', refused, service('tcp: 1, within: 24'), /string/);
test('a duration in weeks', refused, service('tcp: 1, within: 2w'), /pattern/);
test('an unknown answer', refused, service('tcp: 1, answered: sometimes'), /allowed values/);
test('line 0', refused, service('tcp: 1, source: 0'), />= 1/);
test('a condition on nobody', refused, row('services: {sql: {when: {host.tls: true}}}'), /property name/);
test('no services', refused, row('services: {}'), /fewer than 1/);
test('an arrow to the left', refused, row('direction: <-, services: {sql: {}}'), /allowed values/);
test('one way of one way', refused, row('one-way: {opens: db, when: {to.push: true}}, services: {sql: }'), /direction/);
test(
	'one way whatever is set',
	refused,
	row('direction: <->, one-way: {opens: db, when: {}}, services: {sql: }'),
	/fewer than 1/,
);
test('a flat group', refused, row('any-of: [sql, http], services: {sql: }'), /array/);
test('sites that are siblings', refused, row('sites: sibling, services: {sql: }'), /allowed values/);
test('a pair of three', refused, pack('port-pairs: [{role: web, services: [a, b, c], otherwise: 1}]'), /more than 2/);
test(
	'a pair of ranges',
	refused,
	pack('port-pairs: [{role: web, services: [a, b], pairs: [[80-81, 443]], otherwise: 1}]'),
	/pattern/,
);
test('a pair without otherwise', refused, pack('port-pairs: [{role: web, services: [a, b]}]'), /'otherwise'/);
