import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {unwrapWifi} from '../link/wifi.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// TaZmen Sniffer Protocol: version, type, what is carried; then tags: kind, length, value.
const TYPE = 1;
const CARRIED = 2;
const HEADER = 4;
const VERSION = 1;
const RECEIVED = 0;
const TO_SEND = 1;
const ETHERNET = 1;
const WIFI = 18;
/** Kinds without length. */
const PADDING = 0;
const END = 1;
const MAX_TAGS = 64;

export function openTzsp(view: DataView, cursor: Cursor): Opening {
	const {offset, end} = cursor;
	if (end - offset < HEADER || view.getUint8(offset) !== VERSION) return NOT_A_TUNNEL;
	const type = view.getUint8(offset + TYPE);
	const carried = view.getUint16(offset + CARRIED);
	if ((type !== RECEIVED && type !== TO_SEND) || (carried !== ETHERNET && carried !== WIFI)) return NOT_A_TUNNEL;
	let next = offset + HEADER;
	for (let tags = 0; ; tags++) {
		if (end - next < 2 || tags === MAX_TAGS) return NOT_A_TUNNEL;
		const kind = view.getUint8(next);
		if (kind === END) break;
		next += kind === PADDING ? 1 : 2 + view.getUint8(next + 1);
	}
	cursor.enter(NetworkKind.Tzsp, 0);
	cursor.offset = next + 1;
	if (carried === WIFI) return unwrapWifi(view, cursor);
	cursor.etherType = EtherType.Ethernet;
	return Stop.None;
}
