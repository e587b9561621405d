import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {describeRefusal, whyLost} from '../refusals.js';
import type {Scene} from './scene.js';

/** Every link takes packets of this size (RFC 8200 §5); whatever is lost of that size, it is not for that. */
export const ALWAYS_FITS = 1280;
/** Of Ethernet with jumbo frames; what is larger was cut into segments behind where it was captured. */
const LARGEST = 9216;
/** Packets of full size that a sender can have under way and send again before it gives up. */
const IN_VAIN = 64;
/** A bulk transfer consists of packets of full size, but for some. */
const BULK_PACKETS = 16;
const BULK = 0.8;

/** A connection whose large packets alone do not get through: small ones did, from the handshake on. */
export function diagnosePacketSize(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const {edge, initiator, responder} = judged;
	const {stall} = edge;
	if (edge.outcome !== 'cut' || edge.protocolIdentifier !== Protocol.Tcp || stall === undefined) return undefined;
	const {octets, frame} = stall;
	if (octets <= ALWAYS_FITS || octets > LARGEST || stall.sent > IN_VAIN * octets) return undefined;
	const [sender, receiver] = stall.from === 'initiator' ? [initiator, responder] : [responder, initiator];
	if (fits(sender.label, receiver.label, octets, scene)) return undefined;
	const evidence = [{frame, shows: `${sender.label} sends a packet of ${octets} octets again`}];
	const isTold = edge.refusal !== undefined && whyLost(edge.refusal) === 'too-big';
	const told = isTold
		? `; ${describeRefusal(edge.refusal!)}, and ${sender.label} does not heed it`
		: ', and no ICMP says so';
	return {
		name: 'packets-too-large',
		cause: `no matter of ports: packets of ${octets} octets from ${sender.label} to ${receiver.label} vanish, and small ones pass${told}: a link on the way, such as a VPN or IPsec, takes less; let ICMP 3/4 (of IPv6, type 2) through, or lower the MTU or MSS there`,
		alternative: 'something on the way inspects the connection and drops it once the payload begins',
		evidence,
	};
}

/** Whether packets of about that size are seen to get from the one to the other. */
function fits(sender: string, receiver: string, octets: number, scene: Scene): boolean {
	const isBulk = (packets: number, sum: number) => packets >= BULK_PACKETS && sum >= BULK * octets * packets;
	const isWhole = ({edge}: JudgedEdge) => edge.outcomes.cut === undefined;
	return (
		scene
			.between(sender, receiver)
			.some((other) => isWhole(other) && isBulk(other.edge.initiatorPackets, other.edge.initiatorOctets)) ||
		scene
			.between(receiver, sender)
			.some((other) => isWhole(other) && isBulk(other.edge.responderPackets, other.edge.responderOctets))
	);
}
