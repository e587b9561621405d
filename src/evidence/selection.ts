import {type PacketBatch, PacketKind} from '../decode/packet.js';
import type {AddressTable} from '../flow/address-table.js';
import {icmpQuery} from '../flow/icmp.js';
import type {Negotiations} from '../flow/negotiation/negotiations.js';
import {Protocol} from '../net/protocol.js';
import {type Ends, type Target, Targets} from './targets.js';
import type {Wanted} from './wanted.js';

/** Bounds of the packets of one finding. */
export const MAX_PACKETS = 20_000;
export const MAX_OCTETS = 1 << 26;
/** Of all edges of its context together, packets: what it is about must have room. */
const MAX_OF_CONTEXT = 5000;
/** Of one edge, conversations (addresses and ports of both ends), and packets of each. */
const own = {conversations: 50, packets: 1000};
const ofContext = {conversations: 10, packets: 200};
/** Conversations that are told apart by who asked, because they answer from other ports. */
const MAX_TIED = 16_384;

/** What of a finding's packets was taken, and what was over the bounds. */
export interface Taken {
	packets: number;
	/** Octets captured of them. */
	octets: number;
	leftOut: number;
	/** Of the packets, those of its context. */
	ofContext: number;
}

/** Chooses, packet after packet, those that belong to findings. */
export class Selection {
	readonly taken: readonly Taken[];
	readonly #wanted: readonly Wanted[];
	readonly #addresses: AddressTable;
	readonly #negotiations: Negotiations;
	readonly #targets: Targets;
	/** Positions of what is wanted, by capture and number of a packet. */
	readonly #frames = new Map<number, Map<number, number[]>>();
	/** Packets so far of each conversation of an edge, by its ends; and how many conversations an edge has. */
	readonly #conversations = new Map<string, number>();
	readonly #counts = new Map<string, number>();
	/** Conversations of packets that prove something: by whom they are wanted, and how many packets so far. */
	readonly #proven = new Map<string, Map<number, number>>();
	/** 1 at the hash of each of them, so that most packets are passed over for the price of one look. */
	readonly #mayBeProven = new Uint8Array(1 << 16);
	readonly #tied = new Map<string, readonly Target[]>();
	/** Of each that is wanted, how much it wants the frame that is looked at: `Mark`. */
	readonly #marks: Uint8Array;

	constructor(wanted: readonly Wanted[], addresses: AddressTable, negotiations: Negotiations) {
		this.#wanted = wanted;
		this.#addresses = addresses;
		this.#negotiations = negotiations;
		this.#targets = new Targets(wanted, (address) => addresses.wordOf(address));
		this.#marks = new Uint8Array(wanted.length);
		this.taken = wanted.map(() => ({packets: 0, octets: 0, leftOut: 0, ofContext: 0}));
		for (const [index, {frames}] of wanted.entries()) {
			for (const {capture, packet} of frames) {
				let ofCapture = this.#frames.get(capture);
				if (ofCapture === undefined) {
					ofCapture = new Map();
					this.#frames.set(capture, ofCapture);
				}
				const list = ofCapture.get(packet);
				if (list === undefined) ofCapture.set(packet, [index]);
				else if (!list.includes(index)) list.push(index);
			}
		}
	}

	/**
	 * Calls back for each frame of the batch that belongs to something, in the order of the frames.
	 * @param onFrame given the row of the frame and the positions of what wants it, ascending
	 */
	pick(packets: PacketBatch, onFrame: (frame: number, wantedBy: readonly number[]) => void): void {
		const {frames, frameRow, count} = packets;
		let row = 0;
		// A frame that gave no packet may be a proof too: a piece of a datagram whose first is missing.
		for (let frame = 0; frame < frames.count; frame++) {
			const marked: number[] = [];
			const proves = this.#frames.get(frames.capture[frame]!)?.get(frames.number[frame]!) ?? [];
			for (const index of proves) this.#mark(index, marked, Mark.Proof);
			for (; row < count && frameRow[row] === frame; row++) this.#markRow(packets, row, marked, proves);
			if (marked.length > 0) this.#settle(packets, frame, marked, onFrame);
		}
	}

	#settle(
		packets: PacketBatch,
		frame: number,
		marked: number[],
		onFrame: (frame: number, by: readonly number[]) => void,
	): void {
		const octets = packets.frames.capturedLength[frame]!;
		const by = marked
			.sort((a, b) => a - b)
			.filter((index) => {
				const mark = this.#marks[index]!;
				this.#marks[index] = Mark.None;
				const taken = this.taken[index]!;
				const hasRoom = taken.packets < MAX_PACKETS && taken.octets + octets <= MAX_OCTETS;
				if (mark !== Mark.Proof && (mark === Mark.Full || !hasRoom)) {
					taken.leftOut++;
					return false;
				}
				if (mark === Mark.OfContext) taken.ofContext++;
				taken.packets++;
				taken.octets += octets;
				return true;
			});
		if (by.length > 0) onFrame(frame, by);
	}

	#markRow(packets: PacketBatch, row: number, marked: number[], proves: readonly number[]): void {
		const ends = this.#endsOf(packets, row);
		if (ends === undefined) return;
		this.#markProven(ends, marked, proves);
		let targets = this.#targets.of(ends);
		if (this.#targets.hasTied && ends.protocol === Protocol.Udp) {
			const tied = this.#tiedTo(ends, packets.time[row]!);
			if (tied.length > 0) targets = [...new Set([...targets, ...tied])];
		}
		if (targets.length === 0) return;
		for (const target of targets) this.#mark(target.wanted, marked, this.#markOf(target, ends));
	}

	/** What comes after a proof in its conversation belongs to it: the answer to a question. */
	#markProven(ends: Ends, marked: number[], proves: readonly number[]): void {
		const hash = hashOf(ends);
		if (proves.length > 0) this.#mayBeProven[hash] = 1;
		else if (this.#mayBeProven[hash] === 0) return;
		const conversation = conversationKey(ends);
		let proven = this.#proven.get(conversation);
		if (proves.length > 0 && proven === undefined) {
			proven = new Map();
			this.#proven.set(conversation, proven);
		}
		for (const index of proves) if (!proven!.has(index)) proven!.set(index, 0);
		for (const [index, packets] of proven ?? []) {
			if (packets >= ofContext.packets) continue;
			proven!.set(index, packets + 1);
			this.#mark(index, marked, Mark.OfContext);
		}
	}

	#mark(index: number, marked: number[], mark: MarkCode): void {
		if (this.#marks[index] === Mark.None) marked.push(index);
		if (mark > this.#marks[index]!) this.#marks[index] = mark;
	}

	#markOf({wanted, edge}: Target, ends: Ends): MarkCode {
		const {finding, edges} = this.#wanted[wanted]!;
		const taken = this.taken[wanted]!;
		const isOwn = edge < finding.edges.length;
		if (taken.packets >= MAX_PACKETS || (!isOwn && taken.ofContext >= MAX_OF_CONTEXT)) return Mark.Full;
		const {outcome, scan} = edges[edge]!;
		const bounds = isOwn ? own : ofContext;
		const of = `${wanted} ${edge}`;
		const key = `${of} ${conversationKey(ends)}`;
		const packets = this.#conversations.get(key) ?? 0;
		if (packets === 0) {
			const conversations = this.#counts.get(of) ?? 0;
			// A scan is made of very many.
			if (conversations >= bounds.conversations && scan === null) return Mark.Full;
			this.#counts.set(of, conversations + 1);
			// What breaks off is told by its end.
		} else if (packets >= bounds.packets && !(isOwn && outcome === 'cut')) return Mark.Full;
		this.#conversations.set(key, packets + 1);
		return isOwn ? Mark.Own : Mark.OfContext;
	}

	/** The ends of a packet; of an ICMP error those of the packet that it is about, and `undefined` where nobody can tell. */
	#endsOf(packets: PacketBatch, row: number): Ends | undefined {
		const {kind, version, protocol, sourcePort, destinationPort} = packets;
		if (kind[row] === PacketKind.IcmpError) return this.#quotedEnds(packets, row);
		let fromPort = 0;
		let toPort = 0;
		if (kind[row] === PacketKind.Ports) [fromPort, toPort] = [sourcePort[row]!, destinationPort[row]!];
		if (kind[row] === PacketKind.Icmp) fromPort = toPort = icmpQuery(sourcePort[row]!, protocol[row]!) >>> 8;
		return {
			version: version[row]!,
			protocol: protocol[row]!,
			from: this.#addresses.sourceWord(packets, row),
			to: this.#addresses.destinationWord(packets, row),
			fromPort,
			toPort,
		};
	}

	#quotedEnds(packets: PacketBatch, row: number): Ends | undefined {
		const {version, quotedSource, quotedDestination, quotedProtocol, quotedSourcePort, quotedDestinationPort} = packets;
		const protocol = quotedProtocol[row]!;
		if (protocol === 0) return undefined;
		const word = (words: Uint32Array) =>
			version[row] === 4 ? words[row]! | 0 : this.#addresses.ipv6WordAt(words, row);
		const common = {version: version[row]!, protocol, from: word(quotedSource), to: word(quotedDestination)};
		if (protocol !== Protocol.Icmp && protocol !== Protocol.Icmpv6) {
			return {...common, fromPort: quotedSourcePort[row]!, toPort: quotedDestinationPort[row]!};
		}
		const type = icmpQuery(quotedSourcePort[row]!, protocol) >>> 8;
		return {...common, fromPort: type, toPort: type};
	}

	/** What datagrams between these ends answer that was asked between others. */
	#tiedTo(ends: Ends, time: number): readonly Target[] {
		const {version, from, to, fromPort, toPort} = ends;
		const key = conversationKey(ends);
		const known = this.#tied.get(key);
		if (known !== undefined) return known;
		const ties = this.#negotiations.ties(version, {address: from, port: fromPort}, {address: to, port: toPort}, time);
		const targets = ties.flatMap(({initiator, responder, initiatorPort, responderPort}) =>
			this.#targets.of({
				version,
				protocol: Protocol.Udp,
				from: initiator,
				to: responder,
				fromPort: initiatorPort,
				toPort: responderPort,
			}),
		);
		// Of a long transfer only the beginning is near the request.
		if (targets.length > 0 && this.#tied.size < MAX_TIED) this.#tied.set(key, targets);
		return targets;
	}
}

/** The more, the more it is wanted. */
const Mark = {None: 0, Full: 1, OfContext: 2, Own: 3, Proof: 4} as const;
type MarkCode = (typeof Mark)[keyof typeof Mark];

/** The same for both directions, 16 bits. */
function hashOf({from, to, fromPort, toPort}: Ends): number {
	return (Math.imul(from ^ to ^ Math.imul(fromPort ^ toPort, 0x85ebca77), 0x9e3779b1) >>> 16) & 0xffff;
}

/** The same for both directions. */
function conversationKey({version, protocol, from, to, fromPort, toPort}: Ends): string {
	const isForward = from < to || (from === to && fromPort <= toPort);
	return isForward
		? `${version} ${protocol} ${from} ${fromPort} ${to} ${toPort}`
		: `${version} ${protocol} ${to} ${toPort} ${from} ${fromPort}`;
}
