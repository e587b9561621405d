import {TcpFlag} from '../decode/packet.js';
import {Cold, SIDE_1, State} from './record.js';

const anyOther = State.Other | (State.Other << SIDE_1);

/**
 * Whether a segment with the SYN flag begins another biflow than the one whose state is given, though addresses and
 * ports are the same: port reuse. A retry of the same SYN, its answer, and a SYN that was captured after its own
 * answer do not.
 * @param cold the cold records, `at` the first word of the one in question
 */
export function beginsAnother(
	state: number,
	cold: Int32Array,
	at: number,
	side: number,
	flags: number,
	sequence: number,
	acknowledgment: number,
): boolean {
	const own = state >>> (side * SIDE_1);
	const peer = state >>> ((1 - side) * SIDE_1);
	if ((flags & TcpFlag.Ack) === 0) {
		if ((own & State.Syn) !== 0) return cold[at + Cold.SynSequence + side] !== (sequence | 0);
		if ((peer & State.SynAck) !== 0) return cold[at + Cold.SynAckAcknowledgment] !== ((sequence + 1) | 0);
		const isSimultaneousOpen = (peer & State.Syn) !== 0 && (state & anyOther) === 0;
		return !isSimultaneousOpen;
	}
	if ((own & State.SynAck) !== 0) {
		return (
			cold[at + Cold.SynAckSequence] !== (sequence | 0) && cold[at + Cold.SynAckAcknowledgment] !== (acknowledgment | 0)
		);
	}
	return (state & (State.Syn | (State.Syn << SIDE_1))) === 0;
}

/**
 * The state after a segment with SYN, FIN or RST; fills the cold record with what proves the handshake.
 * `state` is 0 but for its first-packet bits where the segment is the first.
 */
export function noteControlSegment(
	state: number,
	cold: Int32Array,
	at: number,
	side: number,
	flags: number,
	sequence: number,
	acknowledgment: number,
): number {
	const shift = side * SIDE_1;
	const peer = 1 - side;
	let next = state;
	if ((flags & TcpFlag.Syn) === 0) {
		next |= ((flags & TcpFlag.Rst) !== 0 ? State.Rst : State.Other) << shift;
	} else if ((flags & TcpFlag.Ack) === 0) {
		next |= State.Syn << shift;
		cold[at + Cold.SynSequence + side] = sequence;
		cold[at + Cold.Syns]!++;
		const answered = (next >>> (peer * SIDE_1)) & State.SynAck;
		if (answered !== 0 && cold[at + Cold.SynAckAcknowledgment] === ((sequence + 1) | 0)) next |= State.Proven;
	} else {
		if (((next >>> shift) & State.SynAck) === 0) {
			cold[at + Cold.SynAckSequence] = sequence;
			cold[at + Cold.SynAckAcknowledgment] = acknowledgment;
		}
		next |= State.SynAck << shift;
		const asked = (next >>> (peer * SIDE_1)) & State.Syn;
		if (asked !== 0 && cold[at + Cold.SynSequence + peer] === ((acknowledgment - 1) | 0)) next |= State.Proven;
	}
	if ((flags & TcpFlag.Fin) !== 0) next |= State.Fin << shift;
	return next;
}
