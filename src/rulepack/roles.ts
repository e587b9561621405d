import {type Checker, suggest} from '../document/checker.js';
import {pseudoRoles, type Role, type RoleName, roleWildcards} from './pack.js';
import type {RoleSource} from './source.js';

/** Roles with everything that they include, however indirectly. Circles, and names of no role, go to the checker. */
export function rolesOf(sources: readonly RoleSource[], checker: Checker): Map<RoleName, Role> {
	const byName = new Map(sources.map((source) => [source.name, source]));
	for (const {name, place, includes} of sources) {
		if ((roleWildcards as readonly string[]).includes(name)) {
			checker.note(place, `"${name}" stands for all roles in a conduit; give the role another name`);
		}
		if (includes.length > 0 && (pseudoRoles as readonly string[]).includes(name)) {
			checker.note(place, `"${name}" is told from the address; it can include no role`);
		}
		for (const {word, place: wordPlace} of includes) {
			if (byName.has(word)) continue;
			checker.note(wordPlace, `role "${word}" is not defined; ${suggest(word, [...byName.keys()])}`);
		}
	}
	const told = new Set<RoleName>();
	return new Map(
		sources.map(({name, title, isOnInternet, versions, place}) => {
			const included = closure(name, byName);
			if (included.has(name) && !told.has(name)) {
				const way = circle(name, byName);
				checker.note(place, `role "${name}" includes itself: ${way.join(' -> ')}`);
				for (const member of way) told.add(member);
			}
			return [name, {name, title, includes: [...included].sort(), isOnInternet, versions, place}];
		}),
	);
}

function closure(name: RoleName, byName: ReadonlyMap<RoleName, RoleSource>): Set<RoleName> {
	const found = new Set<RoleName>();
	const pending = [name];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		for (const {word} of byName.get(next)?.includes ?? []) {
			if (found.has(word)) continue;
			found.add(word);
			pending.push(word);
		}
	}
	return found;
}

/** The way from a role back to itself. */
function circle(name: RoleName, byName: ReadonlyMap<RoleName, RoleSource>): RoleName[] {
	const cameFrom = new Map<RoleName, RoleName>();
	const pending = [name];
	for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
		for (const {word} of byName.get(next)?.includes ?? []) {
			if (cameFrom.has(word)) continue;
			cameFrom.set(word, next);
			pending.push(word);
		}
	}
	const way = [name];
	do way.unshift(cameFrom.get(way[0]!)!);
	while (way[0] !== name);
	return way;
}
