import {addressData} from './dns.js';
import {ascii, hex, octets, u32, udp} from './packets.js';

export interface DhcpFields {
	readonly op?: 1 | 2;
	readonly transaction?: number;
	readonly hardware?: string;
	readonly client?: string;
	readonly your?: string;
	readonly next?: string;
	readonly relay?: string;
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
		next = '0.0.0.0',
		relay = '0.0.0.0',
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
		addressData(next),
		addressData(relay),
		hex(hardware),
		new Uint8Array(10),
		new Uint8Array(64),
		file,
		hex('63825363'),
		...Object.entries(options).map(([code, value]) => octets(Number(code), value.length, value)),
		255,
	);
}

export interface BootFields {
	readonly transaction?: number;
	readonly vendorClass?: string;
	readonly bootFile?: string;
	readonly your?: string;
	readonly next?: string;
	readonly relay?: string;
}

function bootMessage(op: 1 | 2, type: number, hardware: string, fields: BootFields): Uint8Array {
	const {transaction = 7, vendorClass, bootFile, ...addresses} = fields;
	return dhcpMessage({
		...addresses,
		op,
		transaction,
		hardware: hardware.replaceAll(':', ''),
		options: {
			53: [type],
			...(vendorClass === undefined ? {} : {60: ascii(vendorClass)}),
			...(bootFile === undefined ? {} : {67: ascii(bootFile)}),
		},
	});
}

/** A machine asks everybody for an address. */
export function discover(hardware: string, fields: BootFields = {}): Uint8Array {
	return udp('0.0.0.0:68', '255.255.255.255:67', bootMessage(1, 1, hardware, fields));
}

/** A server answers it. */
export function offer(server: string, hardware: string, fields: BootFields = {}): Uint8Array {
	return udp(`${server}:67`, '255.255.255.255:68', bootMessage(2, 2, hardware, fields));
}

/** A relay passes the request of a machine on to a server. */
export function relayed(relay: string, server: string, hardware: string, fields: BootFields = {}): Uint8Array {
	return udp(`${relay}:67`, `${server}:67`, bootMessage(1, 1, hardware, {...fields, relay}));
}
