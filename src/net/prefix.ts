import {type Address, addressOf, type IpVersion, parseAddress} from './address.js';

/** A network: all addresses that share the first `length` bits of `address`, whose other bits are 0. */
export interface Prefix {
	readonly address: Address;
	/** Bits, 0..32 or 0..128. */
	readonly length: number;
	readonly text: string;
}

export function addressBits(version: IpVersion): 32 | 128 {
	return version === 4 ? 32 : 128;
}

/** Reads `10.0.0.0/24`; a bare address is a prefix of full length. Host bits that are not 0 are refused: `undefined`. */
export function parsePrefix(text: string): Prefix | undefined {
	const [addressText = '', lengthText, ...rest] = text.split('/');
	const address = parseAddress(addressText);
	if (address === undefined || rest.length > 0) return undefined;
	const bits = addressBits(address.version);
	if (lengthText !== undefined && !/^\d{1,3}$/.test(lengthText)) return undefined;
	const length = lengthText === undefined ? bits : Number(lengthText);
	if (length > bits || networkOf(address, length).text !== address.text) return undefined;
	return {address, length, text: `${address.text}/${length}`};
}

/** The address with every bit after the first `length` set to 0. */
export function networkOf(address: Address, length: number): Address {
	return mapHostBits(address, length, (word, hostMask) => word & ~hostMask);
}

/** The address with every bit after the first `length` set to 1: of an IPv4 network, its directed broadcast. */
export function lastAddressOf(prefix: Prefix): Address {
	return mapHostBits(prefix.address, prefix.length, (word, hostMask) => word | hostMask);
}

export function contains(prefix: Prefix, address: Address): boolean {
	if (prefix.address.version !== address.version) return false;
	for (let index = 0; index < 4; index++) {
		const difference = prefix.address.words[index]! ^ address.words[index]!;
		if ((difference & ~hostMask(address.version, prefix.length, index)) !== 0) return false;
	}
	return true;
}

/** Applies `change` to each word with the mask of its host bits, the bits after the first `length` of the address. */
function mapHostBits(address: Address, length: number, change: (word: number, hostMask: number) => number): Address {
	const word = (index: number) => change(address.words[index]!, hostMask(address.version, length, index)) >>> 0;
	return addressOf(address.version, [word(0), word(1), word(2), word(3)]);
}

function hostMask(version: IpVersion, length: number, index: number): number {
	const firstBit = version === 4 ? 96 : 0;
	const networkBits = Math.min(32, Math.max(0, length + firstBit - 32 * index));
	return networkBits === 32 ? 0 : 0xffffffff >>> networkBits;
}
