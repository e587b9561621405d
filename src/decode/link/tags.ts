import type {Cursor} from '../cursor.js';
import {NetworkKind} from '../networks.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

/** Tag control information and the EtherType of what follows (IEEE 802.1Q §9.6). */
const VLAN_TAG = 4;
const VLAN_IDENTIFIER = 0x0fff;
/** Flags and the service identifier, the low 24 bits; an Ethernet frame follows (IEEE 802.1Q §9.7). */
const SERVICE_INSTANCE_TAG = 4;

/** Tags that name a port, a sender or a sequence, not a network: octets up to the EtherType of what follows. */
const tagLengths: Readonly<Record<number, number>> = {
	// IEEE 802.1BR §7.5.
	[EtherType.ETag]: 6,
	// IEEE 802.1Qbh draft.
	[EtherType.VnTag]: 4,
	// IEC 62439-3 §5.7.
	[EtherType.Hsr]: 4,
	// Version, length, option, security group tag.
	[EtherType.CiscoMetadata]: 6,
};

export function unwrapVlan(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < VLAN_TAG) return Stop.Truncated;
	cursor.enterVlan(view.getUint16(offset) & VLAN_IDENTIFIER);
	cursor.etherType = view.getUint16(offset + 2);
	cursor.offset = offset + VLAN_TAG;
	return Stop.None;
}

export function unwrapServiceInstance(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < SERVICE_INSTANCE_TAG) return Stop.Truncated;
	cursor.enter(NetworkKind.ServiceInstance, view.getUint32(offset) & 0xff_ffff);
	cursor.etherType = EtherType.Ethernet;
	cursor.offset = offset + SERVICE_INSTANCE_TAG;
	return Stop.None;
}

export function skipTag(view: DataView, cursor: Cursor): StopCode {
	const after = cursor.offset + tagLengths[cursor.etherType]!;
	if (cursor.end - after < 2) return Stop.Truncated;
	cursor.etherType = view.getUint16(after);
	cursor.offset = after + 2;
	return Stop.None;
}
