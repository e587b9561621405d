import type {Identity} from '../role/role.js';
import type {Rule, Target} from '../rulepack/pack.js';
import {formatTargets} from '../rulepack/wording.js';
import type {NearestRule, Opening, Reason} from './finding.js';
import {joinsRoles, type Matrix, matchesTarget, onlyBackward, type PairRules} from './matrix.js';
import {formatService} from './service-text.js';

/** Services that a phrase lists before it says how many more there are. */
const MAX_LISTED = 5;

/** The rule that comes nearest to an unexpected edge, with the difference; `undefined` where no rule is near. */
export function nearestRule(
	edge: Opening,
	initiator: Identity,
	responder: Identity,
	reason: Reason,
	pair: PairRules,
	matrix: Matrix,
): NearestRule | undefined {
	const {forward} = pair;
	switch (reason) {
		case 'wrong-transport': {
			const rule = closest(forward.filter(joinsRoles), edge);
			return rule && {rule, difference: `documented over ${formatTargets(rule)}, not ${formatService(edge)}`};
		}
		case 'reversed': {
			const rule = onlyBackward(pair).find((candidate) => matchesTarget(candidate, edge));
			if (rule === undefined) return callersRule(edge, responder, matrix);
			return {rule, difference: `documented when ${rule.from} opens it to ${rule.to}, not the other way round`};
		}
		case 'undocumented-port': {
			const rule = closest(forward.filter(joinsRoles), edge);
			return rule && {rule, difference: `the pair is documented, on ${listTargets(pair)}, not ${formatService(edge)}`};
		}
		default:
			return nearestElsewhere(edge, initiator, responder, matrix);
	}
}

/** Where no rule joins the two: the rule by which the responder's roles use the port, and never serve it. */
function callersRule(edge: Opening, responder: Identity, matrix: Matrix): NearestRule | undefined {
	const rule = matrix
		.about(responder)
		.find((candidate) => responder.heldRoles.has(candidate.from) && matchesTarget(candidate, edge));
	if (rule === undefined) return undefined;
	return {rule, difference: `a ${rule.from} opens ${formatService(edge)} to others and is not documented to serve it`};
}

/** What the pair may use, exact ports before ranges of negotiated ones. */
function listTargets({forward}: PairRules): string {
	const isDynamic = ({targets}: Rule) => Number(targets.some((target) => target.isDynamic));
	const rules = forward.filter(joinsRoles).toSorted((a, b) => isDynamic(a) - isDynamic(b));
	const texts = [...new Set(rules.map(formatTargets))];
	const more = texts.length - MAX_LISTED;
	return more > 0 ? `${texts.slice(0, MAX_LISTED).join(', ')} and ${more} more` : texts.join(', ');
}

/** A rule for the same port with one of the two ends: "others may", or "it may, elsewhere". */
function nearestElsewhere(
	edge: Opening,
	initiator: Identity,
	responder: Identity,
	matrix: Matrix,
): NearestRule | undefined {
	const ofService = (rule: Rule) =>
		rule.forbidden === undefined && matchesTarget(rule, edge) && rule.targets.every(({isDynamic}) => !isDynamic);
	const toResponder = matrix.about(responder).filter((rule) => responder.heldRoles.has(rule.to) && ofService(rule));
	const others = [...new Set(toResponder.map(({from}) => from))]
		.filter((role) => !initiator.heldRoles.has(role))
		.sort();
	if (toResponder[0] !== undefined && others.length > 0) {
		const who =
			others.length > 3 ? `${others.slice(0, 3).join(', ')} and ${others.length - 3} more roles` : others.join(', ');
		return {
			rule: toResponder[0],
			difference: `${formatService(edge)} to ${toResponder[0].to} is documented from ${who}`,
		};
	}
	const fromInitiator = matrix.about(initiator).find((rule) => initiator.heldRoles.has(rule.from) && ofService(rule));
	if (fromInitiator === undefined) return undefined;
	return {
		rule: fromInitiator,
		difference: `${formatService(edge)} is documented from ${fromInitiator.from} to ${fromInitiator.to}`,
	};
}

/** Same protocol before another, then the port that is the fewest away, then the order of the packs. */
function closest(rules: readonly Rule[], edge: Opening): Rule | undefined {
	const distance = (rule: Rule) => Math.min(...rule.targets.map((target) => distanceTo(target, edge)));
	return rules.reduce<Rule | undefined>(
		(best, rule) => (best === undefined || distance(rule) < distance(best) ? rule : best),
		undefined,
	);
}

function distanceTo({protocolIdentifier, ports, isDynamic}: Target, edge: Opening): number {
	const port = edge.port ?? 0;
	const away = ports.map(({first, last}) => Math.max(first - port, port - last, 0));
	// A range for negotiated ports says nothing of the ports beside it.
	const penalty = (protocolIdentifier === edge.protocolIdentifier ? 0 : 100_000) + (isDynamic ? 200_000 : 0);
	return Math.min(70_000, ...away) + penalty;
}
