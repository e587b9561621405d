import test from 'ava';
import fc from 'fast-check';
import {Decoder} from '#portolan/decode/decode.js';
import {AddressTable} from '#portolan/flow/address-table.js';
import type {PxeBoot} from '#portolan/flow/biflow.js';
import type {DhcpMessage} from '#portolan/flow/dhcp-message.js';
import {PxeBoots} from '#portolan/flow/negotiation/boots.js';
import {DatagramWatcher} from '#portolan/flow/negotiation/datagram-watcher.js';
import {Negotiations} from '#portolan/flow/negotiation/negotiations.js';
import {NegotiationWatcher} from '#portolan/flow/negotiation/watcher.js';
import {batches} from '../../support/decoding.js';
import {type DhcpFields, dhcpMessage} from '../../support/dhcp.js';
import {frameList} from '../../support/flows.js';
import {ascii, octets, udp} from '../../support/packets.js';

function bootsIn(packets: readonly Uint8Array[]): readonly PxeBoot[] {
	const decoder = new Decoder();
	const watcher = new NegotiationWatcher(new AddressTable());
	for (const frames of batches(frameList(packets))) watcher.update(decoder.decode(frames));
	return watcher.watched.boots;
}

const PXE = ascii('PXEClient:Arch:00007:UNDI:003016');
const discover = (fields: DhcpFields = {}, vendor = PXE) =>
	udp('0.0.0.0:68', '255.255.255.255:67', dhcpMessage({options: {53: [1], 60: vendor}, ...fields}));
const offer = (from: string, fields: DhcpFields = {}) =>
	udp(`${from}:67`, '255.255.255.255:68', dhcpMessage({op: 2, your: '10.0.0.9', options: {53: [2]}, ...fields}));
const bootOffer = (from: string, fields: DhcpFields = {}) =>
	offer(from, {options: {53: [2], 60: ascii('PXEClient')}, your: '0.0.0.0', ...fields});

const frame = {capture: 0, number: 1};
const hardware = '02:00:00:00:00:01';

test('a machine that somebody boots', (t) => {
	t.deepEqual(bootsIn([discover(), offer('10.0.0.67'), bootOffer('10.0.0.11')]), [
		{
			hardware,
			frame,
			addressOffers: ['10.0.0.67'],
			addressOffer: {capture: 0, number: 2},
			bootOffers: ['10.0.0.11'],
			hasBootFile: false,
			byOptions: undefined,
			relays: [],
			relayedTo: [],
		},
	]);
});

test('one that nobody boots', (t) => {
	t.like(bootsIn([discover(), offer('10.0.0.67')]), [
		{addressOffers: ['10.0.0.67'], bootOffers: [], hasBootFile: false},
	]);
});

test('one that nobody answers', (t) => {
	t.like(bootsIn([discover(), discover({transaction: 8})]), [{frame, addressOffers: [], bootOffers: []}]);
});

test('one that is told a file', (t) => {
	t.like(bootsIn([discover(), offer('10.0.0.67', {file: ascii('boot\\wdsnbp.com')})]), [{hasBootFile: true}]);
	t.like(bootsIn([discover(), offer('10.0.0.67', {options: {53: [2], 67: ascii('boot')}})]), [{hasBootFile: true}]);
});

test('answers of several, in the order of their addresses', (t) => {
	const packets = [
		discover(),
		bootOffer('10.0.0.12'),
		bootOffer('10.0.0.11'),
		bootOffer('10.0.0.12'),
		offer('10.0.0.68'),
		offer('10.0.0.67'),
	];
	t.like(bootsIn(packets), [{addressOffers: ['10.0.0.67', '10.0.0.68'], bootOffers: ['10.0.0.11', '10.0.0.12']}]);
});

test('several machines, in the order in which they ask', (t) => {
	const other = {transaction: 9, hardware: '020000000002'};
	t.like(bootsIn([discover(), discover(other), bootOffer('10.0.0.11', other), offer('10.0.0.67')]), [
		{hardware, addressOffers: ['10.0.0.67'], bootOffers: []},
		{hardware: '02:00:00:00:00:02', addressOffers: [], bootOffers: ['10.0.0.11']},
	]);
});

test('what is no boot: no vendor class, another, no discover, an answer to nothing', (t) => {
	t.deepEqual(bootsIn([discover({options: {53: [1]}})]), []);
	t.deepEqual(bootsIn([discover({}, ascii('MSFT 5.0'))]), []);
	t.deepEqual(bootsIn([discover({options: {53: [3], 60: PXE}})]), []);
	t.deepEqual(bootsIn([bootOffer('10.0.0.11')]), []);
	t.deepEqual(bootsIn([udp('0.0.0.0:68', '255.255.255.255:67', octets(1, 2, 3))]), []);
});

test('an answer to another transaction, and one that takes an offer back', (t) => {
	t.like(bootsIn([discover(), bootOffer('10.0.0.11', {transaction: 8})]), [{bootOffers: []}]);
	t.like(bootsIn([discover(), offer('10.0.0.67', {options: {53: [6]}})]), [{addressOffers: []}]);
});

test('through a relay', (t) => {
	const packets = [
		discover(),
		udp('10.0.5.1:67', '10.0.0.11:67', dhcpMessage({options: {53: [1], 60: PXE}})),
		udp('10.0.0.11:67', '10.0.5.1:67', dhcpMessage({op: 2, options: {53: [2], 60: ascii('PXEClient')}})),
	];
	t.like(bootsIn(packets), [{frame, bootOffers: ['10.0.0.11']}]);
});

test('relays, and whom they ask', (t) => {
	const relayed = (relay: string, server: string, fields: DhcpFields = {}) =>
		udp(`${relay}:67`, `${server}:67`, dhcpMessage({options: {53: [1], 60: PXE}, relay, ...fields}));
	t.like(bootsIn([discover(), relayed('10.0.5.1', '10.0.0.67'), relayed('10.0.5.1', '10.0.0.11')]), [
		{relays: ['10.0.5.1'], relayedTo: ['10.0.0.11', '10.0.0.67']},
	]);
	t.like(bootsIn([discover(), relayed('10.0.5.1', '10.0.0.67', {transaction: 8, options: {53: [1]}})]), [
		{relays: [], relayedTo: []},
	]);
});

test('a DHCP server that names the file itself', (t) => {
	const options = {53: [2], 67: ascii('boot.efi')};
	t.like(bootsIn([discover(), offer('10.0.0.67', {options, next: '10.0.0.11'}), offer('10.0.0.68', {options})]), [
		{
			byOptions: {server: '10.0.0.67', file: 'boot.efi', nextServer: '10.0.0.11', frame: {capture: 0, number: 2}},
			hasBootFile: true,
		},
	]);
	t.is(bootsIn([discover(), bootOffer('10.0.0.11', {options})])[0]!.byOptions, undefined);
});

test('machines are bounded, and their transactions', (t) => {
	const boots = new PxeBoots();
	const ALL = '255.255.255.255';
	const base: DhcpMessage = {
		...{op: 1, type: 1, vendorClass: 'PXEClient', clientAddress: undefined, yourAddress: undefined},
		...{hostName: undefined, bootFile: undefined, nextServer: undefined, relayAddress: undefined},
		...{hardware: '', transaction: 0},
	};
	for (let index = 0; index < 10_000; index++)
		boots.note({...base, transaction: index, hardware: `${index}`}, '0.0.0.0', ALL, {capture: 0, number: index + 1});
	t.is(boots.all.length, 4096);
	t.is(boots.all[0]!.hardware, '0');
	boots.note({...base, op: 2, type: 2, transaction: 0}, '10.0.0.11', ALL, frame);
	t.deepEqual(boots.all[0]!.bootOffers, [], 'a transaction long ago');
	boots.note({...base, transaction: 20_000, hardware: '0'}, '0.0.0.0', ALL, frame);
	boots.note({...base, op: 2, type: 2, transaction: 20_000}, '10.0.0.11', ALL, frame);
	t.deepEqual(boots.all[0]!.bootOffers, ['10.0.0.11']);
});

test('no datagrams make it throw', (t) => {
	const decoder = new Decoder();
	const addresses = new AddressTable();
	const watcher = new DatagramWatcher(addresses, new Negotiations());
	const port = fc.constantFrom(67, 68, 69, 111, 1434, 2070, 4011);
	const start = fc.constantFrom<readonly number[]>(
		[],
		[0, 1],
		[0, 6],
		[5, 255, 255],
		[1, 1, 6, 0],
		[2, 1, 6, 0],
		[0, 0, 0, 7, 0, 0, 0, 1],
	);
	const payload = fc.tuple(start, fc.uint8Array({maxLength: 300})).map(([head, tail]) => octets(head, tail));
	const cut = fc.nat(60);
	fc.assert(
		fc.property(fc.array(fc.tuple(port, port, payload, cut), {maxLength: 8}), (list) => {
			const packets = list.map(([from, to, content, less]) => {
				const packet = udp(`10.0.0.1:${from}`, `10.0.0.2:${to}`, content);
				return packet.subarray(0, Math.max(28, packet.length - less));
			});
			for (const frames of batches(frameList(packets))) {
				const batch = decoder.decode(frames);
				for (let row = 0; row < batch.count; row++)
					if (batch.protocol[row] === 17) t.notThrows(() => watcher.read(batch, row));
			}
		}),
		{numRuns: 500},
	);
});
