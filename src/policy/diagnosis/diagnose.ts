import {Protocol} from '../../net/protocol.js';
import type {PortPairing} from '../../rulepack/pack.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {diagnoseBootServer} from './boot-server.js';
import {diagnoseClientPush} from './client-push.js';
import {diagnoseConnectionPoint} from './connection-point.js';
import {diagnoseDatabase} from './database.js';
import {diagnoseHttpAnswers} from './http-answers.js';
import {diagnoseNegotiated} from './negotiated.js';
import {diagnoseByNeighbours} from './neighbours.js';
import {diagnoseOutcome} from './outcomes.js';
import {diagnosePacketSize} from './packet-size.js';
import {diagnoseProxy} from './proxy.js';
import {diagnoseRemoteControl, diagnoseRemoteControl2007} from './remote-control.js';
import {Scene} from './scene.js';
import {diagnoseSeemingSleep} from './wake-up.js';
import {adviseWindowsPacks, diagnoseWindowsService} from './windows-services.js';

const SQL_BROWSER = 1434;

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
		const scene = this.#scene;
		return (
			diagnoseNegotiated(judged, scene) ??
			diagnoseByNeighbours(judged, scene, this.#pairings) ??
			this.#byService(judged) ??
			diagnoseOutcome(judged, scene)
		);
	}

	/** Of an edge that should not be; `undefined` where there is no more to say. */
	ofUnexpected(judged: JudgedEdge): Diagnosis | undefined {
		const {edge, reason} = judged;
		if (reason === 'forbidden' && edge.protocolIdentifier === Protocol.Udp && edge.port === SQL_BROWSER) {
			return this.#sqlBrowser(judged);
		}
		const told = diagnoseRemoteControl2007(judged) ?? diagnoseProxy(judged);
		if (told !== undefined) return told;
		if (reason !== 'undocumented-port' && reason !== 'undocumented-pair') return undefined;
		const known = diagnoseDatabase(judged, this.#scene) ?? diagnoseClientPush(judged, this.#scene);
		if (known !== undefined || this.#isCovered(judged)) return known;
		return adviseWindowsPacks(judged, this.#scene);
	}

	/** Of a documented edge that works, and whose application says that it does not. */
	ofAnswers(judged: JudgedEdge): Diagnosis | undefined {
		return diagnoseHttpAnswers(judged);
	}

	/** Of an edge with an end that is in no inventory entry. */
	ofStranger(judged: JudgedEdge): Diagnosis | undefined {
		return diagnoseProxy(judged);
	}

	/** What is known of the service that failed, and of what its roles do then. */
	#byService(judged: JudgedEdge): Diagnosis | undefined {
		const scene = this.#scene;
		return (
			diagnosePacketSize(judged, scene) ??
			diagnoseDatabase(judged, scene) ??
			diagnoseClientPush(judged, scene) ??
			diagnoseRemoteControl(judged) ??
			diagnoseSeemingSleep(judged, scene) ??
			diagnoseBootServer(judged) ??
			diagnoseConnectionPoint(judged, scene) ??
			diagnoseWindowsService(judged, scene)
		);
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
