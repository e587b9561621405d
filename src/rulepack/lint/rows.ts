import type {Checker} from '../../document/checker.js';
import type {Place} from '../../net/problem.js';
import {pseudoRoles, type Rule, type RulePack, roleWildcards} from '../pack.js';
import {areExclusive, covers, isNoNarrower, overlaps} from './cover.js';
import {RuleIndex} from './rule-index.js';

/** Rows that say the same as others, or the opposite. */
export function lintRows({rules}: RulePack, checker: Checker): void {
	const documented = new RuleIndex(rules.filter(({forbidden}) => forbidden === undefined));
	const forbidding = new RuleIndex(rules.filter(({forbidden}) => forbidden !== undefined));
	const seen = new Set<string>();
	for (const rule of rules) {
		const pair = `${rule.from}/${rule.to}`;
		if (!seen.has(pair)) lintEnds(rule, checker);
		seen.add(pair);
		if (rule.forbidden !== undefined) continue;
		lintShadow(rule, documented, checker);
		lintContradiction(rule, forbidding, checker);
		if (pair < `${rule.to}/${rule.from}`) lintMirror(rule, documented, checker);
	}
}

function lintEnds({from, to, place}: Rule, checker: Checker): void {
	if (from === 'multicast' || from === 'broadcast') {
		checker.note(place, `nobody sends from "${from}"; the sender is a host with a role`);
	}
	if (to === 'unspecified') checker.note(place, 'nobody answers on the unspecified address; the responder is a host');
}

/** A row all of whose ports another has too, under the same circumstances or fewer. */
function lintShadow(rule: Rule, documented: RuleIndex, checker: Checker): void {
	const isFirst = (other: Rule) => documented.position(other) < documented.position(rule) || !covers(rule, other);
	const wider =
		near(rule, rule.from, rule.to, documented).find((other) => isWider(other, rule) && isFirst(other)) ??
		widerPairs(rule)
			.flatMap(([from, to]) => near(rule, from, to, documented))
			.find((other) => isWider(other, rule) && saysNoMore(rule, other));
	if (wider === undefined) return;
	const isSamePair = wider.from === rule.from && wider.to === rule.to;
	const ofWhom = isSamePair ? '' : ` from ${wider.from} to ${wider.to}`;
	const line = lineOf(wider.place, rule.place);
	checker.note(
		rule.place,
		`the ports of "${rule.service}" from ${rule.from} to ${rule.to} are those of "${wider.service}"${ofWhom} ${line} already`,
	);
}

/** Whoever has all ports of a rule has its first. */
function near({targets: [target]}: Rule, from: string, to: string, documented: RuleIndex): readonly Rule[] {
	return target === undefined ? [] : documented.nearFirst(from, to, target);
}

function isWider(wide: Rule, rule: Rule): boolean {
	return wide !== rule && (wide.isEitherWay || !rule.isEitherWay) && isNoNarrower(wide, rule) && covers(wide, rule);
}

/** Whether the row is nothing but another for more roles: the same need, if any, met and answered in the same way. */
function saysNoMore(rule: Rule, general: Rule): boolean {
	const [own, other] = [rule.expectation!, general.expectation!];
	const isSameNeed = own.level === other.level && own.reach === other.reach && own.within === other.within;
	return (
		(own.level === 'on-demand' || isSameNeed) &&
		own.answering === other.answering &&
		own.alternatives.length === 1 &&
		own.companions.length === 0 &&
		own.fallbacks.length === 0 &&
		rule.severity === general.severity &&
		general.oneWay === undefined &&
		(general.isBroadcast || !rule.isBroadcast) &&
		(general.isRelayed || !rule.isRelayed) &&
		(general.isStreamed || !rule.isStreamed)
	);
}

function lintContradiction(rule: Rule, forbidding: RuleIndex, checker: Checker): void {
	const bans = [rule.from, 'any', 'everyone'].flatMap((from) =>
		[rule.to, 'any', 'everyone'].flatMap((to) => [...forbidding.near(from, to, rule.targets)]),
	);
	const clashing = bans.filter((other) => overlaps(other, rule) && !areExclusive(other, rule));
	const [ban] = clashing.toSorted((a, b) => forbidding.position(a) - forbidding.position(b));
	if (ban === undefined) return;
	checker.note(
		rule.place,
		`"${rule.service}" from ${rule.from} to ${rule.to} is documented here and forbidden ${lineOf(ban.place, rule.place)}; give one of them a "when"`,
	);
}

/** `a -> b` and `b -> a` with the same ports. */
function lintMirror(rule: Rule, documented: RuleIndex, checker: Checker): void {
	if (rule.isEitherWay || rule.when.length > 0) return;
	const twin = near(rule, rule.to, rule.from, documented).find(
		(other) => !other.isEitherWay && other.when.length === 0 && covers(other, rule) && covers(rule, other),
	);
	if (twin === undefined) return;
	const [earlier, later] = documented.position(twin) < documented.position(rule) ? [twin, rule] : [rule, twin];
	checker.note(
		later.place,
		`"${later.service}" is documented from ${earlier.from} to ${earlier.to} ${lineOf(earlier.place, later.place)} too; write one conduit with direction: <->`,
	);
}

/**
 * A wildcard in the place of one end. Not at both: what all hosts do among themselves is often repeated in the list of one
 * role, to have that list complete.
 */
function widerPairs({from, to}: Rule): Array<readonly [from: string, to: string]> {
	return [
		...(isWildcard(to) ? [] : widerRoles(from)).map((wildcard) => [wildcard, to] as const),
		...(isWildcard(from) ? [] : widerRoles(to)).map((wildcard) => [from, wildcard] as const),
	];
}

function isWildcard(role: string): boolean {
	return (roleWildcards as readonly string[]).includes(role);
}

/** `any` is a host with a role of the inventory, which those told from the address are not. */
function widerRoles(role: string): readonly string[] {
	if (role === 'everyone' || (pseudoRoles as readonly string[]).includes(role)) return [];
	return role === 'any' ? ['everyone'] : ['any', 'everyone'];
}

/** Rows of a pack that extends another stand in two files. */
function lineOf(place: Place, seenFrom: Place): string {
	return place.file === seenFrom.file ? `in line ${place.line}` : `in ${place.file}:${place.line}`;
}
