import type {NetworkNames} from '../decode/packet.js';
import {compareAddresses} from '../net/address.js';
import type {PortSet} from '../net/port.js';
import {Protocol} from '../net/protocol.js';
import type {AddressTable} from './address-table.js';
import {type AttemptSums, Attempts, type ScanSums} from './attempts.js';
import {type Negotiation, outcomes} from './biflow.js';
import {type FlowEdge, MAX_RESPONDERS} from './edge.js';
import {absorb, addBiflow, addTied, type EdgeSums, edgeOf, emptySums, noteAnswer, noteNetwork} from './edge-sums.js';
import type {EndedFlows} from './ended-flows.js';
import {addressWordOf, icmpTypeOf, networkOf, packetsFrom, portOf, protocolOf, versionOf} from './ended-row.js';
import {decideInitiator, Initiator} from './initiator.js';
import {KeyIndex} from './key-index.js';
import type {Negotiations} from './negotiation/negotiations.js';
import {decideOutcome} from './outcome.js';
import {HOT_WORDS, Hot, META_IPV6} from './record.js';
import {compareResets} from './resets.js';

/** Marks a key that holds an initiator port, which may itself be 0. */
const AMBIGUOUS = 1 << 9;

/** Indexes of outcomes: nothing came of the biflow. */
const failures: ReadonlySet<number> = new Set(
	(['pending', 'prohibited', 'refused', 'unanswered'] as const).map((outcome) => outcomes.indexOf(outcome)),
);

/** What a table holds, in plain values. */
export interface EdgeParts {
	readonly edges: readonly EdgeSums[];
	readonly attempts: readonly AttemptSums[];
}

/** Folds biflows into edges as they end. */
export class EdgeTable {
	readonly #addresses: AddressTable;
	readonly #documentedPorts: PortSet;
	readonly #negotiations: Negotiations;
	readonly #networks: NetworkNames;
	readonly #index = new KeyIndex();
	readonly #edges: EdgeSums[] = [];
	readonly #attempts: Attempts;
	readonly #initiator = new Initiator();

	/**
	 * @param documentedPorts see `decideInitiator`
	 * @param negotiations what the packets arranged that are not folded yet, and those before
	 */
	constructor(addresses: AddressTable, documentedPorts: PortSet, negotiations: Negotiations, networks: NetworkNames) {
		this.#addresses = addresses;
		this.#attempts = new Attempts(addresses);
		this.#documentedPorts = documentedPorts;
		this.#negotiations = negotiations;
		this.#networks = networks;
	}

	add(ended: EndedFlows): void {
		for (let row = 0; row < ended.count; row++) {
			if (protocolOf(ended, row) !== Protocol.Udp || !this.#addTied(ended, row)) this.#addRow(ended, row);
		}
	}

	/** What the biflows came to so far, for another table to absorb. */
	get parts(): EdgeParts {
		return {edges: this.#edges, attempts: this.#attempts.parts};
	}

	/** Adds what another table gathered from other biflows. */
	absorb({edges, attempts}: EdgeParts): void {
		for (const sums of edges) absorb(this.#edge(this.#keyOf(sums), sums.ambiguousPort), sums);
		this.#attempts.absorb(attempts);
	}

	/** The same; the parts are this table's from now on. */
	adopt({edges, attempts}: EdgeParts): void {
		for (const sums of edges) this.#adopt(sums);
		this.#attempts.absorb(attempts);
	}

	/**
	 * Keeps with every edge what sent its initiator to its port: what was negotiated is forgotten in the end, and a table that grows for
	 * days outlives it.
	 */
	keepNegotiations(): void {
		for (const sums of this.#edges) {
			if (sums.negotiation === undefined) sums.negotiation = this.#negotiationOf(sums);
		}
	}

	/** The edges, ordered by initiator, responder, protocol, port. Nothing can be added afterwards. */
	edges(): FlowEdge[] {
		const {attempts} = this.parts;
		for (const {edges} of attempts) for (const sums of edges ?? []) this.#adopt(sums);
		const scans = attempts.flatMap(({scan}) => (scan === undefined ? [] : [scanOf(scan)]));
		// One that was only answered belongs to a request that was captured as a copy.
		const own = this.#edges.filter(({firstFrame}) => firstFrame !== undefined).map((sums) => this.#edgeOf(sums));
		return compareResets([...own, ...scans].sort(compareEdges));
	}

	#adopt(sums: EdgeSums): void {
		const number = this.#numberOf(this.#keyOf(sums), sums.ambiguousPort);
		if (number === this.#edges.length) this.#edges.push(sums);
		else absorb(this.#edges[number]!, sums);
	}

	#keyOf({initiator, responder, protocol, port}: EdgeSums): EdgeKey {
		return {
			version: initiator.version,
			protocol,
			initiator: this.#addresses.wordOf(initiator),
			responder: this.#addresses.wordOf(responder),
			port,
		};
	}

	#edgeOf(sums: EdgeSums): FlowEdge {
		const {version} = sums.initiator;
		const from = this.#addresses.wordOf(sums.initiator);
		const to = this.#addresses.wordOf(sums.responder);
		return edgeOf(sums, this.#negotiationOf(sums), this.#negotiations.isUnreadable(version, from, to));
	}

	#negotiationOf({initiator, responder, protocol, port}: EdgeSums): Negotiation | undefined {
		const from = this.#addresses.wordOf(initiator);
		const to = this.#addresses.wordOf(responder);
		return this.#negotiations.endpoint(initiator.version, from, to, protocol, port);
	}

	#addRow(ended: EndedFlows, row: number): void {
		const initiator = this.#initiator;
		decideInitiator(ended, row, this.#addresses, this.#documentedPorts, this.#negotiations, initiator);
		const {side, isAmbiguous} = initiator;
		const version = versionOf(ended, row);
		const protocol = protocolOf(ended, row);
		const from = addressWordOf(ended, row, side);
		const to = addressWordOf(ended, row, 1 - side);
		const port = icmpTypeOf(ended, row) ?? portOf(ended, row, 1 - side);
		const outcome = decideOutcome(ended, row, side, this.#addresses.isGroup(version, to));
		const sums =
			failures.has(outcome) && !isAmbiguous
				? this.#attempts.sums(version, protocol, from, to, port)
				: this.#edge(
						{version, protocol, initiator: from, responder: to, port},
						isAmbiguous ? portOf(ended, row, side) : undefined,
					);
		addBiflow(sums, ended, row, initiator, outcome, this.#addresses);
		noteNetwork(sums, this.#networks.name(networkOf(ended, row)));
	}

	/**
	 * Counts the biflow with the edge of the conversation that it belongs to, if it belongs to another one. Where it answers several, the
	 * first has its packets, and the others know that they were answered.
	 */
	#addTied(ended: EndedFlows, row: number): boolean {
		const end = (side: number) => ({address: addressWordOf(ended, row, side), port: portOf(ended, row, side)});
		const version = versionOf(ended, row);
		const first = ended.hotF64[(row * HOT_WORDS) / 2 + Hot.FirstF64]!;
		const ties = this.#negotiations.ties(version, end(0), end(1), first);
		const [tie] = ties;
		if (tie === undefined) return false;
		const side = portOf(ended, row, 0) === tie.initiatorPort ? 0 : 1;
		// A client that renews its lease asks at the very ends at which it was answered before.
		const isOwn = tie.negotiation.by === 'dhcp' && packetsFrom(ended, row, side) > 0;
		const isToGroup = this.#addresses.isGroup(version, addressWordOf(ended, row, side));
		for (const each of ties) {
			const {initiator, responder, responderPort: port} = each;
			const sums = this.#edge({version, protocol: Protocol.Udp, initiator, responder, port}, undefined);
			if (each === tie && !isOwn) addTied(sums, ended, row, side, each.negotiation, isToGroup);
			else noteAnswer(sums, each.negotiation, first);
			noteNetwork(sums, this.#networks.name(networkOf(ended, row)));
		}
		return !isOwn;
	}

	#edge(key: EdgeKey, ambiguousPort: number | undefined): EdgeSums {
		const number = this.#numberOf(key, ambiguousPort);
		if (number === this.#edges.length) {
			const {version, initiator, responder, protocol, port} = key;
			const addresses = this.#addresses;
			const [from, to] = [addresses.address(version, initiator), addresses.address(version, responder)];
			this.#edges.push(emptySums({initiator: from, responder: to, protocol, port, ambiguousPort}));
		}
		return this.#edges[number]!;
	}

	/** Position of the edge; of a new one, which must be added there, that behind the last. */
	#numberOf({version, protocol, initiator, responder, port}: EdgeKey, ambiguousPort: number | undefined): number {
		const meta = protocol | (version === 6 ? META_IPV6 : 0) | (ambiguousPort === undefined ? 0 : AMBIGUOUS);
		return this.#index.numberOf(initiator, responder, ((ambiguousPort ?? 0) << 16) | port, meta);
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

function scanOf({sums, lowestResponder, responders, ports}: ScanSums): FlowEdge {
	const bits = ports.reduce((sum, octet) => sum + bitCount(octet), 0);
	return {
		...edgeOf(sums, undefined, false),
		responder: lowestResponder,
		port: undefined,
		icmpType: undefined,
		scan: {responders: Math.min(responders.size, MAX_RESPONDERS + 1), ports: bits},
	};
}

function bitCount(octet: number): number {
	let count = 0;
	for (let rest = octet; rest !== 0; rest &= rest - 1) count++;
	return count;
}

function compareEdges(a: FlowEdge, b: FlowEdge): number {
	return (
		compareAddresses(a.initiator, b.initiator) ||
		compareAddresses(a.responder, b.responder) ||
		a.protocolIdentifier - b.protocolIdentifier ||
		(a.port ?? a.icmpType ?? 0) - (b.port ?? b.icmpType ?? 0) ||
		(a.ambiguousPort ?? -1) - (b.ambiguousPort ?? -1) ||
		Number(a.scan !== undefined) - Number(b.scan !== undefined)
	);
}
