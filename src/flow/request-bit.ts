import {type PacketBatch, PacketKind} from '../decode/packet.js';
import {icmpRole} from './icmp.js';
import {SIDE_1, State} from './record.js';
import {type Asked, REQUEST, UNTOLD, whoAsked} from './requests.js';

/** Who opened the biflow is told by its handshake or by an earlier message. */
export const TOLD = ((State.Syn | State.SynAck | State.Request) << SIDE_1) | State.Syn | State.SynAck | State.Request;

/** The bit that says which side asked, if the packet tells: the sender of a request, the receiver of an answer. */
export function requestBit(packets: PacketBatch, row: number, side: number): number {
	const protocol = packets.protocol[row]!;
	let asked: Asked = UNTOLD;
	if (packets.kind[row] === PacketKind.Icmp) {
		asked = icmpRole(packets.sourcePort[row]! >>> 8, protocol);
	} else if (packets.kind[row] === PacketKind.Ports) {
		const {sourcePort, destinationPort, payloadOffset, payloadCaptured, frames} = packets;
		asked = whoAsked(
			protocol,
			sourcePort[row]!,
			destinationPort[row]!,
			frames.view,
			payloadOffset[row]!,
			payloadCaptured[row]!,
		);
	}
	if (asked === UNTOLD) return 0;
	return State.Request << ((asked === REQUEST ? side : 1 - side) * SIDE_1);
}
