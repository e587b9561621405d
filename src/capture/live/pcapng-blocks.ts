import type {EpochMicros} from '../../net/time.js';
import {BLOCK_FRAME, Block, BODY, PCAPNG_MAGIC, padded} from '../pcapng-block.js';
import {Option} from '../pcapng-options.js';

const BYTE_ORDER = 0x1a2b3c4d;
/** Fixed octets of an enhanced packet's body (draft-ietf-opsawg-pcapng §4.3). */
const ENHANCED = 20;
/** The longest block: a frame of 256 KiB. */
const MAX_BLOCK = (1 << 18) + 64;

/**
 * Blocks of pcapng, little-endian, times in microseconds. Each is valid until the next is made: all of them are made in
 * one piece of memory.
 */
export class PcapngBlocks {
	readonly #octets = new Uint8Array(MAX_BLOCK);
	readonly #view = new DataView(this.#octets.buffer);

	section(): Uint8Array {
		const view = this.#view;
		view.setUint32(BODY, BYTE_ORDER, true);
		view.setUint16(BODY + 4, 1, true);
		view.setUint16(BODY + 6, 0, true);
		// Length of the section: not known.
		view.setBigInt64(BODY + 8, -1n, true);
		return this.#block(PCAPNG_MAGIC, 16);
	}

	interface(linkType: number, snaplen: number): Uint8Array {
		const view = this.#view;
		view.setUint16(BODY, linkType, true);
		view.setUint16(BODY + 2, 0, true);
		view.setUint32(BODY + 4, snaplen, true);
		return this.#block(Block.InterfaceDescription, 8);
	}

	/** @param originalLength octets of the frame on the wire */
	packet(frame: Uint8Array, interfaceId: number, time: EpochMicros, originalLength: number): Uint8Array {
		const view = this.#view;
		const room = padded(frame.length);
		view.setUint32(BODY, interfaceId, true);
		this.#setTime(BODY + 4, time);
		view.setUint32(BODY + 12, frame.length, true);
		view.setUint32(BODY + 16, originalLength, true);
		this.#octets.set(frame, BODY + ENHANCED);
		this.#octets.fill(0, BODY + ENHANCED + frame.length, BODY + ENHANCED + room);
		return this.#block(Block.EnhancedPacket, ENHANCED + room);
	}

	/** @param drops frames that were lost since the beginning */
	statistics(interfaceId: number, time: EpochMicros, drops: number): Uint8Array {
		const view = this.#view;
		view.setUint32(BODY, interfaceId, true);
		this.#setTime(BODY + 4, time);
		view.setUint16(BODY + 12, Option.SystemDrops, true);
		view.setUint16(BODY + 14, 8, true);
		view.setBigUint64(BODY + 16, BigInt(drops), true);
		view.setUint32(BODY + 24, Option.End, true);
		return this.#block(Block.InterfaceStatistics, 28);
	}

	#setTime(at: number, time: EpochMicros): void {
		this.#view.setUint32(at, Math.floor(time / 0x1_0000_0000), true);
		this.#view.setUint32(at + 4, time % 0x1_0000_0000, true);
	}

	#block(type: number, bodyLength: number): Uint8Array {
		const length = BLOCK_FRAME + bodyLength;
		this.#view.setUint32(0, type, true);
		this.#view.setUint32(4, length, true);
		this.#view.setUint32(length - 4, length, true);
		return this.#octets.subarray(0, length);
	}
}
