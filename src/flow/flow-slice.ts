import {type PacketBatch, PacketKind, TcpFlag} from '../decode/packet.js';
import type {EpochMicros} from '../net/time.js';
import type {AddressTable} from './address-table.js';
import {CloserLook} from './closer-look.js';
import type {EndedFlows} from './ended-flows.js';
import type {FlowCounts} from './flow-counts.js';
import {FlowRecords} from './flow-records.js';
import type {FlowTableOptions} from './flow-table.js';
import type {KeyColumns} from './key-columns.js';
import {Copy, RecentPackets} from './recent-packets.js';
import {
	COLD_CLEARED,
	COLD_DETAILS,
	COLD_WORDS,
	Cold,
	EndReason,
	type EndReasonCode,
	HOT_WORDS,
	Hot,
	RUN,
	RUN_COUNT,
	runOf,
	SIDE_1,
	STALLED_RUN,
	State,
} from './record.js';
import {requestBit, TOLD} from './request-bit.js';
import {beginsAnother, noteControlSegment} from './tcp-state.js';
import {ACTIVE_TIMEOUT, idleTimeout, SHORTEST_TIMEOUT} from './timeouts.js';

const HOT_F64 = HOT_WORDS / 2;
const COLD_F64 = COLD_WORDS / 2;
/** Bits of a side whose payloads are looked into no more when only the first is set. */
const READ = State.Data | State.Naming;
const RUN_BITS = (1 << RUN) | (STALLED_RUN << RUN_COUNT);
const CONTROL = TcpFlag.Syn | TcpFlag.Fin | TcpFlag.Rst;

/** The biflows of one slice of the pairs of hosts: what it does with a packet depends on packets of its own alone. */
export class FlowSlice {
	readonly #addresses: AddressTable;
	readonly #keys: KeyColumns;
	readonly #ended: EndedFlows;
	readonly #counts: FlowCounts;
	readonly #maxFlows: number;
	readonly #isDetailed: boolean;
	readonly #records: FlowRecords;
	readonly #recent = new RecentPackets();
	readonly #closerLook: CloserLook;

	/**
	 * @param keys room for the keys of the packets given to `update`
	 * @param ended where biflows go that ended
	 * @param counts where it is counted
	 * @param maxFlows biflows kept at a time; beyond, those silent for the longest end early
	 * @param options see `FlowTableOptions`
	 */
	constructor(
		addresses: AddressTable,
		keys: KeyColumns,
		ended: EndedFlows,
		counts: FlowCounts,
		maxFlows: number,
		{isDetailed, names}: Pick<FlowTableOptions, 'isDetailed' | 'names'>,
	) {
		this.#addresses = addresses;
		this.#keys = keys;
		this.#ended = ended;
		this.#counts = counts;
		this.#maxFlows = maxFlows;
		this.#isDetailed = isDetailed;
		this.#records = new FlowRecords(maxFlows);
		this.#closerLook = new CloserLook(this.#records, names, addresses);
	}

	/** Takes the packets of `rows`. */
	update(packets: PacketBatch, rows: Uint32Array): void {
		if (rows.length === 0) return;
		const keys = this.#keys;
		keys.setAll(packets, rows, this.#addresses);
		const {sample, copy} = keys;
		this.#recent.mark(packets, rows, sample, copy);
		// Last, so that what it loads is still there.
		this.#records.prefetch(keys, rows.length);
		for (let key = 0; key < rows.length; key++) {
			const row = rows[key]!;
			if (copy[key] !== Copy.None) this.#countCopy(copy[key]!);
			else if (packets.kind[row] === PacketKind.IcmpError) this.#noteIcmpError(packets, row, key);
			else this.#count(packets, row, key);
		}
	}

	#countCopy(copy: number): void {
		this.#counts.duplicates++;
		if (copy === Copy.Routed) this.#counts.duplicatesRouted++;
	}

	get size(): number {
		return this.#records.size;
	}

	/** Copies the biflows that began at `since` or later. */
	peek(peeked: EndedFlows, since: EpochMicros): void {
		const {hot, hotF64, cold, size} = this.#records;
		for (let record = 0; record < size; record++) {
			if (hotF64[record * HOT_F64 + Hot.FirstF64]! >= since) peeked.add(hot, cold, record, EndReason.ForcedEnd);
		}
	}

	endIdle(now: EpochMicros): void {
		this.#endWhere(EndReason.IdleTimeout, (record) => this.#isIdle(record, now));
	}

	/** Ends every biflow. */
	finish(): void {
		for (let record = 0; record < this.#records.size; record++) this.#end(record, EndReason.ForcedEnd);
		this.#records.clear();
	}

	#count(packets: PacketBatch, row: number, key: number): void {
		const side = this.#keys.side[key]!;
		let record = this.#records.find(this.#keys, key);
		if (record < 0) {
			if (this.#records.size === this.#records.capacity) this.#makeRoom(packets.time[row]!);
			record = this.#records.insert(this.#keys, key);
			this.#start(record, packets, row, side);
		} else {
			this.#divide(record, packets, row, side);
		}

		const {hot, hotF64, cold} = this.#records;
		const at = record * HOT_WORDS;
		const atF64 = record * HOT_F64;
		const flags = packets.tcpFlags[row]!;
		const hasData = packets.payloadOctets[row]! > 0;
		const before = hot[at + Hot.State]!;
		let state = before;
		if ((flags & CONTROL) !== 0) {
			const sequence = packets.sequence[row]!;
			const acknowledgment = packets.acknowledgment[row]!;
			state = noteControlSegment(state, cold, record * COLD_WORDS, side, flags, sequence, acknowledgment);
			this.#closerLook.atControl(record, packets, row, side);
		} else {
			state |= State.Other << (side * SIDE_1);
			if (!hasData && flags !== 0) state |= State.Acknowledged << (side * SIDE_1);
		}
		if ((state & TOLD) === 0) state |= requestBit(packets, row, side);
		// Of payloads only the first of a side, and those that names are read out of, are looked into.
		if (hasData && ((state >>> (side * SIDE_1)) & READ) !== State.Data) {
			state = this.#closerLook.atPayload(record, packets, row, side, state);
		}
		if (this.#isDetailed) this.#closerLook.atDetails(record, packets, row, side, before, state);
		hot[at + Hot.State] = state;
		const controlBits = hot[at + Hot.ControlBits]! | (flags << (8 * side));
		hot[at + Hot.ControlBits] = this.#countRun(record, controlBits, packets, row, side, hasData);
		hot[at + Hot.Packets + side]!++;
		hotF64[atF64 + Hot.OctetsF64 + side]! += packets.ipOctets[row]!;
		const time = packets.time[row]!;
		if (time > hotF64[atF64 + Hot.LastF64]!) hotF64[atF64 + Hot.LastF64] = time;
		else if (time < hotF64[atF64 + Hot.FirstF64]!) hotF64[atF64 + Hot.FirstF64] = time;
	}

	/** The control bits after a packet of `side`; notes since when a side without any answer sends nothing but what it sent before. */
	#countRun(
		record: number,
		controlBits: number,
		packets: PacketBatch,
		row: number,
		side: number,
		hasData: boolean,
	): number {
		if (((controlBits >>> RUN) & 1) !== side) {
			const bits = (controlBits & ~RUN_BITS) | (side << RUN);
			return hasData ? bits | (1 << RUN_COUNT) : bits;
		}
		if (!hasData) return controlBits;
		const run = runOf(controlBits);
		if (run >= STALLED_RUN - 1) this.#noteRun(record, packets, row, run === STALLED_RUN);
		return run === STALLED_RUN ? controlBits : controlBits + (1 << RUN_COUNT);
	}

	#noteRun(record: number, packets: PacketBatch, row: number, isLong: boolean): void {
		const {cold, coldF64} = this.#records;
		const at = record * COLD_WORDS;
		const atF64 = record * COLD_F64;
		const sequence = packets.sequence[row]!;
		coldF64[atF64 + Cold.StalledUntilF64] = packets.time[row]!;
		if (isLong && ((sequence - cold[at + Cold.StalledSequence]!) | 0) <= 0) {
			const octets = packets.ipOctets[row]!;
			if (octets <= cold[at + Cold.StalledOctets]!) return;
			const frame = packets.frameRow[row]!;
			cold[at + Cold.StalledOctets] = octets;
			cold[at + Cold.StalledCapture] = packets.frames.capture[frame]!;
			coldF64[atF64 + Cold.StalledNumberF64] = packets.frames.number[frame]!;
			return;
		}
		cold[at + Cold.StalledOctets] = 0;
		coldF64[atF64 + Cold.StalledSinceF64] = packets.time[row]!;
		cold[at + Cold.StalledSequence] = sequence;
	}

	/** Ends the biflow of `record` and starts another in its place, if the packet of `row` does not belong to it. */
	#divide(record: number, packets: PacketBatch, row: number, side: number): void {
		const {hot, hotF64} = this.#records;
		const atF64 = record * HOT_F64;
		const state = hot[record * HOT_WORDS + Hot.State]!;
		const time = packets.time[row]!;
		const silence = time - hotF64[atF64 + Hot.LastF64]!;
		if (silence > SHORTEST_TIMEOUT && silence > idleTimeout(hot[record * HOT_WORDS + Hot.Meta]! & 0xff, state)) {
			this.#end(record, EndReason.IdleTimeout);
			this.#start(record, packets, row, side);
		} else if ((packets.tcpFlags[row]! & TcpFlag.Syn) !== 0 && this.#isPortReuse(record, state, packets, row, side)) {
			this.#end(record, EndReason.EndOfFlowDetected);
			this.#start(record, packets, row, side);
		} else if (time - hotF64[atF64 + Hot.FirstF64]! > ACTIVE_TIMEOUT) {
			this.#end(record, EndReason.ActiveTimeout);
			this.#continue(record, time);
		}
	}

	#isPortReuse(record: number, state: number, packets: PacketBatch, row: number, side: number): boolean {
		return beginsAnother(
			state,
			this.#records.cold,
			record * COLD_WORDS,
			side,
			packets.tcpFlags[row]!,
			packets.sequence[row]!,
			packets.acknowledgment[row]!,
		);
	}

	/** Sets everything but the key to the state before the packet of `row`, which is the first of its biflow. */
	#start(record: number, packets: PacketBatch, row: number, side: number): void {
		const {hot, hotF64, cold, coldF64} = this.#records;
		const at = record * HOT_WORDS;
		for (let word = at + Hot.Packets; word < at + HOT_WORDS; word++) hot[word] = 0;
		hot[at + Hot.State] = side === 1 ? State.FirstFromSide1 : 0;
		hotF64[record * HOT_F64 + Hot.FirstF64] = packets.time[row]!;
		hotF64[record * HOT_F64 + Hot.LastF64] = packets.time[row]!;

		const frame = packets.frameRow[row]!;
		const atCold = record * COLD_WORDS;
		for (let word = atCold; word < atCold + COLD_CLEARED; word++) cold[word] = 0;
		if (this.#isDetailed) cold.fill(0, atCold + COLD_DETAILS, atCold + COLD_WORDS);
		cold[atCold + Cold.FirstCapture] = packets.frames.capture[frame]!;
		coldF64[record * COLD_F64 + Cold.FirstNumberF64] = packets.frames.number[frame]!;
	}

	/** After the active timeout: counters start over, what is known of the conversation stays. */
	#continue(record: number, time: EpochMicros): void {
		const {hot, hotF64} = this.#records;
		const at = record * HOT_WORDS;
		const atF64 = record * HOT_F64;
		hot[at + Hot.State]! |= State.Continued;
		hot[at + Hot.Packets] = 0;
		hot[at + Hot.Packets + 1] = 0;
		hotF64[atF64 + Hot.OctetsF64] = 0;
		hotF64[atF64 + Hot.OctetsF64 + 1] = 0;
		hotF64[atF64 + Hot.FirstF64] = time;
		hotF64[atF64 + Hot.LastF64] = time;
	}

	/** Ties an ICMP error to the biflow whose packet it quotes; one about no known biflow is traffic like any other. */
	#noteIcmpError(packets: PacketBatch, row: number, key: number): void {
		const record = packets.quotedProtocol[row] === 0 ? -1 : this.#records.find(this.#keys, key);
		if (record < 0 || this.#isIdle(record, packets.time[row]!)) {
			this.#counts.icmpErrorsOrphaned++;
			this.#keys.set(packets, row, key, this.#addresses);
			this.#keys.candidate[key] = -1;
			this.#count(packets, row, key);
			return;
		}
		this.#counts.icmpErrorsTied++;
		const {hot, cold, coldF64} = this.#records;
		if ((hot[record * HOT_WORDS + Hot.State]! & State.Refused) !== 0) return;
		hot[record * HOT_WORDS + Hot.State]! |= State.Refused;
		const frame = packets.frameRow[row]!;
		cold[record * COLD_WORDS + Cold.Refusal] = packets.sourcePort[row]!;
		cold[record * COLD_WORDS + Cold.RefusalSender] = this.#addresses.sourceWord(packets, row);
		cold[record * COLD_WORDS + Cold.RefusalCapture] = packets.frames.capture[frame]!;
		coldF64[record * COLD_F64 + Cold.RefusalNumberF64] = packets.frames.number[frame]!;
	}

	/** Ends what is idle anyway; if that is too little, grows, and at the limit ends the quarter that is silent longest. */
	#makeRoom(now: EpochMicros): void {
		const records = this.#records;
		this.#endWhere(EndReason.IdleTimeout, (record) => this.#isIdle(record, now));
		if (records.size <= 0.75 * records.capacity) return;
		if (records.capacity < this.#maxFlows) {
			records.grow(Math.min(2 * records.capacity, this.#maxFlows));
			return;
		}
		const times = new Float64Array(records.size);
		for (let record = 0; record < records.size; record++) {
			times[record] = records.hotF64[record * HOT_F64 + Hot.LastF64]!;
		}
		const limit = times.sort()[records.size >> 2]!;
		const before = records.size;
		this.#endWhere(EndReason.LackOfResources, (record) => records.hotF64[record * HOT_F64 + Hot.LastF64]! <= limit);
		this.#counts.evicted += before - records.size;
	}

	/** Whether the next packet of the biflow would begin another one, silent as it has been. */
	#isIdle(record: number, now: EpochMicros): boolean {
		const {hot, hotF64} = this.#records;
		const at = record * HOT_WORDS;
		const silence = now - hotF64[record * HOT_F64 + Hot.LastF64]!;
		return silence > idleTimeout(hot[at + Hot.Meta]! & 0xff, hot[at + Hot.State]!);
	}

	#endWhere(reason: EndReasonCode, isOver: (record: number) => boolean): void {
		this.#records.removeWhere((record) => {
			if (!isOver(record)) return false;
			this.#end(record, reason);
			return true;
		});
	}

	#end(record: number, reason: EndReasonCode): void {
		this.#closerLook.end(record, reason);
		this.#ended.add(this.#records.hot, this.#records.cold, record, reason);
	}
}
