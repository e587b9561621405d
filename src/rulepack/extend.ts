import {type Checker, suggest} from '../document/checker.js';
import type {ConduitSource, PackSource, RemovalSource, ServiceSource, WordSource} from './source.js';

/**
 * A pack and the one that it extends, as one: what the pack says itself comes first, row by row, and what it removes is
 * gone. Rows keep the documents that they cite. Removals of what is not there go to the checker.
 */
export function extendPack(base: PackSource, pack: PackSource, checker: Checker): PackSource {
	const removed = removals(base, pack, checker);
	const own = new Set(pack.conduits.flatMap((conduit) => conduit.services.map(({name}) => rowKey(conduit, name))));
	const kept = base.conduits.flatMap((conduit) => {
		if (removed.roles.has(conduit.from.word) || removed.roles.has(conduit.to.word)) return [];
		const services = conduit.services.filter(({name}) => {
			const key = rowKey(conduit, name);
			return !own.has(key) && !removed.rules.has(key) && !removed.rules.has(pairKey(conduit));
		});
		return services.length === 0 ? [] : [{...conduit, services}];
	});
	const conduits = [...kept, ...pack.conduits];
	const rows = new Set(conduits.flatMap((conduit) => conduit.services.map(({name}) => rowKey(conduit, name))));
	const services = byName(base.services, pack.services);
	const definitions = new Map(services.map((service) => [service.name, service]));
	return {
		...pack,
		documents: [...pack.documents, ...base.documents],
		roles: byName(base.roles, pack.roles).filter(({name}) => !removed.roles.has(name)),
		parameters: byName(base.parameters, pack.parameters),
		options: byName(base.options, pack.options),
		services,
		conduits: [...kept.map((conduit) => withoutGone(conduit, rows, definitions)), ...pack.conduits],
		pairings: [...base.pairings.filter(({role}) => !removed.roles.has(role.word)), ...pack.pairings],
	};
}

export function pairKey({from, to}: Pick<ConduitSource, 'from' | 'to'>): string {
	return `${from.word}/${to.word}`;
}

function rowKey(conduit: Pick<ConduitSource, 'from' | 'to'>, service: string): string {
	return `${pairKey(conduit)}/${service}`;
}

function byName<Entry extends {readonly name: string}>(base: readonly Entry[], own: readonly Entry[]): Entry[] {
	const names = new Set(own.map(({name}) => name));
	return [...base.filter(({name}) => !names.has(name)), ...own];
}

/** What the base says of rows that are gone goes with them. */
function withoutGone(
	conduit: ConduitSource,
	rows: ReadonlySet<string>,
	definitions: ReadonlyMap<string, ServiceSource>,
): ConduitSource {
	const stays = ({word}: WordSource) => rows.has(rowKey(conduit, word));
	const groups = (words: ReadonlyArray<readonly WordSource[]>) =>
		words.map((group) => group.filter(stays)).filter((group) => group.length > 1);
	return {
		...conduit,
		anyOf: groups(conduit.anyOf),
		allOf: groups(conduit.allOf),
		services: conduit.services.map((service) => {
			const inherited = definitions.get(service.name)?.fallbacks ?? [];
			const fallbacks = service.fallbacks.length > 0 ? service.fallbacks : inherited;
			return {...service, fallbacks: fallbacks.filter(stays)};
		}),
	};
}

function removals(base: PackSource, {removals: asked}: PackSource, checker: Checker) {
	const roles = base.roles.map(({name}) => name);
	const rows = base.conduits.flatMap((conduit) => conduit.services.map(({name}) => rowKey(conduit, name)));
	const rules = [...new Set([...base.conduits.map(pairKey), ...rows])];
	const of = (kind: RemovalSource['kind'], known: readonly string[]) => {
		const found = asked.filter((removal) => removal.kind === kind);
		const names = new Set(known);
		for (const {word, place} of found) {
			if (names.has(word)) continue;
			checker.note(place, `"${base.name}" has no ${kind} "${word}" to remove; ${suggest(word, known)}`);
		}
		return new Set(found.map(({word}) => word));
	};
	return {roles: of('role', roles), rules: of('rule', rules)};
}
