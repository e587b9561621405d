import {type PacketBatch, PacketKind} from '../../decode/packet.js';
import {Protocol} from '../../net/protocol.js';
import {type ApplicationCode, UNKNOWN_APPLICATION} from './application.js';
import {datagramApplication} from './datagram.js';
import {streamApplication} from './stream.js';

/** What the payload of the packet of `row` is, the first that its sender sent in its biflow. Never throws. */
export function firstApplication(packets: PacketBatch, row: number): ApplicationCode {
	const {kind, protocol, frames, payloadOffset, payloadCaptured, sourcePort, destinationPort} = packets;
	if (kind[row] !== PacketKind.Ports || payloadCaptured[row] === 0) return UNKNOWN_APPLICATION;
	const start = payloadOffset[row]!;
	const length = payloadCaptured[row]!;
	if (protocol[row] === Protocol.Tcp) return streamApplication(frames.view, start, length);
	if (protocol[row] !== Protocol.Udp) return UNKNOWN_APPLICATION;
	return datagramApplication(frames.view, start, length, sourcePort[row]!, destinationPort[row]!);
}
