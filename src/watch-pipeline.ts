import {from, map, type Observable, tap} from 'rxjs';
import type {CaptureCoverage, FrameBatch} from './capture/frame.js';
import type {LiveCapture} from './capture/live/live-capture.js';
import {ChecksumSample} from './decode/checksums.js';
import {addUndecoded, Decoder} from './decode/decode.js';
import {Networks} from './decode/networks.js';
import type {SenderChecksums, UndecodedCounts} from './decode/packet.js';
import {AddressTable} from './flow/address-table.js';
import type {FlowEdge} from './flow/edge.js';
import {type EdgeParts, EdgeTable} from './flow/edge-table.js';
import {addCounts, type FlowCounts, noCounts} from './flow/flow-counts.js';
import {FlowTable} from './flow/flow-table.js';
import {DatagramNames} from './flow/names/datagram-names.js';
import {HostNames, type NamesOfAddress} from './flow/names/host-names.js';
import {NegotiationWatcher} from './flow/negotiation/watcher.js';
import {newestParts} from './flow/newest-parts.js';
import {nothingWatched, type Watched} from './flow/observations.js';
import type {PortSet} from './net/port.js';
import {wholeShare} from './net/slice.js';
import {type DurationMicros, type EpochMicros, SECOND} from './net/time.js';
import type {VlanClasses} from './net/vlan.js';
import type {Reading} from './pipeline.js';

export interface WatchedFlowsOptions {
	/** See `AssemblyOptions`. */
	readonly maxFlows: number;
	readonly documentedPorts: PortSet;
	readonly vlans: VlanClasses;
	/** Edges that are kept; beyond, those not seen for the longest time are forgotten. */
	readonly maxEdges: number;
	/** What an earlier watch came to; `undefined` for a watch that begins. */
	readonly earlier: KeptFlows | undefined;
}

/** What a watch came to, in plain values: what another one goes on from. */
export interface KeptFlows {
	readonly parts: EdgeParts;
	readonly counts: FlowCounts;
	readonly undecoded: UndecodedCounts;
	readonly inside: UndecodedCounts;
	readonly senders: readonly SenderChecksums[];
	readonly names: readonly NamesOfAddress[];
	readonly watched: Watched;
	readonly coverage: KeptCoverage;
	readonly octets: number;
}

export type KeptCoverage = Pick<CaptureCoverage, 'frames' | 'octetsRead' | 'cut' | 'drops' | 'first' | 'last'> & {
	readonly oddities: ReadonlyMap<string, number>;
};

/** IPv6 addresses that are numbered at a time: some 100 MB. A scan or a flood can make any number of them. */
const MAX_IPV6 = 1 << 22;

/** What single packets of each kind told, of which is remembered. */
const MAX_WATCHED = 4096;

/** Of captured packets some are a little older than those before them. */
const DISORDER = SECOND;

/** The flows of a capture that goes on: looked at again and again, while they are under way. */
export class WatchedFlows {
	/** One notification a batch, after it was counted; complete when the capture was stopped. */
	readonly batches: Observable<FrameBatch>;
	/** Octets on the wire. */
	octets: number;
	readonly #coverage: CaptureCoverage;
	readonly #options: WatchedFlowsOptions;
	#addresses = new AddressTable();
	readonly #decoder: Decoder;
	#negotiating: NegotiationWatcher;
	readonly #checksums = new ChecksumSample();
	readonly #names = new HostNames();
	#table: FlowTable;
	#documentedPorts: PortSet;
	#edges: EdgeTable;
	#latest: EpochMicros = Number.NEGATIVE_INFINITY;
	/** Of what was begun anew, and edges that were forgotten. */
	readonly #earlierCounts: FlowCounts = noCounts();
	#earlierWatched: Watched = nothingWatched;

	constructor(capture: LiveCapture, options: WatchedFlowsOptions) {
		const {earlier, documentedPorts, vlans} = options;
		this.#coverage = capture.coverage;
		this.#options = options;
		this.#decoder = new Decoder(new Networks(vlans));
		this.#documentedPorts = documentedPorts;
		this.#negotiating = new NegotiationWatcher(this.#addresses);
		this.#table = this.#emptyTable();
		this.#edges = this.#emptyEdges();
		this.octets = earlier?.octets ?? 0;
		if (earlier !== undefined) this.#goOnFrom(earlier);

		const datagramNames = new DatagramNames(this.#names);
		this.batches = from(capture.frames).pipe(
			tap((frames) => this.#note(frames)),
			map((frames) => ({frames, packets: this.#decoder.decode(frames)})),
			tap(({packets}) => this.#checksums.update(packets)),
			tap(({packets}) => this.#negotiating.update(packets)),
			tap(({packets}) => datagramNames.update(packets)),
			tap(({packets}) => this.#table.update(packets)),
			map(({frames}) => frames),
		);
	}

	/** Flows under way. */
	get size(): number {
		return this.#table.size;
	}

	/**
	 * The edges as they would be if the capture ended now.
	 * @param patience how much longer than usual an answer may take before it counts as missing
	 */
	edges(patience: DurationMicros = 0): FlowEdge[] {
		this.#table.endIdle();
		this.#boundMemory();
		return this.#edgesNow(patience).edges();
	}

	/** The edges of flows that began since this was asked last, or shortly before, of those flows alone. */
	beginnings(): FlowEdge[] {
		const edges = this.#emptyEdges();
		this.#table.peek((flows) => edges.add(flows), {since: this.#latest - DISORDER});
		this.#latest = Math.max(this.#latest, this.#coverage.last ?? this.#latest);
		return edges.edges();
	}

	/** From now on these ports are documented: what was decided of flows that have ended stays. */
	documentPorts(ports: PortSet): void {
		this.#documentedPorts = ports;
		const {parts} = this.#edges;
		this.#edges = this.#emptyEdges();
		this.#edges.absorb(parts);
	}

	/** What the capture gave until now, that of earlier watches included; a copy but for the names. */
	get reading(): Reading {
		const {earlier} = this.#options;
		const counts = {...this.#table.counts};
		addCounts(counts, this.#earlierCounts);
		const undecoded = this.#decoder.undecoded.map((stops) => [...stops]);
		const inside = this.#decoder.inside.map((stops) => [...stops]);
		if (earlier !== undefined) {
			addUndecoded(undecoded, earlier.undecoded);
			addUndecoded(inside, earlier.inside);
		}
		return {
			coverages: [withEarlier(this.#coverage, earlier?.coverage)],
			undecoded,
			inside,
			networks: this.#decoder.networks,
			counts,
			checksums: this.#checksums,
			names: this.#names,
			watched: this.#watchedUntilNow(),
		};
	}

	/** All that another watch needs to go on from here. The flows under way end here. */
	keep(): KeptFlows {
		const {coverages, undecoded, inside, counts, watched} = this.reading;
		const {frames, octetsRead, cut, drops, first, last, oddities} = coverages[0]!;
		const now = this.#edgesNow(0);
		now.keepNegotiations();
		return {
			parts: now.parts,
			counts,
			undecoded,
			inside,
			senders: this.#checksums.senders,
			names: this.#names.parts,
			watched,
			coverage: {frames, octetsRead, cut, drops, first, last, oddities},
			octets: this.octets,
		};
	}

	#boundMemory(): void {
		const {parts, forgotten} = newestParts(this.#edges.parts, this.#options.maxEdges);
		if (forgotten > 0) {
			this.#earlierCounts.forgotten += forgotten;
			this.#addresses.forgetObjects();
			this.#edges = this.#emptyEdges();
			this.#edges.absorb(parts);
		}
		if (this.#addresses.ipv6Addresses > MAX_IPV6) this.#beginAnew();
	}

	/** Ends all flows early: their numbers of addresses are given up. Their later packets are those of flows whose beginning was not seen. */
	#beginAnew(): void {
		this.#earlierCounts.evicted += this.#table.size;
		this.#table.finish();
		this.#edges.keepNegotiations();
		const {parts} = this.#edges;
		addCounts(this.#earlierCounts, this.#table.counts);
		this.#earlierWatched = {...this.#watchedUntilNow(), broken: this.#earlierWatched.broken};
		this.#addresses = new AddressTable();
		this.#negotiating = new NegotiationWatcher(this.#addresses);
		this.#table = this.#emptyTable();
		this.#edges = this.#emptyEdges();
		this.#edges.absorb(parts);
	}

	/** What single packets told, the latest of each kind. */
	#watchedUntilNow(): Watched {
		const {boots, joins, lookups, broken} = this.#earlierWatched;
		const now = this.#negotiating.watched;
		return {
			boots: [...boots, ...now.boots].slice(-MAX_WATCHED),
			joins: [...joins, ...now.joins].slice(-MAX_WATCHED),
			lookups: [...lookups, ...now.lookups].slice(-MAX_WATCHED),
			broken: [...broken, ...this.#decoder.brokenDatagrams].slice(-MAX_WATCHED),
		};
	}

	#emptyTable(): FlowTable {
		const {maxFlows} = this.#options;
		const table = new FlowTable(this.#addresses, {maxFlows, share: wholeShare, isDetailed: false, names: this.#names});
		table.onEnded = (flows) => this.#edges.add(flows);
		return table;
	}

	#edgesNow(patience: DurationMicros): EdgeTable {
		this.#edges.keepNegotiations();
		const now = this.#emptyEdges();
		now.absorb(this.#edges.parts);
		this.#table.peek((flows) => now.add(flows), {patience});
		return now;
	}

	#emptyEdges(): EdgeTable {
		const {negotiations} = this.#negotiating;
		return new EdgeTable(this.#addresses, this.#documentedPorts, negotiations, this.#decoder.networks);
	}

	#goOnFrom({parts, senders, names, counts, watched}: KeptFlows): void {
		addCounts(this.#earlierCounts, counts);
		this.#earlierWatched = watched;
		this.#edges.absorb(parts);
		this.#checksums.absorb(senders);
		this.#names.absorb(names);
	}

	/** Frames are numbered from the beginning of the first watch. */
	#note(frames: FrameBatch): void {
		const before = this.#options.earlier?.coverage.frames ?? 0;
		const {count, number, originalLength} = frames;
		for (let row = 0; row < count; row++) {
			this.octets += originalLength[row]!;
			number[row]! += before;
		}
	}
}

function withEarlier(coverage: CaptureCoverage, earlier: KeptCoverage | undefined): CaptureCoverage {
	if (earlier === undefined) return coverage;
	const {frames, octetsRead, cut, drops, first, last} = coverage;
	const oddities = new Map(earlier.oddities);
	for (const [oddity, count] of coverage.oddities) oddities.set(oddity, (oddities.get(oddity) ?? 0) + count);
	return {
		...coverage,
		frames: earlier.frames + frames,
		octetsRead: earlier.octetsRead + octetsRead,
		cut: earlier.cut + cut,
		drops: earlier.drops === undefined || drops === undefined ? undefined : earlier.drops + drops,
		first: earlier.first ?? first,
		last: last ?? earlier.last,
		oddities,
	};
}
