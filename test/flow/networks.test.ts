import test from 'ava';
import {VlanClasses} from '#portolan/net/vlan.js';
import {assemble, type Timed} from '../support/flows.js';
import {conversation, ethernet, icmpError, tcp} from '../support/packets.js';
import {gre, gtp, vxlan} from '../support/wrappings.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';

const inVlan = (packets: readonly Uint8Array[], vlan: number) =>
	packets.map((packet) => ethernet(packet, {tags: [vlan]}));
const frames = (packets: readonly Timed[], vlans?: VlanClasses) =>
	assemble(packets, {areFrames: true, ...(vlans === undefined ? {} : {vlans})});

test('the same ends in two VLANs are two biflows and one edge that names both', (t) => {
	const {biflows, edges} = frames([...inVlan(conversation(C, S), 10), ...inVlan(conversation(C, S, {seq: 7}), 20)]);
	t.deepEqual(
		biflows.map(({network, flowEndReason}) => [network, flowEndReason]),
		[
			['vlan 10', 'forced-end'],
			['vlan 20', 'forced-end'],
		],
	);
	t.deepEqual(
		edges.map(({networks, flows}) => [networks, flows]),
		[[['vlan 10', 'vlan 20'], 2]],
	);
});

test('packets without tag and tunnel are in no network that has a name', (t) => {
	const {biflows, edges} = frames(conversation(C, S).map((packet) => ethernet(packet)));
	t.is(biflows[0]!.network, undefined);
	t.deepEqual(edges[0]!.networks, []);
});

test('VLANs that are the same make one biflow of a bridged conversation', (t) => {
	const vlans = new VlanClasses();
	vlans.merge([10, 110]);
	const packets = conversation(C, S);
	const mixed = packets.flatMap((packet, index) => inVlan([packet], index % 2 === 0 ? 10 : 110));
	t.is(frames(mixed).biflows.length, 2);
	const {biflows} = frames(mixed, vlans);
	t.is(biflows.length, 1);
	t.like(biflows[0], {network: 'vlan 10=110', outcome: 'answered', direction: {basis: 'handshake'}});
});

test('an ICMP error is about the biflow in its own network', (t) => {
	const syn = tcp(C, S, {flags: 'S', seq: 1});
	const other = tcp(C, S, {flags: 'S', seq: 2});
	const error = icmpError('10.0.0.9', '10.0.0.1', 3, 13, other);
	const {biflows, table} = frames([...inVlan([syn], 10), ...inVlan([other], 20), ...inVlan([error], 20)]);
	t.deepEqual(
		biflows.map(({network, outcome}) => [network, outcome]),
		[
			['vlan 10', 'pending'],
			['vlan 20', 'prohibited'],
		],
	);
	t.is(table.counts.icmpErrorsTied, 1);
});

test('a tunnel is a biflow, and so is what goes through it', (t) => {
	const {biflows} = assemble(conversation(C, S).map((packet) => vxlan(ethernet(packet), {vni: 3})));
	t.deepEqual(
		biflows.map(({protocolIdentifier, responderPort, network}) => [protocolIdentifier, responderPort, network]),
		[
			[17, 4789, undefined],
			[6, 443, 'vxlan 3'],
		],
	);
});

test('the same addresses in two tunnels are two biflows', (t) => {
	const packets = [1, 2].flatMap((key) => conversation(C, S, {seq: 100 * key}).map((packet) => gre(packet, {key})));
	const {biflows} = assemble(packets);
	t.deepEqual(biflows.flatMap(({network}) => network ?? []).sort(), ['gre key 1', 'gre key 2']);
});

test('the two directions of a GTP tunnel have identifiers of their own and are one conversation', (t) => {
	const {biflows} = assemble(conversation(C, S).map((packet, index) => gtp(packet, {teid: index % 2})));
	t.like(
		biflows.find(({network}) => network === 'gtp'),
		{responderPort: 443, outcome: 'answered'},
	);
	t.is(biflows.length, 2);
});
