import type {SeenHttpStatus} from '../../flow/edge.js';
import {Protocol} from '../../net/protocol.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {formatService} from '../service-text.js';

/** What the codes say that look like faults of the network (RFC 9110 §15). */
const phrases: Readonly<Record<number, string>> = {
	401: 'Unauthorized',
	403: 'Forbidden',
	405: 'Method Not Allowed',
	407: 'Proxy Authentication Required',
	500: 'Internal Server Error',
	501: 'Not Implemented',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
	504: 'Gateway Timeout',
};

/** Answers by which a program that works says no; what is not there, or not any more, is everyday business. */
export function errorAnswers({edge}: JudgedEdge): readonly SeenHttpStatus[] {
	if (edge.protocolIdentifier !== Protocol.Tcp) return [];
	return edge.httpErrors.filter(({status}) => status >= 500 || phrases[status] !== undefined);
}

/** `503 Service Unavailable` */
export function statusText(status: number): string {
	const phrase = phrases[status];
	return phrase === undefined ? String(status) : `${status} ${phrase}`;
}

/** The port is open and whoever is behind it answers: that something does not work is not the network's fault. */
export function diagnoseHttpAnswers(judged: JudgedEdge): Diagnosis | undefined {
	const answers = errorAnswers(judged);
	if (answers.length === 0) return undefined;
	const {responder, edge} = judged;
	// The one that most conversations ended with; of several, the highest is the server's own fault.
	const {status} = answers.reduce((most, other) => (other.flows >= most.flows ? other : most));
	const {meaning, alternative} = meaningOf(status, judged);
	return {
		name: 'application-error',
		cause: `the port layer is OK and the application is not: ${responder.label} answers on ${formatService(edge)} with ${answers.map((answer) => statusText(answer.status)).join(', ')}: ${meaning}`,
		alternative,
		evidence: answers.map((answer) => ({
			frame: answer.frame,
			shows: `${responder.label} answers HTTP ${statusText(answer.status)}`,
		})),
	};
}

function meaningOf(status: number, {initiator, responder, edge}: JudgedEdge): {meaning: string; alternative: string} {
	const [from, to] = [initiator.label, responder.label];
	const onTheWay = `a proxy or an inspection device answers in the name of ${to}`;
	if (status === 405 || status === 501) {
		return {
			meaning: `the method of the request is not let through; clients need more of them than GET and POST`,
			alternative: onTheWay,
		};
	}
	if (status === 401 || status === 407 || status === 403) {
		return {
			meaning: `${from} is not let in, by its account or its certificate`,
			alternative: onTheWay,
		};
	}
	if (edge.proxied !== undefined && status >= 502) {
		return {meaning: `the proxy does not get to where ${from} wants to go`, alternative: `the server there is down`};
	}
	return {
		meaning: `look at the program that serves there, and what it needs behind it`,
		alternative: status >= 502 ? `a balancer answers in the name of ${to}, with no server behind it` : onTheWay,
	};
}
