import type {EpochMicros} from '../net/time.js';
import type {OctetWindow} from './octets.js';

// Layout of a Microsoft Network Monitor file, in octets, all little-endian ("Network Monitor Capture File Format" in the
// help of Network Monitor 3.4; version 1 as the Windows NT Resource Kit's tools write it).
const MINOR_VERSION = 4;
const MAJOR_VERSION = 5;
const NETWORK = 6;
const START = 8;
const FRAME_TABLE_OFFSET = 24;
const FRAME_TABLE_LENGTH = 28;
export const NETMON_HEADER = 32;

/** "RTSS" and "GMBU" as they are read in big-endian order: versions 1 and 2. */
const magics = [0x52545353, 0x474d4255];

export function isNetmonMagic(magic: number): boolean {
	return magics.includes(magic);
}

export interface NetmonHeader {
	readonly major: number;
	readonly minor: number;
	/** Network type of all frames; frames have their own from version 2.1 on. */
	readonly network: number;
	/** The clock on the wall when the recording began, taken as UTC: the file does not tell its time zone. */
	readonly start: EpochMicros;
	readonly tableOffset: number;
	/** Entries of the frame table, 4 octets each. */
	readonly tableLength: number;
	/** Octets in front of a frame. */
	readonly recordHeader: number;
	/** Octets behind a frame: network type (2.1), process (2.2), UTC time and time zone (2.3). */
	readonly recordTrailer: number;
}

/** The header at the window's start; `NETMON_HEADER` octets are at hand. */
export function readNetmonHeader({view, start: at}: OctetWindow): NetmonHeader {
	const [year, month, , day, hour, minute, second, millisecond] = Array.from({length: 8}, (_, index) =>
		view.getUint16(at + START + 2 * index, true),
	) as [number, number, number, number, number, number, number, number];
	const major = view.getUint8(at + MAJOR_VERSION);
	const minor = view.getUint8(at + MINOR_VERSION);
	return {
		major,
		minor,
		network: view.getUint16(at + NETWORK, true),
		start: Date.UTC(year, month - 1, day, hour, minute, second, millisecond) * 1000,
		tableOffset: view.getUint32(at + FRAME_TABLE_OFFSET, true),
		tableLength: Math.floor(view.getUint32(at + FRAME_TABLE_LENGTH, true) / 4),
		recordHeader: major === 1 ? 8 : 16,
		recordTrailer: major === 1 ? 0 : ([0, 2, 6][minor] ?? 15),
	};
}
