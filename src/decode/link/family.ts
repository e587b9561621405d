import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

const FAMILY_HEADER = 4;
export const AF_INET = 2;
/** AF_INET6 of NetBSD and OpenBSD, FreeBSD, macOS, Linux, Solaris. */
const ipv6Families: readonly number[] = [24, 28, 30, 10, 26];

/**
 * The family is in the byte order of the capturing machine (NULL) or of the network (LOOP): small numbers tell. Some
 * drivers write an EtherType into the last two octets instead.
 */
export function unwrapFamily(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < FAMILY_HEADER) return Stop.Truncated;
	cursor.offset = offset + FAMILY_HEADER;
	const etherType = view.getUint16(offset + 2);
	if (etherType === EtherType.Ipv4 || etherType === EtherType.Ipv6) {
		cursor.etherType = etherType;
		return Stop.None;
	}
	const bigEndian = view.getUint32(offset);
	return enterFamily(bigEndian > 0xffff ? view.getUint32(offset, true) : bigEndian, cursor);
}

/** @param family AF_ number of any system */
export function enterFamily(family: number, cursor: Cursor): StopCode {
	if (family === AF_INET) cursor.etherType = EtherType.Ipv4;
	else if (ipv6Families.includes(family)) cursor.etherType = EtherType.Ipv6;
	else return Stop.OtherEtherType;
	return Stop.None;
}
