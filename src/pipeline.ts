import {
	defer,
	from,
	fromEvent,
	type MonoTypeOperatorFunction,
	map,
	Observable,
	type OperatorFunction,
	reduce,
	takeUntil,
	tap,
} from 'rxjs';
import type {CaptureCoverage} from './capture/frame.js';
import {openCaptures} from './capture/merge.js';
import type {ReadOptions} from './capture/open.js';
import {Decoder} from './decode/decode.js';
import type {PacketBatch, UndecodedCounts} from './decode/packet.js';
import {AddressTable} from './flow/address-table.js';
import type {Biflow} from './flow/biflow.js';
import {biflowsOf} from './flow/biflows.js';
import type {FlowEdge} from './flow/edge.js';
import {EdgeTable} from './flow/edge-table.js';
import type {EndedFlows} from './flow/ended-flows.js';
import {type FlowCounts, FlowTable, type FlowTableOptions} from './flow/flow-table.js';
import {NegotiationWatcher} from './flow/negotiation/watcher.js';
import type {PortSet} from './net/port.js';
import type {VlanClasses} from './net/vlan.js';

export interface AssemblyOptions extends ReadOptions, FlowTableOptions {
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
}

/** The captures' edges, once, after the last packet. */
export function edgesOf(
	paths: readonly string[],
	options: AssemblyOptions,
): Observable<Reading & {readonly edges: FlowEdge[]}> {
	return defer(() => {
		const {ended, addresses, negotiations, networks, reading} = assemble(paths, options);
		return ended.pipe(
			reduce(
				(edges, flows) => {
					edges.add(flows);
					return edges;
				},
				new EdgeTable(addresses, options.documentedPorts, negotiations, networks),
			),
			map((edges) => ({...reading, edges: edges.edges()})),
		);
	});
}

/** The captures' biflows, in batches, as they end. */
export function biflowsIn(
	paths: readonly string[],
	options: AssemblyOptions,
): {readonly biflows: Observable<Biflow[]>; readonly reading: Reading} {
	const {ended, addresses, negotiations, networks, reading} = assemble(paths, options);
	return {
		biflows: ended.pipe(map((flows) => biflowsOf(flows, addresses, options.documentedPorts, negotiations, networks))),
		reading,
	};
}

/** capture -> decode -> flow */
function assemble(paths: readonly string[], options: AssemblyOptions) {
	const {coverages, frames} = openCaptures(paths, options);
	const decoder = new Decoder(options.vlans);
	const addresses = new AddressTable();
	const watcher = new NegotiationWatcher(addresses);
	const table = new FlowTable(addresses, options);
	const ended = from(frames).pipe(
		endAt(options.interruption, coverages),
		tap(() => options.onProgress(coverages)),
		map((batch) => decoder.decode(batch)),
		tap((packets) => watcher.update(packets)),
		gather(table),
	);
	const {undecoded, inside, networks} = decoder;
	const reading = {coverages, undecoded, inside, networks, counts: table.counts};
	return {ended, addresses, negotiations: watcher.negotiations, networks, reading};
}

/** Packets into biflows: one notification for many that ended, and the rest after the last packet. */
function gather(table: FlowTable): OperatorFunction<PacketBatch, EndedFlows> {
	return (packets) =>
		new Observable((subscriber) => {
			table.onEnded = (flows) => subscriber.next(flows);
			return packets.subscribe({
				next: (batch) => table.update(batch),
				error: (error) => subscriber.error(error),
				complete: () => {
					table.finish();
					subscriber.complete();
				},
			});
		});
}

/** Ends as if the captures ended here, and says so of those that did not. Every batch is used whole or not at all. */
function endAt<Value>(
	interruption: AbortSignal,
	coverages: readonly CaptureCoverage[],
): MonoTypeOperatorFunction<Value> {
	const interrupted = fromEvent(interruption, 'abort').pipe(
		tap(() => {
			for (const coverage of coverages.filter(({isRead}) => !isRead)) {
				coverage.complete = false;
				coverage.problem = `interrupted after packet ${coverage.frames}`;
			}
		}),
	);
	return takeUntil(interrupted);
}
