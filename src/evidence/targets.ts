import {parseAddress} from '../net/address.js';
import {Protocol, protocolNumber} from '../net/protocol.js';
import type {ReportEdge} from '../report/report.js';
import type {Wanted} from './wanted.js';

/** An edge of a finding; both by their positions. */
export interface Target {
	/** In the list of what is wanted. */
	readonly wanted: number;
	/** Among the edges of that. */
	readonly edge: number;
}

/** Two ends of a conversation: addresses as words of an address table, and ports; of ICMP `port` is the type of the query on both. */
export interface Ends {
	readonly version: number;
	readonly protocol: number;
	readonly from: number;
	readonly to: number;
	readonly fromPort: number;
	readonly toPort: number;
}

interface OfPair {
	/** By protocol, side of the responder and its port. */
	readonly byService: Map<number, Target[]>;
}

/** Finds out quickly whether a packet belongs to an edge of a finding, and to which. */
export class Targets {
	readonly #pairs = new Map<string, OfPair>();
	readonly #scanners = new Map<string, Target[]>();
	/** 1 at the hash of each pair of hosts, so that most packets are passed over for the price of one look. */
	readonly #mayBePair = new Uint8Array(1 << 16);
	readonly #mayBeScanner = new Uint8Array(1 << 16);
	/** Answers to these come from other ends than they were asked at: TFTP, DHCP. */
	readonly hasTied: boolean;
	readonly hasScanners: boolean;

	/** @param wordOf the word of an address, as the packets' will be */
	constructor(all: readonly Wanted[], wordOf: (address: NonNullable<ReturnType<typeof parseAddress>>) => number) {
		for (const [wanted, {edges}] of all.entries()) {
			for (const [edge, reported] of edges.entries()) this.#add(reported, {wanted, edge}, wordOf);
		}
		const edges = all.flatMap((one) => one.edges);
		this.hasTied = edges.some(({protocol, port}) => protocol === 'udp' && (port === TFTP || port === DHCP));
		this.hasScanners = this.#scanners.size > 0;
	}

	/** What packets between these ends belong to; none for most. */
	of({version, protocol, from, to, fromPort, toPort}: Ends): readonly Target[] {
		const ofPair = this.#mayBePair[hashOf(from, to)] === 1 ? this.#pairs.get(pairKey(version, from, to)) : undefined;
		const found: Target[] = [];
		if (ofPair !== undefined) {
			append(found, ofPair.byService.get(serviceKey(protocol, from, to, to, toPort)));
			if (!isSided(protocol)) return this.#withScans(found, version, protocol, from, to);
			append(found, ofPair.byService.get(serviceKey(protocol, from, to, from, fromPort)));
		}
		return this.#withScans(found, version, protocol, from, to);
	}

	#withScans(found: Target[], version: number, protocol: number, from: number, to: number): Target[] {
		if (!this.hasScanners) return found;
		for (const word of [from, to]) {
			if (this.#mayBeScanner[hashOf(word, 0)] === 1)
				append(found, this.#scanners.get(`${version} ${word} ${protocol}`));
		}
		return found;
	}

	#add(
		edge: ReportEdge,
		target: Target,
		wordOf: (address: NonNullable<ReturnType<typeof parseAddress>>) => number,
	): void {
		const initiator = parseAddress(edge.initiator.address);
		const responder = parseAddress(edge.responder.address);
		const protocol = protocolNumber(edge.protocol);
		if (initiator === undefined || responder === undefined || protocol === undefined) return;
		const {version} = initiator;
		const [from, to] = [wordOf(initiator), wordOf(responder)];
		if (edge.scan !== null) {
			this.#mayBeScanner[hashOf(from, 0)] = 1;
			push(this.#scanners, `${version} ${from} ${protocol}`, target);
			return;
		}
		this.#mayBePair[hashOf(from, to)] = 1;
		const key = pairKey(version, from, to);
		let ofPair = this.#pairs.get(key);
		if (ofPair === undefined) {
			ofPair = {byService: new Map()};
			this.#pairs.set(key, ofPair);
		}
		push(ofPair.byService, serviceKey(protocol, from, to, to, edge.port ?? edge.icmpType ?? 0), target);
	}
}

const TFTP = 69;
const DHCP = 67;

/** Whether it tells who has the port. */
function isSided(protocol: number): boolean {
	return protocol !== Protocol.Icmp && protocol !== Protocol.Icmpv6;
}

function hashOf(a: number, b: number): number {
	return (Math.imul((a ^ b) + Math.imul(a + b, 0x85ebca77), 0x9e3779b1) >>> 16) & 0xffff;
}

function pairKey(version: number, a: number, b: number): string {
	return a < b ? `${version} ${a} ${b}` : `${version} ${b} ${a}`;
}

/** @param of the word of the end that has the port */
function serviceKey(protocol: number, from: number, to: number, of: number, port: number): number {
	const side = isSided(protocol) && of === Math.max(from, to) ? 1 : 0;
	return protocol * 131_072 + side * 65_536 + port;
}

function push<Key>(map: Map<Key, Target[]>, key: Key, target: Target): void {
	const list = map.get(key);
	if (list === undefined) map.set(key, [target]);
	else list.push(target);
}

function append(list: Target[], more: readonly Target[] | undefined): void {
	if (more !== undefined) for (const target of more) if (!list.includes(target)) list.push(target);
}
