import {type PacketBatch, PacketKind, TcpFlag} from '../../decode/packet.js';
import {Protocol} from '../../net/protocol.js';
import type {AddressTable} from '../address-table.js';
import type {Watched} from '../observations.js';
import {DatagramWatcher} from './datagram-watcher.js';
import {type NamedEndpoint, RpcConversation} from './endpoint-mapper.js';
import {type FtpData, FtpLines} from './ftp.js';
import {GroupJoins} from './group-joins.js';
import {Negotiations} from './negotiations.js';
import {OrderedStream, type StreamReader} from './ordered-stream.js';
import {type Found, frameOf, payloadOf, portTable} from './packet-parts.js';
import {type MappedPort, PortmapperCalls, RecordStream} from './portmapper.js';

const ENDPOINT_MAPPER = 135;
const FTP_CONTROL = 21;
const PORTMAPPER = 111;

/** Ports whose packets are looked into, by 1 at their index; a conversation's port may concern any other pair of hosts. */
const watchedTcp: Uint8Array = portTable(ENDPOINT_MAPPER, FTP_CONTROL, PORTMAPPER);

/** Control connections that are read at a time; beyond, the oldest is given up. */
const MAX_CONVERSATIONS = 4096;

interface Conversation {
	readonly synSequence: number | undefined;
	readonly fromClient: OrderedStream<Found>;
	readonly fromServer: OrderedStream<Found>;
}

/** Reads the packets that arrange other conversations, and remembers what they arrange. */
export class NegotiationWatcher {
	readonly negotiations = new Negotiations();
	readonly #addresses: AddressTable;
	readonly #conversations = new Map<string, Conversation>();
	readonly #datagrams: DatagramWatcher;
	readonly #joins: GroupJoins;

	constructor(addresses: AddressTable) {
		this.#addresses = addresses;
		this.#datagrams = new DatagramWatcher(addresses, this.negotiations);
		this.#joins = new GroupJoins(addresses);
	}

	/** What the packets tell besides. */
	get watched(): Omit<Watched, 'broken'> {
		return {boots: this.#datagrams.boots, joins: this.#joins.all, lookups: this.#datagrams.lookups};
	}

	update(packets: PacketBatch): void {
		const {count, protocol, kind, sourcePort, destinationPort} = packets;
		for (let row = 0; row < count; row++) {
			if (kind[row] !== PacketKind.Ports) {
				if (protocol[row] === Protocol.Igmp) this.#joins.read(packets, row);
				continue;
			}
			if (protocol[row] === Protocol.Tcp) {
				if (watchedTcp[sourcePort[row]!] !== watchedTcp[destinationPort[row]!]) this.#readSegment(packets, row);
			} else if (protocol[row] === Protocol.Udp) {
				this.#datagrams.read(packets, row);
			}
		}
	}

	#readSegment(packets: PacketBatch, row: number): void {
		const isFromClient = watchedTcp[packets.destinationPort[row]!] === 1;
		const flags = packets.tcpFlags[row]!;
		const length = packets.payloadOctets[row]!;
		if ((flags & TcpFlag.Syn) === 0 && length === 0) return;
		const from = this.#addresses.sourceWord(packets, row);
		const to = this.#addresses.destinationWord(packets, row);
		const [client, server] = isFromClient ? [from, to] : [to, from];
		const serverPort = isFromClient ? packets.destinationPort[row]! : packets.sourcePort[row]!;
		const clientPort = isFromClient ? packets.sourcePort[row]! : packets.destinationPort[row]!;
		const version = packets.version[row]!;

		const key = `${version} ${client} ${clientPort} ${server} ${serverPort}`;
		const isSyn = isFromClient && (flags & (TcpFlag.Syn | TcpFlag.Ack)) === TcpFlag.Syn;
		const synSequence = isSyn ? packets.sequence[row]! : undefined;
		let conversation = this.#conversations.get(key);
		if (conversation === undefined || (isSyn && conversation.synSequence !== synSequence)) {
			conversation = this.#open(version, client, server, serverPort, synSequence);
			this.#conversations.delete(key);
			if (this.#conversations.size === MAX_CONVERSATIONS) {
				this.#conversations.delete(this.#conversations.keys().next().value!);
			}
			this.#conversations.set(key, conversation);
		}
		const stream = isFromClient ? conversation.fromClient : conversation.fromServer;
		if ((flags & TcpFlag.Syn) !== 0) stream.begin(packets.sequence[row]!);
		else {
			const found = {frame: frameOf(packets, row), time: packets.time[row]!};
			stream.add(packets.sequence[row]!, payloadOf(packets, row), length, found);
		}
	}

	#open(
		version: number,
		client: number,
		server: number,
		serverPort: number,
		synSequence: number | undefined,
	): Conversation {
		if (serverPort === FTP_CONTROL) {
			const read = (side: 'client' | 'server'): StreamReader<Found> =>
				new FtpLines(side, (data, found) => this.#noteFtp(version, client, server, data, found));
			return {
				synSequence,
				fromClient: new OrderedStream(read('client')),
				fromServer: new OrderedStream(read('server')),
			};
		}
		if (serverPort === PORTMAPPER) {
			const calls = new PortmapperCalls();
			const note = (ports: readonly MappedPort[], {frame, time}: Found) => {
				for (const {protocol, port, detail} of ports) {
					const negotiation = {by: 'portmapper', detail, frame} as const;
					this.negotiations.addEndpoint(version, client, server, protocol, port, negotiation, time);
				}
			};
			return {
				synSequence,
				fromClient: new OrderedStream(new RecordStream<Found>((record) => calls.noteCall(record))),
				fromServer: new OrderedStream(new RecordStream<Found>((record, found) => note(calls.portsIn(record), found))),
			};
		}
		const conversation = new RpcConversation<Found>({
			onEndpoint: (named, found) => this.#noteEndpoint(version, client, server, named, found),
			onLoss: () => this.negotiations.addUnreadable(version, client, server),
		});
		return {
			synSequence,
			fromClient: new OrderedStream(conversation.fromClient),
			fromServer: new OrderedStream(conversation.fromServer),
		};
	}

	#noteEndpoint(
		version: number,
		client: number,
		server: number,
		{endpoint, by, detail}: NamedEndpoint,
		{frame, time}: Found,
	): void {
		// The mapper lists itself too, and nobody was sent where he is already.
		if (endpoint.port === ENDPOINT_MAPPER) return;
		const negotiation = {by, detail, frame};
		this.negotiations.addEndpoint(version, client, server, Protocol.Tcp, endpoint.port, negotiation, time);
		// Towers carry IPv4 addresses only: the server's own, 0, or that of another interface or host.
		const {address} = endpoint;
		if (version === 4 && address !== undefined && address !== 0 && address !== server) {
			this.negotiations.addEndpoint(version, client, address, Protocol.Tcp, endpoint.port, negotiation, time);
		}
	}

	#noteFtp(version: number, client: number, server: number, data: FtpData, {frame, time}: Found): void {
		const [from, listener] = data.listener === 'server' ? [client, server] : [server, client];
		const negotiation = {by: 'ftp', detail: data.command, frame} as const;
		this.negotiations.addEndpoint(version, from, listener, Protocol.Tcp, data.port, negotiation, time);
		// Behind address translation the line names another address than the packets have.
		if (version === 4 && data.address !== undefined && data.address !== 0 && data.address !== listener) {
			this.negotiations.addEndpoint(version, from, data.address, Protocol.Tcp, data.port, negotiation, time);
		}
	}
}
