import {type Address, compareAddresses} from '../net/address.js';
import type {PortSet} from '../net/port.js';
import {hasPorts} from '../net/protocol.js';
import type {EpochMicros} from '../net/time.js';
import type {AddressTable} from './address-table.js';
import {confidences, directionBases, type FrameReference, type Outcome, outcomes, type Refusal} from './biflow.js';
import {type FlowEdge, outcomesByMerit} from './edge.js';
import type {EndedFlows} from './ended-flows.js';
import {
	addressWordOf,
	firstFrameOf,
	icmpTypeOf,
	octetsFrom,
	packetsFrom,
	portOf,
	protocolOf,
	refusalOf,
	versionOf,
} from './ended-row.js';
import {decideInitiator, Initiator} from './initiator.js';
import {KeyIndex} from './key-index.js';
import {decideOutcome} from './outcome.js';
import {EndReason, HOT_WORDS, Hot} from './record.js';

/** Marks a key that holds an initiator port, which may itself be 0. */
const AMBIGUOUS = 1 << 9;

/** Folds biflows into edges as they end. */
export class EdgeTable {
	readonly #addresses: AddressTable;
	readonly #documentedPorts: PortSet;
	readonly #index = new KeyIndex();
	readonly #edges: EdgeSums[] = [];
	readonly #initiator = new Initiator();

	/** @param documentedPorts see `decideInitiator` */
	constructor(addresses: AddressTable, documentedPorts: PortSet) {
		this.#addresses = addresses;
		this.#documentedPorts = documentedPorts;
	}

	add(ended: EndedFlows): void {
		for (let row = 0; row < ended.count; row++) this.#addRow(ended, row);
	}

	/** The edges so far, ordered by initiator, responder, protocol, port. */
	edges(): FlowEdge[] {
		return this.#edges.map((sums) => sums.toEdge()).sort(compareEdges);
	}

	#addRow(ended: EndedFlows, row: number): void {
		const initiator = this.#initiator;
		decideInitiator(ended, row, this.#addresses, this.#documentedPorts, initiator);
		const {side} = initiator;
		const from = addressWordOf(ended, row, side);
		const to = addressWordOf(ended, row, 1 - side);
		const version = versionOf(ended, row);
		const port = icmpTypeOf(ended, row) ?? portOf(ended, row, 1 - side);
		const ambiguousPort = initiator.isAmbiguous ? portOf(ended, row, side) : 0;
		const meta = (ended.hot[row * HOT_WORDS + Hot.Meta]! & 0x1ff) | (initiator.isAmbiguous ? AMBIGUOUS : 0);
		const number = this.#index.numberOf(from, to, (ambiguousPort << 16) | port, meta);
		if (number === this.#edges.length) {
			const addresses = this.#addresses;
			const sums = new EdgeSums(
				addresses.address(version, from),
				addresses.address(version, to),
				ended,
				row,
				initiator,
			);
			this.#edges.push(sums);
		}
		const isToGroup = this.#addresses.isGroup(version, to);
		const outcome = outcomes[decideOutcome(ended, row, side, isToGroup)]!;
		this.#edges[number]!.add(ended, row, initiator, outcome, this.#addresses);
	}
}

/** An edge that is still growing. */
class EdgeSums {
	readonly #initiator: Address;
	readonly #responder: Address;
	readonly #protocolIdentifier: number;
	readonly #port: number | undefined;
	readonly #icmpType: number | undefined;
	readonly #ambiguousPort: number | undefined;
	#basis: number;
	#confidence: number;
	#flows = 0;
	#initiatorPackets = 0;
	#responderPackets = 0;
	#initiatorOctets = 0;
	#responderOctets = 0;
	#first: EpochMicros = Number.POSITIVE_INFINITY;
	#last: EpochMicros = Number.NEGATIVE_INFINITY;
	#isSamePort = true;
	#firstFrame: FrameReference | undefined;
	#refusal: Refusal | undefined;
	readonly #outcomes: Partial<Record<Outcome, number>> = {};

	constructor(from: Address, to: Address, ended: EndedFlows, row: number, initiator: Initiator) {
		this.#initiator = from;
		this.#responder = to;
		this.#protocolIdentifier = protocolOf(ended, row);
		const ports = hasPorts(this.#protocolIdentifier);
		this.#port = ports ? portOf(ended, row, 1 - initiator.side) : undefined;
		this.#icmpType = icmpTypeOf(ended, row);
		this.#ambiguousPort = initiator.isAmbiguous && ports ? portOf(ended, row, initiator.side) : undefined;
		this.#basis = initiator.basis;
		this.#confidence = initiator.confidence;
	}

	add(
		ended: EndedFlows,
		row: number,
		{side, basis, confidence}: Initiator,
		outcome: Outcome,
		addresses: AddressTable,
	): void {
		if (ended.reason[row] !== EndReason.ActiveTimeout) {
			this.#flows++;
			this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
		}
		if (basis < this.#basis) this.#basis = basis;
		if (confidence < this.#confidence) this.#confidence = confidence;
		this.#initiatorPackets += packetsFrom(ended, row, side);
		this.#responderPackets += packetsFrom(ended, row, 1 - side);
		this.#initiatorOctets += octetsFrom(ended, row, side);
		this.#responderOctets += octetsFrom(ended, row, 1 - side);
		if (portOf(ended, row, side) !== portOf(ended, row, 1 - side)) this.#isSamePort = false;
		const first = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!;
		const last = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.LastF64]!;
		if (first < this.#first) {
			this.#first = first;
			this.#firstFrame = firstFrameOf(ended, row);
		}
		if (last > this.#last) this.#last = last;
		this.#refusal ??= refusalOf(ended, row, addresses);
	}

	toEdge(): FlowEdge {
		return {
			initiator: this.#initiator,
			responder: this.#responder,
			protocolIdentifier: this.#protocolIdentifier,
			port: this.#port,
			icmpType: this.#icmpType,
			direction: {basis: directionBases[this.#basis]!, confidence: confidences[this.#confidence]!},
			ambiguousPort: this.#ambiguousPort,
			outcome: outcomesByMerit.find((outcome) => outcome in this.#outcomes) ?? 'unanswered',
			outcomes: Object.fromEntries(
				outcomes.flatMap((outcome) => {
					const count = this.#outcomes[outcome];
					return count === undefined ? [] : [[outcome, count]];
				}),
			),
			flows: this.#flows,
			initiatorPackets: this.#initiatorPackets,
			responderPackets: this.#responderPackets,
			initiatorOctets: this.#initiatorOctets,
			responderOctets: this.#responderOctets,
			first: this.#first,
			last: this.#last,
			isSamePort: this.#isSamePort,
			firstFrame: this.#firstFrame!,
			refusal: this.#refusal,
		};
	}
}

function compareEdges(a: FlowEdge, b: FlowEdge): number {
	return (
		compareAddresses(a.initiator, b.initiator) ||
		compareAddresses(a.responder, b.responder) ||
		a.protocolIdentifier - b.protocolIdentifier ||
		(a.port ?? a.icmpType ?? 0) - (b.port ?? b.icmpType ?? 0) ||
		(a.ambiguousPort ?? -1) - (b.ambiguousPort ?? -1)
	);
}
