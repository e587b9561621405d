import test from 'ava';
import type {Negotiation} from '#portolan/flow/biflow.js';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved} from '#portolan/flow/observations.js';
import type {Application} from '#portolan/net/application.js';
import {Protocol, protocolName} from '#portolan/net/protocol.js';
import {DAY} from '#portolan/net/time.js';
import {judge} from '#portolan/policy/judgement.js';
import {loadPacks, shippedPacks} from '#portolan/rulepack/load.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {type EdgeFields, edge} from '../support/edges.js';
import {pack} from '../support/packs.js';
import {inventory} from '../support/site.js';

const rules = pack(`services:
  rpc: {tcp: 49152-65535, dynamic: true, carries: dce-rpc}
conduits:
  - {from: a, to: b, services: {web: {tcp: 80, carries: http}, tls: {tcp: 443, carries: tls}, sql: {tcp: 1433, carries: [tds, tls]}, free: {tcp: 9000}, epm: {tcp: 135, carries: dce-rpc}, rpc: {}}}
  - {from: a, to: b, services: {ftp: {tcp: 21, carries: ftp}, browser: {udp: 1434, carries: sql-browser}, mail: {tcp: 443, carries: imap}}}
  - {from: c, to: b, services: {open: {tcp: 80}, web: {tcp: 80, carries: http}}}
`);
const site = inventory('a1 10.0.0.1: a', 'b1 10.0.0.2: b', 'c1 10.0.0.3: c', 'd1 10.0.0.4:');
const [A, B, C, D] = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];

const judged = (edges: readonly FlowEdge[], packs: readonly RulePack[] = [rules]) =>
	judge(edges, packs, site, {duration: DAY, isRepresentative: true}, nothingObserved);

const carrying = (from: string, service: string, applications: readonly Application[], fields: EdgeFields = {}) =>
	edge(from, B, service, {...fields, applications});

/** @param expected the reason and, where there is one, the difference from the nearest rule */
const says = test.macro<[edge: FlowEdge, expected: string]>({
	exec: (t, subject, expected) => {
		const [{reason, nearest}] = judged([subject]).edges as [ReturnType<typeof judged>['edges'][0]];
		t.is(`${reason}${nearest === undefined ? '' : `: ${nearest.difference}`}`, expected);
	},
	title: (name, _, expected) => `${name}: ${expected}`,
});

test('what the rule says', says, carrying(A, 'tcp/80', ['http']), 'documented');
test('one of several that it says', says, carrying(A, 'tcp/1433', ['tls']), 'documented');
test('nothing that tells', says, carrying(A, 'tcp/80', []), 'documented');
test(
	'something else',
	says,
	carrying(A, 'tcp/80', ['ssh']),
	'wrong-protocol: documented for HTTP, and what it carries is SSH',
);
test(
	'something else than either of two',
	says,
	carrying(A, 'tcp/1433', ['ssh', 'vnc']),
	'wrong-protocol: documented for SQL Server (TDS) or TLS, and what it carries is SSH and VNC',
);
test('what another rule for the port says', says, carrying(A, 'tcp/443', ['imap']), 'documented');
test(
	'what none of them says',
	says,
	carrying(A, 'tcp/443', ['http']),
	'wrong-protocol: documented for IMAP or TLS, and what it carries is HTTP',
);
test('a rule that does not say accepts anything', says, carrying(A, 'tcp/9000', ['ssh']), 'documented');
test('and so does one beside a rule that says', says, carrying(C, 'tcp/80', ['ssh']), 'documented');

const named = (by: Negotiation['by']): EdgeFields => ({
	negotiation: {by, detail: 'x', frame: {capture: 0, number: 1}},
});
test('a port that a mapper named', says, carrying(A, 'tcp/49664', ['dce-rpc'], named('endpoint-mapper')), 'negotiated');
test(
	'a port that a mapper named, for something else',
	says,
	carrying(A, 'tcp/49664', ['ssh'], named('dcom')),
	'wrong-protocol: documented for DCE/RPC, and what it carries is SSH',
);
test('a port that a browser named', says, carrying(A, 'tcp/51000', ['tds'], named('sql-browser')), 'negotiated');
test('a port that FTP agreed on', says, carrying(A, 'tcp/51000', ['tls'], named('ftp')), 'negotiated');
test(
	'a port that may have been named unseen',
	says,
	carrying(A, 'tcp/49664', ['ssh'], {isNegotiationVisible: false}),
	'negotiation-unseen',
);
test(
	'a guessed direction',
	says,
	edge(B, A, 'tcp/80', {applications: ['ssh'], basis: 'ephemeral-port', confidence: 'guess'}),
	'direction-unknown: documented when a opens it to b, not the other way round',
);
test(
	'the wrong side',
	says,
	edge(B, A, 'tcp/80', {applications: ['http']}),
	'reversed: documented when a opens it to b, not the other way round',
);

test(
	'SQL on another port',
	says,
	carrying(A, 'tcp/1444', ['tds']),
	'undocumented-port: this is SQL Server (TDS), which is documented on tcp/1433, not on tcp/1444',
);
test(
	'TLS on another port: the rule for nothing else comes first',
	says,
	carrying(A, 'tcp/1444', ['tls']),
	'undocumented-port: this is TLS, which is documented on tcp/443, not on tcp/1444',
);
test(
	'the first that is documented anywhere',
	says,
	carrying(A, 'tcp/8088', ['ssh', 'http'].toSorted() as Application[]),
	'undocumented-port: this is HTTP, which is documented on tcp/80, not on tcp/8088',
);
test(
	'what is documented nowhere between the two',
	says,
	carrying(A, 'tcp/2222', ['ssh']),
	'undocumented-port: the pair is documented, on tcp/80, tcp/443, tcp/1433, tcp/9000, tcp/135 and 3 more, not tcp/2222',
);
test(
	'RPC on another port says nothing of the mapper',
	says,
	carrying(A, 'tcp/2222', ['dce-rpc']),
	'undocumented-port: the pair is documented, on tcp/80, tcp/443, tcp/1433, tcp/9000, tcp/135 and 3 more, not tcp/2222',
);
test('where nothing joins the two', says, edge(D, B, 'tcp/1444', {applications: ['tds']}), 'undocumented-pair');

const required = pack('conduits:\n  - {from: a, to: b, expect: required, services: {web: {tcp: 80, carries: http}}}\n');

test('beside the documented service: it is found, and the service is not missed', (t) => {
	const {edges, findings} = judged([carrying(A, 'tcp/80', ['http', 'ssh'])], [required]);
	t.is(edges[0]!.nearest!.difference, 'documented for HTTP, and it carries SSH besides');
	t.deepEqual(
		findings.map(({kind, message}) => `${kind} ${message}`),
		['wrong-protocol a1 -> b1 tcp/80: documented for HTTP, and it carries SSH besides (1 flow, answered)'],
	);
});

test('instead of the documented service: that was never tried', (t) => {
	const {findings} = judged([carrying(A, 'tcp/80', ['ssh'])], [required]);
	t.deepEqual(
		findings.map(({kind, severity}) => `${kind} ${severity}`),
		['missing error', 'wrong-protocol error'],
	);
});

test('SMB version 1 keeps the port rule, and is a finding', (t) => {
	const smb = pack('conduits:\n  - {from: a, to: b, services: {smb: {tcp: 445, carries: [smb1, smb2]}}}\n');
	t.deepEqual(
		judged([carrying(A, 'tcp/445', ['smb1', 'smb2'])], [smb]).findings.map(({kind, message}) => `${kind} ${message}`),
		[
			'legacy-protocol a1 -> b1 tcp/445: documented, and SMB version 1 is what it speaks, which Microsoft has withdrawn (1 flow, answered)',
		],
	);
	t.deepEqual(judged([carrying(A, 'tcp/445', ['smb2'])], [smb]).findings, []);
});

/** What is served on ports that packs have rows for. */
const served: Readonly<Record<string, readonly Application[]>> = {
	'tcp/21': ['ftp'],
	'tcp/25': ['smtp'],
	'tcp/53': ['dns'],
	'udp/53': ['dns'],
	'udp/67': ['dhcp'],
	'udp/68': ['dhcp'],
	'udp/69': ['tftp'],
	'tcp/80': ['http'],
	'tcp/88': ['kerberos'],
	'udp/88': ['kerberos'],
	'udp/123': ['ntp'],
	'tcp/135': ['dce-rpc'],
	'udp/135': ['dce-rpc'],
	'udp/137': ['netbios-name'],
	'tcp/139': ['netbios-session', 'smb1', 'smb2'],
	'tcp/389': ['ldap'],
	'udp/389': ['ldap'],
	'tcp/443': ['tls'],
	'tcp/445': ['smb1', 'smb2'],
	'udp/500': ['ike'],
	'tcp/636': ['tls'],
	'udp/636': ['tls'],
	'tcp/1433': ['tds', 'tls'],
	'tcp/1434': ['tds', 'tls'],
	'udp/1434': ['sql-browser'],
	'udp/1900': ['ssdp'],
	'tcp/3268': ['ldap'],
	'tcp/3269': ['tls'],
	'tcp/3389': ['rdp'],
	'udp/4011': ['dhcp'],
	'udp/4500': ['ike'],
	'udp/5353': ['dns'],
	'udp/5355': ['dns'],
	'tcp/5985': ['http'],
	'tcp/5986': ['tls'],
	'tcp/6443': ['tls'],
	'tcp/8080': ['http'],
	'tcp/8530': ['http'],
	'tcp/8531': ['tls'],
	'tcp/10250': ['tls'],
	'tcp/16993': ['tls'],
	'tcp/16995': ['tls'],
};
/** The rows of one document for three ways to enforce one thing; a mirror of images on the port of another service; ranges. */
const odd: Readonly<Record<string, readonly Application[]>> = {
	'nap-health-registration': ['http', 'tls'],
	'spegel-peer': [],
	'cmg-machines': ['tls'],
	'cmg-tcp-tls': ['tls'],
	'rpc-dynamic': ['dce-rpc'],
	'rpc-dynamic-before-vista': ['dce-rpc'],
	'sql-dynamic': ['tds', 'tls'],
};

for (const name of shippedPacks()) {
	test(`${name}: rows carry what is served on their ports`, (t) => {
		for (const {id, service, carries, targets, forbidden} of loadPacks([name]).at(-1)!.rules) {
			if (forbidden !== undefined) continue;
			const ports = targets.flatMap(({protocolIdentifier, ports: ranges}) =>
				protocolIdentifier === Protocol.Tcp || protocolIdentifier === Protocol.Udp
					? ranges.map(({first}) => `${protocolName(protocolIdentifier)}/${first}`)
					: [],
			);
			const expected = odd[service] ?? [...new Set(ports.flatMap((port) => served[port] ?? []))];
			t.deepEqual([...carries].sort(), [...expected].sort(), id);
		}
	});
}
