import {EtherType} from './ether-type.js';

/** What the next protocol numbers of NSH (RFC 8300 §2.2) and of VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe §3.2) stand for. */
export const nextProtocols: Readonly<Record<number, number>> = {
	1: EtherType.Ipv4,
	2: EtherType.Ipv6,
	3: EtherType.Ethernet,
	4: EtherType.Nsh,
	5: EtherType.Mpls,
};
