import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {enterFamily} from './family.js';
import {enterIp} from './ip.js';

// IP packets as the kernels of several systems hand them out, behind a header of their own.

/** Family, version, resource; then attributes: length, type, value, padded to four octets (LINKTYPE_NFLOG). */
const NFLOG_HEADER = 4;
const ATTRIBUTE_HEADER = 4;
const NFULA_PAYLOAD = 9;
/** Attributes that are looked through for the payload; there are about twenty kinds. */
const MAX_ATTRIBUTES = 64;

/** Version, family, type, lengths, interfaces, zones (Solaris, LINKTYPE_IPNET). */
const IPNET_FAMILY = 1;
const IPNET_HEADER = 24;

/** Length of the header without its padding, family (OpenBSD, LINKTYPE_PFLOG). */
const PFLOG_FAMILY = 1;
const PFLOG_MIN_HEADER = 4;

/** Family in the byte order of the machine, security parameter index, flags (OpenBSD, LINKTYPE_ENC). */
const ENC_HEADER = 12;

/** Direction and a compressed header; the packet behind is whole (LINKTYPE_SLIP). */
const SLIP_HEADER = 16;

export function unwrapNfLog(view: DataView, cursor: Cursor): StopCode {
	const {end} = cursor;
	let next = cursor.offset + NFLOG_HEADER;
	for (let attribute = 0; attribute < MAX_ATTRIBUTES; attribute++) {
		if (end - next < ATTRIBUTE_HEADER) return Stop.Truncated;
		// The byte order is the capturing machine's: types are small numbers.
		const isLittle = view.getUint16(next + 2, true) <= 0xff;
		const length = view.getUint16(next, isLittle);
		if (view.getUint16(next + 2, isLittle) === NFULA_PAYLOAD) {
			cursor.offset = next + ATTRIBUTE_HEADER;
			return enterIp(view, cursor);
		}
		if (length < ATTRIBUTE_HEADER) return Stop.Malformed;
		next += (length + 3) & ~3;
	}
	return Stop.Malformed;
}

export function unwrapIpNet(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < IPNET_HEADER) return Stop.Truncated;
	cursor.offset = offset + IPNET_HEADER;
	return enterFamily(view.getUint8(offset + IPNET_FAMILY), cursor);
}

export function unwrapPfLog(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < PFLOG_MIN_HEADER) return Stop.Truncated;
	cursor.offset = offset + ((view.getUint8(offset) + 3) & ~3);
	return enterFamily(view.getUint8(offset + PFLOG_FAMILY), cursor);
}

export function unwrapEnc(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < ENC_HEADER) return Stop.Truncated;
	const family = view.getUint32(offset);
	cursor.offset = offset + ENC_HEADER;
	return enterFamily(family > 0xffff ? view.getUint32(offset, true) : family, cursor);
}

export function unwrapSlip(view: DataView, cursor: Cursor): StopCode {
	cursor.offset += SLIP_HEADER;
	return enterIp(view, cursor);
}
