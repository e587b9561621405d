import {Protocol} from '../net/protocol.js';
import {berAfter, berValue} from './ber.js';

// Which side of a conversation asked, by what one message of it says. Many protocols tell in a fixed place; the ports
// only say which protocol to look for, never who asks.

/** The message is a request: its sender asked. `ANSWER`: its receiver did. */
export const REQUEST = 1;
const ANSWER = -1;
export const UNTOLD = 0;
export type Asked = typeof REQUEST | typeof ANSWER | typeof UNTOLD;

type Reader = (view: DataView, start: number, length: number) => Asked;

/**
 * @param start first octet of the payload in `view`, of which `length` octets were captured
 */
export function whoAsked(
	protocol: number,
	sourcePort: number,
	destinationPort: number,
	view: DataView,
	start: number,
	length: number,
): Asked {
	if (length === 0) return UNTOLD;
	if (protocol === Protocol.Tcp) return streamAsked(view, start, length);
	const read = datagramReaders[destinationPort] ?? datagramReaders[sourcePort];
	return read === undefined ? UNTOLD : read(view, start, length);
}

/** QR bit of the DNS header (RFC 1035 §4.1.1); NetBIOS names have the same (RFC 1002 §4.2.1.1). */
const dns: Reader = (view, start, length) => {
	if (length < 12) return UNTOLD;
	return (view.getUint8(start + 2) & 0x80) === 0 ? REQUEST : ANSWER;
};

/** BOOTP's op field (RFC 951 §3, RFC 2131 §2); PXE's boot server discovery on 4011 has it too. */
const bootp: Reader = (view, start, length) => {
	if (length < 4) return UNTOLD;
	const op = view.getUint8(start);
	if (op === 1) return REQUEST;
	return op === 2 ? ANSWER : UNTOLD;
};

/** Application tags of Kerberos messages (RFC 4120 §5.4 to §5.9). */
const kerberos: Reader = (view, start) => {
	const tag = view.getUint8(start);
	if (tag === 0x6a || tag === 0x6c || tag === 0x6e) return REQUEST;
	return tag === 0x6b || tag === 0x6d || tag === 0x6f || tag === 0x7e ? ANSWER : UNTOLD;
};

/** NTP's mode (RFC 5905 §7.3): client or symmetric active asks. */
const ntp: Reader = (view, start, length) => {
	if (length < 48) return UNTOLD;
	const mode = view.getUint8(start) & 7;
	if (mode === 1 || mode === 3) return REQUEST;
	return mode === 2 || mode === 4 ? ANSWER : UNTOLD;
};

/** SQL Server Browser ([MC-SQLR] §2.2): enumeration, instance, DAC; response. */
const sqlBrowser: Reader = (view, start) => {
	const type = view.getUint8(start);
	if (type === 2 || type === 3 || type === 4 || type === 15) return REQUEST;
	return type === 5 ? ANSWER : UNTOLD;
};

/** RADIUS codes (RFC 2865 §3, RFC 2866 §3). */
const radius: Reader = (view, start, length) => {
	if (length < 20) return UNTOLD;
	const code = view.getUint8(start);
	if (code === 1 || code === 4) return REQUEST;
	return code === 2 || code === 3 || code === 5 || code === 11 ? ANSWER : UNTOLD;
};

/** A TFTP read or write request (RFC 1350 §5); what follows goes between other ports. */
const tftp: Reader = (view, start, length) => {
	if (length < 4) return UNTOLD;
	const opcode = view.getUint16(start);
	return opcode === 1 || opcode === 2 ? REQUEST : UNTOLD;
};

/** The first message of IKE has no responder's SPI or cookie yet (RFC 7296 §3.1, RFC 2408 §3.1). */
const ike: Reader = (view, start, length) => {
	if (length < 28) return UNTOLD;
	if (view.getUint32(start + 8) === 0 && view.getUint32(start + 12) === 0) return REQUEST;
	// Version 2 has a flag for whoever opened the association (RFC 7296 §3.1).
	if (view.getUint8(start + 17) >>> 4 !== 2) return UNTOLD;
	return (view.getUint8(start + 19) & 0x08) !== 0 ? REQUEST : ANSWER;
};

/** The operation of an LDAP message, the tag behind its number (RFC 4511 §4.2). */
const ldap: Reader = (view, start, length) => {
	const end = start + length;
	const messageId = berValue(view, start, end);
	const operation = messageId < 0 ? -1 : berAfter(view, messageId, end);
	if (operation < 0 || operation >= end || view.getUint8(start) !== 0x30) return UNTOLD;
	const tag = view.getUint8(operation);
	if (tag === 0x60 || tag === 0x63 || tag === 0x77) return REQUEST;
	return tag === 0x61 || tag === 0x64 || tag === 0x65 || tag === 0x73 || tag === 0x78 ? ANSWER : UNTOLD;
};

/** The kind of an SNMP message, the tag behind version and community (RFC 3416 §3). */
const snmp: Reader = (view, start, length) => {
	const end = start + length;
	const version = berValue(view, start, end);
	const community = version < 0 ? -1 : berAfter(view, version, end);
	const pdu = community < 0 ? -1 : berAfter(view, community, end);
	if (pdu < 0 || pdu >= end) return UNTOLD;
	const tag = view.getUint8(pdu);
	if (tag === 0xa2) return ANSWER;
	return tag >= 0xa0 && tag <= 0xa7 ? REQUEST : UNTOLD;
};

const datagramReaders: Readonly<Record<number, Reader>> = {
	53: dns,
	67: bootp,
	68: bootp,
	69: tftp,
	88: kerberos,
	123: ntp,
	137: dns,
	161: snmp,
	389: ldap,
	500: ike,
	1434: sqlBrowser,
	1812: radius,
	1813: radius,
	4011: bootp,
};

/**
 * Messages that begin a segment of a stream. Streams are asked only where their beginning was missed, and any port may
 * carry any protocol: so each of these needs more than one octet that fits.
 */
function streamAsked(view: DataView, start: number, length: number): Asked {
	if (length < 8) return UNTOLD;
	const first = view.getUint32(start);
	if (httpMethods.has(first)) return REQUEST;
	if (first === 0x48545450 && view.getUint8(start + 4) === 0x2f) return ANSWER; // "HTTP/"
	if (first >>> 24 === 0x16 && view.getUint8(start + 1) === 3) return tlsAsked(view, start, length);
	if (isRpcHeader(view, start, length)) return rpcAsked((first >>> 8) & 0xff);
	if (first >>> 16 === 0x0300) return x224Asked(view.getUint8(start + 5));
	// NetBIOS session header, then SMB.
	if (first >>> 24 === 0 && length >= 24) {
		const magic = view.getUint32(start + 4);
		if (magic === 0xfe534d42) return (view.getUint8(start + 20) & 1) === 0 ? REQUEST : ANSWER;
		if (magic === 0xff534d42) return smb1Asked(view, start, length);
	}
	return tdsAsked(view, start, length);
}

const httpMethods: ReadonlySet<number> = new Set(
	['GET ', 'HEAD', 'POST', 'PUT ', 'DELE', 'OPTI', 'CONN', 'PROP', 'BITS', 'CCM_', 'PATC', 'MKCO', 'NOTI', 'M-SE'].map(
		(text) => [...text].reduce((word, letter) => ((word << 8) | letter.charCodeAt(0)) >>> 0, 0),
	),
);

/**
 * Handshake types of TLS (RFC 8446 §4): hello, key exchange and certificate of either side. An encrypted message has any first octet: so its
 * length must fit into the record (RFC 8446 §5.1), as long as all of it is in one.
 */
function tlsAsked(view: DataView, start: number, length: number): Asked {
	if (length < 9) return UNTOLD;
	const type = view.getUint8(start + 5);
	const record = view.getUint16(start + 3);
	const message = (view.getUint8(start + 6) << 16) | view.getUint16(start + 7);
	if (view.getUint8(start + 2) > 4 || message + 4 > record) return UNTOLD;
	if (type === 1 || type === 16) return REQUEST;
	return type === 2 || type === 12 || type === 13 || type === 14 ? ANSWER : UNTOLD;
}

/** By the reply flag (MS-CIFS §2.2.3.1); but that a lock on a file is broken the server says by itself, in the form of a request (§3.2.5.42: `SMB_COM_LOCKING_ANDX` with MID 0xffff). */
function smb1Asked(view: DataView, start: number, length: number): Asked {
	const isBreak = length >= 36 && view.getUint8(start + 8) === 0x24 && view.getUint16(start + 34) === 0xffff;
	return isBreak || (view.getUint8(start + 13) & 0x80) !== 0 ? ANSWER : REQUEST;
}

/** Version 5.0 or 5.1, a type, flags, a data representation that exists, and a length (C706 §12.6.3.1). */
function isRpcHeader(view: DataView, start: number, length: number): boolean {
	if (length < 16 || view.getUint8(start) !== 5 || view.getUint8(start + 1) > 1 || view.getUint8(start + 2) > 19)
		return false;
	const representation = view.getUint8(start + 4);
	if ((representation & 0xee) !== 0 || view.getUint8(start + 5) > 3 || view.getUint16(start + 6) !== 0) return false;
	return view.getUint16(start + 8, representation >>> 4 === 1) >= 16;
}

/** Connection request and confirm of X.224 in TPKT, as RDP begins ([MS-RDPBCGR] §2.2.1.1, §2.2.1.2). */
function x224Asked(type: number): Asked {
	if (type === 0xe0) return REQUEST;
	return type === 0xd0 ? ANSWER : UNTOLD;
}

/** PDU types of DCE/RPC (C706 §12.6.4): request, bind, alter_context, auth3; and what answers them. */
function rpcAsked(type: number): Asked {
	if (type === 0 || type === 11 || type === 14 || type === 16) return REQUEST;
	return type === 2 || type === 3 || type === 12 || type === 13 || type === 15 ? ANSWER : UNTOLD;
}

/**
 * TDS ([MS-TDS] §2.2.3.1): a type, a status of bits that exist, a length that the segment fits into, a process number that is a server's
 * alone, a first packet, and a window of 0. Bulk data looks like a looser one of these a few times in a million segments.
 */
function tdsAsked(view: DataView, start: number, length: number): Asked {
	const type = view.getUint8(start);
	const status = view.getUint8(start + 1);
	const size = view.getUint16(start + 2);
	if ((status & ~0x19) !== 0 || size < 8 || size > 32_767 || view.getUint8(start + 7) !== 0) return UNTOLD;
	if (view.getUint8(start + 6) > 1 || length > size) return UNTOLD;
	if (type === 4) return ANSWER;
	const isRequest = type === 1 || type === 3 || type === 6 || type === 7 || type === 14 || type === 16 || type === 18;
	return isRequest && view.getUint16(start + 4) === 0 ? REQUEST : UNTOLD;
}
