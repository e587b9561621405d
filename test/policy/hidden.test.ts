import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved} from '#portolan/flow/observations.js';
import {HOUR} from '#portolan/net/time.js';
import {judge} from '#portolan/policy/judgement.js';
import type {Inventory} from '#portolan/role/inventory.js';
import {edge} from '../support/edges.js';
import {pack} from '../support/packs.js';
import {inventory} from '../support/site.js';

const rules = pack(
	'conduits:\n  - {from: a, to: b, services: {sql: {tcp: 1433}, smb: {tcp: 445}, esp: {ip: esp}, ipsec: {udp: [500, 4500]}, gre: {ip: gre}}}\n  - {from: b, to: c, services: {web: {tcp: 80}}}\n',
);
const site = inventory('a1 10.0.0.1: a', 'a2 10.0.0.2: a', 'b1 10.0.0.3: b', 'c1 10.0.0.4: c');
const [A1, A2, B, C] = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];

const hidden = (edges: readonly FlowEdge[], hosts: Inventory = site) =>
	judge(edges, [rules], hosts, {duration: HOUR, isRepresentative: false}, nothingObserved).findings.filter(
		({kind}) => kind === 'hidden-by-tunnel',
	);

/** @param expected who, and what hides it */
const hides = test.macro<[edges: readonly FlowEdge[], ...expected: readonly string[]]>({
	exec: (t, edges, ...expected) =>
		t.deepEqual(
			hidden(edges)
				.map(({message}) => /^(.*) hides/.exec(message)![1]!)
				.sort(),
			[...expected],
		),
	title: (name, _, ...expected) => `${name}: ${expected.join('; ') || 'nothing'}`,
});

test('ESP', hides, [edge(A1, B, 'esp')], 'a1 <-> b1: IPsec (ESP)');
test('either direction', hides, [edge(A1, B, 'esp'), edge(B, A1, 'esp')], 'a1 <-> b1: IPsec (ESP)');
test('ESP in UDP', hides, [edge(A1, B, 'udp/4500')], 'a1 <-> b1: IPsec (ESP in UDP 4500)');
test('keys that were asked for in vain', hides, [edge(A1, B, 'udp/4500', {outcome: 'unanswered'})]);
test('an exchange of keys', hides, [edge(A1, B, 'udp/500')]);
test('AH is read through', hides, [edge(A1, B, 'ah')]);
test('GRE beside ESP', hides, [edge(A1, B, 'esp'), edge(A1, B, 'gre')], 'a1 <-> b1: GRE', 'a1 <-> b1: IPsec (ESP)');
test('nothing is documented between the two', hides, [edge(A1, C, 'esp')]);
test('a stranger', hides, [edge('192.168.1.1', B, 'esp')]);
test('hosts of the same roles', hides, [edge(A1, B, 'esp'), edge(A2, B, 'esp')], 'a1 <-> b1, a2 <-> b1: IPsec (ESP)');
test('other roles', hides, [edge(A1, B, 'esp'), edge(C, B, 'esp')], 'a1 <-> b1: IPsec (ESP)', 'b1 <-> c1: IPsec (ESP)');

test('what is hidden is counted, and the finding is a note', (t) => {
	const [{message, severity, edges, from, to}] = hidden([edge(B, A1, 'esp'), edge(A1, B, 'esp')]) as [
		ReturnType<typeof hidden>[0],
	];
	t.is(
		message,
		'a1 <-> b1: IPsec (ESP) hides what it carries; 5 documented services between them cannot be judged here, and count as not observable where they are not seen',
	);
	t.deepEqual([severity, from, to, edges], ['note', 'a', 'b', [0, 1]]);
	t.regex(
		hidden([edge(B, C, 'esp')])[0]!.message,
		/; 1 documented service between them cannot be judged here, and counts as not observable where it is not seen$/,
	);
});

test('the id hangs on roles, not on names, addresses or who began', (t) => {
	const other = inventory('zz 10.0.0.9: a', 'aa 10.0.0.8: b');
	const id = hidden([edge(A1, B, 'esp')])[0]!.id;
	t.is(hidden([edge('10.0.0.8', '10.0.0.9', 'esp')], other)[0]!.id, id);
	t.is(hidden([edge(A2, B, 'esp'), edge(A1, B, 'esp')])[0]!.id, id);
	t.not(hidden([edge(A1, B, 'gre')])[0]!.id, id);
});
