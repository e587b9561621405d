import {Protocol} from '../../net/protocol.js';
import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {findIp} from '../link/find-ip.js';
import {NetworkKind} from '../networks.js';
import {type PacketBatch, PacketKind, Stop} from '../packet.js';
import {openDatagram, openerOf} from './datagram.js';
import {openGre} from './gre.js';
import {openL2tpOverIp} from './l2tp.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

/** Two octets: the version and nothing (RFC 3378 §3). */
const ETHERIP_HEADER = 2;

/** Moves the cursor to the IP packet inside of the packet of `row`, if that is a tunnel's. */
export function openTunnel(view: DataView, packets: PacketBatch, row: number, cursor: Cursor): Opening {
	const octets = packets.payloadOctets[row]!;
	const kind = packets.kind[row]!;
	// Later fragments have no payload of their own.
	if (octets === 0 || kind === PacketKind.Icmp || kind === PacketKind.IcmpError) return NOT_A_TUNNEL;
	const open = kind === PacketKind.Ports ? openerOf(packets, row) : undefined;
	if (kind === PacketKind.Ports && open === undefined) return NOT_A_TUNNEL;
	const offset = packets.payloadOffset[row]!;
	cursor.start(offset, offset + packets.payloadCaptured[row]!, offset + octets);
	cursor.network = packets.network[row]!;
	if (open !== undefined) return openDatagram(view, open, cursor);
	const opening = openProtocol(view, packets.protocol[row]!, packets.version[row]!, cursor);
	return opening === Stop.None ? findIp(view, cursor) : opening;
}

function openProtocol(view: DataView, protocol: number, version: number, cursor: Cursor): Opening {
	switch (protocol) {
		case Protocol.IpInIp:
			cursor.enter(NetworkKind.IpInIp, 0);
			cursor.etherType = EtherType.Ipv4;
			return Stop.None;
		case Protocol.Ipv6InIp:
			cursor.enter(version === 4 ? NetworkKind.SixInFour : NetworkKind.IpInIp, 0);
			cursor.etherType = EtherType.Ipv6;
			return Stop.None;
		case Protocol.Gre:
			return openGre(view, cursor);
		case Protocol.EtherIp:
			cursor.enter(NetworkKind.EtherIp, 0);
			cursor.etherType = EtherType.Ethernet;
			cursor.offset += ETHERIP_HEADER;
			return Stop.None;
		case Protocol.L2tp:
			return openL2tpOverIp(view, cursor);
		case Protocol.MplsInIp:
			cursor.etherType = EtherType.Mpls;
			return Stop.None;
		default:
			return NOT_A_TUNNEL;
	}
}
