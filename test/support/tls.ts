import {ascii, octets, u16} from './packets.js';

// TLS handshakes as octets: what tells a name, and as much around it as there has to be.

const u24 = (value: number): number[] => [(value >>> 16) & 0xff, ...u16(value & 0xffff)];

/** Records of a handshake; `size` is how much of it goes into one. */
export function records(message: Uint8Array, size = 16_384): Uint8Array {
	const count = Math.ceil(message.length / size);
	return octets(
		...Array.from({length: count}, (_, index) => {
			const part = message.subarray(index * size, (index + 1) * size);
			return octets(22, 3, 3, u16(part.length), part);
		}),
	);
}

export function handshake(type: number, body: Uint8Array): Uint8Array {
	return octets(type, u24(body.length), body);
}

const extension = (type: number, data: Uint8Array) => octets(u16(type), u16(data.length), data);

export function serverNameExtension(name: string, type = 0): Uint8Array {
	const text = ascii(name);
	return extension(0, octets(u16(text.length + 3), type, u16(text.length), text));
}

/** @param padding octets of an extension before the others */
export function clientHello(extensions: readonly Uint8Array[] = [], padding = 0): Uint8Array {
	const all = octets(extension(21, new Uint8Array(padding)), ...extensions);
	const session = octets(32, new Uint8Array(32));
	return handshake(
		1,
		octets(3, 3, new Uint8Array(32), session, u16(4), 0x13, 1, 0xc0, 0x2f, 1, 0, u16(all.length), all),
	);
}

export function serverHello(isVersion13 = false): Uint8Array {
	const all = isVersion13 ? extension(43, octets(3, 4)) : extension(0xff01, octets(0));
	return handshake(2, octets(3, 3, new Uint8Array(32), 0, 0xc0, 0x2f, 0, u16(all.length), all));
}

/** ASN.1: a tag, a length, contents. */
export function der(tag: number, ...contents: ReadonlyArray<Uint8Array | readonly number[]>): Uint8Array {
	const value = octets(...contents);
	const length =
		value.length < 0x80 ? [value.length] : value.length < 0x100 ? [0x81, value.length] : [0x82, ...u16(value.length)];
	return octets(tag, length, value);
}

const commonName = (name: string) => der(0x30, der(0x31, der(0x30, [0x06, 3, 0x55, 4, 3], der(0x0c, ascii(name)))));

export interface CertificateNames {
	readonly subject?: string;
	readonly alternatives?: readonly string[];
	readonly isCritical?: boolean;
	/** Octets of an extension before the names. */
	readonly padding?: number;
}

/** The certificates of a server, the first with these names. */
export function certificate({subject, alternatives, isCritical = false, padding = 0}: CertificateNames): Uint8Array {
	const names = der(0x30, ...(alternatives ?? []).map((name) => der(0x82, ascii(name))));
	const one = der(
		0x30,
		commonName('Example CA'),
		...(subject === undefined ? [] : [commonName(subject)]),
		der(0x04, new Uint8Array(padding)),
		...(alternatives === undefined
			? []
			: [der(0x30, [0x06, 3, 0x55, 0x1d, 0x11], isCritical ? [1, 1, 0xff] : [], der(0x04, names))]),
	);
	const list = octets(u24(one.length), one);
	return handshake(11, octets(u24(list.length), list));
}

export const serverHelloDone: Uint8Array = handshake(14, octets());
