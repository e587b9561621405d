import type {NetworkNames} from '../decode/packet.js';
import {type Address, compareAddresses} from '../net/address.js';
import type {PortSet} from '../net/port.js';
import {hasPorts, Protocol} from '../net/protocol.js';
import type {EpochMicros} from '../net/time.js';
import type {AddressTable} from './address-table.js';
import {
	confidences,
	directionBases,
	type FrameReference,
	type Negotiation,
	type Outcome,
	outcomes,
	type Refusal,
} from './biflow.js';
import {type FlowEdge, outcomesByMerit} from './edge.js';
import type {EndedFlows} from './ended-flows.js';
import {
	addressWordOf,
	firstFrameOf,
	icmpTypeOf,
	networkOf,
	octetsFrom,
	packetsFrom,
	portOf,
	protocolOf,
	refusalOf,
	versionOf,
} from './ended-row.js';
import {decideInitiator, Initiator} from './initiator.js';
import {KeyIndex} from './key-index.js';
import type {Negotiations} from './negotiation/negotiations.js';
import {decideOutcome} from './outcome.js';
import {EndReason, HOT_WORDS, Hot, META_IPV6} from './record.js';

/** Marks a key that holds an initiator port, which may itself be 0. */
const AMBIGUOUS = 1 << 9;

/** Folds biflows into edges as they end. */
export class EdgeTable {
	readonly #addresses: AddressTable;
	readonly #documentedPorts: PortSet;
	readonly #negotiations: Negotiations;
	readonly #networks: NetworkNames;
	readonly #index = new KeyIndex();
	readonly #edges: EdgeSums[] = [];
	readonly #initiator = new Initiator();

	/**
	 * @param documentedPorts see `decideInitiator`
	 * @param negotiations what the packets arranged that are not folded yet, and those before
	 */
	constructor(addresses: AddressTable, documentedPorts: PortSet, negotiations: Negotiations, networks: NetworkNames) {
		this.#addresses = addresses;
		this.#documentedPorts = documentedPorts;
		this.#negotiations = negotiations;
		this.#networks = networks;
	}

	add(ended: EndedFlows): void {
		for (let row = 0; row < ended.count; row++) {
			if (protocolOf(ended, row) !== Protocol.Udp || !this.#addTied(ended, row)) this.#addRow(ended, row);
		}
	}

	/** The edges so far, ordered by initiator, responder, protocol, port. */
	edges(): FlowEdge[] {
		return this.#edges.map((sums) => sums.toEdge(this.#negotiations)).sort(compareEdges);
	}

	#addRow(ended: EndedFlows, row: number): void {
		const initiator = this.#initiator;
		decideInitiator(ended, row, this.#addresses, this.#documentedPorts, this.#negotiations, initiator);
		const {side} = initiator;
		const edge = this.#edge(
			{
				version: versionOf(ended, row),
				protocol: protocolOf(ended, row),
				initiator: addressWordOf(ended, row, side),
				responder: addressWordOf(ended, row, 1 - side),
				port: icmpTypeOf(ended, row) ?? portOf(ended, row, 1 - side),
			},
			initiator.isAmbiguous ? portOf(ended, row, side) : undefined,
		);
		edge.noteNetwork(networkOf(ended, row), this.#networks);
		const isToGroup = this.#addresses.isGroup(versionOf(ended, row), addressWordOf(ended, row, 1 - side));
		edge.add(ended, row, initiator, outcomes[decideOutcome(ended, row, side, isToGroup)]!, this.#addresses);
	}

	/** Counts the biflow with the edge of the conversation that it belongs to, if it belongs to another one. */
	#addTied(ended: EndedFlows, row: number): boolean {
		const end = (side: number) => ({address: addressWordOf(ended, row, side), port: portOf(ended, row, side)});
		const version = versionOf(ended, row);
		const first = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!;
		const tie = this.#negotiations.tie(version, end(0), end(1), first);
		if (tie === undefined) return false;
		const key = {
			version,
			protocol: Protocol.Udp,
			initiator: tie.initiator,
			responder: tie.responder,
			port: tie.responderPort,
		};
		const side = portOf(ended, row, 0) === tie.initiatorPort ? 0 : 1;
		const edge = this.#edge(key, undefined);
		edge.noteNetwork(networkOf(ended, row), this.#networks);
		edge.addTied(ended, row, side, tie.negotiation);
		return true;
	}

	#edge(key: EdgeKey, ambiguousPort: number | undefined): EdgeSums {
		const {version, protocol, initiator, responder, port} = key;
		const meta = protocol | (version === 6 ? META_IPV6 : 0) | (ambiguousPort === undefined ? 0 : AMBIGUOUS);
		const number = this.#index.numberOf(initiator, responder, ((ambiguousPort ?? 0) << 16) | port, meta);
		if (number === this.#edges.length) {
			const addresses = this.#addresses;
			const [from, to] = [addresses.address(version, initiator), addresses.address(version, responder)];
			this.#edges.push(new EdgeSums(key, from, to, ambiguousPort));
		}
		return this.#edges[number]!;
	}
}

/** What an edge is told apart by; addresses are words. `port` is the ICMP type where there are no ports. */
interface EdgeKey {
	readonly version: 4 | 6;
	readonly protocol: number;
	readonly initiator: number;
	readonly responder: number;
	readonly port: number;
}

/** Outcomes that a tied answer makes answered, those first that it most likely was about. */
const unansweredOutcomes: readonly Outcome[] = ['unanswered', 'pending', 'one-way'];

/** An edge that is still growing. */
class EdgeSums {
	readonly #key: EdgeKey;
	readonly #initiator: Address;
	readonly #responder: Address;
	readonly #ambiguousPort: number | undefined;
	#basis = directionBases.length - 1;
	#confidence = confidences.length - 1;
	#flows = 0;
	/** Biflows that belong to the edge's and answered them. */
	#tiedAnswers = 0;
	#negotiation: Negotiation | undefined;
	#initiatorPackets = 0;
	#responderPackets = 0;
	#initiatorOctets = 0;
	#responderOctets = 0;
	#first: EpochMicros = Number.POSITIVE_INFINITY;
	#last: EpochMicros = Number.NEGATIVE_INFINITY;
	#isSamePort = true;
	/** Names of networks other than the plain one. */
	readonly #networks = new Set<string>();
	#firstFrame: FrameReference | undefined;
	#refusal: Refusal | undefined;
	readonly #outcomes: Partial<Record<Outcome, number>> = {};

	constructor(key: EdgeKey, initiator: Address, responder: Address, ambiguousPort: number | undefined) {
		this.#key = key;
		this.#initiator = initiator;
		this.#responder = responder;
		this.#ambiguousPort = ambiguousPort;
	}

	add(ended: EndedFlows, row: number, initiator: Initiator, outcome: Outcome, addresses: AddressTable): void {
		const {side, basis, confidence} = initiator;
		if (ended.reason[row] !== EndReason.ActiveTimeout) {
			this.#flows++;
			this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
		}
		if (basis < this.#basis) this.#basis = basis;
		if (confidence < this.#confidence) this.#confidence = confidence;
		if (portOf(ended, row, side) !== portOf(ended, row, 1 - side)) this.#isSamePort = false;
		this.#refusal ??= refusalOf(ended, row, addresses);
		this.#addTraffic(ended, row, side);
	}

	noteNetwork(network: number, names: NetworkNames): void {
		if (network !== 0) this.#networks.add(names.name(network)!);
	}

	/** A biflow that carries the answer to one of the edge's, or what was asked for. */
	addTied(ended: EndedFlows, row: number, side: number, negotiation: Negotiation): void {
		if (packetsFrom(ended, row, 1 - side) > 0) this.#tiedAnswers++;
		this.#negotiation ??= negotiation;
		this.#isSamePort = false;
		this.#addTraffic(ended, row, side);
	}

	#addTraffic(ended: EndedFlows, row: number, side: number): void {
		this.#initiatorPackets += packetsFrom(ended, row, side);
		this.#responderPackets += packetsFrom(ended, row, 1 - side);
		this.#initiatorOctets += octetsFrom(ended, row, side);
		this.#responderOctets += octetsFrom(ended, row, 1 - side);
		const first = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!;
		const last = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.LastF64]!;
		if (first < this.#first) {
			this.#first = first;
			this.#firstFrame = firstFrameOf(ended, row);
		}
		if (last > this.#last) this.#last = last;
	}

	toEdge(negotiations: Negotiations): FlowEdge {
		const {version, protocol, initiator, responder, port} = this.#key;
		const isIcmp = protocol === Protocol.Icmp || protocol === Protocol.Icmpv6;
		const ports = hasPorts(protocol);
		const basis = directionBases[this.#basis]!;
		const outcomeCounts = this.#outcomesWithTied();
		const outcome = outcomesByMerit.find((candidate) => candidate in outcomeCounts) ?? 'unanswered';
		const isBeginningSeen = basis === 'handshake' || basis === 'syn';
		return {
			initiator: this.#initiator,
			responder: this.#responder,
			protocolIdentifier: protocol,
			port: ports ? port : undefined,
			icmpType: isIcmp ? port : undefined,
			networks: [...this.#networks].sort(),
			direction: {basis, confidence: confidences[this.#confidence]!},
			ambiguousPort: this.#ambiguousPort,
			negotiation: this.#negotiation ?? negotiations.endpoint(version, initiator, responder, protocol, port),
			isNegotiationVisible:
				isBeginningSeen && outcome !== 'one-way' && !negotiations.isUnreadable(version, initiator, responder),
			outcome,
			outcomes: outcomeCounts,
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

	/** Counts by outcome, in a fixed order; what was answered in another biflow counts as answered. */
	#outcomesWithTied(): Partial<Record<Outcome, number>> {
		const counts = {...this.#outcomes};
		let answers = this.#tiedAnswers;
		for (const outcome of unansweredOutcomes) {
			const moved = Math.min(answers, counts[outcome] ?? 0);
			if (moved === 0) continue;
			answers -= moved;
			counts[outcome]! -= moved;
			counts.answered = (counts.answered ?? 0) + moved;
		}
		return Object.fromEntries(
			outcomes.flatMap((outcome) => {
				const count = counts[outcome] ?? 0;
				return count === 0 ? [] : [[outcome, count]];
			}),
		);
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
