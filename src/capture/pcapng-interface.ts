import {BLOCK_FRAME, BODY} from './pcapng-block.js';
import {Option, readOptions, textAt} from './pcapng-options.js';
import {type TimestampReader, timestampReader} from './pcapng-time.js';
import {type CaptureInterface, MICROSECONDS} from './provenance.js';

// Interface description and interface statistics blocks (draft-ietf-opsawg-pcapng §4.2, §4.6), from octet `start` on.

/** Fixed octets of a description: link type, two reserved octets, snaplen. */
const DESCRIPTION = 8;
export const MIN_DESCRIPTION = BLOCK_FRAME + DESCRIPTION;
export const DESCRIPTION_OPTIONS = BODY + DESCRIPTION;
/** Microseconds, where a description does not say (§4.2). */
const USUAL_RESOLUTION = MICROSECONDS;
/** Octets of a name or description that are kept: a section may describe very many interfaces. */
const MAX_NAME = 256;

/** Fixed octets of statistics: interface and a time in two halves. */
const STATISTICS = 12;
export const STATISTICS_OPTIONS = BODY + STATISTICS;

export interface Interface extends CaptureInterface {
	readonly readTimestamp: TimestampReader;
}

/** A description of at least `MIN_DESCRIPTION` octets. */
export function readInterface(view: DataView, start: number, length: number, littleEndian: boolean): Interface {
	let tsresol = USUAL_RESOLUTION;
	let tsoffset = 0n;
	let name: string | undefined;
	let description: string | undefined;
	readOptions(view, start + DESCRIPTION_OPTIONS, start + length - 4, littleEndian, (code, value, valueLength) => {
		if (code === Option.TimestampResolution && valueLength >= 1) tsresol = view.getUint8(value);
		if (code === Option.Name) name = textAt(view, value, Math.min(valueLength, MAX_NAME)).replace(/\0+$/, '');
		if (code === Option.Description) {
			description = textAt(view, value, Math.min(valueLength, MAX_NAME)).replace(/\0+$/, '');
		}
		if (code === Option.TimestampOffset && valueLength >= 8) tsoffset = view.getBigInt64(value, littleEndian);
	});
	return {
		linkType: view.getUint16(start + BODY, littleEndian),
		snaplen: view.getUint32(start + BODY + 4, littleEndian),
		tsresol,
		tsoffset,
		name,
		description,
		readTimestamp: timestampReader(tsresol, tsoffset),
	};
}

export interface Losses {
	readonly interfaceId: number;
	readonly drops: number | undefined;
	/** When the capture ended, in units of the interface: upper and lower 32 bits. */
	readonly endTime: readonly [high: number, low: number] | undefined;
}

/** What an interface's statistics tell: what it has lost so far, and until when it was watched; `undefined` where it does not say, or the block has no room for it. */
export function readLosses(view: DataView, start: number, length: number, littleEndian: boolean): Losses | undefined {
	const end = start + length - 4;
	if (start + STATISTICS_OPTIONS > end) return undefined;
	let drops: number | undefined;
	let endTime: readonly [high: number, low: number] | undefined;
	readOptions(view, start + STATISTICS_OPTIONS, end, littleEndian, (code, value, valueLength) => {
		const isDrops = code === Option.InterfaceDrops || code === Option.SystemDrops;
		if (code === Option.EndTime && valueLength >= 8) {
			endTime = [view.getUint32(value, littleEndian), view.getUint32(value + 4, littleEndian)];
		}
		if (isDrops && valueLength >= 8) drops = (drops ?? 0) + Number(view.getBigUint64(value, littleEndian));
	});
	return {interfaceId: view.getUint32(start + BODY, littleEndian), drops, endTime};
}
