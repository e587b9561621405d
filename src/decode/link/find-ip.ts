import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType, MIN_ETHER_TYPE} from './ether-type.js';
import {unwrapEthernet} from './ethernet.js';
import {unwrapFabricPath, unwrapTrill} from './fabric.js';
import {unwrapLlc} from './llc.js';
import {unwrapMacsec} from './macsec.js';
import {unwrapMpls} from './mpls.js';
import {unwrapNsh} from './nsh.js';
import {unwrapPpp, unwrapPppoe} from './ppp.js';
import {skipTag, unwrapServiceInstance, unwrapVlan} from './tags.js';

/** Headers that are taken off one after the other; four are common, more than a few an attack. */
export const MAX_WRAPPINGS = 8;

const stopsByEtherType: Readonly<Record<number, StopCode>> = {
	[EtherType.Arp]: Stop.Arp,
	[EtherType.ReverseArp]: Stop.Arp,
	[EtherType.Lldp]: Stop.Lldp,
	[EtherType.Eapol]: Stop.Eapol,
	[EtherType.PppoeDiscovery]: Stop.Pppoe,
};

/**
 * Moves the cursor from the header that it stands at to the IP packet, if there is one: then `etherType` is
 * `EtherType.Ipv4` or `EtherType.Ipv6`. Reads nothing at or past its `end`.
 */
export function findIp(view: DataView, cursor: Cursor): StopCode {
	while (cursor.etherType !== EtherType.Ipv4 && cursor.etherType !== EtherType.Ipv6) {
		if (cursor.wrappings++ === MAX_WRAPPINGS) return Stop.Malformed;
		const stop = unwrap(view, cursor);
		if (stop !== Stop.None) return stop;
	}
	return Stop.None;
}

/** Takes off one header. */
function unwrap(view: DataView, cursor: Cursor): StopCode {
	switch (cursor.etherType) {
		case EtherType.Vlan:
		case EtherType.ProviderVlan:
		case EtherType.OldVlan1:
		case EtherType.OldVlan2:
			return unwrapVlan(view, cursor);
		case EtherType.Mpls:
		case EtherType.MplsUpstream:
			return unwrapMpls(view, cursor);
		case EtherType.PppoeSession:
			return unwrapPppoe(view, cursor);
		case EtherType.Ppp:
			return unwrapPpp(view, cursor);
		case EtherType.Ethernet:
			return unwrapEthernet(view, cursor);
		case EtherType.ServiceInstance:
			return unwrapServiceInstance(view, cursor);
		case EtherType.ETag:
		case EtherType.VnTag:
		case EtherType.Hsr:
		case EtherType.CiscoMetadata:
			return skipTag(view, cursor);
		case EtherType.Nsh:
			return unwrapNsh(view, cursor);
		case EtherType.Macsec:
			return unwrapMacsec(view, cursor);
		case EtherType.TrillData:
			return unwrapTrill(view, cursor);
		case EtherType.FabricPath:
			return unwrapFabricPath(view, cursor);
		default:
			if (cursor.etherType < MIN_ETHER_TYPE) return unwrapLlc(view, cursor);
			return stopsByEtherType[cursor.etherType] ?? Stop.OtherEtherType;
	}
}
