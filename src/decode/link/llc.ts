import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType, MIN_ETHER_TYPE} from './ether-type.js';

/** Unnumbered information. */
const CONTROL_UI = 0x03;
const LLC_HEADER = 3;
const SAP_IP = 0x06;
const SAP_SNAP = 0xaa;
// RFC 1042: organisation and EtherType behind the LLC header.
const SNAP_ORGANISATION = 3;
const SNAP_TYPE = 6;
const SNAP_HEADER = 8;
/** EtherTypes follow these: RFC 1042, and bridges of IEEE 802.1H. */
const ORGANISATION_ETHERNET = 0x000000;
const ORGANISATION_BRIDGE = 0x0000f8;

/** 802.2 LLC: an IP packet, or an EtherType in a SNAP header. */
export function unwrapLlc(view: DataView, cursor: Cursor): StopCode {
	const {offset, end} = cursor;
	if (end - offset < LLC_HEADER || view.getUint8(offset + 2) !== CONTROL_UI) return Stop.Llc;
	const saps = view.getUint16(offset);
	if (saps === ((SAP_IP << 8) | SAP_IP)) {
		cursor.etherType = EtherType.Ipv4;
		cursor.offset = offset + LLC_HEADER;
		return Stop.None;
	}
	if (saps !== ((SAP_SNAP << 8) | SAP_SNAP) || end - offset < SNAP_HEADER) return Stop.Llc;
	const organisation = view.getUint32(offset + SNAP_ORGANISATION - 1) & 0xff_ffff;
	if (organisation !== ORGANISATION_ETHERNET && organisation !== ORGANISATION_BRIDGE) return Stop.Llc;
	const etherType = view.getUint16(offset + SNAP_TYPE);
	if (etherType < MIN_ETHER_TYPE) return Stop.Llc;
	cursor.etherType = etherType;
	cursor.offset = offset + SNAP_HEADER;
	return Stop.None;
}
