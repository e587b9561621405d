import {Decoder} from '#portolan/decode/decode.js';
import {Networks} from '#portolan/decode/networks.js';
import {AddressTable} from '#portolan/flow/address-table.js';
import type {Biflow} from '#portolan/flow/biflow.js';
import {biflowsOf} from '#portolan/flow/biflows.js';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {EdgeTable} from '#portolan/flow/edge-table.js';
import {FlowTable} from '#portolan/flow/flow-table.js';
import {DatagramNames} from '#portolan/flow/names/datagram-names.js';
import {HostNames} from '#portolan/flow/names/host-names.js';
import {NegotiationWatcher} from '#portolan/flow/negotiation/watcher.js';
import type {Watched} from '#portolan/flow/observations.js';
import {PortSet} from '#portolan/net/port.js';
import {wholeShare} from '#portolan/net/slice.js';
import type {VlanClasses} from '#portolan/net/vlan.js';
import {NEW_YEAR} from './capture-files.js';
import {batches, type TestFrame} from './decoding.js';
import {ethernet, tcp} from './packets.js';

/** A packet and, in seconds after the first, when; a millisecond after the one before where it is not said. */
export type Timed = Uint8Array | readonly [seconds: number, packet: Uint8Array];

export interface FlowOptions {
	/** Packets are whole frames. */
	readonly areFrames?: boolean;
	/** `tcp/443` or `udp/67`. */
	readonly documented?: readonly string[] | PortSet;
	readonly maxFlows?: number;
	readonly vlans?: VlanClasses;
	/** Rows of a batch. */
	readonly rows?: number;
	/** Seconds: the capture goes on until then, with a packet of a protocol without ports. */
	readonly until?: number;
}

export function frameList(packets: readonly Timed[], until?: number, areFrames = false): TestFrame[] {
	let time = NEW_YEAR;
	const list = packets.map((item) => {
		const [seconds, packet] = item instanceof Uint8Array ? [undefined, item] : item;
		time = seconds === undefined ? time + 1000 : NEW_YEAR + Math.round(seconds * 1_000_000);
		return {octets: areFrames ? packet : ethernet(packet), time};
	});
	if (until === undefined) return list;
	return [
		...list,
		{
			octets: ethernet(Uint8Array.from([0x45, 0, 0, 20, 0, 0, 0, 0, 64, 254, 0, 0, 9, 9, 9, 9, 9, 9, 9, 8])),
			time: NEW_YEAR + until * 1_000_000,
		},
	];
}

/** The biflows and edges of packets, without the one that only keeps the capture going. */
export function assemble(
	packets: readonly Timed[],
	options: FlowOptions = {},
): {biflows: Biflow[]; edges: FlowEdge[]; table: FlowTable; names: HostNames; watched: Watched} {
	const documented = portSet(options.documented ?? []);
	const decoder = new Decoder(new Networks(options.vlans));
	const addresses = new AddressTable();
	const watcher = new NegotiationWatcher(addresses);
	const {negotiations} = watcher;
	const names = new HostNames();
	const datagramNames = new DatagramNames(names);
	const table = new FlowTable(addresses, {
		maxFlows: options.maxFlows ?? 1 << 20,
		share: wholeShare,
		isDetailed: true,
		names,
	});
	const edgeTable = new EdgeTable(addresses, documented, negotiations, decoder.networks);
	const biflows: Biflow[] = [];
	table.onEnded = (ended) => {
		biflows.push(...biflowsOf(ended, addresses, documented, negotiations, decoder.networks));
		edgeTable.add(ended);
	};
	for (const frames of batches(frameList(packets, options.until, options.areFrames), options.rows)) {
		const batch = decoder.decode(frames);
		watcher.update(batch);
		datagramNames.update(batch);
		table.update(batch);
	}
	table.finish();
	const isOurs = ({protocolIdentifier}: {protocolIdentifier: number}) => protocolIdentifier !== 254;
	return {
		biflows: biflows.filter(isOurs).sort((a, b) => a.first - b.first || a.firstFrame.number - b.firstFrame.number),
		edges: edgeTable.edges().filter(isOurs),
		table,
		names,
		watched: {...watcher.watched, broken: decoder.brokenDatagrams},
	};
}

function portSet(documented: readonly string[] | PortSet): PortSet {
	if (documented instanceof PortSet) return documented;
	const set = new PortSet();
	for (const text of documented) {
		const [protocol, port] = text.split('/');
		set.add(protocol === 'tcp' ? 6 : 17, {first: Number(port), last: Number(port)});
	}
	return set;
}

/** A TCP conversation that says these things, in turns of client and server. */
export function talk(client: string, server: string, ...turns: ReadonlyArray<Uint8Array>): Uint8Array[] {
	let [c, s] = [1000, 5000];
	const packets = [
		tcp(client, server, {flags: 'S', seq: c}),
		tcp(server, client, {flags: 'SA', seq: s, ack: c + 1}),
		tcp(client, server, {flags: 'A', seq: c + 1, ack: s + 1}),
	];
	[c, s] = [c + 1, s + 1];
	for (const [index, payload] of turns.entries()) {
		if (index % 2 === 0) {
			packets.push(tcp(client, server, {flags: 'PA', seq: c, ack: s, payload}));
			c += payload.length;
		} else {
			packets.push(tcp(server, client, {flags: 'PA', seq: s, ack: c, payload}));
			s += payload.length;
		}
	}
	return packets;
}

/** `10.0.0.1:1000 -> 10.0.0.2:80` */
export function ends({initiator, responder, initiatorPort, responderPort}: Biflow): string {
	const text = (address: string, port: number | undefined) => (port === undefined ? address : `${address}:${port}`);
	return `${text(initiator.text, initiatorPort)} -> ${text(responder.text, responderPort)}`;
}
