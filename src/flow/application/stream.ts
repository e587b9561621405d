import {type ApplicationCode, codeOf, UNKNOWN_APPLICATION} from './application.js';
import {isKerberos, isLdap, sipMethods} from './datagram.js';
import {dnsForm} from './dns-form.js';
import {startsWith, textAt} from './text.js';

const DCE_RPC = codeOf('dce-rpc');
const FTP = codeOf('ftp');
const HTTP = codeOf('http');
const IMAP = codeOf('imap');
const KERBEROS = codeOf('kerberos');
const LDAP = codeOf('ldap');
const MYSQL = codeOf('mysql');
const NETBIOS_SESSION = codeOf('netbios-session');
const POP3 = codeOf('pop3');
const POSTGRESQL = codeOf('postgresql');
const RDP = codeOf('rdp');
const SIP = codeOf('sip');
const SMB1 = codeOf('smb1');
const SMB2 = codeOf('smb2');
const SMTP = codeOf('smtp');
const SSH = codeOf('ssh');
const TDS = codeOf('tds');
const TELNET = codeOf('telnet');
const TLS = codeOf('tls');
const VNC = codeOf('vnc');

/** Letters that a greeting or a method is looked for in. */
const GREETING = 120;

/**
 * What a stream is by the first segment with a payload that a side sends, of which `length` octets were captured. Each
 * protocol needs several octets that fit: who says that a port carries something else must not say so by chance.
 */
export function streamApplication(view: DataView, start: number, length: number): ApplicationCode {
	if (length < 4) return UNKNOWN_APPLICATION;
	const first = view.getUint8(start);
	if (first >= 0x20 && first < 0x7f) {
		const text = ofText(view, start, length);
		if (text !== UNKNOWN_APPLICATION) return text;
		if (first === 0x30 && isLdap(view, start, start + length)) return LDAP;
		return ofLength(view, start, length);
	}
	switch (first) {
		case 0x00:
			return ofZero(view, start, length);
		case 0x03:
			return isRdp(view, start, length) ? RDP : UNKNOWN_APPLICATION;
		case 0x05:
			return isRpc(view, start, length) ? DCE_RPC : ofLength(view, start, length);
		case 0x04:
		case 0x10:
		case 0x12:
			return isTds(view, start, length) ? TDS : ofLength(view, start, length);
		case 0x15:
		case 0x16:
			return isTls(view, start, length) ? TLS : ofLength(view, start, length);
		case 0x81:
		case 0x82:
		case 0x83:
			return isSession(view, start, length) ? NETBIOS_SESSION : UNKNOWN_APPLICATION;
		case 0xff:
			return view.getUint8(start + 1) >= 0xfa && view.getUint8(start + 1) <= 0xfe ? TELNET : UNKNOWN_APPLICATION;
		default:
			return ofLength(view, start, length);
	}
}

const httpMethods: ReadonlySet<string> = new Set([
	...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'PATCH', 'PRI'],
	...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'SEARCH', 'REPORT', 'NOTIFY', 'SUBSCRIBE'],
	...['BITS_POST', 'CCM_POST', 'RPC_IN_DATA', 'RPC_OUT_DATA', 'RPC_CONNECT'],
]);

function ofText(view: DataView, start: number, length: number): ApplicationCode {
	const text = textAt(view, start, length, GREETING);
	if (text.startsWith('SSH-')) return SSH;
	if (text.startsWith('HTTP/')) return HTTP;
	if (text.startsWith('SIP/2.0 ')) return SIP;
	if (text.startsWith('RFB 00')) return VNC;
	if (text.startsWith('+OK ')) return POP3;
	if (text.startsWith('* OK') || text.startsWith('* PREAUTH')) return IMAP;
	if (/^220[ -]/.test(text)) return /ftp/i.test(text) ? FTP : /smtp/i.test(text) ? SMTP : UNKNOWN_APPLICATION;
	if (/^(?:EHLO|HELO) /i.test(text)) return SMTP;
	const request = /^([A-Z_]+) (\S*)(?: ([A-Z]+)\/)?/.exec(text);
	if (request === null) return UNKNOWN_APPLICATION;
	const [, method, target, protocol] = request as unknown as [string, string, string, string | undefined];
	const isSip = (sipMethods as readonly string[]).includes(method) && /^sips?:/.test(target);
	if (isSip) return SIP;
	// Others have the same methods, such as RTSP. The version is behind what is looked at, or there is none in HTTP 0.9.
	const isHttp = protocol === undefined ? /^(?:\/|https?:)/.test(target) : protocol === 'HTTP';
	return isHttp && httpMethods.has(method) ? HTTP : UNKNOWN_APPLICATION;
}

/** Four octets of length, or a NetBIOS session message, which begins with one octet of 0 and three of length. */
function ofZero(view: DataView, start: number, length: number): ApplicationCode {
	if (length >= 8) {
		const magic = view.getUint32(start + 4);
		if (magic === 0xfe534d42 || magic === 0xfd534d42) return SMB2;
		if (magic === 0xff534d42) return SMB1;
		// A start-up message of protocol version 3.0 or 3.2, or what a client asks for in its place: TLS, GSSAPI, to cancel.
		const isStart = magic === 0x00030000 || magic === 0x00030002 || (magic >= 0x04d2162e && magic <= 0x04d21630);
		const isFrontend = view.getUint32(start) <= 10_000 && isStart;
		if (isFrontend) return POSTGRESQL;
		if (isKerberos(view, start + 4, start + length)) return KERBEROS;
	}
	return ofLength(view, start, length);
}

/** Two octets of length and a DNS message (RFC 1035 §4.2.2), or MySQL's greeting with its three. */
function ofLength(view: DataView, start: number, length: number): ApplicationCode {
	if (length < 8) return UNKNOWN_APPLICATION;
	const isGreeting =
		view.getUint8(start + 3) === 0 && view.getUint8(start + 4) === 10 && view.getUint8(start + 2) === 0;
	if (isGreeting && /^\d{1,2}\./.test(textAt(view, start + 5, length - 5, 3))) return MYSQL;
	const message = view.getUint16(start);
	return message >= 12 && message <= length - 2 ? dnsForm(view, start + 2, message) : UNKNOWN_APPLICATION;
}

/** TPKT and X.224's connection request or confirm, with what only RDP puts behind it ([MS-RDPBCGR] §2.2.1.1, §2.2.1.2). */
function isRdp(view: DataView, start: number, length: number): boolean {
	if (length < 11 || view.getUint8(start + 1) !== 0 || view.getUint16(start + 2) < 11) return false;
	const type = view.getUint8(start + 5);
	if (type === 0xe0 && startsWith(view, start + 11, length - 11, 'Cookie: ')) return true;
	if ((type !== 0xe0 && type !== 0xd0) || length < 19) return false;
	const negotiation = view.getUint8(start + 11);
	const fits = type === 0xe0 ? negotiation === 1 : negotiation === 2 || negotiation === 3;
	return fits && view.getUint16(start + 13, true) === 8;
}

/** Version, type, data representation and length (C706 §12.6.3.1). */
function isRpc(view: DataView, start: number, length: number): boolean {
	if (length < 16 || view.getUint8(start + 1) > 1 || view.getUint8(start + 2) > 19) return false;
	const representation = view.getUint8(start + 4);
	const isLittleEndian = representation >>> 4 === 1;
	if ((representation & 0xee) !== 0 || view.getUint8(start + 5) > 3 || view.getUint16(start + 6) !== 0) return false;
	return view.getUint16(start + 8, isLittleEndian) >= 16;
}

/**
 * Prelogin or login, or the answer to it ([MS-TDS] §2.2.1, §2.2.3.1): a header that fits, and what comes first behind it: the version,
 * of six octets, in a prelogin and its answer (§2.2.6.5); in a login its length and version 7 (§2.2.6.4); in the answer to that a token.
 */
function isTds(view: DataView, start: number, length: number): boolean {
	if (length < 16 || view.getUint8(start + 1) > 0x1f || view.getUint8(start + 7) !== 0) return false;
	const size = view.getUint16(start + 2);
	if (size < length || size > 32_767 || view.getUint8(start + 6) > 1) return false;
	if (view.getUint8(start) === 0x10)
		return view.getUint32(start + 8, true) >= size - 8 && view.getUint8(start + 15) >>> 4 === 7;
	const token = view.getUint8(start + 8);
	if (token === 0) return view.getUint16(start + 11) === 6;
	return view.getUint8(start) === 0x04 && (token === 0xaa || token === 0xad || token === 0xe3);
}

/** A record of a handshake that begins with a hello, or of an alert (RFC 8446 §5.1). */
function isTls(view: DataView, start: number, length: number): boolean {
	if (length < 6 || view.getUint8(start + 1) !== 3 || view.getUint8(start + 2) > 4) return false;
	const size = view.getUint16(start + 3);
	if (view.getUint8(start) === 0x15) return size === 2 && view.getUint8(start + 5) <= 2;
	const type = view.getUint8(start + 5);
	return size >= 4 && size <= 16_384 && (type === 1 || type === 2);
}

/** A session request and its answers (RFC 1002 §4.3.2 to §4.3.4). */
function isSession(view: DataView, start: number, length: number): boolean {
	const type = view.getUint8(start);
	const size = view.getUint16(start + 2);
	if (view.getUint8(start + 1) > 1) return false;
	if (type === 0x81) return size === 68 && length >= 5 && view.getUint8(start + 4) === 32;
	return type === 0x82 ? size === 0 : size === 1;
}
