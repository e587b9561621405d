import {addressData} from './dns.js';
import {hex, octets, u32} from './packets.js';

export interface DhcpFields {
	readonly op?: 1 | 2;
	readonly transaction?: number;
	readonly hardware?: string;
	readonly client?: string;
	readonly your?: string;
	readonly file?: Uint8Array;
	/** By number. */
	readonly options?: Readonly<Record<number, Uint8Array | readonly number[]>>;
}

export function dhcpMessage(fields: DhcpFields): Uint8Array {
	const {
		op = 1,
		transaction = 7,
		hardware = '020000000001',
		client = '0.0.0.0',
		your = '0.0.0.0',
		options = {},
	} = fields;
	const file = new Uint8Array(128);
	file.set(fields.file ?? []);
	return octets(
		...[op, 1, 6, 0],
		u32(transaction),
		new Uint8Array(4),
		addressData(client),
		addressData(your),
		new Uint8Array(8),
		hex(hardware),
		new Uint8Array(10),
		new Uint8Array(64),
		file,
		hex('63825363'),
		...Object.entries(options).map(([code, value]) => octets(Number(code), value.length, value)),
		255,
	);
}
