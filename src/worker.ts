// A worker thread: gathers the edges of its share of the pairs of hosts, sends them, and ends. See `workers.ts`.

import {Readable} from 'node:stream';
import {parentPort, workerData} from 'node:worker_threads';
import {lastValueFrom} from 'rxjs';
import {PortSet} from './net/port.js';
import {VlanClasses} from './net/vlan.js';
import {Pace} from './pace.js';
import {edgeTableOf} from './pipeline.js';
import type {Delivery, Order} from './workers.js';

const {paths, options, documentedPorts, vlans, share, pace} = workerData as Order;
const {edgeTable, reading} = edgeTableOf(
	paths,
	{
		...options,
		standardInput: Readable.from([]),
		documentedPorts: new PortSet(documentedPorts),
		vlans: new VlanClasses(vlans),
		onProgress: () => {},
		interruption: new AbortController().signal,
	},
	share,
	new Pace(pace),
);
const {parts} = await lastValueFrom(edgeTable);
const {counts, undecoded, inside, checksums, names} = reading;
parentPort?.postMessage({
	parts,
	counts,
	undecoded,
	inside,
	senders: checksums.senders,
	names: names.parts,
} satisfies Delivery);
