import {Protocol} from '../net/protocol.js';
import {evidenceOf} from './diagnosis/evidence.js';
import type {Finding, JudgedEdge} from './finding.js';
import {fingerprint} from './fingerprint.js';
import {list} from './message.js';

/** TTLs and hop limits with which systems begin. */
const BEGINNINGS: readonly number[] = [32, 64, 128, 255];
/** Traces of the way begin with any TTL up to this (traceroute's default). */
const TRACE = 32;
const LISTED = 4;

/**
 * Hosts of the inventory from whose address packets come that began with different TTLs: a system begins all of its packets with the
 * same. It is told as what it looks like, for no packet proves how many machines there are.
 */
export function sharedAddressFindings(edges: readonly JudgedEdge[]): Finding[] {
	const senders = new Map<string, Sender>();
	for (const [place, judged] of edges.entries()) {
		const {edge, initiator} = judged;
		const limits = edge.initiatorHopLimits;
		const isKnown = initiator.origin === 'host' || initiator.origin === 'network';
		if (!isKnown || limits === undefined || edge.protocolIdentifier !== Protocol.Tcp) continue;
		const sender = senders.get(edge.initiator.text) ?? {least: 256, greatest: 0, places: []};
		senders.set(edge.initiator.text, {
			least: Math.min(sender.least, limits.least),
			greatest: Math.max(sender.greatest, limits.greatest),
			places: [...sender.places.slice(0, LISTED), place],
		});
	}
	const groups = new Map<string, Array<Sender & {readonly address: string}>>();
	for (const [address, sender] of senders) {
		const {least, greatest, places} = sender;
		if (least <= TRACE || beginningOf(least) === beginningOf(greatest)) continue;
		const roles = edges[places[0]!]!.initiator.roles.join('+') || 'no-role';
		groups.set(roles, [...(groups.get(roles) ?? []), {...sender, address}]);
	}
	return [...groups].map(([from, group]): Finding => {
		const who = list(
			group.map(({address, places}) => {
				const {label} = edges[places[0]!]!.initiator;
				return label === address ? label : `${label} (${address})`;
			}),
			'hosts',
		);
		const {least, greatest} = group[0]!;
		const places = group.flatMap((sender) => sender.places).sort((a, b) => a - b);
		return {
			id: fingerprint(['shared-address', from]),
			kind: 'shared-address',
			severity: 'note',
			from,
			to: 'any',
			protocol: undefined,
			port: undefined,
			message: `${who}: connections from this address come with TTLs of ${least} and ${greatest}, as from several machines behind it`,
			rule: undefined,
			edges: places,
			diagnosis: {
				name: 'shared-address',
				cause:
					'several systems send from one address, behind address translation, a proxy or a balancer: what is judged of it is judged of all of them; give the address the role of what stands there, or capture behind it',
				alternative: 'one machine has several systems in it, as virtual machines or containers that share its address',
				evidence: [],
			},
			evidence: evidenceOf(
				places.map((place) => edges[place]!),
				[],
			),
			context: [],
			machines: [],
		};
	});
}

interface Sender {
	readonly least: number;
	readonly greatest: number;
	/** The first few of its edges. */
	readonly places: readonly number[];
}

function beginningOf(limit: number): number {
	return BEGINNINGS.find((beginning) => limit <= beginning) ?? limit;
}
