import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

// Local networks other than Ethernet: offsets from the first octet of the frame.

/** Frame control, addresses (ANSI X3.139). */
const FDDI_HEADER = 13;
/** Access control, frame control, addresses (IEEE 802.5 §3.2). */
const TOKEN_RING_SOURCE = 8;
const TOKEN_RING_HEADER = 14;
const HAS_ROUTE = 0x80;
const ROUTE_LENGTH = 0x1f;
/** Addresses of eight octets (RFC 2625 §3, RFC 2734 §4). */
const FIBRE_CHANNEL_HEADER = 16;
const IEEE1394_HEADER = 18;
/** Address of 40 octets, EtherType, reserved (LINKTYPE_IPOIB). */
const INFINIBAND_TYPE = 40;
const INFINIBAND_HEADER = 44;

export function unwrapFddi(view: DataView, cursor: Cursor): StopCode {
	return skipTo(view, cursor, FDDI_HEADER, undefined);
}

export function unwrapTokenRing(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < TOKEN_RING_HEADER + 1) return Stop.Truncated;
	const isRouted = (view.getUint8(offset + TOKEN_RING_SOURCE) & HAS_ROUTE) !== 0;
	const route = isRouted ? view.getUint8(offset + TOKEN_RING_HEADER) & ROUTE_LENGTH : 0;
	return skipTo(view, cursor, TOKEN_RING_HEADER + route, undefined);
}

export function unwrapIpOverFc(view: DataView, cursor: Cursor): StopCode {
	return skipTo(view, cursor, FIBRE_CHANNEL_HEADER, undefined);
}

export function unwrapIeee1394(view: DataView, cursor: Cursor): StopCode {
	return skipTo(view, cursor, IEEE1394_HEADER, IEEE1394_HEADER - 2);
}

export function unwrapInfiniband(view: DataView, cursor: Cursor): StopCode {
	return skipTo(view, cursor, INFINIBAND_HEADER, INFINIBAND_TYPE);
}

/** Past a header of a fixed length, to what the EtherType at `typeAt` says, or without one to 802.2. */
function skipTo(view: DataView, cursor: Cursor, header: number, typeAt: number | undefined): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < header) return Stop.Truncated;
	cursor.etherType = typeAt === undefined ? EtherType.Llc : view.getUint16(offset + typeAt);
	cursor.offset = offset + header;
	return Stop.None;
}
