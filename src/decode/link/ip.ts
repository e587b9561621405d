import type {Cursor} from '../cursor.js';
import {Stop, type StopCode} from '../packet.js';
import {EtherType} from './ether-type.js';

/** An IP packet begins here: its first four bits say which version. */
export function enterIp(view: DataView, cursor: Cursor): StopCode {
	if (cursor.offset >= cursor.end) return Stop.Truncated;
	const version = view.getUint8(cursor.offset) >>> 4;
	if (version !== 4 && version !== 6) return Stop.Malformed;
	cursor.etherType = version === 4 ? EtherType.Ipv4 : EtherType.Ipv6;
	return Stop.None;
}
