import {type Address, addressOf, compareAddresses} from '../net/address.js';
import type {AddressTable} from './address-table.js';
import {MAX_RESPONDERS} from './edge.js';
import {absorb, type EdgeSums, emptySums} from './edge-sums.js';

/** Failed edges of one initiator and protocol that are told apart; with more it scans, and they become one. */
export const SCAN_EDGES = 4096;
const PORT_OCTETS = 8192;

/** What one initiator tried over one protocol without success, in plain values, for another table to absorb. */
export interface AttemptSums {
	/** By responder and port; `undefined` once they are folded into one. */
	edges: EdgeSums[] | undefined;
	readonly scan: ScanSums | undefined;
}

/** All failed attempts of an initiator that scans. */
export interface ScanSums {
	/** Its responder and port mean nothing. */
	readonly sums: EdgeSums;
	lowestResponder: Address;
	/** Texts of addresses; never more than `MAX_RESPONDERS` and one. */
	readonly responders: Set<string>;
	/** A bit for each port tried, or ICMP type. */
	readonly ports: Uint8Array;
}

/**
 * Attempts that came to nothing, apart from what was answered: an initiator with very many of them is a scanner, and all
 * of its attempts become one scan. Whether it is one does not depend on the order of the biflows, nor on how many tables
 * they were gathered in.
 */
export class Attempts {
	readonly #addresses: AddressTable;
	readonly #byInitiator = new Map<number, Attempt>();

	constructor(addresses: AddressTable) {
		this.#addresses = addresses;
	}

	/** What a failed biflow with these ends is to be added to. Addresses are words; `port` is the ICMP type where there are no ports. */
	sums(version: 4 | 6, protocol: number, initiator: number, responder: number, port: number): EdgeSums {
		const attempt = this.#attempt(version, protocol, initiator);
		return attempt.sums(responder, port);
	}

	get parts(): AttemptSums[] {
		return [...this.#byInitiator.values()].map((attempt) => attempt.parts);
	}

	absorb(parts: readonly AttemptSums[]): void {
		for (const part of parts) {
			const {initiator, protocol} = part.scan?.sums ?? part.edges![0]!;
			this.#attempt(initiator.version, protocol, this.#addresses.wordOf(initiator)).absorb(part);
		}
	}

	#attempt(version: 4 | 6, protocol: number, initiator: number): Attempt {
		const key = ((initiator >>> 0) * 256 + protocol) * 2 + (version === 6 ? 1 : 0);
		let attempt = this.#byInitiator.get(key);
		if (attempt === undefined) {
			attempt = new Attempt(this.#addresses, this.#addresses.address(version, initiator), protocol);
			this.#byInitiator.set(key, attempt);
		}
		return attempt;
	}
}

/** Above every address. */
const HIGHEST = addressOf(6, [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff]);

function lower(a: Address, b: Address): Address {
	return compareAddresses(b, a) < 0 ? b : a;
}

/** The attempts of one initiator over one protocol. */
class Attempt {
	readonly #addresses: AddressTable;
	readonly #initiator: Address;
	readonly #protocol: number;
	/** By responder word and port. */
	#edges: Map<number, EdgeSums> | undefined = new Map();
	#scan: ScanSums | undefined;
	/** Words of responders that are among the scan's already. */
	readonly #known = new Set<number>();
	/** The word of the responder that was noted last. */
	#latest: number | undefined;

	constructor(addresses: AddressTable, initiator: Address, protocol: number) {
		this.#addresses = addresses;
		this.#initiator = initiator;
		this.#protocol = protocol;
	}

	sums(responder: number, port: number): EdgeSums {
		if (this.#edges === undefined) {
			this.#note(this.#scan!, responder, port);
			return this.#scan!.sums;
		}
		const key = (responder >>> 0) * 65_536 + port;
		let sums = this.#edges.get(key);
		if (sums === undefined) {
			if (this.#edges.size === SCAN_EDGES) {
				this.#fold();
				return this.sums(responder, port);
			}
			sums = this.#empty(this.#addresses.address(this.#initiator.version, responder), port);
			this.#edges.set(key, sums);
		}
		return sums;
	}

	get parts(): AttemptSums {
		return {edges: this.#edges === undefined ? undefined : [...this.#edges.values()], scan: this.#scan};
	}

	absorb({edges, scan}: AttemptSums): void {
		for (const other of edges ?? []) {
			absorb(this.sums(this.#addresses.wordOf(other.responder), other.port), other);
		}
		if (scan === undefined) return;
		if (this.#edges !== undefined) this.#fold();
		const own = this.#scan!;
		for (const [index, bits] of scan.ports.entries()) own.ports[index]! |= bits;
		for (const text of scan.responders) if (own.responders.size <= MAX_RESPONDERS) own.responders.add(text);
		own.lowestResponder = lower(own.lowestResponder, scan.lowestResponder);
		absorb(own.sums, scan.sums);
	}

	#fold(): void {
		const edges = [...this.#edges!.values()];
		this.#edges = undefined;
		this.#scan = {
			sums: this.#empty(this.#initiator, 0),
			lowestResponder: HIGHEST,
			responders: new Set(),
			ports: new Uint8Array(PORT_OCTETS),
		};
		for (const edge of edges) {
			absorb(this.sums(this.#addresses.wordOf(edge.responder), edge.port), edge);
		}
	}

	#note(scan: ScanSums, responder: number, port: number): void {
		scan.ports[port >>> 3]! |= 1 << (port & 7);
		if (responder === this.#latest) return;
		this.#latest = responder;
		const {version} = this.#initiator;
		// Addresses beyond those that are counted are not kept as objects either.
		const isCounted = this.#known.size <= MAX_RESPONDERS;
		const address = isCounted
			? this.#addresses.address(version, responder)
			: this.#addresses.passingAddress(version, responder);
		scan.lowestResponder = lower(scan.lowestResponder, address);
		if (!isCounted || this.#known.has(responder)) return;
		this.#known.add(responder);
		scan.responders.add(address.text);
	}

	#empty(responder: Address, port: number): EdgeSums {
		return emptySums({initiator: this.#initiator, responder, protocol: this.#protocol, port, ambiguousPort: undefined});
	}
}
