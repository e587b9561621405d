import type {Checker} from '../../document/checker.js';
import type {Place} from '../../net/problem.js';
import {pseudoRoles, roleWildcards} from '../pack.js';
import type {ConditionSource, PackSource, PortSource, ServiceSource} from '../source.js';

/** Names that the pack itself defines, not one that it extends, and that nothing refers to. */
export function lintUnused(source: PackSource, checker: Checker): void {
	const {roles, parameters, options, services, conduits, pairings} = source;
	const rows = conduits.flatMap((conduit) => conduit.services);
	const note = (what: string, used: ReadonlySet<string>, defined: ReadonlyArray<{name: string; place: Place}>) => {
		for (const {name, place} of defined) {
			if (!used.has(name) && place.file === source.place.file) checker.note(place, `${what} "${name}" is never used`);
		}
	};

	const usedRoles = new Set([
		...conduits.flatMap(({from, to}) => [from.word, to.word]),
		...roles.flatMap(({includes}) => includes.map(({word}) => word)),
		...pairings.map(({role}) => role.word),
		...pseudoRoles,
		...roleWildcards,
	]);
	note(
		'role',
		usedRoles,
		roles.filter(({includes}) => includes.length === 0),
	);
	const usedNames = new Set(rows.map(({name}) => name));
	note('service', usedNames, services);

	const usedServices = services.filter(({name}) => usedNames.has(name));
	const ports = [
		...[...rows, ...usedServices].flatMap(({targets}) => targets.flatMap((target) => target.ports)),
		...parameters.flatMap((parameter) => [...parameter.ports, ...[...parameter.bySystem.values()].flat()]),
	];
	note('parameter', new Set(ports.flatMap(parameterOf)), parameters);

	const conditions = [
		...[...rows, ...usedServices].flatMap(({when}: ServiceSource) => when),
		...conduits.flatMap(({when, oneWay}): readonly ConditionSource[] => [...when, ...(oneWay?.when ?? [])]),
	];
	note('option', new Set(conditions.map(({option}) => option.word)), options);
}

function parameterOf(port: PortSource): string[] {
	return 'parameter' in port ? [port.parameter] : [];
}
