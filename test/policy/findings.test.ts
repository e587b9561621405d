import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved} from '#portolan/flow/observations.js';
import {HOUR} from '#portolan/net/time.js';
import type {Finding} from '#portolan/policy/finding.js';
import {judge} from '#portolan/policy/judgement.js';
import {edge} from '../support/edges.js';
import {pack} from '../support/packs.js';
import {inventory} from '../support/site.js';

const rules = pack(`conduits:
  - {from: a, to: b, expect: required, any-of: [[web, tls]], services: {web: {tcp: 80}, tls: {tcp: 443}}}
  - {from: any, to: b, forbidden: Nobody may, severity: warning, services: {browser: {udp: 1434}}}
`);
const site = inventory('10.1.0.0/16: a', 'b1 10.0.0.2: b', 'b2 10.0.0.3: b', 'c1 10.0.0.4: c', 'ac 10.0.0.5: a, c');
const findings = (edges: readonly FlowEdge[]): readonly Finding[] =>
	judge(edges, [rules], site, {duration: 2 * HOUR, isRepresentative: false}, nothingObserved).findings.filter(
		({kind}) => kind !== 'missing',
	);

const client = (index: number) => `10.1.${index >> 8}.${index & 255}`;

test('a thousand clients that do the same wrong thing are one finding', (t) => {
	const edges = Array.from({length: 1000}, (_, index) => edge(client(index), '10.0.0.2', 'tcp/22'));
	const [finding, ...rest] = findings(edges);
	t.deepEqual(rest, []);
	t.like(finding, {kind: 'undocumented-port', severity: 'error', from: 'a', to: 'b', protocol: 'tcp', port: 22});
	t.is(finding!.edges.length, 1000);
	t.is(
		finding!.message,
		'10.1.0.0, 10.1.0.1, 10.1.0.2 and 997 more hosts -> b1 tcp/22: the pair is documented, on tcp/80, tcp/443, not tcp/22 (1000 flows, answered)',
	);
});

test('what became of the flows is told of all of them', (t) => {
	const edges = [
		edge(client(1), '10.0.0.2', 'tcp/22', {flows: 5}),
		edge(client(2), '10.0.0.2', 'tcp/22', {outcome: 'refused'}),
	];
	t.regex(findings(edges)[0]!.message, /\(6 flows: 5 answered, 1 refused\)$/);
});

test('other roles, another port, another kind are other findings', (t) => {
	const edges = [
		edge(client(1), '10.0.0.2', 'tcp/22'),
		edge(client(1), '10.0.0.2', 'tcp/23'),
		edge('10.0.0.5', '10.0.0.2', 'tcp/22'),
		edge(client(1), '10.0.0.2', 'udp/80'),
		edge('10.0.0.2', client(1), 'tcp/80'),
	];
	t.deepEqual(
		findings(edges).map(({kind, from, to, port}) => `${kind} ${from} ${to} ${port}`),
		[
			'reversed b a 80',
			'undocumented-port a b 22',
			'undocumented-port a b 23',
			'undocumented-port a+c b 22',
			'wrong-transport a b 80',
		],
	);
});

test('the id is of roles and ports, not of addresses, counts or times', (t) => {
	const id = (edges: readonly FlowEdge[]) => findings(edges)[0]!.id;
	const one = id([edge(client(1), '10.0.0.2', 'tcp/22')]);
	t.is(
		id([
			edge(client(9), '10.0.0.3', 'tcp/22', {flows: 40}),
			edge(client(8), '10.0.0.2', 'tcp/22', {outcome: 'refused'}),
		]),
		one,
	);
	t.not(id([edge(client(1), '10.0.0.2', 'tcp/23')]), one);
	t.not(id([edge('10.0.0.5', '10.0.0.2', 'tcp/22')]), one);
	t.regex(one, /^[0-9a-f]{16}$/);
});

test('a sweep over many ports is one finding', (t) => {
	const sweep = (ports: number) =>
		findings(Array.from({length: ports}, (_, index) => edge(client(1), '10.0.0.2', `tcp/${1000 + index}`)));
	t.is(sweep(16).length, 16);
	const [finding, ...rest] = sweep(500);
	t.deepEqual(rest, []);
	t.like(finding, {kind: 'undocumented-port', protocol: 'tcp', port: undefined});
	t.is(finding!.edges.length, 500);
	t.regex(finding!.message, /tcp\/1000, tcp\/1001, tcp\/1002 and 497 more services/);
});

test('strangers are one finding for each role they touch, pings for many', (t) => {
	const scan = Array.from({length: 300}, (_, port) => edge('192.168.1.1', '10.0.0.2', `tcp/${port + 1}`));
	const pings = ['10.0.0.2', '10.0.0.4', '10.0.0.5', client(1), '192.168.7.7'].map((to) =>
		edge('192.168.1.1', to, 'icmp'),
	);
	t.deepEqual(
		findings([...scan, ...pings, edge(client(1), '192.168.1.1', 'tcp/80')]).map(
			({kind, from, to, protocol, port, edges}) => [kind, from, to, protocol, port, edges.length],
		),
		[
			['unknown-host', 'a', 'unknown', undefined, undefined, 1],
			['unknown-host', 'unknown', 'b', undefined, undefined, 300],
			['unknown-host', 'unknown', 'many roles', 'icmp', undefined, 5],
		],
	);
});

test('documented and blocked is a finding of the rule, worse when nothing else worked', (t) => {
	const blocked = edge(client(1), '10.0.0.2', 'tcp/443', {outcome: 'unanswered'});
	t.like(findings([blocked]), [{kind: 'failed', severity: 'error', rule: rules.rules[1]}]);
	t.like(findings([blocked, edge(client(1), '10.0.0.2', 'tcp/80')]), [{kind: 'failed', severity: 'warning'}]);
	t.regex(
		findings([blocked])[0]!.message,
		/^10\.1\.0\.1 -> b1 tcp\/443: documented, but was not answered \(1 flow, unanswered\)$/,
	);
});

test('undocumented and blocked is a finding all the same', (t) => {
	t.like(findings([edge(client(1), '10.0.0.2', 'tcp/22', {outcome: 'refused'})]), [
		{kind: 'undocumented-port', severity: 'error'},
	]);
});

test('a forbidden service says why, with the severity of its rule', (t) => {
	t.like(findings([edge(client(1), '10.0.0.2', 'udp/1434')]), [
		{kind: 'forbidden', severity: 'warning', message: '10.1.0.1 -> b1 udp/1434: Nobody may (1 flow, answered)'},
	]);
});

test('small talk to everybody is a note', (t) => {
	t.like(findings([edge(client(1), '224.0.0.251', 'udp/5353', {outcome: 'one-way'})]), [
		{kind: 'undocumented-pair', severity: 'note'},
	]);
});

test('what hangs on a guess is a note', (t) => {
	t.like(findings([edge('10.0.0.2', client(1), 'tcp/80', {basis: 'ephemeral-port', confidence: 'guess'})]), [
		{kind: 'direction-unknown', severity: 'note'},
	]);
});

test('what is expected, ignored or answered is no finding', (t) => {
	t.deepEqual(
		findings([
			edge(client(1), '10.0.0.2', 'tcp/80'),
			edge(client(1), '224.0.0.22', 'igmp'),
			edge(client(1), '10.0.0.2', 'tcp/443', {outcome: 'pending'}),
		]),
		[],
	);
});

test('missing traffic is a finding of its rule, an error where it is required', (t) => {
	const {findings: all} = judge(
		[edge(client(1), '10.0.0.2', 'tcp/22'), edge(client(1), '10.0.0.3', 'tcp/22')],
		[rules],
		site,
		{duration: 2 * HOUR, isRepresentative: false},
		nothingObserved,
	);
	t.like(
		all.find(({kind}) => kind === 'missing'),
		{
			severity: 'error',
			from: 'a',
			to: 'b',
			edges: [],
			message:
				'10.1.0.1 -> b1, b2: web or tls is documented from a to b; both hosts are visible, and it was never tried (2 host pairs)',
		},
	);
});

test('findings are ordered by severity, then by what they are', (t) => {
	const edges = [
		edge(client(1), '224.0.0.251', 'udp/5353', {outcome: 'one-way'}),
		edge('192.168.1.1', '10.0.0.2', 'tcp/1'),
		edge(client(1), '10.0.0.2', 'tcp/22'),
		edge('10.0.0.4', '10.0.0.2', 'tcp/22'),
	];
	t.deepEqual(
		findings(edges).map(({severity, kind}) => `${severity} ${kind}`),
		['error undocumented-pair', 'error undocumented-port', 'warning unknown-host', 'note undocumented-pair'],
	);
	t.deepEqual(
		findings(edges.toReversed()).map(({id}) => id),
		findings(edges).map(({id}) => id),
	);
});

test('ports that the mapper named and no row documents are one finding, and what FTP agrees on is none', (t) => {
	const gap = pack(
		'conduits:\n  - {from: a, to: b, services: {epm: {tcp: 135, note: The next port is not printed.}, ftp: {tcp: 21}}}\n',
	);
	const negotiated = (port: number, by: 'endpoint-mapper' | 'ftp') =>
		edge(client(1), '10.0.0.2', `tcp/${port}`, {negotiation: {by, detail: '', frame: {capture: 0, number: 1}}});
	const edges = [
		negotiated(50_000, 'endpoint-mapper'),
		negotiated(50_001, 'endpoint-mapper'),
		negotiated(50_002, 'ftp'),
	];
	const {findings: all} = judge(edges, [gap], site, {duration: HOUR, isRepresentative: false}, nothingObserved);
	t.deepEqual(
		all.map(({kind, severity, message}) => [kind, severity, message]),
		[
			[
				'documented-gap',
				'note',
				'10.1.0.1 -> b1 tcp/50000, tcp/50001: the port was agreed on over tcp/135, which is documented, and no row documents the port itself; the next port is not printed (2 flows, answered)',
			],
		],
	);
});

test('a scan is a finding of its own, whoever makes it, and names no rule', (t) => {
	const scan = {responders: 300, ports: 65_535};
	const many = {outcome: 'unanswered', flows: 90_000, scan} as const;
	const edges = [
		edge('10.0.0.5', '10.0.0.2', 'tcp', many),
		edge('192.168.9.9', '10.0.0.2', 'tcp', {...many, scan: {responders: 1, ports: 9000}}),
		edge('192.168.9.9', '10.0.0.2', 'icmp', {...many, scan: {responders: 65_537, ports: 1}}),
	];
	t.deepEqual(
		findings(edges).map(({severity, from, to, message}) => `${severity} ${from} ${to}: ${message}`),
		[
			'error a+c many hosts: ac -> 300 hosts, 65535 ports over tcp: a scan, which nothing documents (90000 flows, unanswered)',
			'warning unknown b: 192.168.9.9 -> b1, 9000 ports over tcp: a scan, which nothing documents (90000 flows, unanswered)',
			'warning unknown many hosts: 192.168.9.9 -> over 65536 hosts over icmp: a scan, which nothing documents (90000 flows, unanswered)',
		],
	);
});
