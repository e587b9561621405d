import {compareAddresses} from '../net/address.js';
import type {PortSet} from '../net/port.js';
import {Protocol} from '../net/protocol.js';
import type {AddressTable} from './address-table.js';
import type {FlowEdge} from './edge.js';
import {absorb, addBiflow, addTied, type EdgeSums, edgeOf, emptySums} from './edge-sums.js';
import type {EndedFlows} from './ended-flows.js';
import {addressWordOf, icmpTypeOf, portOf, protocolOf, versionOf} from './ended-row.js';
import {decideInitiator, Initiator} from './initiator.js';
import {KeyIndex} from './key-index.js';
import type {Negotiations} from './negotiation/negotiations.js';
import {decideOutcome} from './outcome.js';
import {HOT_WORDS, Hot, META_IPV6} from './record.js';

/** Marks a key that holds an initiator port, which may itself be 0. */
const AMBIGUOUS = 1 << 9;

/** Folds biflows into edges as they end. */
export class EdgeTable {
	readonly #addresses: AddressTable;
	readonly #documentedPorts: PortSet;
	readonly #negotiations: Negotiations;
	readonly #index = new KeyIndex();
	readonly #edges: EdgeSums[] = [];
	readonly #initiator = new Initiator();

	/**
	 * @param documentedPorts see `decideInitiator`
	 * @param negotiations what the packets arranged that are not folded yet, and those before
	 */
	constructor(addresses: AddressTable, documentedPorts: PortSet, negotiations: Negotiations) {
		this.#addresses = addresses;
		this.#documentedPorts = documentedPorts;
		this.#negotiations = negotiations;
	}

	add(ended: EndedFlows): void {
		for (let row = 0; row < ended.count; row++) {
			if (protocolOf(ended, row) !== Protocol.Udp || !this.#addTied(ended, row)) this.#addRow(ended, row);
		}
	}

	/** What the biflows came to so far, for another table to absorb. */
	get sums(): readonly EdgeSums[] {
		return this.#edges;
	}

	/** Adds what another table gathered from other biflows. */
	absorb(others: readonly EdgeSums[]): void {
		for (const sums of others) {
			const {initiator, responder, protocol, port, ambiguousPort} = sums;
			const key = {
				version: initiator.version,
				protocol,
				initiator: this.#addresses.wordOf(initiator),
				responder: this.#addresses.wordOf(responder),
				port,
			};
			absorb(this.#edge(key, ambiguousPort), sums);
		}
	}

	/** The edges so far, ordered by initiator, responder, protocol, port. */
	edges(): FlowEdge[] {
		return this.#edges.map((sums) => this.#edgeOf(sums)).sort(compareEdges);
	}

	#edgeOf(sums: EdgeSums): FlowEdge {
		const {version} = sums.initiator;
		const from = this.#addresses.wordOf(sums.initiator);
		const to = this.#addresses.wordOf(sums.responder);
		const negotiations = this.#negotiations;
		const negotiation = negotiations.endpoint(version, from, to, sums.protocol, sums.port);
		return edgeOf(sums, negotiation, negotiations.isUnreadable(version, from, to));
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
		const isToGroup = this.#addresses.isGroup(versionOf(ended, row), addressWordOf(ended, row, 1 - side));
		addBiflow(edge, ended, row, initiator, decideOutcome(ended, row, side, isToGroup), this.#addresses);
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
		addTied(this.#edge(key, undefined), ended, row, side, tie.negotiation);
		return true;
	}

	#edge({version, protocol, initiator, responder, port}: EdgeKey, ambiguousPort: number | undefined): EdgeSums {
		const meta = protocol | (version === 6 ? META_IPV6 : 0) | (ambiguousPort === undefined ? 0 : AMBIGUOUS);
		const number = this.#index.numberOf(initiator, responder, ((ambiguousPort ?? 0) << 16) | port, meta);
		if (number === this.#edges.length) {
			const addresses = this.#addresses;
			const [from, to] = [addresses.address(version, initiator), addresses.address(version, responder)];
			this.#edges.push(emptySums({initiator: from, responder: to, protocol, port, ambiguousPort}));
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

function compareEdges(a: FlowEdge, b: FlowEdge): number {
	return (
		compareAddresses(a.initiator, b.initiator) ||
		compareAddresses(a.responder, b.responder) ||
		a.protocolIdentifier - b.protocolIdentifier ||
		(a.port ?? a.icmpType ?? 0) - (b.port ?? b.icmpType ?? 0) ||
		(a.ambiguousPort ?? -1) - (b.ambiguousPort ?? -1)
	);
}
