import {ascii, hex, octets, u16, u32, udp} from './packets.js';

export interface DhcpFields {
	readonly transaction?: number;
	readonly vendorClass?: string;
	readonly bootFile?: string;
}

function message(op: number, type: number, hardware: string, fields: DhcpFields): Uint8Array {
	const {transaction = 7, vendorClass, bootFile} = fields;
	const option = (code: number, value: Uint8Array) => octets(code, value.length, value);
	return octets(
		octets(op, 1, 6, 0, u32(transaction), u16(0), u16(0), new Uint8Array(16)),
		octets(hex(hardware.replaceAll(':', '')), new Uint8Array(10 + 64 + 128), hex('63825363')),
		option(53, octets(type)),
		vendorClass === undefined ? octets() : option(60, ascii(vendorClass)),
		bootFile === undefined ? octets() : option(67, ascii(bootFile)),
		octets(255),
	);
}

/** A machine asks everybody for an address. */
export function discover(hardware: string, fields: DhcpFields = {}): Uint8Array {
	return udp('0.0.0.0:68', '255.255.255.255:67', message(1, 1, hardware, fields));
}

/** A server answers it. */
export function offer(server: string, hardware: string, fields: DhcpFields = {}): Uint8Array {
	return udp(`${server}:67`, '255.255.255.255:68', message(2, 2, hardware, fields));
}
