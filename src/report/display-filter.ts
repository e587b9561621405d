import {hasPorts, protocolNumber} from '../net/protocol.js';
import type {ReportEdge} from './report.js';

// Display filters of Wireshark (wireshark-filter(4)), as versions 4.0 and later read them.

export interface DisplayFilter {
	/** `null` where there is nothing to select. */
	readonly expression: string | null;
	/** Edges that it does not select, for its length. */
	readonly leftOut: number;
}

/** Characters of a filter: more is nothing that anybody pastes, or reads. */
const MAX_LENGTH = 1000;
/** Members of a set. */
const MAX_MEMBERS = 50;

/**
 * Selects the packets of the edges, in both directions, and ICMP errors that quote them: in those the fields of the
 * packet that is quoted count too. It selects no packet but those between the ends of one of the edges, or of one scanner.
 * @param machines hardware addresses of machines whose DHCP messages are meant
 */
export function displayFilter(edges: readonly ReportEdge[], machines: readonly string[]): DisplayFilter {
	const clauses: string[] = [];
	let length = 0;
	let leftOut = 0;
	const add = (clause: string, count: number) => {
		// Parentheses and the word between.
		length += clause.length + 6;
		if (length > MAX_LENGTH && clauses.length > 0) leftOut += count;
		else clauses.push(clause);
	};
	if (machines.length > 0) add(`dhcp.hw.mac_addr ${among(machines)}`, 0);
	for (const group of folded(edges)) add(clauseOf(group), group.count);
	if (clauses.length === 0) return {expression: null, leftOut};
	return {
		expression: clauses.length === 1 ? clauses[0]! : clauses.map((clause) => `(${clause})`).join(' or '),
		leftOut,
	};
}

/** Edges that are told together: each of the hosts with the other, on each of the services. */
interface Group {
	readonly field: 'ip.addr' | 'ipv6.addr';
	/** `tcp`, and on which ports. */
	readonly protocol: string;
	readonly services: readonly string[];
	readonly hosts: readonly string[];
	/** `undefined` of a scan, which is after anybody. */
	readonly peer: string | undefined;
	readonly count: number;
}

/** Initiators of one service are told together, then services of the same hosts, then responders of one initiator. */
function folded(edges: readonly ReportEdge[]): Group[] {
	const single = edges.map((edge): Group => {
		const {initiator, responder, protocol, scan} = edge;
		const field = initiator.address.includes(':') ? 'ipv6.addr' : 'ip.addr';
		const peer = scan === null ? responder.address : undefined;
		const services = scan === null ? servicesOf(edge) : servicesOfScan(edge);
		return {field, protocol, services, hosts: [initiator.address], peer, count: 1};
	});
	const byPeer = merged(single, ({peer, protocol, services}) => [peer ?? null, protocol, services]);
	const byHosts = merged(byPeer, ({peer, protocol, hosts}) => [peer ?? null, protocol, hosts]);
	const byInitiator = merged(byHosts.map(flipped), ({peer, protocol, services, hosts}) =>
		hosts.length === 1 ? [peer ?? null, protocol, services] : [peer ?? null, protocol, services, hosts],
	);
	return byInitiator.map(flipped);
}

/** A filter does not tell who opens: of one host and one peer either can be told first. */
function flipped(group: Group): Group {
	const {hosts, peer} = group;
	return hosts.length === 1 && peer !== undefined ? {...group, hosts: [peer], peer: hosts[0]} : group;
}

/** Groups of the same key become one, up to the size of a set. */
function merged(groups: readonly Group[], keyOf: (group: Group) => unknown): Group[] {
	const all: Group[] = [];
	const places = new Map<string, number>();
	for (const group of groups) {
		const key = JSON.stringify([group.field, keyOf(group)]);
		const place = places.get(key);
		const earlier = place === undefined ? undefined : all[place]!;
		const hosts = united(earlier?.hosts, group.hosts);
		const services = united(earlier?.services, group.services);
		if (earlier !== undefined && hosts.length <= MAX_MEMBERS && services.length <= MAX_MEMBERS) {
			all[place!] = {...earlier, hosts, services, count: earlier.count + group.count};
		} else {
			places.set(key, all.length);
			all.push(group);
		}
	}
	return all;
}

function united(earlier: readonly string[] = [], more: readonly string[]): string[] {
	return [...new Set([...earlier, ...more])];
}

function clauseOf({field, protocol, services, hosts, peer}: Group): string {
	const known = portFields[protocol];
	const parts = [`${field} ${among(hosts)}`];
	if (peer !== undefined && !(hosts.length === 1 && hosts[0] === peer)) parts.push(`${field} == ${peer}`);
	if (known !== undefined) parts.push(services.length === 0 ? protocol : portClause(known, services));
	else if (protocol === 'icmp' || protocol === 'icmpv6') {
		parts.push(services.length === 0 ? protocol : `${protocol}.type ${among(services)}`);
	} else parts.push(otherProtocol(field, services));
	// Words, not signs: neither a shell nor Markdown nor XML takes them for its own.
	return parts.join(' and ');
}

/** The answers of TFTP come from other ports than the one that is asked; Wireshark follows them. */
function portClause(field: string, ports: readonly string[]): string {
	const clause = `${field} ${among(asRanges(ports))}`;
	return field === 'udp.port' && ports.includes(TFTP) ? `(${clause} or tftp)` : clause;
}

const TFTP = '69';

/** `1..9` for what follows each other, three or more; ascending. */
function asRanges(ports: readonly string[]): string[] {
	const sorted = ports.map(Number).sort((a, b) => a - b);
	const ranges: Array<{first: number; last: number}> = [];
	for (const port of sorted) {
		const range = ranges.at(-1);
		if (range !== undefined && port === range.last + 1) range.last = port;
		else ranges.push({first: port, last: port});
	}
	return ranges.flatMap(({first, last}) => {
		if (first === last) return [String(first)];
		return last === first + 1 ? [String(first), String(last)] : [`${first}..${last}`];
	});
}

const portFields: Readonly<Record<string, string>> = {
	tcp: 'tcp.port',
	udp: 'udp.port',
	udplite: 'udp.port',
	sctp: 'sctp.port',
};

/** By the number of the protocol: an extension header may stand before it in IPv6. */
function otherProtocol(field: Group['field'], numbers: readonly string[]): string {
	return `${field === 'ip.addr' ? 'ip.proto' : 'ipv6.nxt'} ${among(numbers)}`;
}

function among(members: readonly string[]): string {
	const [only] = members;
	return members.length === 1 && !only!.includes('..') ? `== ${only}` : `in {${members.join(', ')}}`;
}

/** ICMP: the answers to queries (RFC 792, RFC 950, RFC 4443). */
const replies: Readonly<Record<string, Readonly<Record<number, number>>>> = {
	icmp: {8: 0, 10: 9, 13: 14, 15: 16, 17: 18},
	icmpv6: {128: 129},
};

/** What an edge is told apart by within its protocol: ports, types, or the number of the protocol itself. */
function servicesOf({protocol, port, icmpType}: ReportEdge): string[] {
	if (port !== null) return [String(port)];
	if (icmpType !== null) {
		const reply = replies[protocol]?.[icmpType];
		return [icmpType, ...(reply === undefined ? [] : [reply])].map(String);
	}
	return [String(protocolNumber(protocol))];
}

/** A scan is after any port or type, but of protocols without them. */
function servicesOfScan({protocol}: ReportEdge): string[] {
	const number = protocolNumber(protocol);
	return number === undefined || hasPorts(number) || protocol in replies ? [] : [String(number)];
}
