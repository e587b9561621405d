import pc from 'picocolors';
import {addressBits, contains} from '../net/prefix.js';
import {formatPlace} from '../net/problem.js';
import {compareText} from '../net/text-order.js';
import type {Inventory} from '../role/inventory.js';
import type {HostTraits, InventoryNetwork} from '../role/role.js';
import type {RulePack} from '../rulepack/pack.js';
import {alignColumns} from './table.js';

/** Of a list of roles beside the name of their pack. */
const WIDTH = 96;

/** Who has which roles, what overlaps, and which roles nobody holds. */
export function formatInventory(
	inventory: Inventory,
	packs: readonly RulePack[],
	{colors}: {readonly colors: boolean},
): string {
	const paint = pc.createColors(colors);
	const {hosts, networks, described, unplaced} = inventory.parts;
	const section = (title: string, rows: ReadonlyArray<readonly string[]>) =>
		rows.length === 0 ? [] : [`${paint.bold(title)}\n${alignColumns(rows)}`];
	const sortedHosts = hosts.toSorted((a, b) => compareText(a.name, b.name));
	return `${[
		`${plural(hosts.length, 'host')}, ${plural(networks.length, 'network')}, ${plural(described.length, 'address', 'addresses')} with a name only`,
		...section(
			'Hosts',
			sortedHosts.map(({name, addresses, roles, traits}) => [
				name,
				addresses.map(({text}) => text).join(', '),
				roles.join(', ') || 'no roles',
				describeTraits(traits),
			]),
		),
		...section(
			'Networks',
			networks.map(({name, prefix, roles, traits}) => [
				prefix.text,
				roles.join(', ') || 'no roles',
				[name ?? '', describeTraits(traits)].filter((part) => part !== '').join('; '),
			]),
		),
		...section(
			'Roles without an address',
			unplaced.map(({name, roles, place}) => [name, roles.join(', '), formatPlace(place)]),
		),
		...section('Overlaps', overlaps(inventory)),
		...section(
			'Roles that nobody holds',
			packs.flatMap((pack) => unheldRoles(inventory, pack)),
		),
		...section('Roles of no rule pack', packs.length === 0 ? [] : strangeRoles(inventory, packs)),
	].join('\n\n')}\n`;
}

function describeTraits({system, site, settings}: HostTraits): string {
	return [
		...(system === undefined ? [] : [system]),
		...(site === undefined ? [] : [`site ${site}`]),
		...[...settings].map(([name, value]) => `${name}=${value}`),
	].join('; ');
}

/** What lies in a network and has other roles than it: the narrower entry counts. */
function overlaps({parts: {hosts, networks}}: Inventory): string[][] {
	const around = (inner: InventoryNetwork) =>
		networks.filter(({prefix}) => prefix.length < inner.prefix.length && contains(prefix, inner.prefix.address));
	const rolesText = (roles: readonly string[]) => roles.join(', ') || 'no roles';
	const preferred = (inner: readonly string[], outer: InventoryNetwork) =>
		`${rolesText(inner)} ${inner.length === 1 ? 'counts' : 'count'}, not ${rolesText(outer.roles)} of ${outer.prefix.text}`;
	return [
		...networks.flatMap((inner) => around(inner).map((outer) => [inner.prefix.text, preferred(inner.roles, outer)])),
		...hosts.flatMap(({name, addresses, roles}) =>
			addresses.flatMap((address) => {
				const [outer] = networks
					.filter(({prefix}) => prefix.length <= addressBits(address.version) && contains(prefix, address))
					.sort((a, b) => b.prefix.length - a.prefix.length);
				if (outer === undefined || rolesText(outer.roles) === rolesText(roles)) return [];
				return [[`${name} ${address.text}`, preferred(roles, outer)]];
			}),
		),
	];
}

function heldRoles(inventory: Inventory): Set<string> {
	const {hosts, networks, unplaced} = inventory.parts;
	return new Set([
		...hosts.flatMap((host) => [...inventory.identityOf(host).heldRoles]),
		...[...networks, ...unplaced].flatMap(({roles}) =>
			roles.flatMap((role) => [...inventory.holderOf(role).heldRoles]),
		),
	]);
}

function unheldRoles(inventory: Inventory, {name, roles}: RulePack): string[][] {
	const held = heldRoles(inventory);
	const missing = [...roles.keys()].filter((role) => !held.has(role) && role !== 'internet');
	return wrapped(missing, WIDTH).map((line, index) => [index === 0 ? name : '', line]);
}

/** Words with commas between them, in lines no longer than `width` where the words allow it. */
function wrapped(words: readonly string[], width: number): string[] {
	const lines: string[] = [];
	for (const [index, word] of words.entries()) {
		const text = index === words.length - 1 ? word : `${word},`;
		const last = lines.at(-1);
		if (last === undefined || last.length + text.length >= width) lines.push(text);
		else lines[lines.length - 1] = `${last} ${text}`;
	}
	return lines;
}

function plural(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}

function strangeRoles(inventory: Inventory, packs: readonly RulePack[]): string[][] {
	const known = new Set(packs.flatMap(({roles}) => [...roles.keys()]));
	const strange = inventory.parts.mentions.filter(({role}) => !known.has(role));
	const first = new Map(strange.toReversed().map(({role, place}) => [role, place]));
	return [...first].map(([role, place]) => [role, formatPlace(place)]).sort(([a], [b]) => compareText(a!, b!));
}
