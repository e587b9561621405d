import type {Diagnosis, JudgedEdge} from '../finding.js';
import {errorAnswers, statusText} from './http-answers.js';

const PROXY = 'proxy-server';

/** Of an edge that nothing documents: requests in a form that only proxies are sent tell what the responder is. */
export function diagnoseProxy(judged: JudgedEdge): Diagnosis | undefined {
	const {initiator, responder, edge} = judged;
	const {proxied} = edge;
	if (proxied === undefined || edge.outcome !== 'answered' || responder.heldRoles.has(PROXY)) return undefined;
	const [from, to] = [initiator.label, responder.label];
	const answers = errorAnswers(judged).map(({status}) => statusText(status));
	const refused = answers.length === 0 ? '' : `, which answers ${answers.join(', ')}`;
	return {
		name: 'speaks-to-proxy',
		cause: `${from} speaks to ${to} as to an HTTP proxy (CONNECT, or whole addresses in its requests)${refused}: give ${to} the role of one in the inventory, so that what goes through it is judged as that`,
		alternative: `${to} is no proxy, and ${from} is set to use it as one`,
		evidence: [{frame: proxied, shows: `${from} sends a request in the form for proxies`}],
	};
}
