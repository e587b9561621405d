import {type PacketBatch, PacketKind, TcpFlag} from '../../decode/packet.js';
import {Protocol} from '../../net/protocol.js';
import type {EpochMicros} from '../../net/time.js';
import type {AddressTable} from '../address-table.js';
import type {FrameReference} from '../biflow.js';
import {type NamedEndpoint, RpcConversation} from './endpoint-mapper.js';
import {type FtpData, FtpLines} from './ftp.js';
import {Negotiations, TFTP} from './negotiations.js';
import {OrderedStream, type StreamReader} from './ordered-stream.js';

const ENDPOINT_MAPPER = 135;
const FTP_CONTROL = 21;
const BOOTP_SERVER = 67;
const BOOTP_CLIENT = 68;
const SQL_BROWSER = 1434;

/** Ports whose packets are looked into, by 1 at their index; a conversation's port may concern any other pair of hosts. */
export const watchedTcp: Uint8Array = portTable(ENDPOINT_MAPPER, FTP_CONTROL);
const watchedUdp = portTable(TFTP, BOOTP_SERVER, SQL_BROWSER);

/** Control connections that are read at a time; beyond, the oldest is given up. */
const MAX_CONVERSATIONS = 4096;
/** DHCP transactions whose reply is waited for. */
const MAX_TRANSACTIONS = 8192;

interface Conversation {
	readonly synSequence: number | undefined;
	readonly fromClient: OrderedStream<Found>;
	readonly fromServer: OrderedStream<Found>;
}

/** The packet that arranges something. */
interface Found {
	readonly frame: FrameReference;
	readonly time: EpochMicros;
}

interface DhcpRequest {
	readonly initiator: number;
	readonly responder: number;
	readonly frame: FrameReference;
}

/** Reads the packets that arrange other conversations, and remembers what they arrange. */
export class NegotiationWatcher {
	readonly negotiations = new Negotiations();
	readonly #addresses: AddressTable;
	readonly #conversations = new Map<string, Conversation>();
	readonly #transactions = new Map<number, DhcpRequest>();

	constructor(addresses: AddressTable) {
		this.#addresses = addresses;
	}

	update(packets: PacketBatch): void {
		const {count, protocol, kind, sourcePort, destinationPort} = packets;
		for (let row = 0; row < count; row++) {
			if (kind[row] !== PacketKind.Ports) continue;
			if (protocol[row] === Protocol.Tcp) {
				if (watchedTcp[sourcePort[row]!] !== watchedTcp[destinationPort[row]!]) this.#readSegment(packets, row);
			} else if (protocol[row] === Protocol.Udp) {
				if ((watchedUdp[sourcePort[row]!]! | watchedUdp[destinationPort[row]!]!) !== 0)
					this.#readDatagram(packets, row);
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

	#readDatagram(packets: PacketBatch, row: number): void {
		const payload = payloadOf(packets, row);
		const source = packets.sourcePort[row]!;
		const destination = packets.destinationPort[row]!;
		if (destination === TFTP) this.#readTftp(packets, row, payload);
		else if (source === SQL_BROWSER) this.#readSqlBrowser(packets, row, payload);
		else if (source === BOOTP_CLIENT && destination === BOOTP_SERVER) this.#readDhcpRequest(packets, row, payload);
		else if (source === BOOTP_SERVER && destination === BOOTP_CLIENT) this.#readDhcpReply(packets, row, payload);
	}

	/** A read or write request: the answer comes from a port of the server's choice (RFC 1350 §4). */
	#readTftp(packets: PacketBatch, row: number, payload: Uint8Array): void {
		if (payload.length < 2 || payload[0] !== 0 || (payload[1] !== 1 && payload[1] !== 2)) return;
		const client = {address: this.#addresses.sourceWord(packets, row), port: packets.sourcePort[row]!};
		const server = this.#addresses.destinationWord(packets, row);
		const negotiation = {by: 'tftp', detail: 'request', frame: frameOf(packets, row)} as const;
		this.negotiations.addTftpRequest(packets.version[row]!, client, server, packets.time[row]!, negotiation);
	}

	/** SVR_RESP: `ServerName;A;InstanceName;B;...;tcp;14330;;` for each instance ([MC-SQLR] §2.2.5). */
	#readSqlBrowser(packets: PacketBatch, row: number, payload: Uint8Array): void {
		if (payload[0] !== 5 || payload.length < 4) return;
		const text = String.fromCharCode(...payload.subarray(3, 4099));
		const server = this.#addresses.sourceWord(packets, row);
		const client = this.#addresses.destinationWord(packets, row);
		const time = packets.time[row]!;
		for (const [, instance, port] of text.matchAll(/InstanceName;([^;]*);(?:(?!;;).)*?;tcp;(\d{1,5})(?=;)/g)) {
			const negotiation = {by: 'sql-browser', detail: `instance ${instance}`, frame: frameOf(packets, row)} as const;
			const version = packets.version[row]!;
			this.negotiations.addEndpoint(version, client, server, Protocol.Tcp, Number(port), negotiation, time);
		}
	}

	#readDhcpRequest(packets: PacketBatch, row: number, payload: Uint8Array): void {
		const transaction = dhcpTransaction(payload, 1);
		if (transaction === undefined || this.#transactions.has(transaction)) return;
		if (this.#transactions.size === MAX_TRANSACTIONS) {
			this.#transactions.delete(this.#transactions.keys().next().value!);
		}
		this.#transactions.set(transaction, {
			initiator: this.#addresses.sourceWord(packets, row),
			responder: this.#addresses.destinationWord(packets, row),
			frame: frameOf(packets, row),
		});
	}

	/** The answer goes to the address that it offers, or to everybody, and comes from whoever answers. */
	#readDhcpReply(packets: PacketBatch, row: number, payload: Uint8Array): void {
		const request = this.#transactions.get(dhcpTransaction(payload, 2) ?? -1);
		if (request === undefined) return;
		const from = this.#addresses.sourceWord(packets, row);
		const to = this.#addresses.destinationWord(packets, row);
		if (from === request.responder && to === request.initiator) return;
		this.negotiations.addReply(
			packets.version[row]!,
			{address: from, port: BOOTP_SERVER},
			{address: to, port: BOOTP_CLIENT},
			{
				initiator: request.initiator,
				initiatorPort: BOOTP_CLIENT,
				responder: request.responder,
				responderPort: BOOTP_SERVER,
				negotiation: {by: 'dhcp', detail: `answer from ${this.#addresses.address(4, from).text}`, frame: request.frame},
			},
		);
	}
}

/** The transaction identifier of a DHCP message with the given op (RFC 2131 §2). */
function dhcpTransaction(payload: Uint8Array, op: number): number | undefined {
	if (payload.length < 8 || payload[0] !== op) return undefined;
	return ((payload[4]! << 24) | (payload[5]! << 16) | (payload[6]! << 8) | payload[7]!) >>> 0;
}

function payloadOf({frames, payloadOffset, payloadCaptured}: PacketBatch, row: number): Uint8Array {
	return frames.octets.subarray(payloadOffset[row]!, payloadOffset[row]! + payloadCaptured[row]!);
}

function frameOf({frames, frameRow}: PacketBatch, row: number): FrameReference {
	const frame = frameRow[row]!;
	return {capture: frames.capture[frame]!, number: frames.number[frame]!};
}

function portTable(...ports: readonly number[]): Uint8Array {
	const table = new Uint8Array(65_536);
	for (const port of ports) table[port] = 1;
	return table;
}
