/** IP protocol numbers that portolan looks into (IANA protocol-numbers; IPFIX protocolIdentifier, element 4). */
export const Protocol = {
	HopByHop: 0,
	Icmp: 1,
	Igmp: 2,
	IpInIp: 4,
	Tcp: 6,
	Udp: 17,
	Ipv6InIp: 41,
	Ipv6Routing: 43,
	Ipv6Fragment: 44,
	Gre: 47,
	Esp: 50,
	Ah: 51,
	Icmpv6: 58,
	Ipv6NoNext: 59,
	Ipv6Destination: 60,
	EtherIp: 97,
	L2tp: 115,
	Sctp: 132,
	Mobility: 135,
	UdpLite: 136,
	MplsInIp: 137,
	Hip: 139,
	Shim6: 140,
} as const;

const names: Readonly<Record<number, string>> = {
	1: 'icmp',
	2: 'igmp',
	4: 'ipip',
	6: 'tcp',
	17: 'udp',
	33: 'dccp',
	41: 'ipv6',
	46: 'rsvp',
	47: 'gre',
	50: 'esp',
	51: 'ah',
	58: 'icmpv6',
	88: 'eigrp',
	89: 'ospf',
	103: 'pim',
	112: 'vrrp',
	115: 'l2tp',
	132: 'sctp',
	136: 'udplite',
};

const numbers: ReadonlyMap<string, number> = new Map(
	Object.entries(names).map(([number, name]) => [name, Number(number)]),
);

/** By number. */
export const protocolNames: readonly string[] = Object.values(names);

/** `tcp`, `udp`, `icmp` ... or `ip-<number>` for a protocol without a name here. */
export function protocolName(protocolIdentifier: number): string {
	return names[protocolIdentifier] ?? `ip-${protocolIdentifier}`;
}

/** The inverse of `protocolName`; `undefined` for a word that is neither a known name nor `ip-0` .. `ip-255`. */
export function protocolNumber(name: string): number | undefined {
	const known = numbers.get(name);
	if (known !== undefined) return known;
	const number = /^ip-(\d{1,3})$/.exec(name)?.[1];
	return number !== undefined && Number(number) <= 255 ? Number(number) : undefined;
}

export function hasPorts(protocolIdentifier: number): boolean {
	return (
		protocolIdentifier === Protocol.Tcp ||
		protocolIdentifier === Protocol.Udp ||
		protocolIdentifier === Protocol.Sctp ||
		protocolIdentifier === Protocol.UdpLite
	);
}
