import {BODY} from './pcapng-block.js';

// The section header block (draft-ietf-opsawg-pcapng §4.1).

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const MAJOR_VERSION = 12;
const MINOR_VERSION = 14;
const LENGTH = 16;
/** The writer did not know the section's length when it began. */
const UNKNOWN_LENGTH = 0xffff_ffff_ffff_ffffn;
export const SECTION_OPTIONS = 24;
export const MIN_SECTION = 28;

/** How portolan calls itself where it writes a section, before its version. */
export const OWN_APPLICATION = 'portolan ';

export function isOwnApplication(text: string): boolean {
	return text.startsWith(OWN_APPLICATION);
}

export interface SectionHeader {
	readonly littleEndian: boolean;
	readonly version: string;
	/** Versions 1.0 and 1.2 are the same. */
	readonly isKnown: boolean;
	/** Octets behind the header block; `undefined` where it does not say. */
	readonly length: number | undefined;
}

/** The header at octet `start`, of which `MIN_SECTION` octets are at hand; `undefined` without the byte-order magic. */
export function readSectionHeader(view: DataView, start: number): SectionHeader | undefined {
	const littleEndian = view.getUint32(start + BODY, true) === BYTE_ORDER_MAGIC;
	if (!littleEndian && view.getUint32(start + BODY) !== BYTE_ORDER_MAGIC) return undefined;
	const major = view.getUint16(start + MAJOR_VERSION, littleEndian);
	const minor = view.getUint16(start + MINOR_VERSION, littleEndian);
	const length = view.getBigUint64(start + LENGTH, littleEndian);
	return {
		littleEndian,
		version: `${major}.${minor}`,
		isKnown: major === 1 && minor <= 2,
		length: length === UNKNOWN_LENGTH ? undefined : Number(length),
	};
}
