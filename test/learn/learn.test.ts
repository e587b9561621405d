import test from 'ava';
import {Checker} from '#portolan/document/checker.js';
import {parseText} from '#portolan/document/parse.js';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved, type Observations} from '#portolan/flow/observations.js';
import {inventoryDraft, packPatch} from '#portolan/learn/documents.js';
import {learn} from '#portolan/learn/learn.js';
import {formatLearning} from '#portolan/learn/text.js';
import {Inventory} from '#portolan/role/inventory.js';
import {loadInventory} from '#portolan/role/load.js';
import {mergeRoles} from '#portolan/role/merge-roles.js';
import {readPack} from '#portolan/rulepack/read.js';
import {edge} from '../support/edges.js';
import {compile} from '../support/packs.js';

const rules = compile(`pack: test
version: "1"
roles: {client: {}, web: {}, database: {}, cache: {}}
parameters: {sql: {default: 1433}}
services:
  http: {tcp: 80, carries: http}
  sql: {tcp: $sql, carries: [tds]}
conduits:
  - {from: client, to: web, services: {http: {expect: required}, push: {tcp: 7000}}}
  - {from: web, to: database, services: {sql: {expect: required}}}
  - {from: client, to: cache, services: {http: {}}}
`);
const nobody = new Inventory(loadInventory([]));

const [C1, C2, W, D] = ['10.0.0.1', '10.0.0.2', '10.0.1.1', '10.0.2.1'];
const site: readonly FlowEdge[] = [
	edge(C1, W, 'tcp/80', {applications: ['http']}),
	edge(C2, W, 'tcp/80', {applications: ['http']}),
	edge(C1, W, 'tcp/7000'),
	edge(W, D, 'tcp/1433', {applications: ['tds']}),
];
const learnt = (edges: readonly FlowEdge[], observations: Observations = nothingObserved) =>
	learn(edges, [rules], nobody, observations);
const roles = (edges: readonly FlowEdge[]) =>
	learnt(edges).hosts.map(({name, roles: held}) => `${name} ${held.join('+')}`);

test('roles are those that explain each other', (t) => {
	t.deepEqual(roles(site), [`${C1} client`, `${C2} client`, `${W} web`, `${D} database`]);
});

test('the order of the edges changes nothing', (t) => {
	t.deepEqual(learnt(site.toReversed()).hosts, learnt(site).hosts);
});

test('what failed, and what might have been opened by the other, tells no role', (t) => {
	t.deepEqual(roles([edge(C1, W, 'tcp/80', {outcome: 'refused'})]), [`${C1} `, `${W} `]);
	t.deepEqual(roles([edge(C1, W, 'tcp/80', {confidence: 'guess', basis: 'first-seen'})]), [`${C1} `, `${W} `]);
});

test('addresses that go by one name are one host, unless it is a server that names many', (t) => {
	const named = (by: 'dns' | 'sni'): Observations => ({
		...nothingObserved,
		names: {of: (address) => ([W, D].includes(address) ? {name: 'web.example', by, frame: undefined} : undefined)},
	});
	const names = (by: 'dns' | 'sni') =>
		learnt(site, named(by)).hosts.map(({name, addresses}) => `${name} ${addresses.length}`);
	t.deepEqual(names('dns'), [`${C1} 1`, `${C2} 1`, 'web.example 2']);
	t.deepEqual(names('sni'), [`${C1} 1`, `${C2} 1`, `${W} 1`, `${D} 1`]);
});

test('a documented service on another port is a parameter', (t) => {
	const moved = [...site, edge(W, D, 'tcp/14330', {applications: ['tds']})];
	t.like(learnt(moved).parameters, [
		{name: 'sql', port: 14_330, evidence: `SQL Server (TDS) on tcp/14330, served by ${D} to ${W}`},
	]);
	t.deepEqual(learnt(site).parameters, []);
});

test('rows: by roles, with what they carry; none for a sweep', (t) => {
	const sweep = Array.from({length: 20}, (_, index) => edge(C2, W, `tcp/${100 + index}`, {outcome: 'refused'}));
	const {rows, sweeps} = learnt([
		...site,
		edge(C1, D, 'tcp/22', {applications: ['ssh']}),
		edge(C1, W, 'udp/9999', {outcome: 'unanswered'}),
		...sweep,
	]);
	t.deepEqual(
		rows.map(({from, to, target, carries, isUnanswered}) => [from, to, target, carries.join(), isUnanswered]),
		[['client', 'database', 'tcp: 22', 'ssh', false]],
	);
	t.like(sweeps, [{from: 'client', to: 'web', ports: 21}]);
});

test('the drafts are documents of their kind, and say that nobody has reviewed them', (t) => {
	const {hosts, rows} = learnt([
		...site,
		edge(C1, D, 'tcp/22', {applications: ['ssh']}),
		edge(D, C1, 'tcp/22', {applications: ['ssh']}),
		edge('192.168.7.7', C1, 'icmp'),
	]);
	const draft = inventoryDraft(hosts);
	t.true(draft.startsWith('# Proposed from traffic, reviewed by nobody.'));
	t.regex(
		draft,
		/ {2}# fits no role: opens icmp type 8\n {2}- name: "192\.168\.7\.7"\n.*\n {4}roles: \[unclassified\]/,
	);
	const patch = packPatch(rows, ['a "b".pcap']);
	const checker = new Checker();
	const source = readPack(parseText(patch, 'patch.yaml'), 'patch.yaml', checker);
	t.deepEqual(checker.problems, []);
	t.deepEqual(
		source!.conduits.map(({from, to, isEitherWay, reviewed, services}) =>
			[from.word, to.word, isEitherWay, reviewed, services.map(({name}) => name).join()].join(' '),
		),
		['client database true false observed-tcp-22', 'unclassified client false false observed-icmp-8'],
	);
	t.is(packPatch([], []).includes('conduits: []'), true);
	t.is(inventoryDraft([]).includes('hosts: []'), true);
});

test('for a person', (t) => {
	const text = formatLearning(learnt([...site, edge(C1, D, 'tcp/22', {applications: ['ssh']})]), {colors: false});
	t.regex(text, /^Roles of 4 hosts that the inventory does not have\n {2}10\.0\.0\.1 {2}client \d+ %\n/);
	t.regex(text, /\nRows that no pack has\n {2}client -> database {2}tcp: 22\n/);
	t.regex(text, /\nNobody has reviewed any of this/);
});

test('a role that two packs define includes what either says', (t) => {
	const role = (includes: readonly string[]) => ({
		name: 'a',
		title: {en: 'A'},
		includes,
		isOnInternet: false,
		versions: {since: undefined, until: undefined},
		place: {file: '', line: 1, column: 1},
	});
	t.deepEqual(mergeRoles([role(['b']), role([]), role(['c', 'b'])]).get('a')?.includes, ['b', 'c']);
});
