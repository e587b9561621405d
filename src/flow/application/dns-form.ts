import {type ApplicationCode, codeOf, UNKNOWN_APPLICATION} from './application.js';

const DNS = codeOf('dns');
const NETBIOS_NAME = codeOf('netbios-name');
const HEADER = 12;
const MAX_LABEL = 63;
/** Records of a message whose counts make sense: a datagram has no room for more. */
const MAX_RECORDS = 512;
/** RFC 1002 §4.2.1.2: NB and NBSTAT. */
const netbiosTypes: readonly number[] = [0x20, 0x21];

/**
 * Whether a message has the form of DNS (RFC 1035 §4.1): sensible counts, and the first name, type and class of what they
 * count. NetBIOS names have the same form and types of their own (RFC 1002 §4.2).
 */
export function dnsForm(view: DataView, start: number, length: number): ApplicationCode {
	if (length < HEADER) return UNKNOWN_APPLICATION;
	const flags = view.getUint16(start + 2);
	const questions = view.getUint16(start + 4);
	const answers = view.getUint16(start + 6);
	const others = view.getUint16(start + 8) + view.getUint16(start + 10);
	const isAnswer = (flags & 0x8000) !== 0;
	const opcode = (flags >>> 11) & 0x0f;
	if (opcode > 6 && opcode !== 8 && opcode !== 15) return UNKNOWN_APPLICATION;
	if (questions > 32 || answers + others > MAX_RECORDS || questions + answers + others === 0)
		return UNKNOWN_APPLICATION;
	if (!isAnswer && questions === 0) return UNKNOWN_APPLICATION;
	const end = start + length;
	const type = nameEnd(view, start + HEADER, end);
	if (type < 0 || type + 4 > end) return UNKNOWN_APPLICATION;
	if (netbiosTypes.includes(view.getUint16(type)) && view.getUint8(start + HEADER) === 32) return NETBIOS_NAME;
	// Multicast DNS has a bit of its own in the class (RFC 6762 §5.4); classes are 1 to 4, 254 and 255.
	const dnsClass = view.getUint16(type + 2) & 0x7fff;
	const isClass = (dnsClass >= 1 && dnsClass <= 4) || dnsClass === 254 || dnsClass === 255;
	return isClass && view.getUint16(type) !== 0 ? DNS : UNKNOWN_APPLICATION;
}

/** One past the name at `at`; -1 where it goes beyond `end` or is none. */
function nameEnd(view: DataView, at: number, end: number): number {
	let next = at;
	while (next < end) {
		const label = view.getUint8(next);
		if (label === 0) return next + 1;
		if (label >= 0xc0) return next + 2;
		if (label > MAX_LABEL) return -1;
		next += label + 1;
	}
	return -1;
}
