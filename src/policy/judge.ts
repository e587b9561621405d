import type {FlowEdge} from '../flow/edge.js';
import {inRanges} from '../net/port.js';
import type {Inventory} from '../role/inventory.js';
import type {Identity} from '../role/role.js';
import type {Rule} from '../rulepack/pack.js';
import type {JudgedEdge, Reason, Verdict} from './finding.js';
import {isIcmpErrorType, isLinkControl} from './housekeeping.js';
import {joinsRoles, type Matrix, matchesTarget, type PairRules} from './matrix.js';
import {nearestRule} from './nearest-rule.js';

/** Holds one edge against the matrix. */
export function judgeEdge(edge: FlowEdge, matrix: Matrix, inventory: Inventory): JudgedEdge {
	const initiator = inventory.identify(edge.initiator);
	const responder = inventory.identify(edge.responder);
	const judged = judgeAsOpened(edge, initiator, responder, matrix);
	if (edge.direction.confidence !== 'guess' || judged.verdict === 'ignored') return judged;

	// A guessed direction makes no finding and hides none: what hangs on it is left open.
	const unclear: JudgedEdge = {
		...judged,
		verdict: 'inconclusive',
		reason: 'direction-unknown',
		rule: undefined,
		documenting: [],
	};
	if (judged.reason === 'reversed') return unclear;
	if (edge.ambiguousPort === undefined) return judged;
	const otherWay = judgeAsOpened(turned(edge), responder, initiator, matrix);
	return (otherWay.verdict === 'expected') === (judged.verdict === 'expected') ? judged : unclear;
}

function judgeAsOpened(edge: FlowEdge, initiator: Identity, responder: Identity, matrix: Matrix): JudgedEdge {
	const pair = matrix.between(initiator, responder);
	const verdict = (
		verdict: Verdict,
		reason: Reason,
		more: Partial<Pick<JudgedEdge, 'rule' | 'documenting' | 'nearest'>> = {},
	): JudgedEdge => ({
		edge,
		initiator,
		responder,
		verdict,
		reason,
		rule: undefined,
		documenting: [],
		nearest: undefined,
		...more,
	});

	if (isLinkControl(edge)) return verdict('ignored', 'link-control');
	if (isIcmpErrorType(edge)) return verdict('ignored', 'icmp-error');

	const matching = [...pair.forward, ...relayRules(edge, responder, matrix)].filter((rule) =>
		matchesTarget(rule, edge),
	);
	const documenting = matching.filter(({forbidden}) => forbidden === undefined);
	if (documenting.length > 0) return verdict('expected', 'documented', {rule: decidingRule(documenting), documenting});

	const unknown = unknownReason(initiator, responder);
	if (unknown !== undefined) return verdict('unknown-host', unknown);

	const forbidding = matching[0];
	if (forbidding !== undefined) return verdict('unexpected', 'forbidden', {rule: forbidding});
	const reason = whyUnexpected(edge, initiator, responder, pair, matrix);
	return verdict('unexpected', reason, {nearest: nearestRule(edge, initiator, responder, reason, pair, matrix)});
}

/** Of several rules that document an edge, the first that names its port, before one that allows a whole range. */
function decidingRule(documenting: readonly Rule[]): Rule | undefined {
	const isExact = ({targets}: Rule) => targets.every(({isDynamic}) => !isDynamic);
	return documenting.find(isExact) ?? documenting[0];
}

/** Rules of services that a relay in no entry may pass on: it sends from the port that it sends to. */
function relayRules(edge: FlowEdge, responder: Identity, matrix: Matrix): Rule[] {
	if (!edge.isSamePort || edge.port === undefined) return [];
	return matrix.about(responder).filter((rule) => rule.isRelayed && responder.roles.includes(rule.to));
}

function unknownReason(initiator: Identity, responder: Identity): Reason | undefined {
	const isUnknown = ({origin}: Identity) => origin === 'unknown' || origin === 'unspecified';
	if (isUnknown(initiator)) return isUnknown(responder) ? 'unknown-hosts' : 'unknown-initiator';
	return isUnknown(responder) ? 'unknown-responder' : undefined;
}

function whyUnexpected(
	edge: FlowEdge,
	initiator: Identity,
	responder: Identity,
	{forward, backward}: PairRules,
	matrix: Matrix,
): Reason {
	const ahead = forward.filter(joinsRoles);
	if (ahead.some((rule) => matchesOtherTransport(rule, edge))) return 'wrong-transport';
	if (backward.filter(joinsRoles).some((rule) => matchesTarget(rule, edge))) return 'reversed';
	if (ahead.length > 0) return 'undocumented-port';
	return servesOneWay(edge, initiator, responder, matrix) ? 'reversed' : 'undocumented-pair';
}

function matchesOtherTransport({targets}: Rule, {port, protocolIdentifier}: FlowEdge): boolean {
	if (port === undefined) return false;
	return targets.some(
		(target) => target.protocolIdentifier !== protocolIdentifier && !target.isDynamic && inRanges(target.ports, port),
	);
}

/**
 * Whether the initiator's roles are documented as serving the port to others and the responder's as using it, never as
 * serving it: then the service runs the wrong way, though no rule joins these two.
 */
function servesOneWay(edge: FlowEdge, initiator: Identity, responder: Identity, matrix: Matrix): boolean {
	const rulesOfService = (identity: Identity) =>
		matrix
			.about(identity)
			.filter(
				(rule) => rule.forbidden === undefined && matchesTarget(rule, edge) && rule.targets.every((t) => !t.isDynamic),
			);
	const serves = (identity: Identity) => (rule: Rule) =>
		identity.roles.includes(rule.to) || (rule.isEitherWay && identity.roles.includes(rule.from));
	return (
		rulesOfService(initiator).some(serves(initiator)) &&
		rulesOfService(responder).some((rule) => responder.roles.includes(rule.from)) &&
		!rulesOfService(responder).some(serves(responder))
	);
}

/** The edge as it is if the side that was taken for the responder began. */
function turned(edge: FlowEdge): FlowEdge {
	return {...edge, initiator: edge.responder, responder: edge.initiator, port: edge.ambiguousPort};
}
