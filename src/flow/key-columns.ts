import {PACKET_ROWS, type PacketBatch, PacketKind} from '../decode/packet.js';
import {Protocol} from '../net/protocol.js';
import {isInShare, type Share, SLICES, sliceOf} from '../net/slice.js';
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
	/** The packets' rows, slice by slice; within a slice in the order of the batch. */
	readonly row = new Uint32Array(PACKET_ROWS);
	/** Where the keys of each slice begin, and behind the last of them where it ends. */
	readonly starts = new Uint32Array(SLICES + 1);
	readonly low = new Int32Array(PACKET_ROWS);
	readonly high = new Int32Array(PACKET_ROWS);
	/** Port of side 0 in the upper half; of ICMP the query's type and code and the identifier, whichever side sent it. */
	readonly ports = new Int32Array(PACKET_ROWS);
	readonly meta = new Int32Array(PACKET_ROWS);
	/** The side that sent the packet: 0 or 1. */
	readonly side = new Uint8Array(PACKET_ROWS);
	readonly hash = new Int32Array(PACKET_ROWS);
	/** 1 for a packet that is compared with those before even where copies are rare, see `recent-packets.ts`. */
	readonly sample = new Uint8Array(PACKET_ROWS);
	/** `Copy`: what the packet is to those before. */
	readonly copy = new Uint8Array(PACKET_ROWS);
	/** The record that probably has the key, or -1. */
	readonly candidate = new Int32Array(PACKET_ROWS);
	/** Written and never read: keeps the loads of a prefetch from being optimised away. */
	touched = 0;
	/** The slice of each row of the batch, and the next free key of each slice. */
	readonly #slices = new Uint8Array(PACKET_ROWS);
	readonly #next = new Uint32Array(SLICES);

	/** Keys of the packets of a share, in the order of their slices. */
	setAll(packets: PacketBatch, addresses: AddressTable, share: Share): void {
		const {
			count,
			kind,
			protocol,
			sequence,
			acknowledgment,
			version,
			source,
			destination,
			quotedProtocol,
			quotedSource,
			quotedDestination,
		} = packets;
		const slices = this.#slices;
		const next = this.#next;
		next.fill(0);
		for (let row = 0; row < count; row++) {
			const isQuoting = kind[row] === PacketKind.IcmpError && quotedProtocol[row] !== 0;
			const slice = isQuoting
				? sliceOf(version[row]!, quotedSource, quotedDestination, row)
				: sliceOf(version[row]!, source, destination, row);
			slices[row] = slice;
			next[slice]!++;
		}
		let start = 0;
		for (let slice = 0; slice < SLICES; slice++) {
			this.starts[slice] = start;
			const length = isInShare(slice, share) ? next[slice]! : 0;
			next[slice] = start;
			start += length;
			this.starts[slice + 1] = start;
		}
		for (let row = 0; row < count; row++) {
			const slice = slices[row]!;
			if (slice % share.count !== share.index) continue;
			const key = next[slice]!++;
			this.row[key] = row;
			const isCompared = protocol[row] !== Protocol.Tcp || isInSample(sequence[row]!, acknowledgment[row]!);
			this.sample[key] = isCompared ? 1 : 0;
			if (kind[row] === PacketKind.IcmpError && quotedProtocol[row] !== 0)
				this.#setQuoted(packets, row, key, addresses);
			else this.set(packets, row, key, addresses);
		}
	}

	/** The key of the packet itself, also of an ICMP error. */
	set(packets: PacketBatch, row: number, key: number, addresses: AddressTable): void {
		const {version, source, destination, protocol, sourcePort, destinationPort} = packets;
		const isV6 = version[row] === 6;
		this.#setKey(
			key,
			isV6 ? ipv6Word(addresses, source, row) : source[4 * row + 3]! | 0,
			isV6 ? ipv6Word(addresses, destination, row) : destination[4 * row + 3]! | 0,
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
			isV6 ? ipv6Word(addresses, quotedSource, row) : quotedSource[4 * row + 3]! | 0,
			isV6 ? ipv6Word(addresses, quotedDestination, row) : quotedDestination[4 * row + 3]! | 0,
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

function ipv6Word(addresses: AddressTable, words: Uint32Array, row: number): number {
	const at = 4 * row;
	return addresses.ipv6Word(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
}
