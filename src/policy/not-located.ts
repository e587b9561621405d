import type {SiteLookup} from '../flow/biflow.js';
import {Protocol} from '../net/protocol.js';
import {type EpochMicros, MINUTE} from '../net/time.js';
import type {Inventory} from '../role/inventory.js';
import type {Identity} from '../role/role.js';
import {evidenceOf} from './diagnosis/evidence.js';
import type {Evidence, Finding, JudgedEdge} from './finding.js';
import {fingerprint} from './fingerprint.js';
import type {Matrix} from './matrix.js';
import {list} from './message.js';

const CLIENT = 'client';
const MANAGEMENT_POINT = 'management-point';
const FALLBACK_STATUS_POINT = 'fallback-status-point';
/** A client that knows where to go opens a connection by then. */
const CONNECTION_DUE = MINUTE;
const LISTED = 4;

/**
 * Clients that look for a management point, or tell the fallback status point that they have none, and open a connection to none: of the
 * three stages in which they get to one (locate, connect, talk), the first fails.
 * @param now until when it could have been seen
 */
export function unlocatedFindings(
	edges: readonly JudgedEdge[],
	lookups: readonly SiteLookup[],
	matrix: Matrix,
	inventory: Inventory,
	now: EpochMicros,
): Finding[] {
	const rule = matrix.rules.find(
		({from, to, service}) => from === CLIENT && to === MANAGEMENT_POINT && (service === 'http' || service === 'https'),
	);
	if (rule === undefined) return [];
	const end = edges.reduce((latest, {edge}) => Math.max(latest, edge.last), now);
	// Who asks a proxy gets to the management point through it, or not: that is another stage.
	const connecting = new Set(
		edges
			.filter(
				({edge, responder}) => isTcp(edge) && (responder.heldRoles.has(MANAGEMENT_POINT) || edge.proxied !== undefined),
			)
			.map(({initiator}) => initiator.label),
	);
	const groups = new Map<string, Group>();
	const note = (key: string, client: Identity, evidence: Evidence, places: readonly number[]) => {
		let group = groups.get(key);
		if (group === undefined) {
			group = {clients: new Set(), evidence: [], edges: new Set()};
			groups.set(key, group);
		}
		group.clients.add(client.label);
		group.evidence.push(evidence);
		for (const place of places) group.edges.add(place);
	};
	for (const {client: address, site, time, frame, answer} of lookups) {
		const client = inventory.identify(address);
		if (!isStranded(client, time, end, connecting)) continue;
		note(answer, client, {frame, shows: `${client.label} asks DNS for the management points of ${site}`}, []);
	}
	const asking = new Set([...groups.values()].flatMap(({clients}) => [...clients]));
	for (const [place, {edge, initiator, responder}] of edges.entries()) {
		const isReport = isTcp(edge) && edge.outcome === 'answered' && responder.heldRoles.has(FALLBACK_STATUS_POINT);
		if (!isReport || asking.has(initiator.label) || !isStranded(initiator, edge.first, end, connecting)) continue;
		const shows = `${initiator.label} tells ${responder.label}, a fallback status point`;
		note('told', initiator, {frame: edge.firstFrame, shows}, [place]);
	}
	return [...groups].map(([key, {clients, evidence, edges: places}]): Finding => {
		const who = list([...clients], 'clients');
		const indexes = [...places].sort((a, b) => a - b);
		return {
			id: fingerprint(['not-located', rule.id, key]),
			kind: 'not-located',
			severity: 'warning',
			from: CLIENT,
			to: MANAGEMENT_POINT,
			protocol: undefined,
			port: undefined,
			message: `${who}: ${messages[key as Key]}, and no connection to any management point is tried`,
			rule,
			edges: indexes,
			diagnosis: {
				name: 'not-located',
				cause: causes[key as Key],
				alternative: ALTERNATIVE,
				evidence: evidence.slice(0, LISTED),
			},
			evidence: evidenceOf(
				indexes.map((place) => edges[place]!),
				evidence.slice(0, LISTED),
			),
			context: [],
			machines: [],
		};
	});
}

type Key = SiteLookup['answer'] | 'told';

const ALTERNATIVE = 'the connections take another way, past the point where this was captured';

const messages: Readonly<Record<Key, string>> = {
	found: 'DNS names a management point',
	none: 'DNS is asked for a management point and knows none',
	unanswered: 'DNS is asked for a management point and does not answer',
	told: 'the fallback status point is told',
};

const STAGE =
	'of the three stages, to locate, to connect and to talk, the first fails, which no port to the management point mends:';

const causes: Readonly<Record<Key, string>> = {
	found: `${STAGE} the clients do not take what DNS names, as when it is of another site or wants a certificate that they lack`,
	none: `${STAGE} publish the management point in DNS or in Active Directory, or name it when clients are installed`,
	unanswered: `${STAGE} open DNS from the clients`,
	told: `${STAGE} the clients tell the fallback status point and find no management point; open DNS, LDAP and the global catalog from them, and see that the site is published`,
};

interface Group {
	readonly clients: Set<string>;
	readonly evidence: Evidence[];
	readonly edges: Set<number>;
}

function isStranded(client: Identity, time: EpochMicros, end: EpochMicros, connecting: ReadonlySet<string>): boolean {
	return client.heldRoles.has(CLIENT) && end - time >= CONNECTION_DUE && !connecting.has(client.label);
}

function isTcp({protocolIdentifier}: JudgedEdge['edge']): boolean {
	return protocolIdentifier === Protocol.Tcp;
}
