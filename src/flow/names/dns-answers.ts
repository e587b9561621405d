import {addressOf} from '../../net/address.js';

/** An address and what it is called. */
export interface NamedAddress {
	/** As `Address.text`. */
	readonly address: string;
	readonly name: string;
}

const HEADER = 12;
const Type = {A: 1, Ptr: 12, Netbios: 0x20, Aaaa: 28} as const;
/** Records of a message that are read, and questions: more is an attack. */
const MAX_RECORDS = 64;
const MAX_QUESTIONS = 4;
/** Pointers that a name may follow, and characters of one (RFC 1035 §4.1.4, §2.3.4). */
const MAX_JUMPS = 16;
const MAX_NAME = 255;
const REGISTRATION = 5;
const GROUP_NAME = 0x8000;

/**
 * The addresses that a DNS message names (RFC 1035 §4.1): hosts that were asked for, however many aliases lie between, and addresses that
 * were asked about. LLMNR and multicast DNS have the same form. Nothing of a message that is no answer, or makes no sense.
 */
export function dnsAnswers(octets: Uint8Array): NamedAddress[] {
	const view = viewOf(octets);
	// Answers to questions, without error: what an update repeats is of another form (RFC 2136 §2).
	if (octets.length < HEADER || (view.getUint16(2) & 0xf80f) !== 0x8000) return [];
	const questions = readQuestions(view);
	if (questions === undefined) return [];
	const [asked] = questions.names;
	return records(view, questions.end, view.getUint16(6)).flatMap(({name, type, start, length}): NamedAddress[] => {
		// Who asks for an alias gets the address of another name, and knows the host by the alias.
		const called = questions.names.length === 1 ? asked! : name;
		if (type === Type.A && length === 4) return [{address: ipv4At(view, start), name: called}];
		if (type === Type.Aaaa && length === 16) return [{address: ipv6At(view, start), name: called}];
		const address = type === Type.Ptr ? (reverseAddress(name) ?? reverseAddress(called)) : undefined;
		const target = address === undefined ? undefined : readName(view, start);
		return target === undefined ? [] : [{address: address!, name: target.name}];
	});
}

/** The addresses that a NetBIOS name service message gives to hosts: registrations and answers (RFC 1002 §4.2). */
export function netbiosAnswers(octets: Uint8Array): NamedAddress[] {
	const view = viewOf(octets);
	if (octets.length < HEADER) return [];
	const flags = view.getUint16(2);
	const isAnswer = (flags & 0x8000) !== 0;
	const isRegistration = !isAnswer && ((flags >>> 11) & 0x0f) === REGISTRATION;
	if ((!isAnswer && !isRegistration) || (isAnswer && (flags & 0x0f) !== 0)) return [];
	const questions = readQuestions(view);
	if (questions === undefined) return [];
	const count = isAnswer ? view.getUint16(6) : view.getUint16(10);
	return records(view, questions.end, count).flatMap(({name, type, start, length}): NamedAddress[] => {
		const host = hostOf(isRegistration ? (questions.names[0] ?? name) : name);
		if (type !== Type.Netbios || length < 6 || host === undefined) return [];
		if ((view.getUint16(start) & GROUP_NAME) !== 0) return [];
		return [{address: ipv4At(view, start + 2), name: host}];
	});
}

/** The source name of a NetBIOS datagram (RFC 1002 §4.4.1), where it is a host's. */
export function netbiosDatagramSource(octets: Uint8Array): NamedAddress | undefined {
	const view = viewOf(octets);
	if (octets.length < 48 || octets[0]! < 0x10 || octets[0]! > 0x12) return undefined;
	const source = readName(view, 14);
	const name = source && hostOf(source.name);
	return name === undefined ? undefined : {address: ipv4At(view, 4), name};
}

/** Each of sixteen characters is two letters from A to P (RFC 1001 §14.1); the last says what the name is for: a host's are 00 and 20. */
function hostOf(encoded: string): string | undefined {
	const letters = /^[a-p]{32}/.exec(encoded.toLowerCase())?.[0];
	if (letters === undefined) return undefined;
	const octets = letters.match(/../g)!.map((pair) => (pair.charCodeAt(0) - 97) * 16 + pair.charCodeAt(1) - 97);
	const suffix = octets[15];
	if (suffix !== 0x00 && suffix !== 0x20) return undefined;
	return String.fromCharCode(...octets.slice(0, 15)).trim();
}

function readQuestions(view: DataView): {names: string[]; end: number} | undefined {
	const count = view.getUint16(4);
	if (count > MAX_QUESTIONS) return undefined;
	const names: string[] = [];
	let at = HEADER;
	for (let question = 0; question < count; question++) {
		const name = readName(view, at);
		if (name === undefined || name.end + 4 > view.byteLength) return undefined;
		names.push(name.name);
		at = name.end + 4;
	}
	return {names, end: at};
}

interface DnsRecord {
	readonly name: string;
	readonly type: number;
	/** First octet of the data, which lies in the message. */
	readonly start: number;
	readonly length: number;
}

function records(view: DataView, start: number, count: number): DnsRecord[] {
	const list: DnsRecord[] = [];
	let at = start;
	for (let record = 0; record < Math.min(count, MAX_RECORDS); record++) {
		const name = readName(view, at);
		if (name === undefined || name.end + 10 > view.byteLength) break;
		const data = name.end + 10;
		const length = view.getUint16(name.end + 8);
		if (data + length > view.byteLength) break;
		list.push({name: name.name, type: view.getUint16(name.end), start: data, length});
		at = data + length;
	}
	return list;
}

/** The name at `at`, and where it ends; `undefined` where it leaves the message or goes round in circles. */
function readName(view: DataView, at: number): {name: string; end: number} | undefined {
	const labels: string[] = [];
	let next = at;
	let end: number | undefined;
	let length = 0;
	for (let jumps = 0; next < view.byteLength; ) {
		const label = view.getUint8(next);
		if (label === 0) return {name: labels.join('.'), end: end ?? next + 1};
		if (label >= 0xc0) {
			if (next + 2 > view.byteLength || jumps++ === MAX_JUMPS) return undefined;
			end ??= next + 2;
			next = view.getUint16(next) & 0x3fff;
			continue;
		}
		length += label + 1;
		if (label > 63 || length > MAX_NAME || next + 1 + label > view.byteLength) return undefined;
		let text = '';
		for (let index = 1; index <= label; index++) text += String.fromCharCode(view.getUint8(next + index));
		labels.push(text);
		next += label + 1;
	}
	return undefined;
}

/** `4.3.2.1.in-addr.arpa` is about 1.2.3.4 (RFC 1035 §3.5); IPv6 has its digits the same way (RFC 3596 §2.5). */
function reverseAddress(name: string): string | undefined {
	const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/i.exec(name);
	if (ipv4 !== null) {
		const octets = ipv4.slice(1, 5).map(Number).reverse();
		if (octets.some((octet) => octet > 255)) return undefined;
		return addressOf(4, [0, 0, 0, octets.reduce((word, octet) => word * 256 + octet, 0)]).text;
	}
	const digits = /^((?:[0-9a-f]\.){32})ip6\.arpa$/i.exec(name)?.[1]?.replaceAll('.', '');
	if (digits === undefined) return undefined;
	const forward = [...digits].reverse().join('');
	const word = (index: number) => Number.parseInt(forward.slice(8 * index, 8 * index + 8), 16);
	return addressOf(6, [word(0), word(1), word(2), word(3)]).text;
}

function ipv4At(view: DataView, at: number): string {
	return addressOf(4, [0, 0, 0, view.getUint32(at)]).text;
}

function ipv6At(view: DataView, at: number): string {
	const word = (index: number) => view.getUint32(at + 4 * index);
	return addressOf(6, [word(0), word(1), word(2), word(3)]).text;
}

function viewOf(octets: Uint8Array): DataView {
	return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
