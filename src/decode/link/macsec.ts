import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';

// IEEE 802.1AE §9.3: tag control information, short length, packet number; then the channel identifier if it says so.
const TAG = 6;
const CHANNEL_IDENTIFIER = 8;
const HAS_CHANNEL_IDENTIFIER = 0x20;
const IS_ENCRYPTED = 0x08;
const IS_CHANGED = 0x04;

/** Readable where the frame is only protected against change. */
export function unwrapMacsec(view: DataView, cursor: Cursor): StopCode {
	const {offset} = cursor;
	if (cursor.end - offset < TAG) return Stop.Truncated;
	const control = view.getUint8(offset);
	if ((control & (IS_ENCRYPTED | IS_CHANGED)) !== 0) return Stop.Encrypted;
	const after = offset + TAG + ((control & HAS_CHANNEL_IDENTIFIER) === 0 ? 0 : CHANNEL_IDENTIFIER);
	if (cursor.end - after < 2) return Stop.Truncated;
	cursor.etherType = view.getUint16(after);
	cursor.offset = after + 2;
	return Stop.None;
}
