import test from 'ava';
import {nothingObserved} from '#portolan/flow/observations.js';
import {learn} from '#portolan/learn/learn.js';
import {chooseWalked, kindsOf} from '#portolan/learn/walked-hosts.js';
import {Inventory} from '#portolan/role/inventory.js';
import {loadInventory} from '#portolan/role/load.js';
import {loadPacks} from '#portolan/rulepack/load.js';
import {type LargeSite, largeSite} from '../support/large-site.js';

const packs = loadPacks(['configmgr-2012'], {site: [], hosts: []});
const nobody = new Inventory(loadInventory([]));
const inOrder = (host: number) => `10.2.${host >> 8}.${host & 255}`;

/** What is told of each host of the site that has a role. */
function told({edges, roles}: LargeSite) {
	const {hosts, leftOut} = learn(edges, packs, nobody, nothingObserved);
	const known = hosts.flatMap(({addresses: [address], roles: own}) => {
		const role = roles.get(address!.text);
		return role === undefined ? [] : [{address: address!.text, role, told: own.join('+')}];
	});
	return {known, leftOut};
}

test('3,000 clients: each is told as that and nothing else, and servers by what only they serve', (t) => {
	const {known, leftOut} = told(largeSite(3000, inOrder));
	const clients = known.filter(({role}) => role === 'client');
	const right = clients.filter((client) => client.told === 'client');
	const servers = known.filter(({role}) => role !== 'client');
	t.log(`${right.length} of ${clients.length} clients`);
	t.log(servers.map((server) => `${server.role}: ${server.told}`).join('\n'));
	t.is(leftOut, 0);
	t.is(clients.length, 3000);
	t.true(right.length >= 0.99 * clients.length);
	for (const server of servers) t.true(server.told.split('+').includes(server.role), server.address);
});

test('other addresses, in another order, are told the same', (t) => {
	const count = 150;
	const hosts = largeSite(count, inOrder).roles.size;
	const moved = (host: number) => inOrder(7 + hosts - host);
	const [first, second] = [told(largeSite(count, inOrder)), told(largeSite(count, moved))];
	const tell = ({known}: typeof first, addressOf: (host: number) => string) => {
		const byAddress = new Map(known.map((host) => [host.address, host.told]));
		return Array.from({length: hosts}, (_, host) => byAddress.get(addressOf(host)));
	};
	t.deepEqual(tell(second, moved), tell(first, inOrder));
});

test('how many hosts are walked over hangs on what is done, not on how many do it', (t) => {
	const walked = (clients: number) => {
		const {edges, roles} = largeSite(clients, inOrder);
		const places = new Map([...roles.keys()].map((address, place) => [address, place]));
		const links = edges.flatMap(({initiator, responder, port}) => {
			const [from, to] = [places.get(initiator.text), places.get(responder.text)];
			return from === undefined || to === undefined ? [] : [{from, to, label: port ?? 0}];
		});
		const kinds = kindsOf(
			Array.from(places.keys(), () => ''),
			links,
		);
		return chooseWalked(new Uint32Array(places.size), links, kinds);
	};
	const [some, many] = [walked(300), walked(10_000)];
	t.log(`${some.chosen.length} of 300, ${many.chosen.length} of 10,000`);
	t.true(many.chosen.length < 2 * some.chosen.length);
	t.is(many.leftOut, 0);
});

test('where too many hosts differ, the busiest are walked over, and how many are left out is told', (t) => {
	const pairs = Array.from({length: 400}, (_, pair) => ({from: 2 * pair, to: 2 * pair + 1, label: pair}));
	const links = [...pairs, ...pairs.map(({from}) => ({from, to: 800, label: 1000}))];
	const {chosen, leftOut} = chooseWalked(
		new Uint32Array(801),
		links,
		Array.from({length: 801}, (_, host) => host),
	);
	t.is(chosen.length + leftOut, 801);
	t.true(chosen.includes(800));
	t.is(new Set(chosen).size, chosen.length);
});
