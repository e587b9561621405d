import {addressOf} from '../net/address.js';
import {hostName} from '../net/host-name.js';

/** What a DHCP message says (RFC 2131 §2, RFC 2132), as far as it is asked for here. */
export interface DhcpMessage {
	/** 1 from a client, 2 from a server. */
	readonly op: number;
	readonly transaction: number;
	/** RFC 2132 §9.6: 1 discover, 2 offer, 3 request, 5 acknowledgment, 8 inform; `undefined` in BOOTP. */
	readonly type: number | undefined;
	/** Address texts; `undefined` for 0.0.0.0. */
	readonly clientAddress: string | undefined;
	readonly yourAddress: string | undefined;
	/** Where the file is to be had, by the fixed field. */
	readonly nextServer: string | undefined;
	/** Of the relay that passed the message on (RFC 1542 §4). */
	readonly relayAddress: string | undefined;
	/** Hardware address, as text of hexadecimal digits. */
	readonly hardware: string;
	readonly vendorClass: string | undefined;
	/** The client's, as `hostName` has them. */
	readonly hostName: string | undefined;
	/** By the fixed field or by option 67. */
	readonly bootFile: string | undefined;
}

const FILE = 108;
const FILE_OCTETS = 128;
const FIXED = 236;
const COOKIE = 0x63825363;
const LABELS = 0x04;
const Option = {Pad: 0, HostName: 12, MessageType: 53, VendorClass: 60, BootFile: 67, Fqdn: 81, End: 255} as const;

/** Takes a message apart; `undefined` where it is none. Options that leave the message end it. */
export function readDhcp(payload: Uint8Array): DhcpMessage | undefined {
	if (payload.length < FIXED + 4 || (payload[0] !== 1 && payload[0] !== 2)) return undefined;
	const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
	if (view.getUint32(FIXED) !== COOKIE) return undefined;
	const options = readOptions(payload);
	return {
		op: payload[0],
		transaction: view.getUint32(4),
		type: options.get(Option.MessageType)?.[0],
		clientAddress: addressAt(view, 12),
		yourAddress: addressAt(view, 16),
		nextServer: addressAt(view, 20),
		relayAddress: addressAt(view, 24),
		hardware: [...payload.subarray(28, 28 + Math.min(payload[2]!, 16))]
			.map((octet) => octet.toString(16).padStart(2, '0'))
			.join(':'),
		vendorClass: textOf(options.get(Option.VendorClass)),
		hostName: hostName(fqdnOf(options.get(Option.Fqdn)) ?? '') ?? hostName(textOf(options.get(Option.HostName)) ?? ''),
		bootFile:
			textOf(options.get(Option.BootFile)) ||
			textOf(payload.subarray(FILE, FILE + (payload[FILE] === 0 ? 0 : FILE_OCTETS))) ||
			undefined,
	};
}

function readOptions(payload: Uint8Array): Map<number, Uint8Array> {
	const options = new Map<number, Uint8Array>();
	for (let at = FIXED + 4; at + 1 < payload.length; ) {
		const code = payload[at]!;
		if (code === Option.End) break;
		if (code === Option.Pad) {
			at++;
			continue;
		}
		const length = payload[at + 1]!;
		if (at + 2 + length > payload.length) break;
		if (!options.has(code)) options.set(code, payload.subarray(at + 2, at + 2 + length));
		at += 2 + length;
	}
	return options;
}

/** Flags and two octets of no meaning stand before the name, which is a text or, by a flag, in labels as in DNS (RFC 4702 §2). */
function fqdnOf(option: Uint8Array | undefined): string | undefined {
	if (option === undefined || option.length < 4) return undefined;
	const name = option.subarray(3);
	if ((option[0]! & LABELS) === 0) return textOf(name);
	const labels: string[] = [];
	for (let at = 0; at < name.length && name[at] !== 0; at += name[at]! + 1)
		labels.push(String.fromCharCode(...name.subarray(at + 1, at + 1 + name[at]!)));
	return labels.join('.');
}

function addressAt(view: DataView, at: number): string | undefined {
	const word = view.getUint32(at);
	return word === 0 ? undefined : addressOf(4, [0, 0, 0, word]).text;
}

function textOf(octets: Uint8Array | undefined): string | undefined {
	return octets === undefined ? undefined : String.fromCharCode(...octets).replace(/\0.*$/s, '');
}
