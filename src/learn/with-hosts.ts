import type {Place} from '../net/problem.js';
import {Inventory} from '../role/inventory.js';
import type {Role, RoleName} from '../rulepack/pack.js';
import {type HostProposal, UNCLASSIFIED} from './learning.js';

const nowhere: Place = {file: 'proposal', line: 1, column: 1};

/** The inventory as it would be with the proposals in it. */
export function withHosts(
	inventory: Inventory,
	hosts: readonly HostProposal[],
	definitions: ReadonlyMap<RoleName, Role>,
): Inventory {
	const added = hosts.map(({name, addresses, roles}) => ({
		name,
		addresses,
		roles: roles.length === 0 ? [UNCLASSIFIED] : [...roles].sort(),
		traits: {system: undefined, site: undefined, settings: new Map<string, string>()},
		place: nowhere,
	}));
	return new Inventory({...inventory.parts, hosts: [...inventory.parts.hosts, ...added]}, definitions.values());
}
