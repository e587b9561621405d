import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {HostNames} from '#portolan/flow/names/host-names.js';
import {nothingObserved, nothingWatched} from '#portolan/flow/observations.js';
import {HOUR} from '#portolan/net/time.js';
import type {Finding} from '#portolan/policy/finding.js';
import {judge} from '#portolan/policy/judgement.js';
import {edge} from '../support/edges.js';
import type {Timed} from '../support/flows.js';
import {findingsIn, judgePackets} from '../support/judging.js';
import {ascii, conversation, hex, tcp, udp} from '../support/packets.js';
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

test('lone answers of one service to many clients are one finding', (t) => {
	const answers = Array.from({length: 40}, (_, index) =>
		tcp('10.0.0.2:443', `${client(index)}:${50_000 + index}`, {flags: 'SA', seq: 1, ack: 1}),
	);
	const found = judgePackets(answers, [rules], site).findings.filter(({kind}) => kind !== 'missing');
	t.deepEqual(
		found.map(({kind, port, edges}) => [kind, port, edges.length]),
		[['direction-unknown', undefined, 40]],
	);
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

const coverage = {duration: HOUR, isRepresentative: false};
const watched = (packets: readonly Timed[]) => findingsIn(judgePackets(packets, [rules], site));

test('retries are one attempt with a count', (t) => {
	const [b1, b2] = [`${client(1)}:50000`, `${client(2)}:50001`];
	const tries = [1, 2, 4, 8].map((seconds): Timed => [seconds, tcp(b1, '10.0.0.2:443', {flags: 'S', seq: 5})]);
	const one = tcp(b2, '10.0.0.2:443', {flags: 'S', seq: 5});
	t.regex(watched(tries)[0]!.message, /\(1 flow, unanswered, 4 SYNs\)$/);
	t.regex(watched([...tries, one])[0]!.message, /\(2 flows, unanswered, 5 SYNs\)$/);
	t.regex(watched([one])[0]!.message, /\(1 flow, unanswered\)$/);
	t.regex(
		watched([...tries, ...conversation(`${client(1)}:50009`, '10.0.0.2:22')]).find(({port}) => port === 22)!.message,
		/\(1 flow, answered\)$/,
	);
});

test('names that packets give label strangers, and decide nothing', (t) => {
	const scenes = [
		edge('192.168.1.1', '10.0.0.2', 'tcp/80'),
		edge(client(1), '192.168.1.2', 'tcp/80'),
		edge(client(1), '10.0.0.2', 'tcp/22'),
		edge('10.0.0.4', '10.0.0.2', 'tcp/80'),
	];
	const names = new HostNames();
	const frame = {capture: 0, number: 1};
	// What a host of the inventory is called by others is as much anybody's word as what a stranger says it is.
	names.note('192.168.1.1', 'b1', 'dhcp', frame);
	names.note('192.168.1.2', 'files.example.net', 'dns', frame);
	names.note(client(1), 'pc1.example.net', 'dns', frame);
	names.note('10.0.0.2', 'liar.example.net', 'dns', frame);
	const plain = judge(scenes, [rules], site, coverage, nothingObserved);
	const named = judge(scenes, [rules], site, coverage, {names, ...nothingWatched});
	t.deepEqual(named.edges, plain.edges);
	t.deepEqual(named.expectations, plain.expectations);
	t.deepEqual(
		named.findings.map(({message, ...rest}) => rest),
		plain.findings.map(({message, ...rest}) => rest),
	);
	const whoIsWho = (findings: readonly Finding[]) => findings.map(({message}) => message.split(':')[0]);
	t.deepEqual(whoIsWho(named.findings.filter(({kind}) => kind !== 'missing')), [
		'c1 -> b1 tcp/80',
		'10.1.0.1 (pc1.example.net by dns) -> b1 tcp/22',
		'10.1.0.1 (pc1.example.net by dns) -> 192.168.1.2 (files.example.net by dns) tcp/80',
		'192.168.1.1 (b1 by dhcp) -> b1 tcp/80',
	]);
});

test('names are those of the same packets', (t) => {
	const answer = hex(
		'0001 8180 0001 0001 0000 0000 02 7878 07 6578616d706c65 00 0001 0001 c00c 0001 0001 0000003c 0004 c0a80101',
	);
	const [finding] = watched([
		udp('10.0.0.2:53', `${client(1)}:50000`, answer),
		...conversation('192.168.1.1:50000', '10.0.0.2:80'),
	]).filter(({from}) => from === 'unknown');
	t.regex(finding!.message, /^192\.168\.1\.1 \(xx\.example by dns\) -> b1 tcp\/80: 192\.168\.1\.1 is in no inventory/);
});

/** @param expected of a connection whose beginning is not in the capture: how the direction is known, and what is found */
const midstream = test.macro<[from: string, to: string, expected: string]>({
	exec(t, from, to, expected) {
		const packets = [tcp(from, to, {payload: ascii('xxxxxxxx')}), tcp(to, from, {seq: 7, payload: ascii('yyyyyyyy')})];
		const {edges, findings} = judgePackets(packets, [rules], site);
		const [{edge: seen, reason}] = edges as [(typeof edges)[0]];
		t.is(seen.direction.confidence, 'guess');
		t.is(`${seen.direction.basis} ${reason}`, expected);
		t.false(findings.some(({kind}) => kind === 'reversed'));
		const found = findings.filter(({kind}) => kind !== 'missing').map(({kind}) => kind);
		t.deepEqual(found, reason === 'documented' ? [] : [reason as Finding['kind']]);
	},
	title: (name, from, to, expected) => `${name}, ${from} and ${to}: ${expected}`,
});

const [A, B] = [client(1), '10.0.0.2'];
test('what a documented port tells', midstream, `${A}:50000`, `${B}:443`, 'documented-port documented');
test('whoever is seen first', midstream, `${B}:443`, `${A}:50000`, 'documented-port documented');
test('a documented port on the wrong side', midstream, `${A}:443`, `${B}:50000`, 'documented-port direction-unknown');
test('the same, the other first', midstream, `${B}:50000`, `${A}:443`, 'documented-port direction-unknown');
test('an ephemeral port', midstream, `${A}:50000`, `${B}:22`, 'service-port undocumented-port');
test('the other first', midstream, `${B}:22`, `${A}:50000`, 'service-port undocumented-port');
test('an ephemeral port on the side that serves', midstream, `${A}:22`, `${B}:50000`, 'service-port undocumented-pair');
test('two documented ports', midstream, `${A}:80`, `${B}:443`, 'lower-port direction-unknown');
test('two ephemeral ports', midstream, `${A}:50000`, `${B}:50001`, 'lower-port undocumented-pair');
test(
	'two ephemeral ports, from the side that serves',
	midstream,
	`${B}:50001`,
	`${A}:50000`,
	'lower-port undocumented-pair',
);
test('two low ports', midstream, `${A}:700`, `${B}:22`, 'lower-port undocumented-port');
test('two low ports, from the side that serves', midstream, `${B}:22`, `${A}:700`, 'lower-port undocumented-port');
test('equal ports', midstream, `${A}:5000`, `${B}:5000`, 'first-seen undocumented-port');

test('a lone SYN+ACK is a finding, unless it may answer what is documented', (t) => {
	const reasonOf = (from: string, to: string) => {
		const {edges, findings} = judgePackets([tcp(from, to, {flags: 'SA', seq: 1, ack: 1})], [rules], site);
		t.is(findings.filter(({kind}) => kind === edges[0]!.reason).length, 1);
		return edges[0]!.reason;
	};
	t.is(reasonOf(`${B}:443`, `${A}:50000`), 'direction-unknown');
	t.is(reasonOf(`${B}:443`, `${A}:22`), 'undocumented-pair');
	t.is(reasonOf(`${B}:22`, `${A}:50000`), 'undocumented-pair');
});
