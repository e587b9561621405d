import {ethernet, hex, ipv4, octets, u16, u32, udp} from './packets.js';

// What switches and tunnels put around a packet; what a case does not name has a value that works.

export const OUTER = ['10.9.0.1', '10.9.0.2'] as const;

/** A datagram of the outer network. */
export const datagram = (port: number, payload: Uint8Array): Uint8Array =>
	udp(`${OUTER[0]}:40000`, `${OUTER[1]}:${port}`, payload);

/** An IPv4 packet of the outer network. */
export const outer = (protocol: number, payload: Uint8Array): Uint8Array => ipv4(...OUTER, protocol, payload);

const etherTypeOf = (packet: Uint8Array): number => (packet[0]! >>> 4 === 6 ? 0x86dd : 0x0800);

export interface GreFields {
	readonly key?: number;
	readonly sequence?: number;
	readonly checksum?: boolean;
	readonly protocol?: number;
}

/** A GRE packet around another one, or around what `protocol` says. */
export function gre(inner: Uint8Array, {key, sequence, checksum = false, protocol}: GreFields = {}): Uint8Array {
	const flags = (checksum ? 0x8000 : 0) | (key === undefined ? 0 : 0x2000) | (sequence === undefined ? 0 : 0x1000);
	return outer(
		47,
		octets(
			u16(flags),
			u16(protocol ?? etherTypeOf(inner)),
			checksum ? u32(0) : [],
			key === undefined ? [] : u32(key),
			sequence === undefined ? [] : u32(sequence),
			inner,
		),
	);
}

/** @param flags the first word */
export const vxlan = (inner: Uint8Array, {vni = 42, flags = 0x0800_0000, port = 4789} = {}): Uint8Array =>
	datagram(port, octets(u32(flags), u32(vni * 256), inner));

export const geneve = (
	inner: Uint8Array,
	{vni = 7, options = octets(), protocol = 0x6558, first = 0} = {},
): Uint8Array => datagram(6081, octets(first || options.length / 4, 0, u16(protocol), u32(vni * 256), options, inner));

/** @param more sequence and extension headers, with the flags that say so */
export const gtp = (inner: Uint8Array, {type = 255, flags = 0x30, more = octets(), teid = 9} = {}): Uint8Array =>
	datagram(2152, octets(flags, type, u16(more.length + inner.length), u32(teid), more, inner));

/** A label stack, the last entry marked. */
export const mpls = (...labels: readonly number[]): Uint8Array =>
	octets(labels.flatMap((label, index) => u32((label * 4096 + (index === labels.length - 1 ? 0x100 : 0) + 64) >>> 0)));

export const mac = hex('02 00 00 00 00 02  02 00 00 00 00 01');

/** An Ethernet frame with anything behind its EtherType. */
export const framed = (etherType: number, ...parts: ReadonlyArray<Uint8Array | readonly number[]>): Uint8Array =>
	ethernet(octets(...parts), {etherType});
