import test from 'ava';
import {NetworkKind, Networks, OTHER_NETWORK, PLAIN_NETWORK} from '#portolan/decode/networks.js';
import {NO_TAG, VlanClasses} from '#portolan/net/vlan.js';
import {decode} from '../support/decoding.js';
import {ethernet, tcp} from '../support/packets.js';

test('the same stack has the same number, another stack another', (t) => {
	const networks = new Networks();
	const ten = networks.enterVlan(PLAIN_NETWORK, 10);
	const twenty = networks.enterVlan(PLAIN_NETWORK, 20);
	const [stack, reverse] = [networks.enterVlan(ten, 20), networks.enterVlan(twenty, 10)];
	const numbers = [ten, twenty, stack, reverse];
	t.is(new Set(numbers).size, 4);
	t.is(networks.enterVlan(networks.enterVlan(PLAIN_NETWORK, 10), 20), stack);
	t.deepEqual(
		[PLAIN_NETWORK, ...numbers].map((number) => networks.name(number)),
		[undefined, 'vlan 10', 'vlan 20', 'vlan 10.20', 'vlan 20.10'],
	);
});

test('kinds with the same identifier are told apart', (t) => {
	const networks = new Networks();
	const numbers = [NetworkKind.Vxlan, NetworkKind.Geneve, NetworkKind.GreKey, NetworkKind.Vlan].map((kind) =>
		networks.enter(PLAIN_NETWORK, kind, 5),
	);
	t.is(new Set(numbers).size, 4);
	t.deepEqual(
		numbers.map((number) => networks.name(number)),
		['vxlan 5', 'geneve 5', 'gre key 5', 'vlan 5'],
	);
});

test('an identifier of 32 bits is kept', (t) => {
	const networks = new Networks();
	const number = networks.enter(PLAIN_NETWORK, NetworkKind.GreKey, 0xffff_ffff);
	t.is(networks.enter(PLAIN_NETWORK, NetworkKind.GreKey, 0xffff_ffff), number);
	t.is(networks.name(number), 'gre key 4294967295');
});

test('networks beyond those that have a number are one, and their packets counted', (t) => {
	const networks = new Networks();
	const numbers = new Set<number>();
	for (let vni = 0; vni < 70_000; vni++) numbers.add(networks.enter(PLAIN_NETWORK, NetworkKind.Vxlan, vni));
	t.is(numbers.size, OTHER_NETWORK);
	t.is(networks.overflows, 70_000 - (OTHER_NETWORK - 1));
	t.is(networks.name(OTHER_NETWORK), 'other');
	t.is(networks.enterVlan(OTHER_NETWORK, 1), OTHER_NETWORK);
	t.is(networks.enter(PLAIN_NETWORK, NetworkKind.Vxlan, 0), 1);
});

const named = test.macro<
	[same: ReadonlyArray<readonly number[]>, tags: readonly number[], network: string | undefined]
>({
	exec: (t, same, tags, network) => {
		const vlans = new VlanClasses();
		for (const list of same) vlans.merge(list);
		const {packets} = decode([{octets: ethernet(tcp('10.0.0.1:1', '10.0.0.2:2'), {tags})}], vlans);
		t.is(packets[0]!.network, network);
	},
	title: (_, same, tags, network) =>
		`tags ${JSON.stringify(tags)} with ${JSON.stringify(same)} being the same: ${network ?? 'no network'}`,
});

test(named, [], [0], 'vlan 0');
test(named, [[0, NO_TAG]], [0], undefined);
test(named, [[0, NO_TAG]], [0, 5], 'vlan 5');
test(named, [[10, 110]], [110], 'vlan 10=110');
test(named, [[10, 110]], [7, 110], 'vlan 7.10=110');
test(
	named,
	[
		[10, 110],
		[110, 3],
	],
	[10],
	'vlan 3=10=110',
);
