import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {describeFailure, hasFailed} from '../sightings.js';
import {isWorking, type Scene, working} from './scene.js';

const TDS = 1433;
const SMB = 445;
const UPDATE_POINT = 'software-update-point';
const CONNECTION_POINT = 'service-connection-point';

/** A role that does without the site database, and one that does not. */
export function diagnoseDatabase(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	if (!hasFailed(judged) || !isDatabase(judged, scene)) return undefined;
	return updatePointFallback(judged, scene) ?? connectionPoint(judged);
}

/** The update point asks the database and, where it is not let in, leaves its files with the site server. */
function updatePointFallback(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const {initiator, responder, edge} = judged;
	// Whoever needs the database for another of its roles has a row that says so.
	if (!initiator.heldRoles.has(UPDATE_POINT) || !judged.documenting.every(({from}) => from === UPDATE_POINT))
		return undefined;
	const share = scene
		.from(initiator.label)
		.find(
			(other) =>
				isWorking(other) &&
				other.edge.protocolIdentifier === Protocol.Tcp &&
				other.edge.port === SMB &&
				(other.responder.label === responder.label || other.responder.heldRoles.has('site-server')) &&
				other.edge.last >= edge.first,
		);
	if (share === undefined) return undefined;
	return {
		name: 'benign-fallback',
		cause: `benign: a software update point tries the database first, and ${formatService(edge)} ${describeFailure(judged)}; it goes on over SMB to ${share.responder.label}, which works, and nothing need be opened`,
		alternative: `${initiator.label} has another role that needs the database, and that does not work`,
		evidence: [working(share)],
		isBenign: true,
	};
}

function connectionPoint(judged: JudgedEdge): Diagnosis | undefined {
	const {initiator, responder, edge} = judged;
	if (!initiator.heldRoles.has(CONNECTION_POINT)) return undefined;
	const service = formatService(edge);
	return {
		name: 'database-denied',
		cause: `a service connection point on a server of its own does not work without the site database, and ${service} ${describeFailure(judged)}: open ${service} from ${initiator.label} to ${responder.label}`,
		alternative: `the SQL Server of ${responder.label} listens on another port`,
		evidence: [],
	};
}

/** Whether the port is the database's: by itself, by a rule, or because others use it as that. */
function isDatabase({edge: {protocolIdentifier, port}, responder}: JudgedEdge, scene: Scene): boolean {
	if (protocolIdentifier !== Protocol.Tcp || !responder.heldRoles.has('sql-server')) return false;
	if (port === TDS) return true;
	return scene
		.to(responder.label)
		.some(
			({edge, documenting}) =>
				edge.port === port && documenting.some(({to, service}) => to === 'sql-server' && service === 'sql'),
		);
}
