import type {Checker} from '../../document/checker.js';
import type {PortRange} from '../../net/port.js';
import {compareVersions} from '../../net/version.js';
import type {Condition, Rule, RulePack, Target} from '../pack.js';
import {partnerOf} from '../pairs.js';

/** Rows that say the same as others, or the opposite. */
export function lintRows(pack: RulePack, checker: Checker): void {
	const {rules} = pack;
	const byPair = new Map<string, Rule[]>();
	for (const rule of rules) {
		const key = `${rule.from}/${rule.to}`;
		const siblings = byPair.get(key);
		if (siblings === undefined) byPair.set(key, [rule]);
		else siblings.push(rule);
	}
	const forbidding = rules.filter(({forbidden}) => forbidden !== undefined);
	for (const [key, siblings] of byPair) {
		const [first] = siblings as [Rule, ...Rule[]];
		lintEnds(first, checker);
		lintShadows(siblings, checker);
		lintContradictions(siblings, forbidding, checker);
		const mirror = byPair.get(`${first.to}/${first.from}`) ?? [];
		if (key < `${first.to}/${first.from}`) lintMirror(siblings, mirror, checker);
	}
	lintPairings(pack, checker);
}

function lintEnds({from, to, place}: Rule, checker: Checker): void {
	if (from === 'multicast' || from === 'broadcast') {
		checker.note(place, `nobody sends from "${from}"; the sender is a host with a role`);
	}
	if (to === 'unspecified') checker.note(place, 'nobody answers on the unspecified address; the responder is a host');
}

/** A row all of whose ports a row above or below of the same two roles has too, under the same circumstances or fewer. */
function lintShadows(siblings: readonly Rule[], checker: Checker): void {
	for (const [index, rule] of siblings.entries()) {
		if (rule.forbidden !== undefined) continue;
		const wider = siblings.find(
			(other, at) =>
				other !== rule &&
				other.forbidden === undefined &&
				(other.isEitherWay || !rule.isEitherWay) &&
				isNoNarrower(other, rule) &&
				covers(other, rule) &&
				(at < index || !covers(rule, other)),
		);
		if (wider === undefined) continue;
		checker.note(
			rule.place,
			`the ports of "${rule.service}" from ${rule.from} to ${rule.to} are those of "${wider.service}" in line ${wider.place.line} already`,
		);
	}
}

function lintContradictions(siblings: readonly Rule[], forbidding: readonly Rule[], checker: Checker): void {
	for (const rule of siblings) {
		if (rule.forbidden !== undefined) continue;
		const ban = forbidding.find(
			(other) =>
				speaksOf(other.from, rule.from) &&
				speaksOf(other.to, rule.to) &&
				overlaps(other, rule) &&
				!areExclusive(other, rule),
		);
		if (ban === undefined) continue;
		checker.note(
			rule.place,
			`"${rule.service}" from ${rule.from} to ${rule.to} is documented here and forbidden in line ${ban.place.line}; give one of them a "when"`,
		);
	}
}

/** `a -> b` and `b -> a` with the same ports. */
function lintMirror(siblings: readonly Rule[], mirror: readonly Rule[], checker: Checker): void {
	for (const rule of siblings) {
		if (rule.isEitherWay || rule.forbidden !== undefined) continue;
		const twin = mirror.find(
			(other) =>
				!other.isEitherWay &&
				other.forbidden === undefined &&
				other.when.length === 0 &&
				rule.when.length === 0 &&
				covers(other, rule) &&
				covers(rule, other),
		);
		if (twin === undefined) continue;
		const later = twin.place.line > rule.place.line ? twin : rule;
		const earlier = later === twin ? rule : twin;
		checker.note(
			later.place,
			`"${later.service}" is documented from ${earlier.from} to ${earlier.to} in line ${earlier.place.line} too; write one conduit with direction: <->`,
		);
	}
}

/** Each single port of the first service needs one of the second that goes with it. */
function lintPairings({pairings, rules}: RulePack, checker: Checker): void {
	for (const pairing of pairings) {
		const portsOf = (service: string) =>
			rules
				.filter((rule) => rule.to === pairing.role && rule.service === service)
				.flatMap(({targets}) => targets.flatMap(({ports}) => ports));
		const seconds = portsOf(pairing.second);
		const lonely = portsOf(pairing.first).find(
			({first, last}) =>
				first === last &&
				seconds.length > 0 &&
				!seconds.some((range) => contains(range, single(partnerOf(first, pairing)))),
		);
		if (lonely === undefined) continue;
		const wanted = partnerOf(lonely.first, pairing);
		checker.note(
			pairing.place,
			`port ${lonely.first} of "${pairing.first}" goes with ${wanted} here, which "${pairing.second}" does not have`,
		);
	}
}

function single(port: number): PortRange {
	return {first: port, last: port};
}

function speaksOf(role: string, other: string): boolean {
	return role === other || role === 'any' || role === 'everyone';
}

/** Whether `wide` holds wherever `narrow` does, as far as conditions, sites and versions go. */
function isNoNarrower(wide: Rule, narrow: Rule): boolean {
	const isSameVersion = wide.versions.since === narrow.versions.since && wide.versions.until === narrow.versions.until;
	const isFree = wide.versions.since === undefined && wide.versions.until === undefined;
	return (
		(isFree || isSameVersion) &&
		(wide.sites === undefined || wide.sites === narrow.sites) &&
		wide.when.every((condition) => narrow.when.some((other) => isSame(condition, other)))
	);
}

function isSame(a: Condition, b: Condition): boolean {
	return a.subject === b.subject && a.option === b.option && a.values.toSorted().join() === b.values.toSorted().join();
}

/** Two rules that never hold at once. */
function areExclusive(a: Rule, b: Rule): boolean {
	const isPast = (one: Rule, other: Rule) =>
		one.versions.until !== undefined &&
		other.versions.since !== undefined &&
		compareVersions(one.versions.until, other.versions.since) <= 0;
	if (isPast(a, b) || isPast(b, a)) return true;
	return a.when.some((condition) =>
		b.when.some(
			(other) =>
				other.subject === condition.subject &&
				other.option === condition.option &&
				!other.values.some((value) => condition.values.includes(value)),
		),
	);
}

function covers(wide: Rule, narrow: Rule): boolean {
	return (
		narrow.targets.length > 0 &&
		narrow.targets.every((target) => wide.targets.some((other) => targetCovers(other, target)))
	);
}

function targetCovers(wide: Target, narrow: Target): boolean {
	if (wide.protocolIdentifier !== narrow.protocolIdentifier || wide.isDynamic !== narrow.isDynamic) return false;
	if (!narrow.icmpTypes.every((type) => wide.icmpTypes.includes(type))) return false;
	return narrow.ports.every((range) => wide.ports.some((other) => contains(other, range)));
}

function overlaps(a: Rule, b: Rule): boolean {
	return a.targets.some((one) =>
		b.targets.some(
			(other) =>
				one.protocolIdentifier === other.protocolIdentifier &&
				(one.icmpTypes.some((type) => other.icmpTypes.includes(type)) ||
					one.ports.some((x) => other.ports.some((y) => x.first <= y.last && y.first <= x.last))),
		),
	);
}

function contains(wide: PortRange, narrow: PortRange): boolean {
	return wide.first <= narrow.first && narrow.last <= wide.last;
}
