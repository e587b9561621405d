import {berAfter, berValue} from '../ber.js';
import {type ApplicationCode, codeOf, UNKNOWN_APPLICATION} from './application.js';
import {dnsForm} from './dns-form.js';
import {startsWith} from './text.js';

type Form = (view: DataView, start: number, length: number) => ApplicationCode;

const DHCP = codeOf('dhcp');
const IKE = codeOf('ike');
const KERBEROS = codeOf('kerberos');
const LDAP = codeOf('ldap');
const NTP = codeOf('ntp');
const QUIC = codeOf('quic');
const SIP = codeOf('sip');
const SNMP = codeOf('snmp');
const SQL_BROWSER = codeOf('sql-browser');
const SSDP = codeOf('ssdp');
const TFTP = codeOf('tftp');
const WAKE_ON_LAN = codeOf('wake-on-lan');

/** Forms too weak to be believed on another port. */
const byPort: Readonly<Record<number, Form>> = {
	123: (view, start, length) => {
		const mode = view.getUint8(start) & 7;
		return length >= 48 && mode >= 1 && mode <= 6 ? NTP : UNKNOWN_APPLICATION;
	},
	500: (view, start, length) => (length >= 28 && view.getUint32(start) !== 0 ? IKE : UNKNOWN_APPLICATION),
	1434: (view, start) => (isBrowserMessage(view.getUint8(start)) ? SQL_BROWSER : UNKNOWN_APPLICATION),
	1900: (view, start, length) => (startsWith(view, start, length, 'HTTP/1.1 ') ? SSDP : UNKNOWN_APPLICATION),
};

/** What a datagram with `length` octets of payload, captured from `start` on, is. */
export function datagramApplication(
	view: DataView,
	start: number,
	length: number,
	sourcePort: number,
	destinationPort: number,
): ApplicationCode {
	if (length === 0) return UNKNOWN_APPLICATION;
	const weak = byPort[destinationPort] ?? byPort[sourcePort];
	const known = weak === undefined ? UNKNOWN_APPLICATION : weak(view, start, length);
	if (known !== UNKNOWN_APPLICATION || length < 8) return known;
	for (const form of forms) {
		const application = form(view, start, length);
		if (application !== UNKNOWN_APPLICATION) return application;
	}
	return UNKNOWN_APPLICATION;
}

/** BOOTP's fixed fields and the cookie behind them (RFC 2131 §3). */
const dhcp: Form = (view, start, length) => {
	const op = view.getUint8(start);
	const isDhcp = (op === 1 || op === 2) && length >= 240 && view.getUint32(start + 236) === 0x63825363;
	return isDhcp ? DHCP : UNKNOWN_APPLICATION;
};

/** Six octets of 0xff and a hardware address sixteen times: a magic packet, on whatever port. */
const magic: Form = (view, start, length) => {
	if (length < 102 || view.getUint32(start) !== 0xffff_ffff || view.getUint16(start + 4) !== 0xffff)
		return UNKNOWN_APPLICATION;
	// The address is that of one network card.
	if ((view.getUint8(start + 6) & 1) !== 0) return UNKNOWN_APPLICATION;
	for (let at = start + 12; at < start + 102; at++) {
		if (view.getUint8(at) !== view.getUint8(at - 6)) return UNKNOWN_APPLICATION;
	}
	return WAKE_ON_LAN;
};

const tftpModes: ReadonlySet<string> = new Set(['octet', 'netascii', 'mail']);

/** A read or write request: opcode, file name, mode (RFC 1350 §5). */
const tftp: Form = (view, start, length) => {
	const opcode = view.getUint16(start);
	if (opcode !== 1 && opcode !== 2) return UNKNOWN_APPLICATION;
	let text = '';
	for (let at = start + 2, zeros = 0; at < start + Math.min(length, 512); at++) {
		const octet = view.getUint8(at);
		if (octet !== 0) text += String.fromCharCode(octet);
		else if (zeros++ === 1) return tftpModes.has(text.toLowerCase()) ? TFTP : UNKNOWN_APPLICATION;
		else text = '';
	}
	return UNKNOWN_APPLICATION;
};

/** An application tag and a sequence in it (RFC 4120 §5.4 to §5.9). */
const kerberos: Form = (view, start, length) =>
	isKerberos(view, start, start + length) ? KERBEROS : UNKNOWN_APPLICATION;

const ldap: Form = (view, start, length) => (isLdap(view, start, start + length) ? LDAP : UNKNOWN_APPLICATION);

/** Version 1, 2c or 3, then a community or, of version 3, a header (RFC 3416 §3, RFC 3412 §6). */
const snmp: Form = (view, start, length) => {
	const end = start + length;
	const version = berValue(view, start, end);
	if (view.getUint8(start) !== 0x30 || version < 0 || version + 4 > end) return UNKNOWN_APPLICATION;
	if (view.getUint16(version) !== 0x0201) return UNKNOWN_APPLICATION;
	const next = view.getUint8(version + 3);
	const number = view.getUint8(version + 2);
	return (number <= 1 && next === 0x04) || (number === 3 && next === 0x30) ? SNMP : UNKNOWN_APPLICATION;
};

/** A long header of version 1 or 2 (RFC 9000 §17.2, RFC 9369 §3.1). */
const quic: Form = (view, start, length) => {
	if (length < 64) return UNKNOWN_APPLICATION;
	const version = view.getUint32(start + 1);
	const isLong = (view.getUint8(start) & 0xc0) === 0xc0 && (version === 1 || version === 0x6b3343cf);
	return isLong && view.getUint8(start + 5) <= 20 ? QUIC : UNKNOWN_APPLICATION;
};

const text: Form = (view, start, length) => {
	if (startsWith(view, start, length, 'M-SEARCH * ') || startsWith(view, start, length, 'NOTIFY * ')) return SSDP;
	if (startsWith(view, start, length, 'SIP/2.0 ')) return SIP;
	return sipMethods.some((method) => startsWith(view, start, length, `${method} sip`)) ? SIP : UNKNOWN_APPLICATION;
};

export const sipMethods = [
	...(['INVITE', 'REGISTER', 'OPTIONS', 'SUBSCRIBE', 'NOTIFY', 'PUBLISH', 'MESSAGE', 'BYE', 'ACK', 'CANCEL'] as const),
	...(['INFO', 'PRACK', 'REFER', 'UPDATE'] as const),
];

const forms: readonly Form[] = [dhcp, magic, tftp, kerberos, snmp, ldap, quic, text, dnsForm];

/** [MC-SQLR] §2.2: requests for all, at one server, for one instance, for its administrator; and the answer. */
function isBrowserMessage(type: number): boolean {
	return (type >= 2 && type <= 5) || type === 15;
}

/** Kerberos messages have a tag of their own around a sequence (RFC 4120 §5.4 to §5.9). */
export function isKerberos(view: DataView, start: number, end: number): boolean {
	if (start >= end) return false;
	const tag = view.getUint8(start);
	if (!((tag >= 0x6a && tag <= 0x6f) || tag === 0x7e)) return false;
	const inner = berValue(view, start, end);
	return inner >= 0 && inner < end && view.getUint8(inner) === 0x30;
}

/** A message number and an operation in a sequence (RFC 4511 §4.1.1). */
export function isLdap(view: DataView, start: number, end: number): boolean {
	if (start >= end || view.getUint8(start) !== 0x30) return false;
	const messageId = berValue(view, start, end);
	if (messageId < 0 || messageId >= end || view.getUint8(messageId) !== 0x02) return false;
	const operation = berAfter(view, messageId, end);
	if (operation < 0 || operation >= end || operation - messageId > 6) return false;
	const tag = view.getUint8(operation);
	return (tag >= 0x60 && tag <= 0x79) || tag === 0x42 || tag === 0x4a || tag === 0x50;
}
