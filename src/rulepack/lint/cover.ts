import type {PortRange} from '../../net/port.js';
import {hasPorts} from '../../net/protocol.js';
import {compareVersions} from '../../net/version.js';
import type {Condition, Rule, Target} from '../pack.js';

// How the ports and the circumstances of two rules lie to each other.

/** Whether `wide` holds wherever `narrow` does, as far as conditions, sites and versions go. */
export function isNoNarrower(wide: Rule, narrow: Rule): boolean {
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
export function areExclusive(a: Rule, b: Rule): boolean {
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

/** Whether `wide` has every port of `narrow`, whatever the parameters are set to. */
export function covers(wide: Rule, narrow: Rule): boolean {
	return (
		narrow.targets.length > 0 &&
		narrow.targets.every((target) => wide.targets.some((other) => targetCovers(other, target)))
	);
}

function targetCovers(wide: Target, narrow: Target): boolean {
	if (wide.protocolIdentifier !== narrow.protocolIdentifier || wide.isDynamic !== narrow.isDynamic) return false;
	// Ports that could not be read are no reason to say more of the row.
	if (narrow.ports.length === 0 && hasPorts(narrow.protocolIdentifier)) return false;
	if (!narrow.icmpTypes.every((type) => wide.icmpTypes.includes(type))) return false;
	if (narrow.portSources.some((source) => typeof source === 'string' && !wide.portSources.includes(source)))
		return false;
	return narrow.ports.every((range) => wide.ports.some((other) => contains(other, range)));
}

export function overlaps(a: Rule, b: Rule): boolean {
	return a.targets.some((one) =>
		b.targets.some(
			(other) =>
				one.protocolIdentifier === other.protocolIdentifier &&
				(one.icmpTypes.some((type) => other.icmpTypes.includes(type)) ||
					one.ports.some((x) => other.ports.some((y) => x.first <= y.last && y.first <= x.last))),
		),
	);
}

export function contains(wide: PortRange, narrow: PortRange): boolean {
	return wide.first <= narrow.first && narrow.last <= wide.last;
}
