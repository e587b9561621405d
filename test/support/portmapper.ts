import {ascii, octets, u32} from './packets.js';

// ONC RPC and the port mapper as octets.

const padded = (text: string): Uint8Array =>
	octets(u32(text.length), ascii(text), new Uint8Array((4 - (text.length % 4)) % 4));

export interface CallFields {
	readonly transaction?: number;
	readonly program?: number;
	readonly version?: number;
	readonly procedure?: number;
	/** Octets of a credential. */
	readonly credential?: number;
	readonly body?: Uint8Array;
}

export function call(fields: CallFields = {}): Uint8Array {
	const {transaction = 7, program = 100_000, version = 2, procedure = 3, credential = 0, body = octets()} = fields;
	return octets(
		...[transaction, 0, 2, program, version, procedure, 1, credential].map(u32),
		new Uint8Array(Math.ceil(credential / 4) * 4),
		...[0, 0].map(u32),
		body,
	);
}

/** GETPORT of version 2: which port has the program? */
export const getPort = (program: number, version: number, protocol: number, fields: CallFields = {}): Uint8Array =>
	call({...fields, body: octets(...[program, version, protocol, 0].map(u32))});

/** GETADDR of rpcbind. */
export const getAddress = (program: number, version: number, network: string, fields: CallFields = {}): Uint8Array =>
	call({
		version: 4,
		...fields,
		body: octets(u32(program), u32(version), padded(network), padded(''), padded('rpcuser')),
	});

/** An answer that was accepted. */
export const reply = (body: Uint8Array, {transaction = 7, status = 0, verifier = 0} = {}): Uint8Array =>
	octets(...[transaction, 1, 0, 1, verifier].map(u32), new Uint8Array(Math.ceil(verifier / 4) * 4), u32(status), body);

export const portReply = (port: number, options: Parameters<typeof reply>[1] = {}): Uint8Array =>
	reply(octets(u32(port)), options);
export const addressReply = (text: string): Uint8Array => reply(padded(text));

/** The answer to DUMP: program, version, protocol and port of each. */
export const listReply = (...entries: ReadonlyArray<readonly [number, number, number, number]>): Uint8Array =>
	reply(octets(...entries.map((entry) => octets(u32(1), ...entry.map(u32))), u32(0)));

/** A record of TCP. */
export const rpcRecord = (message: Uint8Array): Uint8Array =>
	octets(u32((0x8000_0000 | message.length) >>> 0), message);
