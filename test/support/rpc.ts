import {parseAddress} from '#portolan/net/address.js';
import {ascii, octets, u16, u32} from './packets.js';

// DCE/RPC as octets, little-endian unless a case says otherwise.

export const EPM = 'e1af8308-5d1f-11c9-91a4-08002b14a0fa';
export const SAMR = '12345778-1234-abcd-ef00-0123456789ac';
export const WINREG = '338cd001-2244-31f1-aaaa-900038001003';
export const ACTIVATOR = '000001a0-0000-0000-c000-000000000046';
export const NDR = '8a885d04-1ceb-11c9-9fe8-08002b104860';

const le16 = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];
const le32 = (value: number): number[] => [...le16(value & 0xffff), ...le16(value >>> 16)];

export function uuid(text: string, littleEndian = true): number[] {
	const [a, b, c, d, e] = text
		.split('-')
		.map((part) => (part.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))) as [
		number[],
		number[],
		number[],
		number[],
		number[],
	];
	const turn = (part: number[]) => (littleEndian ? part.toReversed() : part);
	return [...turn(a), ...turn(b), ...turn(c), ...d, ...e];
}

interface PduOptions {
	readonly callId?: number;
	readonly flags?: number;
	readonly bigEndian?: boolean;
}

export function pdu(
	type: number,
	body: Uint8Array,
	{callId = 1, flags = 3, bigEndian = false}: PduOptions = {},
): Uint8Array {
	const [w16, w32] = bigEndian ? [u16, u32] : [le16, le32];
	return octets(5, 0, type, flags, bigEndian ? 0 : 0x10, 0, 0, 0, w16(16 + body.length), w16(0), w32(callId), body);
}

export const bind = (interfaceUuid: string, contextId = 0): Uint8Array =>
	pdu(
		11,
		octets(
			le16(4280),
			le16(4280),
			le32(0),
			1,
			0,
			0,
			0,
			le16(contextId),
			1,
			0,
			uuid(interfaceUuid),
			le32(3),
			uuid(NDR),
			le32(2),
		),
	);

export const request = (
	operation: number,
	{contextId = 0, ...options}: PduOptions & {contextId?: number} = {},
): Uint8Array => pdu(0, octets(le32(0), le16(contextId), le16(operation), new Uint8Array(40)), options);

export const response = (stub: Uint8Array, options: PduOptions = {}): Uint8Array =>
	pdu(
		2,
		octets((options.bigEndian ? u32 : le32)(stub.length), (options.bigEndian ? u16 : le16)(0), 0, 0, stub),
		options,
	);

/** A response in fragments of the given size. */
export function fragmented(stub: Uint8Array, size: number): Uint8Array[] {
	const count = Math.ceil(stub.length / size);
	return Array.from({length: count}, (_, index) =>
		response(stub.slice(index * size, (index + 1) * size), {
			flags: (index === 0 ? 1 : 0) | (index === count - 1 ? 2 : 0),
		}),
	);
}

/** A tower: interface, NDR, connection-oriented RPC, TCP port, IPv4 address. */
export function tower(interfaceUuid: string, port: number, address = '0.0.0.0', transport = 0x07): Uint8Array {
	const floor = (left: readonly number[], right: readonly number[]) => [
		...le16(left.length),
		...left,
		...le16(right.length),
		...right,
	];
	return octets(
		le16(5),
		floor([0x0d, ...uuid(interfaceUuid), ...le16(1)], le16(0)),
		floor([0x0d, ...uuid(NDR), ...le16(2)], le16(0)),
		floor([0x0b], le16(0)),
		floor([transport], u16(port)),
		floor([0x09], u32(parseAddress(address)!.words[3])),
	);
}

/** The stub of an ept_map answer, in NDR or NDR64. */
export function mapAnswer(towers: readonly Uint8Array[], {ndr64 = false} = {}): Uint8Array {
	const count = ndr64 ? (value: number) => [...le32(value), ...le32(0)] : le32;
	const parts = towers.flatMap((entry) => {
		const padding = new Uint8Array((8 - (entry.length % 8)) % 8);
		return [octets(count(entry.length), le32(entry.length), entry, padding)];
	});
	return octets(
		new Uint8Array(20),
		le32(towers.length),
		count(4),
		count(0),
		count(towers.length),
		towers.flatMap((_, index) => count(0x20000 + index)),
		...parts,
		le32(0),
	);
}

/** The string bindings of an activation's answer, between octets of other things. */
export function activationAnswer(...bindings: readonly string[]): Uint8Array {
	const utf16 = (text: string) => [...text].flatMap((letter) => le16(letter.charCodeAt(0)));
	return octets(
		new Uint8Array(48).fill(0xee),
		le16(60),
		le16(40),
		...bindings.map((text) => octets(le16(7), utf16(text), le16(0))),
		le16(0),
		le16(10),
		le16(0xffff),
		ascii('tail'),
	);
}
