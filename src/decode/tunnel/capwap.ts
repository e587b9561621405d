import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {unwrapSwappedWifi, unwrapWifi} from '../link/wifi.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// RFC 5415 §4.3: preamble, then header length in words, radio, binding, flags.
const HEADER = 8;
const PREAMBLE_PLAIN = 0;
const PREAMBLE_DTLS = 1;
const BINDING_WIFI = 1;
const IS_NATIVE = 0x100;
const IS_FRAGMENT = 0x80;
const IS_LAST_FRAGMENT = 0x40;
const IS_KEEP_ALIVE = 0x08;
const FRAGMENT_OFFSET = 6;

/** Data between access point and controller: 802.11 frames, or 802.3. */
export function openCapwap(view: DataView, cursor: Cursor): Opening {
	const {offset} = cursor;
	if (cursor.end - offset < HEADER) return NOT_A_TUNNEL;
	const word = view.getUint32(offset);
	if (word >>> 24 === PREAMBLE_DTLS) return Stop.Encrypted;
	const length = ((word >>> 19) & 0x1f) * 4;
	if (word >>> 24 !== PREAMBLE_PLAIN || length < HEADER || (word & IS_KEEP_ALIVE) !== 0) return NOT_A_TUNNEL;
	const isFragment = (word & (IS_FRAGMENT | IS_LAST_FRAGMENT)) !== 0;
	if (isFragment && view.getUint16(offset + FRAGMENT_OFFSET - 2) >>> 3 !== 0) return Stop.FragmentWithoutFirst;
	cursor.enter(NetworkKind.Capwap, 0);
	cursor.offset = offset + length;
	if ((word & IS_NATIVE) === 0) {
		cursor.etherType = EtherType.Ethernet;
		return Stop.None;
	}
	if (((word >>> 9) & 0x1f) !== BINDING_WIFI) return Stop.OtherEtherType;
	const stop = unwrapWifi(view, cursor);
	return stop === Stop.Wifi ? unwrapSwappedWifi(view, cursor) : stop;
}
