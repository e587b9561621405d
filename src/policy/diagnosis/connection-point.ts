import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';
import {describeFailure} from '../sightings.js';
import {isWorking, type Scene, working} from './scene.js';

const CONNECTION_POINT = 'cmg-connection-point';
const MANAGEMENT_POINT = 'management-point';

/** With enhanced HTTP a management point serves the gateway's connection point on its port for HTTP. */
export function diagnoseConnectionPoint(judged: JudgedEdge, scene: Scene): Diagnosis | undefined {
	const {initiator, responder, edge, documenting} = judged;
	const isOwn = documenting.some(
		({from, to, service}) => from === CONNECTION_POINT && to === MANAGEMENT_POINT && service === 'http',
	);
	if (!isOwn) return undefined;
	const secure = scene
		.between(initiator.label, responder.label)
		.find((other) => isWorking(other) && other.documenting.some(({service}) => service === 'https'));
	const beside = secure === undefined ? '' : `, though ${formatService(secure.edge)} works`;
	const service = formatService(edge);
	return {
		name: 'enhanced-http',
		cause: `the connection point uses the port that the management point really has, and with enhanced HTTP that is ${service}, which ${describeFailure(judged)}${beside}: open ${service} from ${initiator.label} to ${responder.label}`,
		alternative: `${responder.label} takes HTTPS only, and ${initiator.label} was not told`,
		evidence: secure === undefined ? [] : [working(secure)],
	};
}
