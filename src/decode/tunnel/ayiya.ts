import {Protocol} from '../../net/protocol.js';
import type {Cursor} from '../cursor.js';
import {EtherType} from '../link/ether-type.js';
import {NetworkKind} from '../networks.js';
import {Stop} from '../packet.js';
import {NOT_A_TUNNEL, type Opening} from './opening.js';

// draft-massar-v6ops-ayiya §4: lengths of identity (a power of two) and signature (in words), operation, next header, time.
const SIGNATURE_LENGTH = 1;
const OPERATION = 2;
const NEXT_HEADER = 3;
const HEADER = 8;
const FORWARD = 1;

export function openAyiya(view: DataView, cursor: Cursor): Opening {
	const {offset} = cursor;
	if (cursor.end - offset < HEADER) return NOT_A_TUNNEL;
	const next = view.getUint8(offset + NEXT_HEADER);
	if ((view.getUint8(offset + OPERATION) & 0x0f) !== FORWARD) return NOT_A_TUNNEL;
	if (next !== Protocol.Ipv6InIp && next !== Protocol.IpInIp) return NOT_A_TUNNEL;
	const identity = 2 ** (view.getUint8(offset) >>> 4);
	const signature = (view.getUint8(offset + SIGNATURE_LENGTH) >>> 4) * 4;
	cursor.enter(NetworkKind.Ayiya, 0);
	cursor.etherType = next === Protocol.Ipv6InIp ? EtherType.Ipv6 : EtherType.Ipv4;
	cursor.offset = offset + HEADER + identity + signature;
	return Stop.None;
}
