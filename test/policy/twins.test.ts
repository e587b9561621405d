import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved} from '#portolan/flow/observations.js';
import {DAY} from '#portolan/net/time.js';
import {judge} from '#portolan/policy/judgement.js';
import {type EdgeFields, edge} from '../support/edges.js';
import {assemble, type Timed, talk} from '../support/flows.js';
import {conversation, octets, tcp} from '../support/packets.js';
import {pack} from '../support/packs.js';
import {inventory} from '../support/site.js';

const site = inventory('a1 10.0.0.1 fd00::1: a', 'b1 10.0.0.2 fd00::2: b', 'b2 10.0.0.3: b', 'a2 10.0.0.4: a');
const [A, B, A2, B2] = ['10.0.0.1', '10.0.0.2', '10.0.0.4', '10.0.0.3'];

/** `without` a row for 139, or with one. */
const row = (services: string) => [pack(`conduits:\n  - {from: a, to: b, direction: <->, services: {${services}}}\n`)];
const packs = {without: row('smb: {tcp: 445}'), with: row('smb: {tcp: 445}, netbios: {tcp: 139, expect: on-demand}')};

function findings(edges: readonly FlowEdge[], rows: keyof typeof packs): string[] {
	const coverage = {duration: DAY, isRepresentative: true};
	return judge(edges, packs[rows], site, coverage, nothingObserved).findings.map(
		({kind, port, rule}) => `${kind} ${port ?? rule?.service}`,
	);
}

/** @param expected what is found without a row for 139, and with one */
const finds = test.macro<[edges: readonly FlowEdge[], without: readonly string[], withRow: readonly string[]]>({
	exec(t, edges, without, withRow) {
		t.deepEqual(findings(edges, 'without'), without);
		t.deepEqual(findings(edges, 'with'), withRow);
	},
	title: (name, _, without, withRow) =>
		`${name}: ${without.join() || 'nothing'}, and with a row for 139 ${withRow.join() || 'nothing'}`,
});

const smb = (fields: EdgeFields = {}) => edge(A, B, 'tcp/445', fields);
const netbios = (fields: EdgeFields = {}) => edge(A, B, 'tcp/139', fields);
const lost = {outcome: 'unanswered'} as const;

test('139 is lost beside 445', finds, [netbios(lost), smb()], [], []);
test('139 is refused beside 445', finds, [netbios({outcome: 'refused'}), smb()], [], []);
test('139 is answered beside 445, and left alone', finds, [netbios(), smb()], [], []);
test('many times', finds, [netbios({...lost, flows: 40}), smb({flows: 40})], [], []);
test(
	'139 carries something',
	finds,
	[netbios({applications: ['netbios-session']}), smb()],
	['undocumented-port 139'],
	[],
);
test('139 alone', finds, [netbios()], ['undocumented-port 139'], []);
test('139 alone, lost', finds, [netbios(lost)], [], []);
test('139 alone, refused', finds, [netbios({outcome: 'refused'})], [], []);
test('139 alone, forbidden on the way', finds, [netbios({outcome: 'prohibited'})], [], []);
test('139 alone breaks off', finds, [netbios({outcome: 'cut'})], ['undocumented-port 139'], ['failed 139']);
test(
	'445 is lost too',
	finds,
	[netbios(lost), smb(lost)],
	['undocumented-port 139', 'failed 445'],
	['failed 139', 'failed 445'],
);
test(
	'445 breaks off',
	finds,
	[netbios(lost), smb({outcome: 'cut'})],
	['undocumented-port 139', 'failed 445'],
	['failed 139', 'failed 445'],
);
test(
	'445 to another host, and from another',
	finds,
	[netbios(lost), edge(A, B2, 'tcp/445'), edge(A2, B, 'tcp/445')],
	[],
	[],
);
test('445 the other way round', finds, [netbios(lost), edge(B, A, 'tcp/445')], [], []);
test('445 over the other version of IP', finds, [netbios(lost), edge('fd00::1', 'fd00::2', 'tcp/445')], [], []);
test(
	'445 is lost over both versions of IP',
	finds,
	[netbios(lost), edge('fd00::1', 'fd00::2', 'tcp/445', lost)],
	['undocumented-port 139', 'failed 445'],
	['failed 139', 'failed 445'],
);
test(
	'445 is lost over one version of IP, and works over the other',
	finds,
	[netbios(lost), smb(lost), edge('fd00::1', 'fd00::2', 'tcp/445')],
	['failed 445'],
	['failed 445'],
);
test(
	'a stranger tries 139',
	finds,
	[edge('192.168.1.1', B, 'tcp/139', lost)],
	['unknown-host undefined'],
	['unknown-host undefined'],
);
test(
	'UDP 139 is none of it',
	finds,
	[edge(A, B, 'udp/139', lost), smb()],
	['undocumented-port 139'],
	['wrong-transport 139'],
);

/** @param expected whether 139 is passed over beside an answered 445 */
const passesOver = test.macro<[packets: readonly Timed[], expected: boolean]>({
	exec(t, packets, expected) {
		const {edges} = assemble([...conversation(`${A}:50000`, `${B}:445`), ...packets], {until: 60});
		t.is(findings(edges, 'without').length === 0, expected);
	},
	title: (name, _, expected) => `${name}: ${expected ? 'nothing' : 'a finding'}`,
});

const [from, to] = [`${A}:50001`, `${B}:139`];
const handshake = talk(from, to);
const closed = conversation(from, to).filter((packet) => packet.length === 40);
test(
	'retries',
	passesOver,
	[1, 2, 4, 8].map((seconds) => [seconds, tcp(from, to, {flags: 'S', seq: 9})]),
	true,
);
test('a handshake and RST', passesOver, [...handshake, tcp(from, to, {flags: 'R', seq: 1001})], true);
test('a handshake and an orderly close', passesOver, closed, true);
test(
	'a session',
	passesOver,
	talk(from, to, octets(0x81, 0, 0, 68, 32, new Uint8Array(67)), octets(0x82, 0, 0, 0)),
	false,
);
test('a session of something unknown', passesOver, conversation(from, to), false);
