import test from 'ava';
import type {Negotiation} from '#portolan/flow/biflow.js';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {judgeEdge} from '#portolan/policy/judge.js';
import {Matrix} from '#portolan/policy/matrix.js';
import {edge} from '../support/edges.js';
import {pack} from '../support/packs.js';
import {inventory, inventoryWith} from '../support/site.js';

const rules = pack(`services:
  web: {tcp: [80, 443]}
conduits:
  - {from: a, to: b, services: {web: {}, rpc: {tcp: 49152-65535, dynamic: true}, ping: {icmp: 8, icmpv6: 128}, esp: {ip: esp}}}
  - {from: b, to: c, direction: <->, services: {smb: {tcp: 445}, wide: {tcp: 5000-5010}}}
  - {from: a, to: c, services: {wol: {udp: 9, broadcast: true}, dhcp: {udp: 67, broadcast: true, relayed: true}, cast: {udp: 6000-6010, streamed: true}}}
  - {from: any, to: b, forbidden: Nobody may, services: {browser: {udp: 1434}}}
  - {from: c, to: b, services: {browser: {udp: 1434}}}
  - {from: any, to: c, services: {time: {udp: 123}}}
  - {from: everyone, to: multicast, services: {names: {udp: 5355}}}
  - {from: a, to: internet, services: {web: {}}}
`);
const matrix = new Matrix([rules]);
const site = inventory(
	'a1 10.0.0.1 fd00::1: a',
	'b1 10.0.0.2 fd00::2: b',
	'c1 10.0.0.3: c',
	'both 10.0.0.4: a, c',
	'idle 10.0.0.5:',
	'10.1.0.0/16: a',
);

/** @param expected the verdict, the reason and, where a rule decided, its service */
const judged = test.macro<[edge: FlowEdge, expected: string]>({
	exec: (t, subject, expected) => {
		const {verdict, reason, rule} = judgeEdge(subject, matrix, site);
		t.is([verdict, reason, ...(rule === undefined ? [] : [rule.service])].join(' '), expected);
	},
	title: (name, _, expected) => `${name}: ${expected}`,
});

test('a documented port', judged, edge('10.0.0.1', '10.0.0.2', 'tcp/443'), 'expected documented web');
test('over IPv6', judged, edge('fd00::1', 'fd00::2', 'tcp/443'), 'expected documented web');
test('from a host in a network', judged, edge('10.1.2.3', '10.0.0.2', 'tcp/80'), 'expected documented web');
test('an echo request', judged, edge('10.0.0.1', '10.0.0.2', 'icmp'), 'expected documented ping');
test('an IPv6 echo request', judged, edge('fd00::1', 'fd00::2', 'icmp'), 'expected documented ping');
test('another ICMP type', judged, edge('10.0.0.1', '10.0.0.2', 'icmp/13'), 'unexpected undocumented-port');
test('a protocol by its number', judged, edge('10.0.0.1', '10.0.0.2', 'esp'), 'expected documented esp');
test('another protocol', judged, edge('10.0.0.1', '10.0.0.2', 'gre'), 'unexpected undocumented-port');
test('another port', judged, edge('10.0.0.1', '10.0.0.2', 'tcp/22'), 'unexpected undocumented-port');
test('the other transport', judged, edge('10.0.0.1', '10.0.0.2', 'udp/443'), 'unexpected wrong-transport');
test('the other direction', judged, edge('10.0.0.2', '10.0.0.1', 'tcp/443'), 'unexpected reversed');
test(
	'the other direction of a rule both ways',
	judged,
	edge('10.0.0.3', '10.0.0.2', 'tcp/445'),
	'expected documented smb',
);
test('roles without rules', judged, edge('10.0.0.3', '10.0.0.1', 'tcp/22'), 'unexpected undocumented-pair');
test('a host without roles', judged, edge('10.0.0.5', '10.0.0.2', 'tcp/443'), 'unexpected undocumented-pair');
test('either of several roles is enough', judged, edge('10.0.0.4', '10.0.0.2', 'tcp/443'), 'expected documented web');
test('the other of several roles too', judged, edge('10.0.0.4', '10.0.0.2', 'tcp/445'), 'expected documented smb');
test(
	'a named port before a range of dynamic ones',
	judged,
	edge('10.0.0.4', '10.0.0.2', 'tcp/5005'),
	'expected documented wide',
);
test('an initiator in no entry', judged, edge('192.168.1.1', '10.0.0.2', 'tcp/443'), 'unknown-host unknown-initiator');
test('a responder in no entry', judged, edge('10.0.0.1', '192.168.1.1', 'tcp/443'), 'unknown-host unknown-responder');
test('both in no entry', judged, edge('192.168.1.2', '192.168.1.1', 'tcp/443'), 'unknown-host unknown-hosts');
test('a public responder is the Internet', judged, edge('10.0.0.1', '8.8.8.8', 'tcp/443'), 'expected documented web');
test(
	'a public responder, from another role',
	judged,
	edge('10.0.0.2', '8.8.8.8', 'tcp/443'),
	'unexpected undocumented-pair',
);
test(
	'a public initiator is the Internet',
	judged,
	edge('8.8.8.8', '10.0.0.2', 'tcp/443'),
	'unexpected undocumented-pair',
);
test('a forbidden service', judged, edge('10.0.0.1', '10.0.0.2', 'udp/1434'), 'unexpected forbidden browser');
test(
	'a service that is forbidden to others',
	judged,
	edge('10.0.0.3', '10.0.0.2', 'udp/1434'),
	'expected documented browser',
);
test('any host with a role', judged, edge('10.0.0.1', '10.0.0.3', 'udp/123'), 'expected documented time');
test('any is not everyone', judged, edge('192.168.1.1', '10.0.0.3', 'udp/123'), 'unknown-host unknown-initiator');
test('everyone is everyone', judged, edge('192.168.1.1', '224.0.0.252', 'udp/5355'), 'expected documented names');
test('a rule for any makes no pair', judged, edge('10.0.0.2', '10.0.0.3', 'udp/124'), 'unexpected undocumented-port');
test(
	'a broadcast of a service that is broadcast',
	judged,
	edge('10.0.0.1', '255.255.255.255', 'udp/9'),
	'expected documented wol',
);
test(
	'to the broadcast address of a network',
	judged,
	edge('10.0.0.1', '10.1.255.255', 'udp/9'),
	'expected documented wol',
);
test(
	'from a host that has no address yet',
	judged,
	edge('0.0.0.0', '255.255.255.255', 'udp/67'),
	'expected documented dhcp',
);
test(
	'a broadcast of another service',
	judged,
	edge('10.0.0.1', '255.255.255.255', 'udp/80'),
	'unexpected undocumented-port',
);
test(
	'a broadcast of a role that may not',
	judged,
	edge('10.0.0.2', '255.255.255.255', 'udp/9'),
	'unexpected undocumented-pair',
);
test(
	'a relay in no entry, from the port it sends to',
	judged,
	edge('192.168.1.1', '10.0.0.3', 'udp/67', {isSamePort: true}),
	'expected documented dhcp',
);
test(
	'no relay: from a port of its own',
	judged,
	edge('192.168.1.1', '10.0.0.3', 'udp/67'),
	'unknown-host unknown-initiator',
);
test(
	'a stream to a group, from the role that serves',
	judged,
	edge('10.0.0.3', '239.1.1.1', 'udp/6005'),
	'expected documented cast',
);
test(
	'a stream to a group, from the role that receives',
	judged,
	edge('10.0.0.1', '239.1.1.1', 'udp/6005'),
	'unexpected undocumented-pair',
);
test('group membership', judged, edge('10.0.0.1', '224.0.0.22', 'igmp'), 'ignored link-control');
test('neighbour discovery', judged, edge('fd00::1', 'ff02::1:ff00:2', 'icmp/135'), 'ignored link-control');
test('a redirect', judged, edge('10.0.0.1', '10.0.0.2', 'icmp/5'), 'ignored link-control');
test(
	'an ICMP error about nothing that was seen',
	judged,
	edge('192.168.1.1', '10.0.0.2', 'icmp/3'),
	'ignored icmp-error',
);
test('an ICMPv6 error about nothing that was seen', judged, edge('fd00::1', 'fd00::2', 'icmp/1'), 'ignored icmp-error');

const guess = {basis: 'ephemeral-port', confidence: 'guess'} as const;
test(
	'a guessed direction that is documented',
	judged,
	edge('10.0.0.1', '10.0.0.2', 'tcp/443', guess),
	'expected documented web',
);
test(
	'a guessed direction makes no reversal',
	judged,
	edge('10.0.0.2', '10.0.0.1', 'tcp/443', guess),
	'inconclusive direction-unknown',
);
test(
	'a guessed direction hides no undocumented port',
	judged,
	edge('10.0.0.1', '10.0.0.2', 'tcp/22', guess),
	'unexpected undocumented-port',
);
test(
	'a guess that the ports do not bear out, documented one way only',
	judged,
	edge('10.0.0.1', '10.0.0.2', 'tcp/443', {...guess, ambiguousPort: 9999}),
	'inconclusive direction-unknown',
);
test(
	'a guess in a dynamic range',
	judged,
	edge('10.0.0.1', '10.0.0.2', 'tcp/50000', {...guess, ambiguousPort: 51_000, isNegotiationVisible: false}),
	'inconclusive negotiation-unseen rpc',
);
test(
	'the same, documented the other way only',
	judged,
	edge('10.0.0.2', '10.0.0.1', 'tcp/9999', {...guess, ambiguousPort: 443}),
	'inconclusive direction-unknown',
);
test(
	'the same, documented in neither',
	judged,
	edge('10.0.0.1', '10.0.0.3', 'tcp/9999', {...guess, ambiguousPort: 8888}),
	'unexpected undocumented-port',
);
test(
	'the same, documented both ways',
	judged,
	edge('10.0.0.2', '10.0.0.3', 'tcp/445', {...guess, ambiguousPort: 5001}),
	'expected documented smb',
);
test(
	'a likely direction can be a reversal',
	judged,
	edge('10.0.0.2', '10.0.0.1', 'tcp/443', {basis: 'syn-ack', confidence: 'likely'}),
	'unexpected reversed',
);

const negotiation = {by: 'endpoint-mapper', detail: 'samr', frame: {capture: 0, number: 5}} as const;
test(
	'a port of a dynamic range that the mapper named',
	judged,
	edge('10.0.0.1', '10.0.0.2', 'tcp/49664', {negotiation}),
	'expected negotiated rpc',
);
test('one that nobody named', judged, edge('10.0.0.1', '10.0.0.2', 'tcp/49664'), 'unexpected not-negotiated');
test(
	'one that may have been named unseen',
	judged,
	edge('10.0.0.1', '10.0.0.2', 'tcp/49664', {isNegotiationVisible: false}),
	'inconclusive negotiation-unseen rpc',
);
test(
	'one that is named and documented by itself',
	judged,
	edge('10.0.0.4', '10.0.0.2', 'tcp/5005', {negotiation}),
	'expected documented wide',
);
test(
	'a port named on a mapper that is not documented',
	judged,
	edge('10.0.0.3', '10.0.0.1', 'tcp/49664', {negotiation}),
	'unexpected undocumented-pair',
);
test(
	'a port beyond the range, named on a mapper that is not documented',
	judged,
	edge('10.0.0.1', '10.0.0.2', 'tcp/1025', {negotiation}),
	'unexpected undocumented-port',
);

const differs = test.macro<[edge: FlowEdge, rule: string | undefined, difference?: string]>({
	exec: (t, subject, rule, difference) => {
		const {nearest} = judgeEdge(subject, matrix, site);
		t.is(nearest?.rule.id, rule);
		t.is(nearest?.difference, difference);
	},
	title: (name, _, rule) => `${name}: nearest is ${rule}`,
});

test(
	'another port',
	differs,
	edge('10.0.0.1', '10.0.0.2', 'tcp/444'),
	'test/a/b/web',
	'the pair is documented, on tcp/80,443, icmp type 8 or icmpv6 type 128, esp, tcp/49152-65535, not tcp/444',
);
test(
	'the other transport',
	differs,
	edge('10.0.0.1', '10.0.0.2', 'udp/80'),
	'test/a/b/web',
	'documented over tcp/80,443, not udp/80',
);
test(
	'the other direction',
	differs,
	edge('10.0.0.2', '10.0.0.1', 'tcp/80'),
	'test/a/b/web',
	'documented when a opens it to b, not the other way round',
);
test(
	'from another role',
	differs,
	edge('10.0.0.5', '10.0.0.2', 'tcp/80'),
	'test/a/b/web',
	'tcp/80 to b is documented from a',
);
test(
	'to another role',
	differs,
	edge('10.0.0.1', '10.0.0.5', 'tcp/80'),
	'test/a/b/web',
	'tcp/80 is documented from a to b',
);
test('nothing is near', differs, edge('10.0.0.3', '10.0.0.1', 'tcp/22'), undefined);

test('a service runs the wrong way though no rule joins the two roles', (t) => {
	const packs = [
		pack(
			'conduits:\n  - {from: a, to: b, services: {smb: {tcp: 445}}}\n  - {from: c, to: b, services: {web: {tcp: 80}}}\n  - {from: a, to: c, services: {smb: {tcp: 445}}}\n',
		),
	];
	const hosts = inventory('a1 10.0.0.1: a', 'b1 10.0.0.2: b', 'c1 10.0.0.3: c', 'd1 10.0.0.4: d');
	const judgedAs = (from: string, to: string, service: string) =>
		judgeEdge(edge(from, to, service), new Matrix(packs), hosts);
	// b serves 445 to a, c serves it too; neither is documented to open it.
	t.is(judgedAs('10.0.0.2', '10.0.0.1', 'tcp/445').reason, 'reversed');
	t.is(judgedAs('10.0.0.2', '10.0.0.3', 'tcp/445').reason, 'undocumented-pair');
	t.is(judgedAs('10.0.0.4', '10.0.0.1', 'tcp/445').reason, 'undocumented-pair');
});

test('what a documented conversation arranges is documented with it', (t) => {
	const packs = [pack('conduits:\n  - {from: a, to: b, services: {epm: {tcp: 135}, ftp: {tcp: 21}}}\n')];
	const says = (from: string, to: string, service: string, by: 'endpoint-mapper' | 'ftp', detail: string) => {
		const fields = {negotiation: {by, detail, frame: {capture: 0, number: 1}}};
		const {verdict, reason, rule} = judgeEdge(edge(from, to, service, fields), new Matrix(packs), site);
		return `${verdict} ${reason} ${rule?.service}`;
	};
	t.is(says('10.0.0.1', '10.0.0.2', 'tcp/49664', 'endpoint-mapper', 'samr'), 'expected negotiated epm');
	t.is(says('10.0.0.1', '10.0.0.2', 'tcp/41021', 'ftp', 'PASV'), 'expected negotiated ftp');
	t.is(says('10.0.0.2', '10.0.0.1', 'tcp/55021', 'ftp', 'PORT'), 'expected negotiated ftp');
	t.is(says('10.0.0.2', '10.0.0.1', 'tcp/55021', 'ftp', 'PASV'), 'unexpected undocumented-pair undefined');
	t.is(says('10.0.0.3', '10.0.0.2', 'tcp/41021', 'ftp', 'PASV'), 'unexpected undocumented-pair undefined');
});

test('what a forbidden conversation arranges is forbidden with it', (t) => {
	const negotiation = {by: 'sql-browser', detail: 'SQLEXPRESS', frame: {capture: 0, number: 1}} as const;
	const says = (from: string, service: string) => {
		const {reason, rule} = judgeEdge(edge(from, '10.0.0.2', service, {negotiation}), matrix, site);
		return `${reason} ${rule?.service}`;
	};
	t.is(says('10.0.0.1', 'tcp/49664'), 'forbidden browser');
	t.is(says('10.0.0.1', 'tcp/443'), 'documented web');
	t.is(says('10.0.0.3', 'tcp/49664'), 'negotiated browser');
});

test('rows for negotiated ports are about what named the port', (t) => {
	const packs = [
		pack(
			'conduits:\n  - {from: a, to: b, services: {epm: {tcp: 135}, browser: {udp: 1434}, ftp: {tcp: 21}, rpc: {tcp: 49152-65535, dynamic: true, carries: dce-rpc}}}\n  - {from: a, to: c, services: {browser: {udp: 1434}, rpc: {tcp: 49152-65535, dynamic: true, carries: dce-rpc}, sql: {tcp: 49152-65535, dynamic: true, carries: [tds, tls]}}}\n  - {from: c, to: b, services: {rpc: {tcp: 49152-65535, dynamic: true, carries: dce-rpc}}}\n',
		),
	];
	const says = (from: string, to: string, by: Negotiation['by']) => {
		const fields = {negotiation: {by, detail: 'PASV', frame: {capture: 0, number: 1}}};
		const {reason, rule, documenting, nearest} = judgeEdge(edge(from, to, 'tcp/50000', fields), matrixOf(packs), site);
		const rows = documenting.map(({service}) => service).join();
		return `${reason} ${rule?.service} (${rows})${reason === 'negotiated' && nearest !== undefined ? ' beside' : ''}`;
	};
	const [a, b, c] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
	t.is(says(a, b, 'endpoint-mapper'), 'negotiated rpc (rpc)');
	t.is(says(a, b, 'dcom'), 'negotiated rpc (rpc)');
	t.is(says(a, b, 'sql-browser'), 'negotiated browser ()');
	t.is(says(a, b, 'ftp'), 'negotiated ftp ()');
	t.is(says(a, c, 'sql-browser'), 'negotiated sql (sql)');
	t.is(says(a, c, 'endpoint-mapper'), 'negotiated rpc (rpc)');
	t.is(says(c, b, 'sql-browser'), 'undocumented-port undefined ()');
});

test('a port beside the documented range that the mapper named: the range is told', (t) => {
	const packs = [
		pack('conduits:\n  - {from: a, to: b, services: {epm: {tcp: 135}, rpc: {tcp: 49152-65535, dynamic: true}}}\n'),
	];
	const {reason, nearest} = judgeEdge(edge('10.0.0.1', '10.0.0.2', 'tcp/1025', {negotiation}), matrixOf(packs), site);
	t.is(reason, 'negotiated');
	t.is(nearest!.difference, 'the documented range is tcp/49152-65535, not tcp/1025');
});

test('what either side opens, on other ports at one of them, is not reversed', (t) => {
	const rules = pack(
		'parameters: {web: {default: 80, scope: host}}\nconduits:\n  - {from: a, to: b, direction: <->, services: {web: {tcp: $web}}}\n',
	);
	const hosts = inventoryWith({hosts: {b1: {settings: {web: 8080}}}}, ['a1 10.0.0.1: a', 'b1 10.0.0.2: b']);
	const reason = (from: string, to: string, service: string) =>
		judgeEdge(edge(from, to, service), matrixOf([rules]), hosts).reason;
	t.is(reason('10.0.0.1', '10.0.0.2', 'tcp/8080'), 'documented');
	t.is(reason('10.0.0.1', '10.0.0.2', 'tcp/80'), 'undocumented-port');
	t.is(reason('10.0.0.2', '10.0.0.1', 'tcp/80'), 'documented');
});

test('packs are asked in their order', (t) => {
	const [first, second] = [
		pack('conduits:\n  - {from: a, to: b, services: {one: {tcp: 80}}}\n'),
		pack('conduits:\n  - {from: a, to: b, services: {two: {tcp: 80}}}\n'),
	];
	const service = (packs: Parameters<typeof matrixOf>[0]) =>
		judgeEdge(edge('10.0.0.1', '10.0.0.2', 'tcp/80'), matrixOf(packs), site);
	t.is(service([first, second]).rule!.service, 'one');
	t.is(service([second, first]).rule!.service, 'two');
	t.deepEqual(
		service([second, first]).documenting.map((rule) => rule.service),
		['two', 'one'],
	);
});

function matrixOf(packs: ConstructorParameters<typeof Matrix>[0]): Matrix {
	return new Matrix(packs);
}
