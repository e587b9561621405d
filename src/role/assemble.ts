import {type Checker, suggest} from '../document/checker.js';
import {formatPlace, type Place} from '../net/problem.js';
import type {FileEntries, HostEntry, PlacedAddress} from './entry.js';
import type {InventoryParts} from './inventory.js';
import type {DescribedAddress, HostTraits, InventoryHost, InventoryNetwork, UnplacedHost} from './role.js';

/**
 * Puts the entries of all files together. Entries that share a name or an address are one host: `CM01`, the short form of
 * `cm01.example.com`, is the same if no other host has it. What contradicts goes to the checker.
 */
export function assemble(files: readonly FileEntries[], checker: Checker): InventoryParts {
	const networks = files.flatMap((file) => file.networks);
	noteDuplicateNetworks(networks, checker);
	const entries = files.flatMap((file) => file.hosts);
	noteDuplicateHosts(
		entries.filter(({isWhole}) => isWhole),
		checker,
	);
	noteSites(files, checker);
	const hosts: InventoryHost[] = [];
	const described: DescribedAddress[] = [];
	const unplaced: UnplacedHost[] = [];
	for (const group of joined(entries)) {
		noteJoinedHosts(group, checker);
		noteTwoSites(group, checker);
		const [whole] = group.filter(({isWhole}) => isWhole);
		const {
			names: [name],
			place,
		} = whole ?? group[0]!;
		const roles = [...new Set(group.flatMap((entry) => entry.roles))].sort();
		const addresses = distinct(group.flatMap((entry) => entry.addresses));
		const traits = traitsOf(whole === undefined ? group : [...group, whole]);
		if (whole !== undefined || (roles.length > 0 && addresses.length > 0)) {
			hosts.push({name, addresses: addresses.map(({address}) => address), roles, traits, place});
		} else if (roles.length > 0) unplaced.push({name, roles, place});
		else
			described.push(
				...addresses.map(({address, place: addressPlace}) => ({address, name, traits, place: addressPlace})),
			);
	}
	return {
		hosts,
		networks,
		described,
		unplaced,
		sites: files.flatMap((file) => file.sites),
		settings: files.flatMap((file) => file.settings),
		hostSettings: files.flatMap((file) => file.hostSettings),
		mentions: files.flatMap((file) => file.mentions),
	};
}

/** Groups of entries of one host each, in the order of their first entries. */
function joined(entries: readonly HostEntry[]): HostEntry[][] {
	const shortForms = new Map<string, Set<string>>();
	for (const name of entries.flatMap(({names}) => names.map((text) => text.toLowerCase()))) {
		const short = name.split('.')[0]!;
		const forms = shortForms.get(short) ?? new Set();
		if (name !== short) forms.add(name);
		shortForms.set(short, forms);
	}
	const keysOf = ({names, addresses}: HostEntry) => [
		...addresses.map(({address}) => `@${address.text}`),
		...names.flatMap((text) => {
			const name = text.toLowerCase();
			const short = name.split('.')[0]!;
			return shortForms.get(short)!.size === 1 ? [name, short] : [name];
		}),
	];
	const groupByKey = new Map<string, HostEntry[]>();
	const groups = new Set<HostEntry[]>();
	for (const entry of entries) {
		const keys = keysOf(entry);
		const known = new Set(keys.map((key) => groupByKey.get(key)));
		const [group = [], ...others] = [...known].filter((candidate) => candidate !== undefined);
		group.push(entry, ...others.flat());
		groups.add(group);
		for (const other of others) groups.delete(other);
		for (const member of others.length > 0 ? group : [entry]) {
			for (const key of keysOf(member)) groupByKey.set(key, group);
		}
	}
	return [...groups];
}

/** Of several values the last counts. */
function traitsOf(group: readonly HostEntry[]): HostTraits {
	return {
		system: group.findLast(({system}) => system !== undefined)?.system,
		site: group.findLast(({site}) => site !== undefined)?.site,
		settings: new Map(group.flatMap(({settings}) => settings.map(({name, value}) => [name, value] as const))),
	};
}

function distinct(addresses: readonly PlacedAddress[]): PlacedAddress[] {
	return [...new Map(addresses.toReversed().map((placed) => [placed.address.text, placed])).values()].toReversed();
}

/** Whole entries have their name and their addresses to themselves. */
function noteDuplicateHosts(entries: readonly HostEntry[], checker: Checker): void {
	const names = new Map<string, Place>();
	const owners = new Map<string, {readonly name: string; readonly place: Place}>();
	for (const {
		names: [name],
		place,
		addresses,
	} of entries) {
		const earlier = names.get(name);
		if (earlier === undefined) names.set(name, place);
		else checker.note(place, `host "${name}" stands already at ${formatPlace(earlier)}; give each host one entry`);
		for (const {address, place: addressPlace} of addresses) {
			const owner = owners.get(address.text);
			if (owner === undefined) owners.set(address.text, {name, place: addressPlace});
			else {
				const whose =
					owner.name === name ? `is listed twice for host "${name}"` : `belongs to host "${owner.name}" already`;
				checker.note(addressPlace, `address ${address.text} ${whose}, at ${formatPlace(owner.place)}`);
			}
		}
	}
}

/** Two hosts with entries of their own that a third file takes for one. */
function noteJoinedHosts(group: readonly HostEntry[], checker: Checker): void {
	const [first, second] = group.filter(({isWhole}) => isWhole);
	const joint = group.find(({isWhole}) => !isWhole);
	if (first === undefined || second === undefined || joint === undefined) return;
	checker.note(
		joint.place,
		`host "${joint.names[0]}" is both "${first.names[0]}" (${formatPlace(first.place)}) and "${second.names[0]}" (${formatPlace(second.place)}) by its names and addresses; it can be one`,
	);
}

/** A host of two sites: the ports of one would be taken for the other's. What a whole entry says of the site counts. */
function noteTwoSites(group: readonly HostEntry[], checker: Checker): void {
	if (group.some(({isWhole, site}) => isWhole && site !== undefined)) return;
	const first = group.find(({site}) => site !== undefined);
	const second = group.find(({site}) => site !== undefined && site !== first?.site);
	if (first === undefined || second === undefined) return;
	checker.note(
		second.place,
		`host "${second.names[0]}" is of site ${second.site} here and of site ${first.site} at ${formatPlace(first.place)}; it can be of one: where two sites share a server, leave its site out`,
	);
}

/** Sites that are listed twice or lead nowhere; hosts of sites that the list does not have. */
function noteSites(files: readonly FileEntries[], checker: Checker): void {
	const sites = files.flatMap((file) => file.sites);
	const codes = [...new Set(sites.map(({code}) => code))];
	const parents = new Map<string, string | undefined>();
	for (const {code, parent, place} of sites) {
		if (parents.has(code)) checker.note(place, `site "${code}" is listed twice`);
		parents.set(code, parent);
		if (parent === undefined || codes.includes(parent)) continue;
		checker.note(place, `site "${parent}" is not listed under "sites"; ${suggest(parent, codes)}`);
	}
	for (const {code, place} of sites) {
		let above = parents.get(code);
		for (let steps = 0; above !== undefined && steps <= codes.length; steps++) {
			if (above === code) checker.note(place, `site "${code}" stands above itself`);
			above = above === code ? undefined : parents.get(above);
		}
	}
	if (codes.length === 0) return;
	for (const {site, place} of files.flatMap((file) => file.hosts)) {
		if (site === undefined || codes.includes(site)) continue;
		checker.note(place, `site "${site}" is not listed under "sites"; ${suggest(site, codes)}`);
	}
}

function noteDuplicateNetworks(networks: readonly InventoryNetwork[], checker: Checker): void {
	const places = new Map<string, Place>();
	for (const {prefix, place} of networks) {
		const earlier = places.get(prefix.text);
		if (earlier === undefined) places.set(prefix.text, place);
		else checker.note(place, `network ${prefix.text} stands already at ${formatPlace(earlier)}`);
	}
}
