import test from 'ava';
import fc from 'fast-check';
import {Decoder} from '#portolan/decode/decode.js';
import {AddressTable} from '#portolan/flow/address-table.js';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {EdgeTable} from '#portolan/flow/edge-table.js';
import {addCounts, type FlowCounts} from '#portolan/flow/flow-counts.js';
import {FlowTable} from '#portolan/flow/flow-table.js';
import {HostNames} from '#portolan/flow/names/host-names.js';
import {NegotiationWatcher} from '#portolan/flow/negotiation/watcher.js';
import {packEdges, unpackEdges} from '#portolan/flow/packed-edges.js';
import {PortSet} from '#portolan/net/port.js';
import {sharesFor} from '#portolan/net/slice.js';
import {batches} from '../support/decoding.js';
import {frameList, type Timed} from '../support/flows.js';
import {ascii, conversation, hex, icmp, icmpError, ip, octets, tcp, u16, udp} from '../support/packets.js';

// Any number of threads, each with its share of the pairs of hosts, comes to the same edges.

interface Result {
	readonly edges: FlowEdge[];
	readonly counts: FlowCounts;
}

function gather(packets: readonly Timed[], threads: number, maxFlows: number): Result {
	const decoder = new Decoder();
	const parts = sharesFor(threads).map((share) => {
		const addresses = new AddressTable();
		const watcher = new NegotiationWatcher(addresses);
		const table = new FlowTable(addresses, {maxFlows, share, isDetailed: false, names: new HostNames()});
		const edges = new EdgeTable(addresses, new PortSet(), watcher.negotiations, decoder.networks);
		table.onEnded = (ended) => edges.add(ended);
		return {addresses, watcher, table, edges};
	});
	for (const frames of batches(frameList(packets))) {
		const batch = decoder.decode(frames);
		for (const {watcher, table} of parts) {
			watcher.update(batch);
			table.update(batch);
		}
	}
	for (const {table} of parts) table.finish();
	const [first, ...others] = parts as [(typeof parts)[number], ...typeof parts];
	for (const {edges, table} of others) {
		// As a worker sends them.
		const {edges: packed, attempts} = structuredClone({
			edges: packEdges(edges.parts.edges),
			attempts: edges.parts.attempts,
		});
		first.edges.adopt({edges: unpackEdges(packed, first.addresses), attempts});
		addCounts(first.table.counts, table.counts);
	}
	return {edges: first.edges.edges(), counts: first.table.counts};
}

const hosts = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '192.168.1.9', '172.16.5.5', '8.8.8.8'];
const v6hosts = ['fd00::1', 'fd00::2', '2001:db8::5'];
const pair = fc.oneof(fc.tuple(fc.constantFrom(...hosts), fc.constantFrom(...hosts)));
const pair6 = fc.tuple(fc.constantFrom(...v6hosts), fc.constantFrom(...v6hosts));
const port = fc.constantFrom(135, 443, 1433, 50_000, 50_001);
const router = '10.9.9.9';

const openings = [ascii('GET / HTTP/1.1\r\n'), hex('16030100c8010000c40303'), ascii('SSH-2.0-x\r\n'), ascii('?')];

const packets: fc.Arbitrary<Uint8Array[]> = fc.oneof(
	fc.tuple(pair, port, port).map(([[a, b], p, q]) => conversation(`${a}:${p}`, `${b}:${q}`)),
	fc.tuple(pair, port, port).map(([[a, b], p, q]) => [tcp(`${a}:${p}`, `${b}:${q}`, {payload: ascii('x')})]),
	fc.tuple(pair6, port, port).map(([[a, b], p, q]) => [udp(`[${a}]:${p}`, `[${b}]:${q}`)]),
	fc.tuple(pair, port, port).map(([[a, b], p, q]) => [udp(`${a}:${p}`, `${b}:${q}`)]),
	fc.tuple(pair, fc.constantFrom(0, 8)).map(([[a, b], type]) => [icmp(a, b, type)]),
	fc.tuple(pair, fc.integer({min: 0, max: 20})).map(([[a, b], length]) => [ip(a, b, 6, new Uint8Array(length))]),
	fc
		.tuple(pair, pair, port, port, fc.integer({min: 0, max: 20}))
		.map(([[a, b], [c, d], p, q, length]) => [
			ip(a, b, 4, tcp(`${c}:${p}`, `${d}:${q}`, {flags: 'S'})),
			ip(a, b, 4, ip(c, d, 6, new Uint8Array(length))),
		]),
	fc.tuple(pair, port, port, fc.boolean()).map(([[a, b], p, q, isSeen]) => {
		const lost = udp(`${a}:${p}`, `${b}:${q}`);
		const error = icmpError(router, a, 3, 13, lost);
		return isSeen ? [lost, error] : [error];
	}),
	fc
		.tuple(pair, port, port, fc.constantFrom(64, 126, 255))
		.map(([[a, b], p, q, ttl]) => [
			tcp(`${a}:${p}`, `${b}:${q}`, {flags: 'S', seq: 9, ttl}),
			tcp(`${b}:${q}`, `${a}:${p}`, {flags: 'RA', ack: 10, ttl}),
		]),
	fc
		.tuple(pair, port, port, fc.constantFrom(...openings))
		.map(([[a, b], p, q, payload]) => [
			tcp(`${a}:${p}`, `${b}:${q}`, {flags: 'S', seq: 7}),
			tcp(`${b}:${q}`, `${a}:${p}`, {flags: 'SA', seq: 99, ack: 8, ttl: 126}),
			tcp(`${a}:${p}`, `${b}:${q}`, {flags: 'PA', seq: 8, ack: 100, payload}),
		]),
	fc
		.tuple(pair, port)
		.map(([[a, b], p]) => [
			udp(`${a}:${p}`, `${b}:69`, octets(u16(1), ascii('boot'), 0, ascii('octet'), 0)),
			udp(`${b}:3000`, `${a}:${p}`, octets(u16(3), u16(1))),
		]),
);
const traffic = fc
	.array(fc.tuple(fc.integer({min: 0, max: 600}), fc.constantFrom(1, 1, 2), packets), {maxLength: 40})
	.map((list) =>
		list
			.toSorted((a, b) => a[0] - b[0])
			.flatMap(([seconds, copies, group]) =>
				group.flatMap((packet) => Array.from({length: copies}, (_, copy): Timed => [seconds + copy / 1000, packet])),
			),
	);

test('two, three and seventeen threads come to the edges of one', (t) => {
	fc.assert(
		fc.property(traffic, (list) => {
			const whole = gather(list, 1, 1 << 20);
			for (const count of [2, 3, 17]) t.deepEqual(gather(list, count, 1 << 20), whole);
		}),
		{numRuns: 60},
	);
});

test('also where flows end early for want of memory', (t) => {
	const syn = (index: number, after: number): Timed => {
		const client = `10.${index >> 14}.${(index >> 7) & 127}.${index & 127}:50000`;
		return [after + index / 10_000, tcp(client, '10.0.0.2:443', {flags: 'S', seq: index % 5})];
	};
	const clients = Array.from({length: 20_000}, (_, index) => index);
	const flows = [0, 10].flatMap((after) => clients.map((index) => syn(index, after)));
	const whole = gather(flows, 1, 4096);
	t.true(whole.counts.evicted > 0);
	t.deepEqual(gather(flows, 3, 4096), whole);
});
