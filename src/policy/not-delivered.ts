import type {BrokenDatagrams} from '../decode/packet.js';
import type {GroupJoin} from '../flow/biflow.js';
import type {Observations} from '../flow/observations.js';
import type {Address} from '../net/address.js';
import {Protocol} from '../net/protocol.js';
import {type EpochMicros, MINUTE} from '../net/time.js';
import type {Inventory} from '../role/inventory.js';
import type {Identity, InventoryNetwork} from '../role/role.js';
import type {Rule} from '../rulepack/pack.js';
import {formatTargets} from '../rulepack/wording.js';
import {evidenceOf} from './diagnosis/evidence.js';
import type {Evidence, Finding, JudgedEdge} from './finding.js';
import {fingerprint} from './fingerprint.js';
import {holds, type Matrix} from './matrix.js';
import {list} from './message.js';
import {formatService} from './service-text.js';

const SMB = 445;
const LISTED = 4;
/** A session that was opened has its stream by then, unless it waits for others. */
const STREAM_DUE = MINUTE;
/** A machine that was woken talks by then. */
const WAKE_UP_DUE = 2 * MINUTE;

/**
 * What was agreed on or sent, and is not seen to arrive.
 * @param now until when it could have been seen
 */
export function undeliveredFindings(
	edges: readonly JudgedEdge[],
	{joins, broken}: Pick<Observations, 'joins' | 'broken'>,
	matrix: Matrix,
	inventory: Inventory,
	now: EpochMicros,
): Finding[] {
	const end = edges.reduce((latest, {edge}) => Math.max(latest, edge.last), now);
	return [
		...streamFindings(edges, joins, matrix, inventory, end),
		...wakeUpFindings(edges, inventory, end),
		...fragmentFindings(broken, inventory),
	];
}

/** A client that joined a group and opened its session, and to whose group nothing is sent. */
function streamFindings(
	edges: readonly JudgedEdge[],
	joins: readonly GroupJoin[],
	matrix: Matrix,
	inventory: Inventory,
	end: EpochMicros,
): Finding[] {
	const streams = matrix.rules.filter(({isStreamed, forbidden}) => isStreamed && forbidden === undefined);
	// The report by which a host joins is sent to the group too.
	const busy = new Set(
		edges.flatMap(({edge}) => (edge.protocolIdentifier === Protocol.Igmp ? [] : [edge.responder.text])),
	);
	if (joins.length === 0) return [];
	return streams.flatMap((rule) => {
		const sessionOf = new Map<string, number>();
		for (const [place, judged] of edges.entries()) {
			if (isSession(judged, rule) && !sessionOf.has(judged.initiator.label))
				sessionOf.set(judged.initiator.label, place);
		}
		const waiting = joins.flatMap((join) => {
			const client = inventory.identify(join.host);
			const isDue = end - join.time >= STREAM_DUE;
			// A group that anything is sent to is that of whatever sends it, or has its stream.
			if (!isDue || !isForStreams(join.group.text) || busy.has(join.group.text) || !holds(client, rule.from)) return [];
			const place = sessionOf.get(client.label);
			return place === undefined ? [] : [{join, client, place}];
		});
		if (waiting.length === 0) return [];
		const sessions = [...new Set(waiting.map(({place}) => place))].sort((a, b) => a - b);
		const servers = list([...new Set(sessions.map((place) => edges[place]!.responder.label))], 'servers');
		const clients = list([...new Set(waiting.map(({client}) => client.label))], 'clients');
		const groups = list([...new Set(waiting.map(({join}) => join.group.text))], 'groups');
		const ports = formatTargets(rule);
		const evidence = waiting
			.slice(0, LISTED)
			.map(({join, client}): Evidence => ({frame: join.frame, shows: `${client.label} joins ${join.group.text}`}));
		return [
			{
				id: fingerprint(['not-delivered', rule.id]),
				kind: 'not-delivered' as const,
				severity: 'note' as const,
				from: rule.from,
				to: rule.to,
				protocol: undefined,
				port: undefined,
				message: `${clients} -> ${servers}: SMB works and ${groups} is joined, and no stream on ${ports} comes to that group`,
				rule,
				edges: sessions,
				diagnosis: {
					name: 'stream-not-delivered' as const,
					cause: `session negotiated, stream not delivered: the ports are not at fault, the group is; see that multicast is routed (PIM) from ${servers} to the clients, and that a switch that snoops on IGMP has a querier`,
					alternative:
						'the transmission waits for its time or for more clients, or the group belongs to another program',
					evidence,
				},
				evidence: evidenceOf(
					sessions.map((place) => edges[place]!),
					evidence,
				),
				context: [],
				machines: [],
			},
		];
	});
}

function isSession({edge, responder}: JudgedEdge, {to}: Rule): boolean {
	const isSmb = edge.protocolIdentifier === Protocol.Tcp && edge.port === SMB && edge.outcome === 'answered';
	return isSmb && responder.heldRoles.has(to);
}

/** Not those of the link (RFC 5771 §4), nor those that services have by number in every scope (RFC 2365 §9). */
function isForStreams(group: string): boolean {
	return !group.startsWith('224.0.0.') && !group.startsWith('239.255.255.');
}

/** Magic packets to all of a network behind a router, in which nobody stirs afterwards. */
function wakeUpFindings(edges: readonly JudgedEdge[], inventory: Inventory, end: EpochMicros): Finding[] {
	const groups = new Map<string, number[]>();
	let stirring: ReadonlyMap<InventoryNetwork, EpochMicros> | undefined;
	for (const [place, judged] of edges.entries()) {
		const {edge, initiator, responder} = judged;
		const isMagic = edge.applications.some(({name}) => name === 'wake-on-lan');
		const network = inventory.networkOf(edge.responder);
		if (!isMagic || responder.origin !== 'broadcast' || network === undefined || end - edge.last < WAKE_UP_DUE)
			continue;
		if (inventory.networkOf(edge.initiator) === network) continue;
		stirring ??= lastSignsOf(edges, inventory);
		const isStirring = (stirring.get(network) ?? 0) > edge.first;
		if (isStirring) continue;
		const key = initiator.roles.join('+') || 'unknown';
		groups.set(key, [...(groups.get(key) ?? []), place]);
	}
	return [...groups].map(([from, places]): Finding => {
		const judged = places.map((place) => edges[place]!);
		const who = list([...new Set(judged.map(({initiator}) => initiator.label))], 'hosts');
		const targets = list([...new Set(judged.map(({responder}) => responder.label))], 'networks');
		const services = list([...new Set(judged.map(({edge}) => formatService(edge)))], 'services');
		const evidence = judged.slice(0, LISTED).map(
			({edge}): Evidence => ({
				frame: edge.applications.find(({name}) => name === 'wake-on-lan')!.frame,
				shows: `a magic packet to ${edge.responder.text}`,
			}),
		);
		return {
			id: fingerprint(['not-delivered', from, 'wake-up']),
			kind: 'not-delivered',
			severity: 'note',
			from,
			to: 'broadcast',
			protocol: undefined,
			port: undefined,
			message: `${who} -> ${targets} ${services}: magic packets to a network behind a router, and nothing of it stirs afterwards`,
			rule: judged[0]!.rule,
			edges: places,
			diagnosis: {
				name: 'wake-up-not-delivered',
				cause: `sent, and perhaps not delivered: routers drop directed broadcasts unless they are told to pass them; allow them from ${who} only, or wake by unicast or by the wake-up proxy`,
				alternative: 'the machines woke up and talk past the point where this was captured, or are cut from the mains',
				evidence,
			},
			evidence: evidenceOf(judged, evidence),
			context: [],
			machines: [],
		};
	});
}

/** When a host of each network was last known to send. */
function lastSignsOf(edges: readonly JudgedEdge[], inventory: Inventory): Map<InventoryNetwork, EpochMicros> {
	const last = new Map<InventoryNetwork, EpochMicros>();
	const note = (address: Address, packets: number, time: EpochMicros) => {
		const network = packets === 0 ? undefined : inventory.networkOf(address);
		if (network !== undefined) last.set(network, Math.max(last.get(network) ?? 0, time));
	};
	for (const {edge} of edges) {
		note(edge.initiator, edge.initiatorPackets, edge.last);
		note(edge.responder, edge.responderPackets, edge.last);
	}
	return last;
}

/** Datagrams too large for one packet, of which no more than the first piece is seen, between hosts of the inventory. */
function fragmentFindings(broken: readonly BrokenDatagrams[], inventory: Inventory): Finding[] {
	const isKnown = ({origin}: Identity) => origin === 'host' || origin === 'network';
	const groups = new Map<string, Array<{datagrams: BrokenDatagrams; from: Identity; to: Identity}>>();
	for (const datagrams of broken) {
		const [from, to] = [inventory.identify(datagrams.from), inventory.identify(datagrams.to)];
		if (!isKnown(from) || !isKnown(to)) continue;
		const key = JSON.stringify([from.roles.join('+'), to.roles.join('+')]);
		groups.set(key, [...(groups.get(key) ?? []), {datagrams, from, to}]);
	}
	return [...groups].map(([key, group]): Finding => {
		const [from, to] = JSON.parse(key) as [string, string];
		const pairs = list([...new Set(group.map((each) => `${each.from.label} -> ${each.to.label}`))], 'host pairs');
		const count = group.reduce((sum, {datagrams}) => sum + datagrams.datagrams, 0);
		const largest = Math.max(...group.map(({datagrams}) => datagrams.octets));
		const evidence = group.slice(0, LISTED).map(({datagrams: {capture, number}, from: sender}): Evidence => {
			return {frame: {capture, number}, shows: `the first piece of a datagram of ${sender.label}`};
		});
		return {
			id: fingerprint(['not-delivered', from, to, 'fragments']),
			kind: 'not-delivered',
			severity: 'note',
			from: from || 'no-role',
			to: to || 'no-role',
			protocol: 'udp',
			port: undefined,
			message: `${pairs}: ${count} datagrams too large for one packet, and of each only the first piece (up to ${largest} octets) is seen`,
			rule: undefined,
			edges: [],
			diagnosis: {
				name: 'fragments-lost',
				cause:
					'no matter of ports: a firewall or a tunnel on the way drops what has no ports, the later pieces; let it put datagrams together, give TFTP a smaller block size, and let Kerberos use TCP',
				alternative: 'it was captured by a filter for ports, which the later pieces do not pass',
				evidence,
			},
			evidence,
			context: [],
			machines: [],
		};
	});
}
