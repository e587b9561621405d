import {BLOCK_FRAME, BODY} from './pcapng-block.js';
import {Option, readOptions} from './pcapng-options.js';
import {type TimestampReader, timestampReader} from './pcapng-time.js';

// Interface description and interface statistics blocks (draft-ietf-opsawg-pcapng §4.2, §4.6), from octet `start` on.

/** Fixed octets of a description: link type, two reserved octets, snaplen. */
const DESCRIPTION = 8;
export const MIN_DESCRIPTION = BLOCK_FRAME + DESCRIPTION;
export const DESCRIPTION_OPTIONS = BODY + DESCRIPTION;
/** Microseconds, where a description does not say (§4.2). */
const USUAL_RESOLUTION = 6;

/** Fixed octets of statistics: interface and a time in two halves. */
const STATISTICS = 12;
export const STATISTICS_OPTIONS = BODY + STATISTICS;

export interface Interface {
	readonly linkType: number;
	/** 0: unlimited. */
	readonly snaplen: number;
	readonly readTimestamp: TimestampReader;
}

/** A description of at least `MIN_DESCRIPTION` octets. */
export function readInterface(view: DataView, start: number, length: number, littleEndian: boolean): Interface {
	let tsresol = USUAL_RESOLUTION;
	let tsoffset = 0n;
	readOptions(view, start + DESCRIPTION_OPTIONS, start + length - 4, littleEndian, (code, value, valueLength) => {
		if (code === Option.TimestampResolution && valueLength >= 1) tsresol = view.getUint8(value);
		if (code === Option.TimestampOffset && valueLength >= 8) tsoffset = view.getBigInt64(value, littleEndian);
	});
	return {
		linkType: view.getUint16(start + BODY, littleEndian),
		snaplen: view.getUint32(start + BODY + 4, littleEndian),
		readTimestamp: timestampReader(tsresol, tsoffset),
	};
}

/** What an interface has lost so far; `undefined` where it does not say, or the block has no room for it. */
export function readLosses(
	view: DataView,
	start: number,
	length: number,
	littleEndian: boolean,
): {readonly interfaceId: number; readonly drops: number | undefined} | undefined {
	const end = start + length - 4;
	if (start + STATISTICS_OPTIONS > end) return undefined;
	let drops: number | undefined;
	readOptions(view, start + STATISTICS_OPTIONS, end, littleEndian, (code, value, valueLength) => {
		const isDrops = code === Option.InterfaceDrops || code === Option.SystemDrops;
		if (isDrops && valueLength >= 8) drops = (drops ?? 0) + Number(view.getBigUint64(value, littleEndian));
	});
	return {interfaceId: view.getUint32(start + BODY, littleEndian), drops};
}
