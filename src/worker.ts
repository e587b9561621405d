// A worker thread: gathers the edges of its share of the pairs of hosts, sends them, and ends. See `workers.ts`.

import {parentPort, workerData} from 'node:worker_threads';
import {AddressTable} from './flow/address-table.js';
import {EdgeTable} from './flow/edge-table.js';
import {FlowTable} from './flow/flow-table.js';
import {HostNames} from './flow/names/host-names.js';
import {NegotiationWatcher} from './flow/negotiation/watcher.js';
import {packEdges} from './flow/packed-edges.js';
import {PortSet} from './net/port.js';
import {VlanClasses} from './net/vlan.js';
import {RelayEnd} from './relay.js';
import type {Delivery, Order} from './workers.js';

const {relay: memory, reader, share, maxFlows, documentedPorts, vlans} = workerData as Order;
const relay = new RelayEnd(memory, reader, new VlanClasses(vlans));
const addresses = new AddressTable();
const watcher = new NegotiationWatcher(addresses);
const names = new HostNames();
const table = new FlowTable(addresses, {maxFlows, share, isDetailed: false, names});
const edges = new EdgeTable(addresses, new PortSet(documentedPorts), watcher.negotiations, relay.networks);
table.onEnded = (ended) => edges.add(ended);
for (const {packets, order} of relay.batches()) {
	// What is negotiated concerns any pair of hosts.
	watcher.update(packets);
	table.update(packets, order);
}
table.finish(relay.watchedUntil);
const {attempts} = edges.parts;
const packed = packEdges(edges.parts.edges);
parentPort?.postMessage({edges: packed, attempts, counts: table.counts, names: names.parts} satisfies Delivery, [
	packed.numbers.buffer,
]);
