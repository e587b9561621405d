import type {Writable} from 'node:stream';
import {nearest} from '../net/nearest.js';
import {DocumentError, formatPlace} from '../net/problem.js';
import type {InventoryParts} from '../role/inventory.js';
import {pseudoRoles, type RulePack} from '../rulepack/pack.js';

/**
 * A role that no pack knows gives its host no rules. Where it looks like a slip of the pen this throws `DocumentError`;
 * otherwise it may be meant for a pack that is not loaded, and a note on `stream` is enough.
 */
export function noteUnknownRoles({mentions}: InventoryParts, packs: readonly RulePack[], stream: Writable): void {
	const known = new Set([...packs.flatMap(({roles}) => [...roles.keys()]), ...pseudoRoles]);
	const unknown = mentions.filter(({role}) => !known.has(role));
	const slips = unknown.flatMap(({role, place}) => {
		const meant = nearest(role, known);
		return meant === undefined ? [] : [{place, message: `role "${role}" is in no rule pack; did you mean "${meant}"?`}];
	});
	if (slips.length > 0) throw new DocumentError(slips);
	for (const role of new Set(unknown.map((mention) => mention.role))) {
		const {place} = unknown.find((mention) => mention.role === role)!;
		stream.write(
			`portolan: ${formatPlace(place)}: role "${role}" is in no loaded rule pack; it gives its hosts no rules\n`,
		);
	}
}

/** Hosts that have roles and no address: nothing in a capture can be theirs. */
export function noteUnplacedHosts({unplaced}: InventoryParts, stream: Writable): void {
	for (const {name, place} of unplaced) {
		stream.write(
			`portolan: ${formatPlace(place)}: host "${name}" has roles and no address; add one with a further -i, such as a hosts file\n`,
		);
	}
}
