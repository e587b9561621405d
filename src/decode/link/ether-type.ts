/** IEEE 802 numbers of what follows, as far as portolan looks into it or counts it. */
export const EtherType = {
	/** Below `MIN_ETHER_TYPE` the field is a length and 802.2 LLC follows (IEEE 802.3 §3.2.6). */
	Llc: 0,
	Ipv4: 0x0800,
	Arp: 0x0806,
	TrillData: 0x22f3,
	/** An Ethernet frame (RFC 1701: transparent Ethernet bridging). */
	Ethernet: 0x6558,
	ReverseArp: 0x8035,
	Vlan: 0x8100,
	Ipv6: 0x86dd,
	Ppp: 0x880b,
	Mpls: 0x8847,
	MplsUpstream: 0x8848,
	PppoeDiscovery: 0x8863,
	PppoeSession: 0x8864,
	Eapol: 0x888e,
	ProviderVlan: 0x88a8,
	Lldp: 0x88cc,
	Macsec: 0x88e5,
	ServiceInstance: 0x88e7,
	/** Cisco's: FabricPath, metadata (security group tag), VN-tag. */
	FabricPath: 0x8903,
	CiscoMetadata: 0x8909,
	VnTag: 0x8926,
	/** IEC 62439-3: a ring in which every frame goes both ways. */
	Hsr: 0x892f,
	/** IEEE 802.1BR. */
	ETag: 0x893f,
	Nsh: 0x894f,
	/** In use for 802.1ad before it had a number of its own. */
	OldVlan1: 0x9100,
	OldVlan2: 0x9200,
} as const;

export const MIN_ETHER_TYPE = 0x0600;
