import {type PacketBatch, PacketKind} from '../../decode/packet.js';
import {Protocol} from '../../net/protocol.js';
import type {FrameReference} from '../biflow.js';
import {readDhcp} from '../dhcp-message.js';
import {dnsAnswers, netbiosAnswers, netbiosDatagramSource} from './dns-answers.js';
import type {HostNames} from './host-names.js';

type Read = (payload: Uint8Array, names: HostNames, frame: FrameReference) => void;

const dns: Read = (payload, names, frame) => {
	for (const {address, name} of dnsAnswers(payload)) names.note(address, name, 'dns', frame);
};

const netbiosName: Read = (payload, names, frame) => {
	for (const {address, name} of netbiosAnswers(payload)) names.note(address, name, 'netbios', frame);
};

const netbiosDatagram: Read = (payload, names, frame) => {
	const source = netbiosDatagramSource(payload);
	if (source !== undefined) names.note(source.address, source.name, 'netbios', frame);
};

/** A client renews the address that it has, or is given the one that the server names, in answer to the name it gave. */
class DhcpNames {
	/** Names by transaction, until it is acknowledged. */
	readonly #asked = new Map<number, string>();

	read(payload: Uint8Array, names: HostNames, frame: FrameReference): void {
		const message = readDhcp(payload);
		if (message === undefined) return;
		const {op, type, transaction, hostName, clientAddress, yourAddress} = message;
		if (op === 1 && hostName !== undefined) {
			if (clientAddress !== undefined) names.note(clientAddress, hostName, 'dhcp', frame);
			if (this.#asked.size === MAX_TRANSACTIONS) this.#asked.delete(this.#asked.keys().next().value!);
			this.#asked.set(transaction, hostName);
		}
		const asked = this.#asked.get(transaction);
		if (op === 2 && type === ACKNOWLEDGMENT && asked !== undefined && yourAddress !== undefined) {
			names.note(yourAddress, asked, 'dhcp', frame);
		}
	}
}

const ACKNOWLEDGMENT = 5;
const MAX_TRANSACTIONS = 8192;

/** Reads the names that datagrams give to hosts. */
export class DatagramNames {
	readonly #names: HostNames;
	readonly #readers = new Map<number, Read>();
	readonly #isWatched = new Uint8Array(65_536);

	constructor(names: HostNames) {
		this.#names = names;
		const dhcp = new DhcpNames();
		const read: Read = (...message) => dhcp.read(...message);
		for (const [port, reader] of [
			[53, dns],
			[67, read],
			[137, netbiosName],
			[138, netbiosDatagram],
			[5353, dns],
			[5355, dns],
		] as const) {
			this.#readers.set(port, reader);
			this.#isWatched[port] = 1;
		}
	}

	update(packets: PacketBatch): void {
		const {count, protocol, kind, sourcePort, destinationPort, frames, frameRow} = packets;
		for (let row = 0; row < count; row++) {
			if (protocol[row] !== Protocol.Udp || kind[row] !== PacketKind.Ports) continue;
			const port = this.#isWatched[sourcePort[row]!] === 1 ? sourcePort[row]! : destinationPort[row]!;
			if (this.#isWatched[port] === 0) continue;
			const start = packets.payloadOffset[row]!;
			const payload = frames.octets.subarray(start, start + packets.payloadCaptured[row]!);
			const frame = frameRow[row]!;
			this.#readers.get(port)!(payload, this.#names, {
				capture: frames.capture[frame]!,
				number: frames.number[frame]!,
			});
		}
	}
}
