import {Worker} from 'node:worker_threads';
import {Observable} from 'rxjs';
import {sizeOfFiles} from './capture/size.js';
import type {AttemptSums} from './flow/attempts.js';
import type {FlowCounts} from './flow/flow-counts.js';
import type {NamesOfAddress} from './flow/names/host-names.js';
import type {PackedEdges} from './flow/packed-edges.js';
import type {PortTables} from './net/port.js';
import {type Share, SLICES} from './net/slice.js';
import type {AssemblyOptions} from './pipeline.js';
import type {RelayMemory} from './relay.js';

/** What a worker is told: plain values, which can be sent. */
export interface Order {
	readonly relay: RelayMemory;
	/** Number of the worker, from 0. */
	readonly reader: number;
	readonly share: Share;
	readonly maxFlows: number;
	readonly documentedPorts: PortTables;
	/** See `VlanClasses`. */
	readonly vlans: Uint16Array;
}

/** What a worker answers. */
export interface Delivery {
	readonly edges: PackedEdges;
	readonly attempts: readonly AttemptSums[];
	readonly counts: FlowCounts;
	readonly names: readonly NamesOfAddress[];
}

/** Below this a second thread costs more than it saves: it takes some 60 ms to start, in which the first reads this much. */
const WORTH_SHARING = 32_000_000;

/** How many threads, this one included, should share the work on the captures, of `jobs` cores. */
export async function threadsFor(paths: readonly string[], jobs: number): Promise<number> {
	if (jobs === 1) return 1;
	const octets = await sizeOfFiles(paths);
	return octets < WORTH_SHARING ? 1 : Math.min(jobs, SLICES + 1);
}

/** The edges of a share, gathered in a thread of its own. */
export function inThread(
	relay: RelayMemory,
	reader: number,
	share: Share,
	{maxFlows, documentedPorts, vlans}: Pick<AssemblyOptions, 'maxFlows' | 'documentedPorts' | 'vlans'>,
): Observable<Delivery> {
	return new Observable((subscriber) => {
		const order: Order = {relay, reader, share, maxFlows, documentedPorts: documentedPorts.tables, vlans: vlans.table};
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
