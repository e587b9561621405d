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
import {type CaptureCoverage, type FrameBatch, MAX_BATCH_OCTETS} from './capture/frame.js';
import {openCaptures} from './capture/merge.js';
import type {ReadOptions} from './capture/open.js';
import {ChecksumSample} from './decode/checksums.js';
import {Decoder} from './decode/decode.js';
import {Networks} from './decode/networks.js';
import {PacketBatch, type UndecodedCounts} from './decode/packet.js';
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
import {NegotiationWatcher} from './flow/negotiation/watcher.js';
import type {Watched} from './flow/observations.js';
import {unpackEdges} from './flow/packed-edges.js';
import {SliceOrder} from './flow/slice-order.js';
import type {PortSet} from './net/port.js';
import {type Share, sharesFor, wholeShare} from './net/slice.js';
import type {EpochMicros} from './net/time.js';
import type {VlanClasses} from './net/vlan.js';
import {type DecodedBatch, Relay} from './relay.js';
import {inThread, threadsFor} from './workers.js';

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
 * to use at most. One thread reads and decodes; all put together the biflows of their shares of the pairs of hosts, whose edges
 * are added up.
 */
export function edgesOf(
	paths: readonly string[],
	{jobs, ...options}: AssemblyOptions & {readonly jobs: number},
): Observable<Reading & {readonly edges: FlowEdge[]}> {
	return defer(() => threadsFor(paths, options.follow === undefined ? jobs : 1)).pipe(
		switchMap((threads) => edgesOfThreads(paths, options, threads)),
	);
}

/** The same in so many threads, however small the captures are. */
export function edgesOfThreads(
	paths: readonly string[],
	options: AssemblyOptions,
	threads: number,
): Observable<Reading & {readonly edges: FlowEdge[]}> {
	return defer(() => {
		const [share = wholeShare, ...otherShares] = sharesFor(threads);
		const relay = otherShares.length === 0 ? undefined : new Relay(otherShares.length, options.vlans);
		const others =
			relay === undefined ? [] : otherShares.map((each, reader) => inThread(relay.memory, reader, each, options));
		const {ended, addresses, negotiations, networks, reading} = assemble(paths, options, {
			share,
			relay,
			isDetailed: false,
		});
		const edgeTable = ended.pipe(
			reduce(
				(edges, flows) => {
					edges.add(flows);
					return edges;
				},
				new EdgeTable(addresses, options.documentedPorts, negotiations, networks),
			),
		);
		return forkJoin([edgeTable, ...others]).pipe(
			map(([edges, ...deliveries]) => {
				for (const {edges: packed, attempts, counts, names} of deliveries) {
					edges.adopt({edges: unpackEdges(packed, addresses), attempts});
					addCounts(reading.counts, counts);
					reading.names.absorb(names);
				}
				return {...reading, watched: reading.watched, edges: edges.edges()};
			}),
		);
	});
}

/** The captures' biflows, in batches, as they end. */
export function biflowsIn(
	paths: readonly string[],
	options: AssemblyOptions,
): {readonly biflows: Observable<Biflow[]>; readonly reading: Reading} {
	const parts = assemble(paths, options, {share: wholeShare, relay: undefined, isDetailed: true});
	const {ended, addresses, negotiations, networks, reading} = parts;
	return {
		biflows: ended.pipe(map((flows) => biflowsOf(flows, addresses, options.documentedPorts, negotiations, networks))),
		reading,
	};
}

/** capture -> decode -> flow */
function assemble(
	paths: readonly string[],
	options: AssemblyOptions,
	{share, relay, isDetailed}: {readonly share: Share; readonly relay: Relay | undefined; readonly isDetailed: boolean},
) {
	const {coverages, frames} = openCaptures(paths, relay === undefined ? options : sharedReads(paths, options, relay));
	const decoder = new Decoder(relay?.networks ?? new Networks(options.vlans));
	const addresses = new AddressTable();
	const watcher = new NegotiationWatcher(addresses);
	const checksums = new ChecksumSample();
	const names = new HostNames();
	const datagramNames = new DatagramNames(names);
	const table = new FlowTable(addresses, {maxFlows: options.maxFlows, share, isDetailed, names});
	const ended = from(relay?.places(frames) ?? inOnePlace(frames)).pipe(
		endAt(options.interruption, coverages, relay === undefined),
		tap(() => options.onProgress(coverages)),
		tap(({packets}) => decoder.decode(packets.frames, packets)),
		tap(({packets, order}) => order.sort(packets)),
		tap({next: () => relay?.passOn(), complete: () => relay?.end(watchedUntil(coverages))}),
		tap(({packets}) => checksums.update(packets)),
		tap(({packets}) => watcher.update(packets)),
		tap(({packets}) => datagramNames.update(packets)),
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

/** The options under which what is read finds room in the relay. */
function sharedReads(paths: readonly string[], options: AssemblyOptions, {window}: Relay): ReadOptions {
	const windowSize = Math.min(options.windowSize, MAX_BATCH_OCTETS);
	return {...options, windowSize, ...(paths.length === 1 && {window})};
}

/** Room for batches that no other thread reads. */
async function* inOnePlace(batches: AsyncIterable<FrameBatch>): AsyncGenerator<DecodedBatch, void, undefined> {
	let place: DecodedBatch | undefined;
	for await (const frames of batches) {
		place ??= {packets: new PacketBatch(frames), order: new SliceOrder()};
		place.packets.frames = frames;
		yield place;
	}
}

/** Packets into biflows: one notification for many that ended, and the rest after the last packet. */
function gather(table: FlowTable, end: () => EpochMicros | undefined): OperatorFunction<DecodedBatch, EndedFlows> {
	return (packets) =>
		new Observable((subscriber) => {
			table.onEnded = (flows) => subscriber.next(flows);
			return packets.subscribe({
				next: ({packets, order}) => table.update(packets, order),
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
 * Ends as if the captures ended here, and says so of those that did not. Every frame that a coverage counts is used: one thread alone ends at
 * once, even where a pipe keeps it waiting; where others have yet to catch up, it ends behind the batch that is being read.
 */
function endAt(
	interruption: AbortSignal,
	coverages: readonly CaptureCoverage[],
	isAlone: boolean,
): MonoTypeOperatorFunction<DecodedBatch> {
	const noteInterruption = () => {
		for (const coverage of coverages.filter(({isRead}) => !isRead)) {
			coverage.complete = false;
			coverage.problem = `interrupted after packet ${coverage.frames}`;
		}
	};
	if (isAlone) return takeUntil(fromEvent(interruption, 'abort').pipe(tap(noteInterruption)));
	return takeWhile(() => {
		if (interruption.aborted) noteInterruption();
		return !interruption.aborted;
	}, true);
}
