import type {PacketBatch} from '../../decode/packet.js';
import type {AddressTable} from '../address-table.js';
import type {GroupJoin} from '../biflow.js';
import {frameOf, payloadOf} from './packet-parts.js';

// IGMP (RFC 1112 appendix I, RFC 2236 §2, RFC 3376 §4.2).
const REPORT_V1 = 0x12;
const REPORT_V2 = 0x16;
const REPORT_V3 = 0x22;
/** Record types by which a host wants what is sent to the group: from all but, or from some. */
const wanting: ReadonlySet<number> = new Set([2, 4, 5]);
const RECORD = 8;
/** Groups that a report names; more is an attack. */
const MAX_RECORDS = 64;
const MAX_JOINS = 4096;

/** Who wants to have what is sent to which groups. */
export class GroupJoins {
	readonly #addresses: AddressTable;
	readonly #joins = new Map<string, GroupJoin>();

	constructor(addresses: AddressTable) {
		this.#addresses = addresses;
	}

	/** In the order in which they were captured. */
	get all(): GroupJoin[] {
		return [...this.#joins.values()];
	}

	/** Takes a packet of IGMP. */
	read(packets: PacketBatch, row: number): void {
		const payload = payloadOf(packets, row);
		if (packets.version[row] !== 4 || payload.length < 8) return;
		const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
		const type = payload[0]!;
		if (type === REPORT_V1 || type === REPORT_V2) this.#note(packets, row, view.getUint32(4));
		if (type !== REPORT_V3) return;
		const records = Math.min(view.getUint16(6), MAX_RECORDS);
		for (let at = 8, index = 0; index < records && at + RECORD <= payload.length; index++) {
			const sources = view.getUint16(at + 2);
			const isWanted = wanting.has(payload[at]!) && (payload[at] !== 5 || sources > 0);
			if (isWanted) this.#note(packets, row, view.getUint32(at + 4));
			at += RECORD + 4 * (sources + payload[at + 1]!);
		}
	}

	#note(packets: PacketBatch, row: number, word: number): void {
		const host = this.#addresses.passingAddress(4, this.#addresses.sourceWord(packets, row));
		const group = this.#addresses.passingAddress(4, word | 0);
		const key = `${host.text} ${group.text}`;
		if (this.#joins.size === MAX_JOINS || this.#joins.has(key)) return;
		this.#joins.set(key, {host, group, time: packets.time[row]!, frame: frameOf(packets, row)});
	}
}
