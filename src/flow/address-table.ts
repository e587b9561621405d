import {wordAt} from '../decode/addresses.js';
import type {PacketBatch} from '../decode/packet.js';
import {type Address, addressOf, type IpVersion} from '../net/address.js';
import {KeyIndex} from './key-index.js';

/**
 * Gives every address one 32-bit word, so that a flow's key has the same size for both IP versions: an IPv4 address is
 * its own word, an IPv6 address the number under which it was first seen. Words compare equal within one version only.
 */
export class AddressTable {
	readonly #ipv6 = new KeyIndex();
	/** The objects handed out, so that equal addresses are the same object. */
	readonly #objects = new Map<number, Address>();

	/** IPv6 addresses that were numbered: each takes memory for good. */
	get ipv6Addresses(): number {
		return this.#ipv6.size;
	}

	/** Forgets the objects that were handed out: equal addresses of before and after are not the same object. */
	forgetObjects(): void {
		this.#objects.clear();
	}

	ipv6Word(a: number, b: number, c: number, d: number): number {
		return this.#ipv6.numberOf(a, b, c, d);
	}

	/** The word of the IPv6 address at the row of a column of addresses. */
	ipv6WordAt(column: Uint32Array, row: number): number {
		return this.ipv6Word(column[wordAt(row, 0)]!, column[wordAt(row, 1)]!, column[wordAt(row, 2)]!, column[row]!);
	}

	wordOf({version, words}: Pick<Address, 'version' | 'words'>): number {
		return version === 4 ? words[3] | 0 : this.ipv6Word(...words);
	}

	/** The word of the sender of a packet. */
	sourceWord({version, source}: PacketBatch, row: number): number {
		return version[row] === 4 ? source[row]! | 0 : this.ipv6WordAt(source, row);
	}

	/** The word of the receiver of a packet. */
	destinationWord({version, destination}: PacketBatch, row: number): number {
		return version[row] === 4 ? destination[row]! | 0 : this.ipv6WordAt(destination, row);
	}

	/** Always the same object for an address. */
	address(version: IpVersion, word: number): Address {
		// Words of the two versions overlap: the version makes the 33rd bit of the key.
		const key = (word >>> 0) + (version === 6 ? 2 ** 32 : 0);
		let address = this.#objects.get(key);
		if (address === undefined) {
			address = this.passingAddress(version, word);
			this.#objects.set(key, address);
		}
		return address;
	}

	/** An object that is not kept: for addresses of which there may be millions. */
	passingAddress(version: IpVersion, word: number): Address {
		return version === 4 ? addressOf(4, [0, 0, 0, word >>> 0]) : addressOf(6, this.#ipv6Words(word));
	}

	/** Whether packets can be sent to the address but not from it: a multicast group or the limited broadcast. */
	isGroup(version: IpVersion, word: number): boolean {
		if (version === 4) return word >>> 28 === 14 || word === -1;
		return this.#ipv6.words[4 * word]! >>> 24 === 0xff;
	}

	#ipv6Words(word: number): [number, number, number, number] {
		const {words} = this.#ipv6;
		const at = 4 * word;
		return [words[at]! >>> 0, words[at + 1]! >>> 0, words[at + 2]! >>> 0, words[at + 3]! >>> 0];
	}
}
