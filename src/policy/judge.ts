import type {Negotiation} from '../flow/biflow.js';
import type {FlowEdge} from '../flow/edge.js';
import type {Application} from '../net/application.js';
import {inRanges} from '../net/port.js';
import {Protocol} from '../net/protocol.js';
import type {Inventory} from '../role/inventory.js';
import type {Identity} from '../role/role.js';
import type {Rule} from '../rulepack/pack.js';
import {formatTargets} from '../rulepack/wording.js';
import type {Decision, JudgedEdge, NearestRule, Opening, Reason, Ruling, Verdict} from './finding.js';
import {isIcmpErrorType, isLinkControl} from './housekeeping.js';
import {joinsRoles, type Matrix, matchesTarget, onlyBackward, type PairRules, type SuspendedRule} from './matrix.js';
import {nearestRule} from './nearest-rule.js';
import {formatService} from './service-text.js';

/** Holds one edge against the matrix. */
export function judgeEdge(edge: FlowEdge, matrix: Matrix, inventory: Inventory): JudgedEdge {
	const initiator = inventory.identify(edge.initiator);
	const responder = inventory.identify(edge.responder);
	if (edge.scan !== undefined) return {edge, initiator, responder, ...decideScan(initiator)};
	const ruling = judgeOpening(edge, initiator, responder, matrix);
	if (edge.direction.confidence !== 'guess' || ruling.verdict === 'ignored') return {edge, ...ruling};

	// A guessed direction makes no finding and hides none: what hangs on it is left open.
	const unclear: JudgedEdge = {
		edge,
		...ruling,
		verdict: 'inconclusive',
		reason: 'direction-unknown',
		rule: undefined,
		documenting: [],
	};
	if (ruling.reason === 'reversed') return unclear;
	if (edge.ambiguousPort === undefined) return {edge, ...ruling};
	const otherWay = judgeOpening({...edge, port: edge.ambiguousPort}, responder, initiator, matrix);
	return (otherWay.verdict === 'expected') === (ruling.verdict === 'expected') ? {edge, ...ruling} : unclear;
}

/** Holds what one host opens to another against the matrix; who opened it is taken as certain. */
export function judgeOpening(edge: Opening, initiator: Identity, responder: Identity, matrix: Matrix): Ruling {
	const pair = matrix.between(initiator, responder);
	const decision = pair.decisions.of(edge, () => decide(edge, initiator, responder, pair, matrix));
	return {initiator, responder, ...decision};
}

/** No document has a row for trying thousands of doors; whom it was after does not matter. */
function decideScan(initiator: Identity): Decision {
	const isUnknown = unknownReason(initiator, initiator) !== undefined;
	const [verdict, reason] = isUnknown
		? (['unknown-host', 'unknown-initiator'] as const)
		: (['unexpected', 'scan'] as const);
	return {verdict, reason, rule: undefined, documenting: [], nearest: undefined};
}

/** Whose addresses the two have decides nothing: the same for all hosts of their standings. */
function decide(edge: Opening, initiator: Identity, responder: Identity, pair: PairRules, matrix: Matrix): Decision {
	const verdict = (
		verdict: Verdict,
		reason: Reason,
		more: Partial<Pick<Decision, 'rule' | 'documenting' | 'nearest'>> = {},
	): Decision => ({
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
	const documenting = matching.filter(
		(rule) => rule.forbidden === undefined && (!isDynamic(rule) || isAbout(rule, edge.negotiation)),
	);
	const naming = documenting.filter((rule) => !isDynamic(rule));
	if (naming.length > 0) return verdict('expected', 'documented', {rule: naming[0], documenting});
	const arranging = edge.negotiation === undefined ? [] : arrangingRules(edge, edge.negotiation, pair);
	const negotiating = arranging.find(({forbidden}) => forbidden === undefined);
	// What a forbidden service named is as forbidden, whatever range the port lies in.
	const [tainting] = negotiating === undefined ? arranging : [];
	if (tainting !== undefined) return verdict('unexpected', 'forbidden', {rule: tainting});
	const rule = documenting[0] ?? negotiating;
	if (rule !== undefined && edge.negotiation !== undefined) {
		const isMapped = namedFor[edge.negotiation.by] === 'dce-rpc';
		const nearest = documenting.length === 0 && isMapped ? rangeBeside(edge, pair) : undefined;
		return verdict('expected', 'negotiated', {rule, documenting, nearest});
	}
	if (rule !== undefined && !edge.isNegotiationVisible) {
		return verdict('inconclusive', 'negotiation-unseen', {rule, documenting});
	}
	if (rule !== undefined) return verdict('unexpected', 'not-negotiated', {nearest: {rule, difference: NOT_NEGOTIATED}});

	const unknown = unknownReason(initiator, responder);
	if (unknown !== undefined) return verdict('unknown-host', unknown);

	const forbidding = matching.find(({forbidden}) => forbidden !== undefined);
	if (forbidding !== undefined) return verdict('unexpected', 'forbidden', {rule: forbidding});
	const suspended = pair.suspended.find(({rule: other}) => !isDynamic(other) && matchesTarget(other, edge));
	const reason = whyUnexpected(edge, initiator, responder, pair, matrix);
	// What the wrong side opened is that first, whatever it would take to let the other side open it.
	if (suspended !== undefined && (suspended.isOneWay || reason !== 'reversed')) {
		const nearest = {rule: suspended.rule, difference: describeSuspended(suspended)};
		return verdict('unexpected', suspended.isOneWay ? 'reversed' : 'condition-unmet', {nearest});
	}
	return verdict('unexpected', reason, {nearest: nearestRule(edge, initiator, responder, reason, pair, matrix)});
}

const NOT_NEGOTIATED = 'the port is one of those that are negotiated, and nothing in the capture sent anybody there';

function describeSuspended({rule, circumstance, isOneWay}: SuspendedRule): string {
	const {requirement, fact} = circumstance;
	if (!isOneWay) return `documented only where ${requirement}, and ${fact}`;
	return `only ${rule.oneWay!.opens === 'from' ? rule.from : rule.to} may open it where ${requirement}`;
}

/** Whether the rule names a range out of which the server picks a port, and no port. */
function isDynamic({targets}: Rule): boolean {
	return targets.some((target) => target.isDynamic);
}

/** What a negotiation is documented by: the rule for the port that it was made on. */
export const negotiatedOn: Readonly<
	Record<Negotiation['by'], {readonly protocol: number; readonly port: number; readonly otherwise?: number}>
> = {
	'endpoint-mapper': {protocol: Protocol.Tcp, port: 135},
	dcom: {protocol: Protocol.Tcp, port: 135},
	ftp: {protocol: Protocol.Tcp, port: 21},
	portmapper: {protocol: Protocol.Udp, port: 111, otherwise: Protocol.Tcp},
	'sql-browser': {protocol: Protocol.Udp, port: 1434},
	tftp: {protocol: Protocol.Udp, port: 69},
	dhcp: {protocol: Protocol.Udp, port: 67},
};

/** What is behind a port that was named, by who named it. */
const namedFor: Readonly<Partial<Record<Negotiation['by'], Application>>> = {
	'endpoint-mapper': 'dce-rpc',
	dcom: 'dce-rpc',
	'sql-browser': 'tds',
};

/** Whether a row for negotiated ports is one for those that this negotiation names: ranges of several services are the same. */
function isAbout({carries}: Rule, negotiation: Negotiation | undefined): boolean {
	if (negotiation === undefined || carries.length === 0) return true;
	const application = namedFor[negotiation.by];
	return application !== undefined && carries.includes(application);
}

/** The rules about the conversation in which the edge was arranged; an active FTP server calls back. */
function arrangingRules(edge: Opening, {by, detail}: Negotiation, {forward, backward}: PairRules): Rule[] {
	const {protocol, port, otherwise} = negotiatedOn[by];
	const isCallBack = detail === 'PORT' || detail === 'EPRT';
	const controls = [protocol, ...(otherwise === undefined ? [] : [otherwise])].map((protocolIdentifier) => ({
		...edge,
		protocolIdentifier,
		port,
	}));
	return (isCallBack ? backward : forward).filter(
		(rule) => !isDynamic(rule) && controls.some((control) => matchesTarget(rule, control)),
	);
}

/** The range that is documented for the pair, where the port that was negotiated lies beside it. */
function rangeBeside(edge: Opening, {forward}: PairRules): NearestRule | undefined {
	const rule = forward.find((candidate) => joinsRoles(candidate) && isDynamic(candidate));
	return rule && {rule, difference: `the documented range is ${formatTargets(rule)}, not ${formatService(edge)}`};
}

/** Rules of services that a relay in no entry may pass on: it sends from the port that it sends to. */
function relayRules(edge: Opening, responder: Identity, matrix: Matrix): Rule[] {
	if (!edge.isSamePort || edge.port === undefined) return [];
	return matrix.about(responder).filter((rule) => rule.isRelayed && responder.heldRoles.has(rule.to));
}

function unknownReason(initiator: Identity, responder: Identity): Reason | undefined {
	const isUnknown = ({origin}: Identity) => origin === 'unknown' || origin === 'unspecified';
	if (isUnknown(initiator)) return isUnknown(responder) ? 'unknown-hosts' : 'unknown-initiator';
	return isUnknown(responder) ? 'unknown-responder' : undefined;
}

function whyUnexpected(
	edge: Opening,
	initiator: Identity,
	responder: Identity,
	pair: PairRules,
	matrix: Matrix,
): Reason {
	const ahead = pair.forward.filter(joinsRoles);
	if (ahead.some((rule) => matchesOtherTransport(rule, edge))) return 'wrong-transport';
	// A rule for both ways says that the port is another, if the two hosts do not have the same.
	if (onlyBackward(pair).some((rule) => matchesTarget(rule, edge))) return 'reversed';
	if (ahead.length > 0) return 'undocumented-port';
	return servesOneWay(edge, initiator, responder, matrix) ? 'reversed' : 'undocumented-pair';
}

function matchesOtherTransport({targets}: Rule, {port, protocolIdentifier}: Opening): boolean {
	if (port === undefined) return false;
	return targets.some(
		(target) => target.protocolIdentifier !== protocolIdentifier && !target.isDynamic && inRanges(target.ports, port),
	);
}

/**
 * Whether the initiator's roles are documented as serving the port to others and the responder's as using it, never as
 * serving it: then the service runs the wrong way, though no rule joins these two.
 */
function servesOneWay(edge: Opening, initiator: Identity, responder: Identity, matrix: Matrix): boolean {
	const rulesOfService = (identity: Identity) =>
		matrix
			.about(identity)
			.filter(
				(rule) => rule.forbidden === undefined && matchesTarget(rule, edge) && rule.targets.every((t) => !t.isDynamic),
			);
	const serves = (identity: Identity) => (rule: Rule) =>
		identity.heldRoles.has(rule.to) || (rule.isEitherWay && identity.heldRoles.has(rule.from));
	return (
		rulesOfService(initiator).some(serves(initiator)) &&
		rulesOfService(responder).some((rule) => responder.heldRoles.has(rule.from)) &&
		!rulesOfService(responder).some(serves(responder))
	);
}
