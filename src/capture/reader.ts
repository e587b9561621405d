import type {CaptureCoverage, FrameBatch} from './frame.js';
import {readNetmon} from './netmon.js';
import {isNetmonMagic} from './netmon-header.js';
import type {OctetWindow} from './octets.js';
import {readPcap} from './pcap.js';
import {isPcapMagic} from './pcap-variant.js';
import {readPcapng} from './pcapng.js';
import {PCAPNG_MAGIC} from './pcapng-block.js';
import type {FrameProvenance} from './provenance.js';
import {readSnoop, SNOOP_MAGIC} from './snoop.js';

/** Reads the frames of a window that stands at the start of a capture; yields the one batch it owns again and again. */
export type Reader = (
	window: OctetWindow,
	coverage: CaptureCoverage,
	capture: number,
	/** Filled too, where it is given; readers that leave it alone have plain microseconds. */
	provenance?: FrameProvenance,
) => AsyncGenerator<FrameBatch, void, undefined>;

/**
 * The reader of a format, by its first four octets read in big-endian order; `undefined` for what is no capture, or is
 * packed.
 */
export function readerOf(magic: number): Reader | undefined {
	if (isPcapMagic(magic)) return readPcap;
	if (magic === PCAPNG_MAGIC) return readPcapng;
	if (isNetmonMagic(magic)) return readNetmon;
	return magic === SNOOP_MAGIC ? readSnoop : undefined;
}
