import {applicationTitle} from '../net/application.js';
import type {Rule} from '../rulepack/pack.js';
import {formatTargets} from '../rulepack/wording.js';
import type {JudgedEdge, Ruling} from './finding.js';
import {joinsRoles, type Matrix} from './matrix.js';
import {formatService} from './service-text.js';

/**
 * Holds what the edge carries against what the rules that document it say: a port may be documented, and serve something else.
 * Of an edge that is not documented it says where what it carries is.
 */
export function judgeCarried(judged: JudgedEdge, matrix: Matrix): JudgedEdge {
	const {edge, verdict, reason} = judged;
	if (edge.applications.length === 0) return judged;
	if (verdict === 'expected') return {...judged, ...wrongProtocol(judged)};
	if (reason !== 'undocumented-port' && reason !== 'undocumented-pair') return judged;
	const elsewhere = documentedElsewhere(judged, matrix);
	return elsewhere === undefined ? judged : {...judged, nearest: elsewhere};
}

function wrongProtocol({edge, documenting}: JudgedEdge): Partial<Ruling> {
	if (documenting.length === 0 || documenting.some(({carries}) => carries.length === 0)) return {};
	const allowed = new Set(documenting.flatMap(({carries}) => carries));
	const wrong = edge.applications.filter(({name}) => !allowed.has(name));
	if (wrong.length === 0) return {};
	const titles = (names: Iterable<Rule['carries'][number]>) => [...names].map(applicationTitle).join(' or ');
	const carried = wrong.map(({name}) => applicationTitle(name)).join(' and ');
	const isSeen = wrong.length < edge.applications.length;
	const difference = `documented for ${titles([...allowed].toSorted())}, and ${isSeen ? `it carries ${carried} besides` : `what it carries is ${carried}`}`;
	return {
		verdict: 'unexpected',
		reason: 'wrong-protocol',
		rule: undefined,
		// Where the documented service is there too, nobody is to miss it.
		documenting: isSeen ? documenting : [],
		nearest: {rule: documenting[0]!, difference},
	};
}

/** The rule that documents for these two hosts, on another port, what the edge carries. */
function documentedElsewhere({edge, initiator, responder}: JudgedEdge, matrix: Matrix): JudgedEdge['nearest'] {
	const {forward} = matrix.between(initiator, responder);
	for (const {name} of edge.applications) {
		// An endpoint that a mapper named says nothing by its protocol: all of them speak the mapper's.
		const candidates = forward.filter((rule) => joinsRoles(rule) && name !== 'dce-rpc' && rule.carries.includes(name));
		const [rule] = candidates.toSorted((a, b) => a.carries.length - b.carries.length);
		if (rule === undefined) continue;
		const difference = `this is ${applicationTitle(name)}, which is documented on ${formatTargets(rule)}, not on ${formatService(edge)}`;
		return {rule, difference};
	}
	return undefined;
}
