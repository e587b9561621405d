import {Cold, SIDE_1, State} from './record.js';

/** What a side can be seen to send for the first time, in the order in which one packet tells it. */
const events = [State.Syn, State.SynAck, State.Rst, State.Fin, State.Data, State.Acknowledged] as const;
/** Letters of Zeek's `history` at the index of the event; of side 1 as of side 0, since who began is decided later. */
const letters = ['S', 'H', 'R', 'F', 'D', 'A'] as const;

/** An event is one of 1 to 12, so that 0 ends the list: four bits each, in two words. */
const BITS = 4;
const PER_WORD = 8;

/** Adds what is new in `state` to the history in the cold record whose first word is at `at`. */
export function noteEvents(cold: Int32Array, at: number, side: number, before: number, state: number): void {
	const added = ((state & ~before) >>> (side * SIDE_1)) & 0xff;
	for (const [index, bit] of events.entries()) {
		if ((added & bit) !== 0) append(cold, at + Cold.History, side * events.length + index + 1);
	}
}

function append(cold: Int32Array, at: number, event: number): void {
	for (let position = 0; position < 2 * PER_WORD; position++) {
		const word = at + Math.floor(position / PER_WORD);
		const shift = (position % PER_WORD) * BITS;
		if (((cold[word]! >>> shift) & 0xf) !== 0) continue;
		cold[word]! |= event << shift;
		return;
	}
}

/**
 * What the sides sent, each thing when it was sent first: `S` SYN, `H` SYN+ACK, `A` pure acknowledgment, `D` payload, `F` FIN,
 * `R` RST; capital letters for the initiator, small ones for the responder, as Zeek writes them.
 */
export function historyText(cold: Int32Array, at: number, initiatorSide: number): string {
	let text = '';
	for (let position = 0; position < 2 * PER_WORD; position++) {
		const word = cold[at + Cold.History + Math.floor(position / PER_WORD)]!;
		const event = (word >>> ((position % PER_WORD) * BITS)) & 0xf;
		if (event === 0) break;
		const side = event > events.length ? 1 : 0;
		const letter = letters[(event - 1) % events.length]!;
		text += side === initiatorSide ? letter : letter.toLowerCase();
	}
	return text;
}
