import {Columns} from '../capture/columns.js';
import {PACKET_ROWS, type PacketBatch, PacketKind} from '../decode/packet.js';
import {Protocol} from '../net/protocol.js';
import type {AddressTable} from './address-table.js';
import {hashWords} from './hash.js';
import {icmpQuery} from './icmp.js';
import {isInSample} from './recent-packets.js';
import {META_IPV6, META_NETWORK} from './record.js';

/**
 * The keys of a batch's packets: that under which both directions of a conversation are found (see `record.ts`).
 * An ICMP error has the key of the packet it quotes.
 */
export class KeyColumns {
	readonly low: Int32Array;
	readonly high: Int32Array;
	/** Port of side 0 in the upper half; of ICMP the query's type and code and the identifier, whichever side sent it. */
	readonly ports: Int32Array;
	readonly meta: Int32Array;
	/** The side that sent the packet: 0 or 1. */
	readonly side: Uint8Array;
	readonly hash: Int32Array;
	/** 1 for a packet that is compared with those before even where copies are rare, see `recent-packets.ts`. */
	readonly sample: Uint8Array;
	/** `Copy`: what the packet is to those before. */
	readonly copy: Uint8Array;
	/** The record that probably has the key, or -1. */
	readonly candidate: Int32Array;
	/** Written and never read: keeps the loads of a prefetch from being optimised away. */
	touched = 0;

	constructor() {
		const columns = new Columns();
		this.low = columns.int32(PACKET_ROWS);
		this.high = columns.int32(PACKET_ROWS);
		this.ports = columns.int32(PACKET_ROWS);
		this.meta = columns.int32(PACKET_ROWS);
		this.side = columns.uint8(PACKET_ROWS);
		this.hash = columns.int32(PACKET_ROWS);
		this.sample = columns.uint8(PACKET_ROWS);
		this.copy = columns.uint8(PACKET_ROWS);
		this.candidate = columns.int32(PACKET_ROWS);
	}

	/** The key at each index is that of the packet whose row stands there in `rows`. */
	setAll(packets: PacketBatch, rows: Uint32Array, addresses: AddressTable): void {
		const {kind, protocol, sequence, acknowledgment, quotedProtocol} = packets;
		for (let key = 0; key < rows.length; key++) {
			const row = rows[key]!;
			const isCompared = protocol[row] !== Protocol.Tcp || isInSample(sequence[row]!, acknowledgment[row]!);
			this.sample[key] = isCompared ? 1 : 0;
			if (kind[row] === PacketKind.IcmpError && quotedProtocol[row] !== 0) {
				this.#setQuoted(packets, row, key, addresses);
			} else {
				this.set(packets, row, key, addresses);
			}
		}
	}

	/** The key of the packet itself, also of an ICMP error. */
	set(packets: PacketBatch, row: number, key: number, addresses: AddressTable): void {
		const {version, source, destination, protocol, sourcePort, destinationPort} = packets;
		const isV6 = version[row] === 6;
		this.#setKey(
			key,
			isV6 ? addresses.ipv6WordAt(source, row) : source[row]! | 0,
			isV6 ? addresses.ipv6WordAt(destination, row) : destination[row]! | 0,
			protocol[row]!,
			isV6,
			sourcePort[row]!,
			destinationPort[row]!,
			packets.network[row]!,
		);
	}

	#setQuoted(packets: PacketBatch, row: number, key: number, addresses: AddressTable): void {
		const {version, quotedSource, quotedDestination, quotedProtocol, quotedSourcePort, quotedDestinationPort} = packets;
		const isV6 = version[row] === 6;
		this.#setKey(
			key,
			isV6 ? addresses.ipv6WordAt(quotedSource, row) : quotedSource[row]! | 0,
			isV6 ? addresses.ipv6WordAt(quotedDestination, row) : quotedDestination[row]! | 0,
			quotedProtocol[row]!,
			isV6,
			quotedSourcePort[row]!,
			quotedDestinationPort[row]!,
			packets.network[row]!,
		);
	}

	#setKey(
		key: number,
		from: number,
		to: number,
		protocol: number,
		isV6: boolean,
		fromPort: number,
		toPort: number,
		network: number,
	): void {
		const meta = (isV6 ? protocol | META_IPV6 : protocol) | (network << META_NETWORK);
		const isIcmp = protocol === Protocol.Icmp || protocol === Protocol.Icmpv6;
		const side = from > to || (from === to && fromPort > toPort && !isIcmp) ? 1 : 0;
		const low = side === 0 ? from : to;
		const high = side === 0 ? to : from;
		let ports = side === 0 ? (fromPort << 16) | toPort : (toPort << 16) | fromPort;
		if (isIcmp) ports = (icmpQuery(fromPort, protocol) << 16) | toPort;

		this.low[key] = low;
		this.high[key] = high;
		this.ports[key] = ports;
		this.meta[key] = meta;
		this.side[key] = side;
		this.hash[key] = hashWords(low, high, ports, meta);
	}
}
