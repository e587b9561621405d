import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {enterIp} from './ip.js';

// What Juniper routers write before a frame: magic, flags, and extensions where the flags say so.
const MAGIC = 0x4d4743;
const FLAGS = 3;
const HEADER = 4;
const HAS_EXTENSIONS = 0x80;
const HAS_NO_LINK_HEADER = 0x02;
/** The protocol family in place of the link header. */
const FAMILY = 4;

/**
 * Moves the cursor to the link header.
 * @returns `true` where there is one, `false` where the IP packet follows at once, else why there is neither
 */
export function skipJuniper(view: DataView, cursor: Cursor): boolean | StopCode {
	const {offset, end} = cursor;
	if (end - offset < HEADER + 2) return Stop.Truncated;
	if (view.getUint32(offset) >>> 8 !== MAGIC) return Stop.Malformed;
	const flags = view.getUint8(offset + FLAGS);
	cursor.offset = offset + HEADER;
	if ((flags & HAS_EXTENSIONS) !== 0) cursor.offset += 2 + view.getUint16(offset + HEADER);
	if ((flags & HAS_NO_LINK_HEADER) === 0) return true;
	cursor.offset += FAMILY;
	const stop = enterIp(view, cursor);
	return stop === Stop.None ? false : stop;
}
