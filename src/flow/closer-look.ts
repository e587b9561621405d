import {type PacketBatch, TcpFlag} from '../decode/packet.js';
import type {AddressTable} from './address-table.js';
import {codeOf} from './application/application.js';
import {firstApplication} from './application/first-application.js';
import type {FlowRecords} from './flow-records.js';
import {noteEvents} from './history.js';
import {hopLimitOf, noteHopLimit, noteReset} from './hop-limits.js';
import {noteHttp} from './http.js';
import type {HostNames} from './names/host-names.js';
import {noteTlsNames} from './names/note-tls-names.js';
import {TlsWatcher} from './names/tls-watcher.js';
import {
	APPLICATION,
	APPLICATION_BITS,
	COLD_WORDS,
	Cold,
	EndReason,
	type EndReasonCode,
	HOT_WORDS,
	Hot,
	SIDE_1,
	State,
} from './record.js';

const HTTP = codeOf('http');
const TLS = codeOf('tls');
const anyNaming = State.Naming | (State.Naming << SIDE_1);

/** What the rarer packets of a biflow tell: how far away their sender is, what it speaks, what its server is called or answers. */
export class CloserLook {
	readonly #records: FlowRecords;
	readonly #tls: TlsWatcher;

	/** @param names where names go that TLS handshakes tell */
	constructor(records: FlowRecords, names: HostNames, addresses: AddressTable) {
		this.#records = records;
		this.#tls = new TlsWatcher((found, packets, row) => noteTlsNames(names, found, addresses, packets, row));
	}

	/** A segment with SYN, FIN or RST. */
	atControl(record: number, packets: PacketBatch, row: number, side: number): void {
		const {cold, coldF64} = this.#records;
		const at = record * COLD_WORDS;
		if ((packets.tcpFlags[row]! & TcpFlag.Rst) !== 0) noteReset(cold, coldF64, at, side, packets, row);
		else noteHopLimit(cold, at, side, hopLimitOf(packets, row));
	}

	/** The first payload of a side, or a later one of a side that is being read. Answers with the state after it. */
	atPayload(record: number, packets: PacketBatch, row: number, side: number, state: number): number {
		const naming = State.Naming << (side * SIDE_1);
		let next = state;
		if (((state >>> (side * SIDE_1)) & State.Data) === 0) {
			const {cold, hot} = this.#records;
			const application = firstApplication(packets, row);
			hot[record * HOT_WORDS + Hot.ControlBits]! |= application << (APPLICATION + APPLICATION_BITS * side);
			// Whose opening was seen has told how far away it is.
			const isReset = (packets.tcpFlags[row]! & TcpFlag.Rst) !== 0;
			if (!isReset && ((state >>> (side * SIDE_1)) & (State.Syn | State.SynAck)) === 0) {
				noteHopLimit(cold, record * COLD_WORDS, side, hopLimitOf(packets, row));
			}
			next |= State.Data << (side * SIDE_1);
			if (application === TLS || application === HTTP) next |= naming;
		}
		if ((next & naming) !== 0 && !this.#goesOn(record, packets, row, side)) next &= ~naming;
		return next;
	}

	/** Reads a payload of a side; answers with whether the next one is to be read too. */
	#goesOn(record: number, packets: PacketBatch, row: number, side: number): boolean {
		const {cold, coldF64, hot} = this.#records;
		const codes = hot[record * HOT_WORDS + Hot.ControlBits]! >>> (APPLICATION + APPLICATION_BITS * side);
		if ((codes & ((1 << APPLICATION_BITS) - 1)) === HTTP) {
			return noteHttp(cold, coldF64, record * COLD_WORDS, packets, row);
		}
		return this.#tls.add(this.#sideName(record, side), packets, row);
	}

	/** Any packet, where somebody asks for details. */
	atDetails(record: number, packets: PacketBatch, row: number, side: number, before: number, state: number): void {
		const {cold, coldF64} = this.#records;
		const at = record * COLD_WORDS;
		if (before !== state) noteEvents(cold, at, side, before, state);
		coldF64[at / 2 + Cold.PayloadF64 + side]! += packets.payloadOctets[row]!;
	}

	end(record: number, reason: EndReasonCode): void {
		const state = this.#records.hot[record * HOT_WORDS + Hot.State]!;
		if ((state & anyNaming) === 0 || reason === EndReason.ActiveTimeout) return;
		this.#tls.forget(this.#sideName(record, 0));
		this.#tls.forget(this.#sideName(record, 1));
	}

	/** What a side is called while it is read. */
	#sideName(record: number, side: number): string {
		const {hot} = this.#records;
		const at = record * HOT_WORDS;
		return `${hot[at + Hot.Low]} ${hot[at + Hot.High]} ${hot[at + Hot.Ports]} ${hot[at + Hot.Meta]} ${side}`;
	}
}
