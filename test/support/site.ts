import {Checker} from '#portolan/document/checker.js';
import {parseText} from '#portolan/document/parse.js';
import {assemble} from '#portolan/role/assemble.js';
import {Inventory, type InventoryParts} from '#portolan/role/inventory.js';
import {readInventory} from '#portolan/role/read.js';
import type {HostTraits} from '#portolan/role/role.js';
import type {Role, RulePack} from '#portolan/rulepack/pack.js';

/** What is known of a host besides its roles. */
export interface HostFields {
	readonly os?: string;
	readonly site?: string;
	readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * An inventory from lines such as `cm01 10.0.0.1 fd00::1: site-server, sms-provider` and `10.0.50.0/24: client`.
 * @param fields more about hosts and networks, by name or prefix
 */
export function inventory(...lines: readonly string[]): Inventory {
	return inventoryWith({}, lines);
}

export function inventoryWith(
	{
		hosts: fields = {},
		sites = [],
		packs = [],
	}: {
		readonly hosts?: Readonly<Record<string, HostFields>>;
		readonly sites?: ReadonlyArray<{readonly code: string; readonly parent?: string}>;
		readonly packs?: readonly RulePack[];
	},
	lines: readonly string[],
): Inventory {
	const hosts: object[] = [];
	const networks: object[] = [];
	for (const line of lines) {
		const [ends = '', roleText = ''] = line.split(/:\s(?=[^:]*$)|:$/);
		const [first = '', ...addresses] = ends.split(' ');
		const roles = roleText.split(',').flatMap((role) => (role.trim() === '' ? [] : [role.trim()]));
		const more = fields[first] ?? {};
		if (first.includes('/')) networks.push({cidr: first, roles, ...more});
		else hosts.push({name: first, addresses, roles, ...more});
	}
	return readText(JSON.stringify({hosts, networks, sites}), rolesOf(packs));
}

export function rolesOf(packs: readonly RulePack[]): Role[] {
	return packs.flatMap(({roles}) => [...roles.values()]);
}

/** Inventories in YAML, put together. Throws `DocumentError`. */
export function readTexts(...texts: readonly string[]): Inventory {
	const checker = new Checker();
	const files = texts.map((text, index) => readInventory(parseText(text, `${index}.yaml`), checker));
	const parts = assemble(files, checker);
	checker.throwIfAny();
	return new Inventory(parts);
}

function readText(text: string, roles: readonly Role[]): Inventory {
	return new Inventory(readTexts(text).parts, roles);
}

/** An inventory in one line a host or network: `cm01 10.0.0.1: site-server [Windows; site PS1; sql=1433]`. */
export function linesOf({hosts, networks, described, unplaced}: InventoryParts): string[] {
	const more = ({system, site, settings}: HostTraits) => {
		const parts = [system, site && `site ${site}`, ...[...settings].map(([name, value]) => `${name}=${value}`)];
		const known = parts.filter((part) => part !== undefined);
		return known.length === 0 ? '' : ` [${known.join('; ')}]`;
	};
	const line = (first: string, roles: readonly string[], traits: HostTraits) =>
		`${first}: ${roles.join(', ') || '-'}${more(traits)}`;
	return [
		...hosts.map(({name, addresses, roles, traits}) =>
			line([name, ...addresses.map(({text}) => text)].join(' '), roles, traits),
		),
		...networks.map(({prefix, roles, traits}) => line(prefix.text, roles, traits)),
		...described.map(({address, name, traits}) => line(`${address.text} is ${name}`, [], traits)),
		...unplaced.map(({name, roles}) => `${name} nowhere: ${roles.join(', ')}`),
	];
}
