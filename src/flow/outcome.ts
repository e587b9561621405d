import {hasPorts, Protocol} from '../net/protocol.js';
import {type DurationMicros, type EpochMicros, SECOND} from '../net/time.js';
import {type Outcome, outcomes} from './biflow.js';
import type {EndedFlows} from './ended-flows.js';
import {refusalMeaning} from './icmp.js';
import {COLD_WORDS, Cold, HOT_WORDS, Hot, META_IPV6, runOf, SIDE_1, STALLED_RUN, State} from './record.js';

/** When an answer is due: the time after which a sender tries again (RFC 6298 §2.1, RFC 8085 §3.1.1). */
const ANSWER_DUE: DurationMicros = SECOND;
/**
 * A peer that is there acknowledges every second segment within half a second (RFC 9293 §3.8.6.3). What is sent again and again for
 * so long without any answer does not arrive.
 */
const STALLED: DurationMicros = 2 * SECOND;

const outcomeIndex = (outcome: Outcome): number => outcomes.indexOf(outcome);
const ANSWERED = outcomeIndex('answered');
const CUT = outcomeIndex('cut');
const ONE_WAY = outcomeIndex('one-way');
const PENDING = outcomeIndex('pending');
const REFUSED = outcomeIndex('refused');
const UNANSWERED = outcomeIndex('unanswered');

/**
 * What became of the biflow of `row`, as an index into `outcomes`.
 * @param initiatorSide side 0 or 1
 * @param isToGroup the responder is a multicast group or a broadcast address, which never answers
 */
export function decideOutcome(ended: EndedFlows, row: number, initiatorSide: number, isToGroup: boolean): number {
	const at = row * HOT_WORDS;
	const state = ended.hot[at + Hot.State]!;
	const meta = ended.hot[at + Hot.Meta]!;
	const protocol = meta & 0xff;
	const own = state >>> (initiatorSide * SIDE_1);
	const peer = state >>> ((1 - initiatorSide) * SIDE_1);
	const initiatorSent = (own & (State.Syn | State.SynAck | State.Other | State.Rst)) !== 0;

	if ((peer & (State.SynAck | State.Other)) !== 0) {
		if (!initiatorSent) return ONE_WAY;
		return protocol === Protocol.Tcp && isStalled(ended, row) ? CUT : ANSWERED;
	}
	if ((peer & State.Rst) !== 0) return initiatorSent ? REFUSED : ONE_WAY;
	if ((peer & State.Syn) !== 0) return initiatorSent ? ANSWERED : ONE_WAY;

	const meaning =
		(state & State.Refused) === 0
			? undefined
			: refusalMeaning(ended.cold[row * COLD_WORDS + Cold.Refusal]!, (meta & META_IPV6) !== 0);
	if (meaning === 'refused' || meaning === 'prohibited') return outcomeIndex(meaning);
	if (isToGroup || !isAnswerDue(protocol, own)) return ONE_WAY;
	// Past its SYN the initiator goes on only if it was answered: the capture does not show that side.
	const isTcp = protocol === Protocol.Tcp || protocol === Protocol.Sctp;
	if (isTcp && (own & (State.Other | State.SynAck)) !== 0) return ONE_WAY;
	return isPending(ended, row) ? PENDING : UNANSWERED;
}

/** ICMP answers queries only; of protocols without ports we know nothing that makes an answer due. */
function isAnswerDue(protocol: number, own: number): boolean {
	return hasPorts(protocol) || (own & State.Request) !== 0;
}

/** The last that was seen of the stream is one side that sends in vain. */
function isStalled(ended: EndedFlows, row: number): boolean {
	if (runOf(ended.hot[row * HOT_WORDS + Hot.ControlBits]!) !== STALLED_RUN) return false;
	const at = (row * COLD_WORDS) / 2;
	return ended.coldF64[at + Cold.StalledUntilF64]! - ended.coldF64[at + Cold.StalledSinceF64]! >= STALLED;
}

/** Retries do not put off the time when the first attempt should have been answered. */
function isPending(ended: EndedFlows, row: number): boolean {
	const first: EpochMicros = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!;
	return Number.isFinite(ended.captureEnd) && ended.captureEnd - first < ANSWER_DUE;
}
