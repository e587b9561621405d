import {parseAddress} from '#portolan/net/address.js';
import {ascii, octets, u16, u32} from './packets.js';

/** A name in labels. */
export function labels(name: string): Uint8Array {
	return octets(
		...name
			.split('.')
			.filter(Boolean)
			.map((label) => octets(label.length, ascii(label))),
		0,
	);
}

export function addressData(text: string): Uint8Array {
	const {version, words} = parseAddress(text)!;
	return octets(...words.slice(version === 4 ? 3 : 0).map(u32));
}

export interface DnsRecordFields {
	/** Labels, or octets as they are. */
	readonly name: string | Uint8Array;
	readonly type: number;
	readonly data: Uint8Array;
	readonly dnsClass?: number;
}

const nameOctets = (name: string | Uint8Array) => (typeof name === 'string' ? labels(name) : name);

/** A pointer to the name of the first question. */
export const POINTER: Uint8Array = octets(0xc0, 12);

export function record({name, type, data, dnsClass = 1}: DnsRecordFields): Uint8Array {
	return octets(nameOctets(name), u16(type), u16(dnsClass), u32(60), u16(data.length), data);
}

export interface DnsFields {
	readonly id?: number;
	readonly flags?: number;
	readonly questions?: ReadonlyArray<readonly [name: string | Uint8Array, type: number]>;
	readonly answers?: readonly DnsRecordFields[];
	readonly additional?: readonly DnsRecordFields[];
	/** Answers to claim, where it is not the true number. */
	readonly count?: number;
}

/** An answer, where the flags do not say otherwise. */
export function dnsMessage(fields: DnsFields): Uint8Array {
	const {id = 1, flags = 0x8180, questions = [], answers = [], additional = [], count = answers.length} = fields;
	return octets(
		...[id, flags, questions.length, count, 0, additional.length].map(u16),
		...questions.map(([name, type]) => octets(nameOctets(name), u16(type), u16(1))),
		...answers.map(record),
		...additional.map(record),
	);
}

/** A NetBIOS name: fifteen characters and what it is for, each in two letters. */
export function netbiosName(name: string, suffix = 0): Uint8Array {
	const letters = [...ascii(name.padEnd(15)), suffix].flatMap((octet) => [65 + (octet >>> 4), 65 + (octet & 15)]);
	return octets(32, letters, 0);
}
