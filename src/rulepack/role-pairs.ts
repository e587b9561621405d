import {pairKey} from './extend.js';
import type {ConduitSource, WordSource} from './source.js';

/** What the conduits of one pair of roles say together. */
export interface RolePair {
	readonly services: ReadonlySet<string>;
	readonly anyOf: ReadonlyArray<readonly WordSource[]>;
	readonly allOf: ReadonlyArray<readonly WordSource[]>;
}

/** By `pairKey`. */
export function pairsOf(conduits: readonly ConduitSource[]): ReadonlyMap<string, RolePair> {
	const pairs = new Map<string, {services: Set<string>; anyOf: WordSource[][]; allOf: WordSource[][]}>();
	for (const conduit of conduits) {
		const key = pairKey(conduit);
		const pair = pairs.get(key) ?? {services: new Set(), anyOf: [], allOf: []};
		pairs.set(key, pair);
		for (const {name} of conduit.services) pair.services.add(name);
		for (const group of conduit.anyOf) pair.anyOf.push([...group]);
		for (const group of conduit.allOf) pair.allOf.push([...group]);
	}
	return pairs;
}
