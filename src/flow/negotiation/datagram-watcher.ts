import type {PacketBatch} from '../../decode/packet.js';
import {Protocol} from '../../net/protocol.js';
import type {AddressTable} from '../address-table.js';
import type {FrameReference, PxeBoot, SiteLookup} from '../biflow.js';
import {type DhcpMessage, readDhcp} from '../dhcp-message.js';
import {PxeBoots} from './boots.js';
import {type Negotiations, TFTP} from './negotiations.js';
import {frameOf, payloadOf, portTable} from './packet-parts.js';
import {PortmapperCalls} from './portmapper.js';
import {isSiteLookup, SiteLookups} from './site-lookups.js';
import {asksForMulticast, multicastIn} from './tftp-multicast.js';

const DNS = 53;
const BOOTP_SERVER = 67;
const BOOTP_CLIENT = 68;
const PORTMAPPER = 111;
const SQL_BROWSER = 1434;

/** DHCP transactions whose reply is waited for. */
const MAX_TRANSACTIONS = 8192;
/** Requests with one transaction number, from different ends. */
const MAX_REQUESTS = 1024;
/** Hosts whose calls of a port mapper are waited for. */
const MAX_CALLERS = 4096;

interface DhcpRequest {
	readonly initiator: number;
	readonly responder: number;
	readonly frame: FrameReference;
}

/** Reads the datagrams that arrange other conversations. */
export class DatagramWatcher {
	readonly #addresses: AddressTable;
	readonly #negotiations: Negotiations;
	/** Requests by the number of their transaction, the latest last: not all clients choose one of their own. */
	readonly #transactions = new Map<number, DhcpRequest[]>();
	readonly #callers = new Map<string, PortmapperCalls>();
	readonly #boots = new PxeBoots();
	readonly #lookups = new SiteLookups();
	/** Ports whose datagrams are looked into, and those from which somebody asked for a file for many. */
	readonly #watched = portTable(DNS, TFTP, BOOTP_SERVER, PORTMAPPER, SQL_BROWSER);

	constructor(addresses: AddressTable, negotiations: Negotiations) {
		this.#addresses = addresses;
		this.#negotiations = negotiations;
	}

	get boots(): PxeBoot[] {
		return this.#boots.all;
	}

	get lookups(): SiteLookup[] {
		return this.#lookups.all;
	}

	/** Takes a UDP datagram. */
	read(packets: PacketBatch, row: number): void {
		const {sourcePort, destinationPort} = packets;
		if ((this.#watched[sourcePort[row]!]! | this.#watched[destinationPort[row]!]!) !== 0)
			this.#readDatagram(packets, row);
	}

	#readDatagram(packets: PacketBatch, row: number): void {
		const payload = payloadOf(packets, row);
		const source = packets.sourcePort[row]!;
		const destination = packets.destinationPort[row]!;
		if (destination === TFTP) this.#readTftp(packets, row, payload);
		else if (source === SQL_BROWSER) this.#readSqlBrowser(packets, row, payload);
		else if (source === PORTMAPPER || destination === PORTMAPPER) this.#readPortmapper(packets, row, payload);
		else if (source === BOOTP_SERVER || destination === BOOTP_SERVER) this.#readDhcp(packets, row, payload);
		else if (source === DNS || destination === DNS) this.#readLookup(packets, row, payload);
		else this.#readTftpAnswer(packets, row, payload);
	}

	#readLookup(packets: PacketBatch, row: number, payload: Uint8Array): void {
		if (!isSiteLookup(payload)) return;
		const version = packets.version[row] === 4 ? 4 : 6;
		const from = this.#addresses.passingAddress(version, this.#addresses.sourceWord(packets, row));
		const to = this.#addresses.passingAddress(version, this.#addresses.destinationWord(packets, row));
		this.#lookups.read(payload, from, to, packets.time[row]!, frameOf(packets, row));
	}

	/** A read or write request: the answer comes from a port of the server's choice (RFC 1350 §4). */
	#readTftp(packets: PacketBatch, row: number, payload: Uint8Array): void {
		if (payload.length < 2 || payload[0] !== 0 || (payload[1] !== 1 && payload[1] !== 2)) return;
		const client = {address: this.#addresses.sourceWord(packets, row), port: packets.sourcePort[row]!};
		const server = this.#addresses.destinationWord(packets, row);
		const negotiation = {by: 'tftp', detail: 'request', frame: frameOf(packets, row)} as const;
		this.#negotiations.addTftpRequest(packets.version[row]!, client, server, packets.time[row]!, negotiation);
		if (asksForMulticast(payload)) this.#watched[client.port] = 1;
	}

	/** The answer to a request of one file for many names the group that it is sent to (RFC 2090 §3). */
	#readTftpAnswer(packets: PacketBatch, row: number, payload: Uint8Array): void {
		const group = multicastIn(payload);
		const version = packets.version[row]!;
		if (group === undefined || version !== 4) return;
		const server = {address: this.#addresses.sourceWord(packets, row), port: packets.sourcePort[row]!};
		const client = {address: this.#addresses.destinationWord(packets, row), port: packets.destinationPort[row]!};
		const [tie] = this.#negotiations.ties(version, client, server, packets.time[row]!);
		if (tie === undefined) return;
		this.#negotiations.addReply(version, server, group, {
			...tie,
			initiatorPort: group.port,
			negotiation: {by: 'tftp', detail: `data to the group on udp/${group.port}`, frame: frameOf(packets, row)},
		});
	}

	/** RFC 1833: the answer names the port of a program. */
	#readPortmapper(packets: PacketBatch, row: number, payload: Uint8Array): void {
		const isCall = packets.destinationPort[row] === PORTMAPPER;
		const from = this.#addresses.sourceWord(packets, row);
		const to = this.#addresses.destinationWord(packets, row);
		const [client, server] = isCall ? [from, to] : [to, from];
		const version = packets.version[row]!;
		const port = isCall ? packets.sourcePort[row]! : packets.destinationPort[row]!;
		const key = `${version} ${client} ${port} ${server}`;
		let calls = this.#callers.get(key);
		if (isCall) {
			if (calls === undefined) {
				if (this.#callers.size === MAX_CALLERS) this.#callers.delete(this.#callers.keys().next().value!);
				calls = new PortmapperCalls();
				this.#callers.set(key, calls);
			}
			calls.noteCall(payload);
			return;
		}
		for (const {protocol, port: named, detail} of calls?.portsIn(payload) ?? []) {
			const negotiation = {by: 'portmapper', detail, frame: frameOf(packets, row)} as const;
			this.#negotiations.addEndpoint(version, client, server, protocol, named, negotiation, packets.time[row]!);
		}
	}

	#readDhcp(packets: PacketBatch, row: number, payload: Uint8Array): void {
		const source = packets.sourcePort[row]!;
		const destination = packets.destinationPort[row]!;
		const message = readDhcp(payload);
		if (message !== undefined) this.#noteBoot(packets, row, message);
		if (source === BOOTP_CLIENT && destination === BOOTP_SERVER) this.#readDhcpRequest(packets, row, payload);
		else if (source === BOOTP_SERVER && destination === BOOTP_CLIENT) this.#readDhcpReply(packets, row, payload);
	}

	#noteBoot(packets: PacketBatch, row: number, message: DhcpMessage): void {
		if (packets.version[row] !== 4) return;
		const sender = this.#addresses.passingAddress(4, this.#addresses.sourceWord(packets, row)).text;
		const receiver = this.#addresses.passingAddress(4, this.#addresses.destinationWord(packets, row)).text;
		this.#boots.note(message, sender, receiver, frameOf(packets, row));
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
			this.#negotiations.addEndpoint(version, client, server, Protocol.Tcp, Number(port), negotiation, time);
		}
	}

	#readDhcpRequest(packets: PacketBatch, row: number, payload: Uint8Array): void {
		const transaction = dhcpTransaction(payload, 1);
		if (transaction === undefined) return;
		const initiator = this.#addresses.sourceWord(packets, row);
		const responder = this.#addresses.destinationWord(packets, row);
		let requests = this.#transactions.get(transaction);
		if (requests === undefined) {
			if (this.#transactions.size === MAX_TRANSACTIONS) {
				this.#transactions.delete(this.#transactions.keys().next().value!);
			}
			requests = [];
			this.#transactions.set(transaction, requests);
		}
		const isKnown = requests.some((known) => known.initiator === initiator && known.responder === responder);
		if (isKnown || requests.length === MAX_REQUESTS) return;
		requests.push({initiator, responder, frame: frameOf(packets, row)});
	}

	/** The answer goes to the address that it offers, or to everybody, and comes from whoever answers. */
	#readDhcpReply(packets: PacketBatch, row: number, payload: Uint8Array): void {
		const requests = this.#transactions.get(dhcpTransaction(payload, 2) ?? -1) ?? [];
		const request = requests.at(-1);
		const from = this.#addresses.sourceWord(packets, row);
		const to = this.#addresses.destinationWord(packets, row);
		// What goes back the way that the request came is its answer by itself.
		const isMirrored = requests.some(({initiator, responder}) => from === responder && to === initiator);
		if (request === undefined || isMirrored) return;
		this.#negotiations.addReply(
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
