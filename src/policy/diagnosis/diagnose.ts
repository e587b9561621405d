import {Protocol} from '../../net/protocol.js';
import type {PortPairing} from '../../rulepack/pack.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {diagnoseNegotiated} from './negotiated.js';
import {diagnoseByNeighbours} from './neighbours.js';
import {diagnoseOutcome} from './outcomes.js';
import {Scene} from './scene.js';

const SQL_BROWSER = 1434;
const BASELINE = 'windows-baseline';
const DIRECTORY = 'active-directory';
const inPacks = (packs: readonly string[], ...services: readonly string[]) =>
	services.map((service) => [service, packs] as const);
/** Services of Windows itself and of its domains, which lists of other products leave out, and the packs that have them. */
const windowsServices: ReadonlyMap<string, readonly string[]> = new Map([
	...inPacks([BASELINE, DIRECTORY], 'tcp/53', 'udp/53', 'udp/67', 'tcp/88', 'udp/88', 'udp/123', 'udp/137', 'udp/138'),
	...inPacks([BASELINE, DIRECTORY], 'tcp/389', 'udp/389', 'tcp/464', 'udp/464', 'tcp/636'),
	...inPacks([DIRECTORY], 'tcp/3268', 'tcp/3269', 'tcp/9389'),
	...inPacks([BASELINE], 'udp/5353', 'udp/5355'),
]);

/** Says why something did not work, or why it is not documented, where the edges together tell. */
export class Diagnostician {
	readonly #scene: Scene;
	readonly #pairings: readonly PortPairing[];
	readonly #isCovered: (judged: JudgedEdge) => boolean;

	/** @param isCovered whether any rule has the edge's port, between whatever roles */
	constructor(
		edges: readonly JudgedEdge[],
		pairings: readonly PortPairing[],
		isCovered: (judged: JudgedEdge) => boolean,
	) {
		this.#scene = new Scene(edges);
		this.#pairings = pairings;
		this.#isCovered = isCovered;
	}

	/** Of a documented edge that came to nothing. */
	ofFailure(judged: JudgedEdge): Diagnosis | undefined {
		return (
			diagnoseNegotiated(judged, this.#scene) ??
			diagnoseByNeighbours(judged, this.#scene, this.#pairings) ??
			diagnoseOutcome(judged, this.#scene)
		);
	}

	/** Of an edge that should not be; `undefined` where there is no more to say. */
	ofUnexpected(judged: JudgedEdge): Diagnosis | undefined {
		const {edge, reason} = judged;
		const service = formatService(edge);
		if (reason === 'forbidden' && edge.protocolIdentifier === Protocol.Udp && edge.port === SQL_BROWSER) {
			return this.#sqlBrowser(judged);
		}
		const isUndocumented = reason === 'undocumented-port' || reason === 'undocumented-pair';
		const listing = windowsServices.get(service);
		if (!isUndocumented || listing === undefined || this.#isCovered(judged)) return undefined;
		return {
			name: 'windows-service',
			cause: `${service} is a service of Windows itself, which no pack in use lists: add ${listing.map((pack) => `-r ${pack}`).join(' or ')}`,
			alternative: 'the hosts should not use it with each other',
			evidence: [],
		};
	}

	#sqlBrowser({initiator, responder}: JudgedEdge): Diagnosis {
		const named = this.#scene
			.between(initiator.label, responder.label)
			.filter(({edge}) => edge.negotiation?.by === 'sql-browser');
		const ports = named.map(({edge}) => formatService(edge)).join(', ');
		return {
			name: 'sql-browser',
			cause: `${initiator.label} looks up the port of a named instance on ${responder.label}${ports === '' ? '' : ` and goes on to ${ports}`}: give the instance a port of its own, and tell its clients`,
			alternative: 'an administrator looks for SQL servers',
			evidence: named.map(({edge}) => ({
				frame: edge.negotiation!.frame,
				shows: `the port of ${edge.negotiation!.detail}`,
			})),
		};
	}
}
