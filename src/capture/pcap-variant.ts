import {CaptureError} from '../net/problem.js';
import type {OctetWindow} from './octets.js';

// Classic pcap was changed again and again, mostly without a new magic number. Which change a file has is told as
// Wireshark tells it: by its version and link type, or by how little sense its first records make.

/** How a file's records are laid out. */
export interface PcapVariant {
	readonly littleEndian: boolean;
	/** Units of the time's second half in a microsecond. */
	readonly perMicrosecond: 1 | 1000;
	readonly fileHeader: number;
	readonly recordHeader: number;
	/** The original length stands before the captured one: always, never, or where the captured one would be larger. */
	readonly lengthsSwapped: 'never' | 'always' | 'if-larger';
	readonly linkType: number;
	readonly snaplen: number;
}

// Layout of the file header, in octets (draft-ietf-opsawg-pcap §4).
const MAJOR_VERSION = 4;
const MINOR_VERSION = 6;
const SNAPLEN = 16;
const LINK_TYPE = 20;
export const FILE_HEADER = 24;
/** IXIA writes the octets of all records behind it. */
const IXIA_FILE_HEADER = 28;

export const RECORD_HEADER = 16;

type Kind = 'standard' | 'modified' | 'ixia';

/** The magic number as the four octets are read in big-endian order, of a big-endian file. */
const magics: ReadonlyMap<number, {kind: Kind; perMicrosecond: 1 | 1000}> = new Map([
	[0xa1b2c3d4, {kind: 'standard', perMicrosecond: 1}],
	[0xa1b23c4d, {kind: 'standard', perMicrosecond: 1000}],
	[0xa1b2cd34, {kind: 'modified', perMicrosecond: 1}],
	[0x1c0001ac, {kind: 'ixia', perMicrosecond: 1000}],
	[0x1c0001ab, {kind: 'ixia', perMicrosecond: 1}],
] as const);

function swapped(magic: number): number {
	return ((magic << 24) | ((magic & 0xff00) << 8) | ((magic >>> 8) & 0xff00) | (magic >>> 24)) >>> 0;
}

export function isPcapMagic(magic: number): boolean {
	return magics.has(magic) || magics.has(swapped(magic));
}

/** Link types of AIX, which are interface types (RFC 1573), as LINKTYPE_ values: Ethernet, token ring, FDDI, loopback. */
const aixLinkTypes: ReadonlyMap<number, number> = new Map([
	[6, 1],
	[9, 6],
	[15, 10],
	[24, 0],
]);

/**
 * The variant of the file on whose header the window stands. Looks at the first records where it has to.
 * @param isUsual what the magic number says is true: nothing but the header is waited for
 */
export async function findVariant(window: OctetWindow, path: string, isUsual: boolean): Promise<PcapVariant> {
	const {view, start} = window;
	const written = view.getUint32(start);
	const littleEndian = !magics.has(written);
	const {kind, perMicrosecond} = magics.get(littleEndian ? swapped(written) : written)!;
	const major = view.getUint16(start + MAJOR_VERSION, littleEndian);
	const minor = view.getUint16(start + MINOR_VERSION, littleEndian);
	if (major < 2) {
		throw new CaptureError(path, `this is a pcap file of version ${major}.${minor}; portolan reads version 2`, {
			offset: MAJOR_VERSION,
		});
	}
	// The upper bits tell of a frame check sequence (§4); the IP length leaves it out anyway.
	const linkType = view.getUint32(start + LINK_TYPE, littleEndian) & 0xffff;
	const plain: PcapVariant = {
		littleEndian,
		perMicrosecond,
		fileHeader: kind === 'ixia' ? IXIA_FILE_HEADER : FILE_HEADER,
		recordHeader: RECORD_HEADER,
		lengthsSwapped: 'never',
		linkType,
		snaplen: view.getUint32(start + SNAPLEN, littleEndian),
	};
	const aixLinkType = aixLinkTypes.get(linkType);
	if (kind === 'standard' && perMicrosecond === 1 && major === 2 && minor === 2 && aixLinkType !== undefined) {
		return {...plain, perMicrosecond: 1000, lengthsSwapped: 'always', linkType: aixLinkType};
	}
	// The lengths were exchanged in version 2.3, which some wrote into the header and nowhere else. DG/UX has 543.0.
	if ((major === 2 && minor < 3) || major === 543) return {...plain, lengthsSwapped: 'always'};
	if (major === 2 && minor === 3) return {...plain, lengthsSwapped: 'if-larger'};
	if (kind === 'ixia' || perMicrosecond === 1000 || isUsual) return plain;
	const {recordHeader} = await (kind === 'modified' ? leastFaulty : flawless)(window, plain);
	return {...plain, recordHeader};
}

/** A record header with more behind its four standard fields. */
interface Candidate {
	readonly recordHeader: number;
	/** What is wrong with the fields behind the standard ones, which begin at octet `at`; 0 is nothing. */
	readonly faults: (view: DataView, at: number, littleEndian: boolean) => number;
}

/** Interface index, protocol and packet type of patches to Linux' libpcap in 1999; Red Hat 6.1 and SuSE 6.3 had them. */
function linuxFaults(view: DataView, at: number, littleEndian: boolean): number {
	const protocol = view.getUint16(at + 4, littleEndian);
	const isProtocol = protocol >= 0x600 || protocol <= 0x17 || [0x60, 0x200, 0x400].includes(protocol);
	const isInterface = view.getUint32(at, littleEndian) <= 10_000;
	const isPacketType = view.getUint8(at + 6) <= 4;
	return Number(!isProtocol) + Number(!isInterface) + Number(!isPacketType);
}

/** Four octets that nobody explained: the values that Wireshark's authors saw, X fbf Y Z 0 W in hexadecimal digits, or 0. */
function nokiaFaults(view: DataView, at: number, littleEndian: boolean): number {
	return /^(?:[9b]fbf[bd][69]0[12]|0)$/.test(view.getUint32(at, littleEndian).toString(16)) ? 0 : 1;
}

const usual: Candidate = {recordHeader: RECORD_HEADER, faults: () => 0};
const redHat: Candidate = {recordHeader: 24, faults: linuxFaults};
const suse: Candidate = {recordHeader: 28, faults: linuxFaults};
const nokia: Candidate = {recordHeader: 20, faults: nokiaFaults};

/**
 * With the usual magic number another layout must hold for two records without a fault: a usual file that is cut or
 * damaged early has faults too, and must not be read as what it is not.
 */
async function flawless(window: OctetWindow, plain: PcapVariant): Promise<Candidate> {
	if ((await examine(window, plain, usual)).faults === 0) return usual;
	for (const candidate of [redHat, nokia]) {
		const {faults, records} = await examine(window, plain, candidate);
		if (faults === 0 && records >= 2) return candidate;
	}
	return usual;
}

async function leastFaulty(window: OctetWindow, plain: PcapVariant): Promise<Candidate> {
	const short = await examine(window, plain, redHat);
	const long = await examine(window, plain, suse);
	return short.faults <= long.faults ? redHat : suse;
}

/** Records that are tried. */
const TRIED = 3;
/** Octets that are looked at, whatever the window holds: the answer must not depend on its size. */
const LOOKAHEAD = 1 << 19;
const MAX_LENGTH = 262_144;
/** No packet is as long. */
const MAX_ORIGINAL = 1 << 27;

/** How many things are wrong with the first records if they are laid out as `candidate` says. */
async function examine(
	window: OctetWindow,
	{littleEndian, fileHeader, snaplen}: PcapVariant,
	{recordHeader, faults: moreFaults}: Candidate,
): Promise<{faults: number; records: number}> {
	let faults = 0;
	let offset = fileHeader;
	for (let records = 0; records < TRIED; records++) {
		if (offset + recordHeader > LOOKAHEAD) return {faults, records};
		if (!(await window.fill(offset + recordHeader))) {
			return {faults: window.available > offset ? faults + 1 : faults, records};
		}
		const {view} = window;
		const start = window.start + offset;
		const captured = view.getUint32(start + 8, littleEndian);
		const original = view.getUint32(start + 12, littleEndian);
		faults += Number(view.getUint32(start + 4, littleEndian) >= 1_000_000);
		faults += Number(captured > MAX_LENGTH) + Number(captured > snaplen);
		faults += Number(original > MAX_ORIGINAL) + Number(captured > original);
		faults += moreFaults(view, start + RECORD_HEADER, littleEndian);
		offset += recordHeader + captured;
		if (captured > MAX_LENGTH || offset > LOOKAHEAD) return {faults, records};
		if (!(await window.fill(offset))) return {faults: faults + 1, records};
	}
	return {faults, records: TRIED};
}
