import type {Writable} from 'node:stream';
import {UsageError} from '../net/problem.js';
import {Inventory} from '../role/inventory.js';
import {loadInventory} from '../role/load.js';
import {loadPacks} from '../rulepack/load.js';
import type {RulePack} from '../rulepack/pack.js';
import type {InputLog} from './inputs.js';
import {noteUnknownRoles, noteUnplacedHosts} from './notes.js';
import type {SiteOptions} from './options.js';

/** What a site is held against, and who is who in it. */
export interface Site {
	readonly packs: readonly RulePack[];
	readonly inventory: Inventory;
}

/**
 * Loads rule packs and inventory, which give each other settings and roles. Throws `UsageError` and `DocumentError`;
 * what is odd and no mistake is told on `stream`.
 */
export function loadSite({rules, inventory: paths, parameter}: SiteOptions, stream: Writable, inputs?: InputLog): Site {
	if (rules.length === 0) {
		throw new UsageError('no rule pack is given; add -r configmgr-2012, or -r with a file of your own');
	}
	const parts = loadInventory(paths, (path, octets) => inputs?.note('inventory', path, octets));
	const packs = loadPacks(rules, {site: [...parts.settings, ...parameter], hosts: parts.hostSettings}, (path, octets) =>
		inputs?.note('rule-pack', path, octets),
	);
	noteUnknownRoles(parts, packs, stream);
	noteUnplacedHosts(parts, stream);
	return {
		packs,
		inventory: new Inventory(
			parts,
			packs.flatMap(({roles}) => [...roles.values()]),
		),
	};
}
