import {Worker} from 'node:worker_threads';
import {Observable} from 'rxjs';
import type {ReadOptions} from './capture/open.js';
import {rereadableOctets} from './capture/rereadable.js';
import type {SenderChecksums, UndecodedCounts} from './decode/packet.js';
import type {EdgeParts} from './flow/edge-table.js';
import type {FlowCounts} from './flow/flow-counts.js';
import type {NamesOfAddress} from './flow/names/host-names.js';
import type {PortTables} from './net/port.js';
import {type Share, SLICES} from './net/slice.js';
import type {AssemblyOptions} from './pipeline.js';

/** What a worker is told: plain values, which can be sent. */
export interface Order {
	readonly paths: readonly string[];
	readonly options: Pick<ReadOptions, 'reader' | 'windowSize'> & Pick<AssemblyOptions, 'maxFlows'>;
	readonly documentedPorts: PortTables;
	/** See `VlanClasses`. */
	readonly vlans: Uint16Array;
	readonly share: Share;
	readonly pace: Int32Array;
}

/** What a worker answers. */
export interface Delivery {
	readonly parts: EdgeParts;
	readonly counts: FlowCounts;
	readonly undecoded: UndecodedCounts;
	readonly inside: UndecodedCounts;
	readonly senders: readonly SenderChecksums[];
	readonly names: readonly NamesOfAddress[];
}

/** Below this a second worker costs more than it saves: it takes some 60 ms to start, in which the first reads this much. */
const WORTH_SHARING = 32_000_000;

/** How many workers, this one included, should share the captures, of `jobs` cores. */
export async function workersFor(paths: readonly string[], jobs: number): Promise<number> {
	if (jobs === 1) return 1;
	const octets = await rereadableOctets(paths);
	return octets < WORTH_SHARING ? 1 : Math.min(jobs, SLICES);
}

/** The edges of a share, gathered in a thread of its own. */
export function inWorker(
	paths: readonly string[],
	{reader, windowSize, maxFlows, documentedPorts, vlans}: AssemblyOptions,
	share: Share,
	pace: Int32Array,
): Observable<Delivery> {
	return new Observable((subscriber) => {
		const options = {reader, windowSize, maxFlows};
		const order: Order = {paths, options, documentedPorts: documentedPorts.tables, vlans: vlans.table, share, pace};
		const worker = new Worker(new URL('./worker.js', import.meta.url), {workerData: order});
		worker.once('message', (delivery: Delivery) => {
			subscriber.next(delivery);
			subscriber.complete();
		});
		worker.once('error', (error) => subscriber.error(error));
		worker.once('exit', (code) => subscriber.error(new Error(`a worker ended without its edges (status ${code})`)));
		return () => void worker.terminate();
	});
}
