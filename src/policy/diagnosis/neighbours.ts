import {Protocol} from '../../net/protocol.js';
import type {PortPairing, Rule} from '../../rulepack/pack.js';
import type {Diagnosis, JudgedEdge} from '../finding.js';
import {partnerOf} from '../port-pairings.js';
import {formatService} from '../service-text.js';
import {describeFailure} from '../sightings.js';
import {isWorking, type Scene, working} from './scene.js';

const SMB = 445;
const NETBIOS_SESSION = 139;

/** What failed, seen beside what works between the same two hosts or at the same server. */
export function diagnoseByNeighbours(
	judged: JudgedEdge,
	scene: Scene,
	pairings: readonly PortPairing[],
): Diagnosis | undefined {
	const {initiator, responder, documenting} = judged;
	const [from, to] = [initiator.label, responder.label];
	const rule = judged.rule ?? documenting[0];
	const ahead = scene.between(from, to).filter(isWorking);
	const back = scene.between(to, from).filter(isWorking);
	// What was answered and broke off is open.
	if (judged.edge.outcome === 'cut') return rule && fallenBack(judged, rule, ahead);
	return (
		onlyOtherVersion(judged, ahead) ??
		onlyNetbios(judged, ahead) ??
		(rule && neededBeside(judged, rule, ahead, pairings)) ??
		(rule && fallenBack(judged, rule, ahead)) ??
		(rule && oneWayOnly(judged, rule, back)) ??
		(rule && withoutCompanion(judged, rule, [...ahead, ...(opensBothWays(rule) ? back : [])])) ??
		(rule && onOtherPort(judged, rule, scene.to(to).filter(isWorking)))
	);
}

/** The same service between the same hosts, over the other version of IP. */
function onlyOtherVersion({edge, responder}: JudgedEdge, ahead: readonly JudgedEdge[]): Diagnosis | undefined {
	const other = ahead.find(
		(candidate) =>
			candidate.edge.initiator.version !== edge.initiator.version &&
			candidate.edge.protocolIdentifier === edge.protocolIdentifier &&
			candidate.edge.port === edge.port,
	);
	if (other === undefined) return undefined;
	const [works, fails] = [other.edge.initiator.version, edge.initiator.version];
	const filter = 'a filter knows only one of the two';
	const listener = `the service of ${responder.label} listens on IPv${works} only`;
	const [likely, alternative] = edge.outcome === 'refused' ? [listener, filter] : [filter, listener];
	return {
		name: 'one-ip-version',
		cause: `${formatService(edge)} to ${responder.label} works over IPv${works} and not over IPv${fails} (${edge.responder.text}): ${likely}`,
		alternative,
		evidence: [working(other)],
	};
}

function onlyNetbios({edge, responder}: JudgedEdge, ahead: readonly JudgedEdge[]): Diagnosis | undefined {
	if (edge.protocolIdentifier !== Protocol.Tcp || edge.port !== SMB) return undefined;
	const netbios = ahead.find(
		({edge: other}) => other.protocolIdentifier === Protocol.Tcp && other.port === NETBIOS_SESSION,
	);
	if (netbios === undefined) return undefined;
	return {
		name: 'netbios-only',
		cause: `SMB works only over NetBIOS (tcp/139), the way of old systems: open tcp/445 to ${responder.label}`,
		alternative: `${responder.label} is one of those old systems`,
		evidence: [working(netbios)],
	};
}

/** Ports that go together, as WSUS's two: the second is no substitute for the first. */
function neededBeside(
	judged: JudgedEdge,
	{service, to}: Rule,
	ahead: readonly JudgedEdge[],
	pairings: readonly PortPairing[],
): Diagnosis | undefined {
	const pairing = pairings.find((candidate) => candidate.role === to && candidate.first === service);
	const other = pairing && ahead.find((candidate) => hasRule(candidate, to, [pairing.second]));
	if (pairing === undefined || other === undefined) return undefined;
	if (partnerOf(judged.edge.port!, pairing) !== other.edge.port) return onPairsOtherPort(judged, pairing, other);
	return {
		name: 'wsus-needs-http',
		cause: `${pairing.second} on ${formatService(other.edge)} works, and that is not enough: content still comes over ${pairing.first}, so open ${formatService(judged.edge)} as well`,
		alternative: `${judged.responder.label} has ${pairing.first} on another port`,
		evidence: [working(other)],
	};
}

/** The second of two ports that go together tells which the first one is. */
function onPairsOtherPort(
	{edge, initiator, responder}: JudgedEdge,
	{first, second}: PortPairing,
	other: JudgedEdge,
): Diagnosis {
	const [failing, serving] = [formatService(edge), formatService(other.edge)];
	return {
		name: 'other-port',
		cause: `${second} of ${responder.label} works on ${serving}, which does not go with ${first} on ${failing}: ${initiator.label} is set to the wrong one of its ports`,
		alternative: `${responder.label} should have ${first} on ${failing}, and it does not work`,
		evidence: [working(other)],
	};
}

function fallenBack(judged: JudgedEdge, rule: Rule, ahead: readonly JudgedEdge[]): Diagnosis | undefined {
	const fallback = ahead.find((candidate) => hasRule(candidate, rule.to, rule.expectation?.fallbacks ?? [], rule.from));
	if (fallback === undefined) return undefined;
	const {initiator, responder, edge} = judged;
	return {
		name: 'degraded',
		cause: `degraded, not broken: ${formatService(edge)} ${describeFailure(judged)}, and ${initiator.label} goes on over ${formatService(fallback.edge)} instead`,
		alternative: `${responder.label} does not offer the service, and nobody wants it to`,
		evidence: [working(fallback)],
	};
}

/** Both sides open the service, and it works for one of them. */
function oneWayOnly(judged: JudgedEdge, rule: Rule, back: readonly JudgedEdge[]): Diagnosis | undefined {
	if (!opensBothWays(rule)) return undefined;
	const other = back.find(({documenting}) => documenting.some(({id}) => id === rule.id));
	if (other === undefined) return undefined;
	const [from, to] = [judged.initiator.label, judged.responder.label];
	return {
		name: 'one-way-only',
		cause: `both sides open ${rule.service}, and it works only from ${to} to ${from}: allow it from ${from} to ${to} as well`,
		alternative: `${from} should not open it, and the rules of the network say so`,
		evidence: [working(other)],
	};
}

function opensBothWays({isEitherWay, from, to}: Rule): boolean {
	return isEitherWay || from === to;
}

function withoutCompanion(judged: JudgedEdge, rule: Rule, around: readonly JudgedEdge[]): Diagnosis | undefined {
	const companion = around.find((candidate) =>
		hasRule(candidate, rule.to, rule.expectation?.companions ?? [], rule.from),
	);
	if (companion === undefined) return undefined;
	return {
		name: 'companion-blocked',
		cause: `${formatService(companion.edge)} works between them, and ${rule.service} on ${formatService(judged.edge)}, without which that is of little use, does not: both must be open`,
		alternative: `${rule.service} has another port on ${judged.responder.label}`,
		evidence: [working(companion)],
	};
}

/** The server answers somebody on another port that the same service may have. */
function onOtherPort(judged: JudgedEdge, rule: Rule, atServer: readonly JudgedEdge[]): Diagnosis | undefined {
	const {edge, initiator, responder} = judged;
	const other = atServer.find(
		(candidate) => candidate.edge.port !== edge.port && hasRule(candidate, rule.to, [rule.service]),
	);
	const hasOnePort = rule.targets.every(({isDynamic}) => !isDynamic);
	if (other === undefined || !hasOnePort || other.edge.protocolIdentifier !== edge.protocolIdentifier) return undefined;
	return {
		name: 'other-port',
		cause: `${responder.label} has ${rule.service} on ${formatService(other.edge)}, where it answers ${other.initiator.label}; ${initiator.label} is set to ${formatService(edge)}`,
		alternative: `${responder.label} should have it on both, and one does not work`,
		evidence: [working(other)],
	};
}

function hasRule({documenting}: JudgedEdge, to: string, services: readonly string[], from?: string): boolean {
	return documenting.some(
		(rule) => rule.to === to && services.includes(rule.service) && (from === undefined || rule.from === from),
	);
}
