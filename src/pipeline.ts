import {
	defer,
	forkJoin,
	from,
	fromEvent,
	type MonoTypeOperatorFunction,
	map,
	Observable,
	type OperatorFunction,
	reduce,
	switchMap,
	takeUntil,
	takeWhile,
	tap,
} from 'rxjs';
import type {CaptureCoverage, FrameBatch} from './capture/frame.js';
import {openCaptures} from './capture/merge.js';
import type {ReadOptions} from './capture/open.js';
import {ChecksumSample} from './decode/checksums.js';
import {addUndecoded, Decoder} from './decode/decode.js';
import type {PacketBatch, UndecodedCounts} from './decode/packet.js';
import {AddressTable} from './flow/address-table.js';
import type {Biflow} from './flow/biflow.js';
import {biflowsOf} from './flow/biflows.js';
import type {FlowEdge} from './flow/edge.js';
import {EdgeTable} from './flow/edge-table.js';
import type {EndedFlows} from './flow/ended-flows.js';
import {addCounts, type FlowCounts} from './flow/flow-counts.js';
import {FlowTable} from './flow/flow-table.js';
import {DatagramNames} from './flow/names/datagram-names.js';
import {HostNames} from './flow/names/host-names.js';
import {NegotiationWatcher, watchedTcp} from './flow/negotiation/watcher.js';
import type {Watched} from './flow/observations.js';
import type {PortSet} from './net/port.js';
import {type Share, wholeShare} from './net/slice.js';
import type {EpochMicros} from './net/time.js';
import type {VlanClasses} from './net/vlan.js';
import {Pace} from './pace.js';
import {inWorker, workersFor} from './workers.js';

export interface AssemblyOptions extends ReadOptions {
	/** Biflows kept in memory at a time; beyond, those silent for the longest end early. */
	readonly maxFlows: number;
	/** Ports that some rule names; see `decideInitiator`. */
	readonly documentedPorts: PortSet;
	/** Told after every batch. The coverages grow while it is read. */
	readonly onProgress: (coverages: readonly CaptureCoverage[]) => void;
	/** VLANs that are one network. */
	readonly vlans: VlanClasses;
	/** Ends the reading; what was read until then counts. */
	readonly interruption: AbortSignal;
}

/** What the captures gave, apart from the flows themselves. Complete when the last value was delivered. */
export interface Reading {
	readonly coverages: readonly CaptureCoverage[];
	readonly undecoded: UndecodedCounts;
	/** What was inside of tunnels: at index 0 packets that became rows of their own. */
	readonly inside: UndecodedCounts;
	/** Told apart, up to a bound. */
	readonly networks: {readonly overflows: number};
	readonly counts: FlowCounts;
	readonly checksums: ChecksumSample;
	/** What packets call hosts; names in the captures' own blocks are in the coverages. */
	readonly names: HostNames;
	/** What single packets of services tell. */
	readonly watched: Watched;
}

/**
 * The captures' edges, once, after the last packet: the same for any number of `jobs`, which is how many processor cores
 * to use at most. Each reads every packet, keeps the biflows of its share of the pairs of hosts, and their edges are added up.
 */
export function edgesOf(
	paths: readonly string[],
	{jobs, ...options}: AssemblyOptions & {readonly jobs: number},
): Observable<Reading & {readonly edges: FlowEdge[]}> {
	return defer(() => workersFor(paths, options.follow === undefined ? jobs : 1)).pipe(
		switchMap((count) => {
			const pace = new Pace();
			const {edgeTable, reading} = edgeTableOf(paths, options, {index: 0, count}, pace);
			const others = Array.from({length: count - 1}, (_, index) =>
				inWorker(paths, options, {index: index + 1, count}, pace.shared),
			);
			return forkJoin([edgeTable, ...others]).pipe(
				map(([edges, ...deliveries]) => {
					for (const {parts, counts, undecoded, inside, senders, names} of deliveries) {
						edges.absorb(parts);
						addCounts(reading.counts, counts);
						addUndecoded(reading.undecoded, undecoded);
						addUndecoded(reading.inside, inside);
						reading.checksums.absorb(senders);
						reading.names.absorb(names);
					}
					return {...reading, watched: reading.watched, edges: edges.edges()};
				}),
			);
		}),
	);
}

/** The edges of one share, once. */
export function edgeTableOf(
	paths: readonly string[],
	options: AssemblyOptions,
	share: Share,
	pace: Pace,
): {readonly edgeTable: Observable<EdgeTable>; readonly reading: Reading} {
	const {ended, addresses, negotiations, networks, reading} = assemble(paths, options, share, pace, false);
	const empty = new EdgeTable(addresses, options.documentedPorts, negotiations, networks);
	const edgeTable = ended.pipe(
		reduce((edges, flows) => {
			edges.add(flows);
			return edges;
		}, empty),
	);
	return {edgeTable, reading};
}

/** The captures' biflows, in batches, as they end. */
export function biflowsIn(
	paths: readonly string[],
	options: AssemblyOptions,
): {readonly biflows: Observable<Biflow[]>; readonly reading: Reading} {
	const {ended, addresses, negotiations, networks, reading} = assemble(paths, options, wholeShare, new Pace(), true);
	return {
		biflows: ended.pipe(map((flows) => biflowsOf(flows, addresses, options.documentedPorts, negotiations, networks))),
		reading,
	};
}

/** capture -> decode -> flow */
function assemble(paths: readonly string[], options: AssemblyOptions, share: Share, pace: Pace, isDetailed: boolean) {
	const {coverages, frames} = openCaptures(paths, options);
	const decoder = new Decoder(options.vlans, share, watchedTcp);
	const addresses = new AddressTable();
	const watcher = new NegotiationWatcher(addresses);
	const checksums = new ChecksumSample(share);
	const names = new HostNames();
	// Datagrams are seen by every share.
	const datagramNames = share.index === 0 ? new DatagramNames(names) : undefined;
	const table = new FlowTable(addresses, {maxFlows: options.maxFlows, share, isDetailed, names});
	const ended = from(frames).pipe(
		endAt(options.interruption, coverages, share, pace),
		tap(() => options.onProgress(coverages)),
		map((batch) => decoder.decode(batch)),
		tap((packets) => checksums.update(packets)),
		tap((packets) => watcher.update(packets)),
		tap((packets) => datagramNames?.update(packets)),
		gather(table, () => watchedUntil(coverages)),
	);
	const {undecoded, inside, networks} = decoder;
	const reading = {
		coverages,
		undecoded,
		inside,
		networks,
		counts: table.counts,
		checksums,
		names,
		get watched() {
			return {...watcher.watched, broken: decoder.brokenDatagrams};
		},
	};
	return {ended, addresses, negotiations: watcher.negotiations, networks, reading};
}

/** Packets into biflows: one notification for many that ended, and the rest after the last packet. */
function gather(table: FlowTable, end: () => EpochMicros | undefined): OperatorFunction<PacketBatch, EndedFlows> {
	return (packets) =>
		new Observable((subscriber) => {
			table.onEnded = (flows) => subscriber.next(flows);
			return packets.subscribe({
				next: (batch) => table.update(batch),
				error: (error) => subscriber.error(error),
				complete: () => {
					table.finish(end());
					subscriber.complete();
				},
			});
		});
}

/** Until when all captures were watched, where they say so of themselves: one that does not may have ended with its last packet. */
export function watchedUntil(coverages: readonly CaptureCoverage[]): EpochMicros | undefined {
	const ends = coverages.flatMap((coverage) => coverage.watchedUntil ?? []);
	return ends.length === coverages.length && ends.length > 0 ? Math.min(...ends) : undefined;
}

/**
 * Ends as if the captures ended here, and says so of those that did not. Every batch is used whole or not at all, and by
 * all shares or by none: a reader that is alone stops at once, even where a pipe keeps it waiting; several stop together.
 */
function endAt(
	interruption: AbortSignal,
	coverages: readonly CaptureCoverage[],
	{count}: Share,
	pace: Pace,
): MonoTypeOperatorFunction<FrameBatch> {
	const noteInterruption = () => {
		for (const coverage of coverages.filter(({isRead}) => !isRead)) {
			coverage.complete = false;
			coverage.problem = `interrupted after packet ${coverage.frames}`;
		}
	};
	if (count === 1) return takeUntil(fromEvent(interruption, 'abort').pipe(tap(noteInterruption)));
	interruption.addEventListener('abort', () => pace.stop(), {once: true});
	return takeWhile((batch) => {
		if (pace.isGoingOn()) return true;
		for (let row = 0; row < batch.count; row++) coverages[batch.capture[row]!]!.frames--;
		noteInterruption();
		return false;
	});
}
