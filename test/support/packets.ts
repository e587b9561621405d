import {parseAddress} from '#portolan/net/address.js';
import {Protocol, protocolNumber} from '#portolan/net/protocol.js';

// Packets as octets. What a case does not name has a value that works; checksums are 0, since nothing depends on them.

/** Octets in a row. */
export function octets(...parts: ReadonlyArray<number | readonly number[] | Uint8Array>): Uint8Array {
	return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
}

export const u16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];

export function hex(text: string): Uint8Array {
	return Uint8Array.from(text.replaceAll(/\s/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function addressOctets(text: string): number[] {
	const address = parseAddress(text);
	if (address === undefined) throw new TypeError(`"${text}" is no address`);
	return address.version === 4 ? u32(address.words[3]) : address.words.flatMap(u32);
}

/** `10.0.0.1:80`, `[fd00::1]:80` or a bare address. */
export function splitEnd(text: string): {address: string; port: number} {
	const match = /^\[(.+)\](?::(\d+))?$|^([^:]+)(?::(\d+))?$|^(.+)$/.exec(text)!;
	return {address: match[1] ?? match[3] ?? match[5]!, port: Number(match[2] ?? match[4] ?? 0)};
}

export interface TcpFields {
	/** Letters of control bits: S A F R P. */
	readonly flags?: string;
	readonly seq?: number;
	readonly ack?: number;
	readonly payload?: Uint8Array;
}

const flagBits: Readonly<Record<string, number>> = {F: 1, S: 2, R: 4, P: 8, A: 16, U: 32};

export function tcpSegment(sourcePort: number, destinationPort: number, fields: TcpFields = {}): Uint8Array {
	const {flags = 'A', seq = 1, ack = 0, payload = octets()} = fields;
	const bits = [...flags].reduce((sum, letter) => sum | flagBits[letter]!, 0);
	return octets(u16(sourcePort), u16(destinationPort), u32(seq), u32(ack), 0x50, bits, u16(65_535), u32(0), payload);
}

export function udpDatagram(sourcePort: number, destinationPort: number, payload: Uint8Array = octets()): Uint8Array {
	return octets(u16(sourcePort), u16(destinationPort), u16(8 + payload.length), u16(0), payload);
}

export interface IpFields {
	readonly id?: number;
	/** In units of eight octets. */
	readonly fragmentOffset?: number;
	readonly moreFragments?: boolean;
	readonly ttl?: number;
	/** Octets of IPv4 options, a multiple of 4. */
	readonly options?: Uint8Array;
	/** Total length to claim, when it is not the true one. */
	readonly totalLength?: number;
}

export function ipv4(
	source: string,
	destination: string,
	protocol: number,
	payload: Uint8Array,
	fields: IpFields = {},
): Uint8Array {
	const {id = 1, fragmentOffset = 0, moreFragments = false, ttl = 64, options = octets()} = fields;
	const headerLength = 20 + options.length;
	return octets(
		0x40 | (headerLength / 4),
		0,
		u16(fields.totalLength ?? headerLength + payload.length),
		u16(id),
		u16((moreFragments ? 0x2000 : 0) | fragmentOffset),
		ttl,
		protocol,
		u16(0),
		addressOctets(source),
		addressOctets(destination),
		options,
		payload,
	);
}

export function ipv6(
	source: string,
	destination: string,
	nextHeader: number,
	payload: Uint8Array,
	payloadLength = payload.length,
): Uint8Array {
	return octets(
		0x60,
		0,
		0,
		0,
		u16(payloadLength),
		nextHeader,
		64,
		addressOctets(source),
		addressOctets(destination),
		payload,
	);
}

/** An IP packet of the version that the addresses have. */
export function ip(
	source: string,
	destination: string,
	protocol: number,
	payload: Uint8Array,
	fields: IpFields = {},
): Uint8Array {
	return source.includes(':')
		? ipv6(source, destination, protocol, payload)
		: ipv4(source, destination, protocol, payload, fields);
}

export function tcp(source: string, destination: string, fields: TcpFields & IpFields = {}): Uint8Array {
	const [from, to] = [splitEnd(source), splitEnd(destination)];
	return ip(from.address, to.address, Protocol.Tcp, tcpSegment(from.port, to.port, fields), fields);
}

export function udp(
	source: string,
	destination: string,
	payload: Uint8Array = octets(0),
	fields: IpFields = {},
): Uint8Array {
	const [from, to] = [splitEnd(source), splitEnd(destination)];
	return ip(from.address, to.address, Protocol.Udp, udpDatagram(from.port, to.port, payload), fields);
}

/** @param type ICMP or ICMPv6 type, as the addresses say */
export function icmp(
	source: string,
	destination: string,
	type: number,
	code = 0,
	rest: Uint8Array = octets(u16(7), u16(1)),
): Uint8Array {
	const protocol = source.includes(':') ? Protocol.Icmpv6 : Protocol.Icmp;
	return ip(source, destination, protocol, octets(type, code, u16(0), rest));
}

/** An ICMP error that quotes the first octets of a packet. */
export function icmpError(
	source: string,
	destination: string,
	type: number,
	code: number,
	quoted: Uint8Array,
): Uint8Array {
	return icmp(source, destination, type, code, octets(u32(0), quoted));
}

/** A packet of any service: the first of a TCP connection, a datagram, an echo request, a bare protocol. */
export function opening(source: string, destination: string, transport: string, port: number | undefined): Uint8Array {
	if (transport === 'tcp') return tcp(end(source, 40_000), end(destination, port!), {flags: 'S', seq: 100});
	if (transport === 'udp') return udp(end(source, 40_000), end(destination, port!));
	if (transport === 'icmp') return icmp(source, destination, source.includes(':') ? 128 : 8);
	return ip(source, destination, protocolNumber(transport)!, octets(0));
}

/** An address and a port, as `splitEnd` reads them. */
export function end(address: string, port: number): string {
	return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A whole TCP conversation in packets: handshake, one request, one answer, a close. */
export function conversation(client: string, server: string, {seq = 1000, close = true} = {}): Uint8Array[] {
	const [c, s] = [seq, seq + 50_000];
	return [
		tcp(client, server, {flags: 'S', seq: c}),
		tcp(server, client, {flags: 'SA', seq: s, ack: c + 1}),
		tcp(client, server, {flags: 'A', seq: c + 1, ack: s + 1}),
		tcp(client, server, {flags: 'PA', seq: c + 1, ack: s + 1, payload: ascii('hello')}),
		tcp(server, client, {flags: 'PA', seq: s + 1, ack: c + 6, payload: ascii('world')}),
		...(close
			? [
					tcp(client, server, {flags: 'FA', seq: c + 6, ack: s + 6}),
					tcp(server, client, {flags: 'FA', seq: s + 6, ack: c + 7}),
					tcp(client, server, {flags: 'A', seq: c + 7, ack: s + 7}),
				]
			: []),
	];
}

/** An Ethernet frame; `tags` are VLAN numbers, the outermost first, as 802.1Q. */
export function ethernet(packet: Uint8Array, {tags = [] as readonly number[], etherType = 0} = {}): Uint8Array {
	const type = etherType || (packet[0]! >>> 4 === 6 ? 0x86dd : 0x0800);
	const tagged = tags.flatMap((tag) => [...u16(0x8100), ...u16(tag)]);
	return octets(hex('02 00 00 00 00 02  02 00 00 00 00 01'), tagged, u16(type), packet);
}

export const arp = (): Uint8Array => ethernet(new Uint8Array(28), {etherType: 0x0806});
