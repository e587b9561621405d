import type {Checker} from '../document/checker.js';
import type {Table, TableRow} from '../document/table.js';
import {parseAddress} from '../net/address.js';
import {parsePrefix} from '../net/prefix.js';
import type {RoleName} from '../rulepack/pack.js';
import {configMgrRoles} from './configmgr-roles.js';
import type {FileEntries, HostEntry, PlacedAddress} from './entry.js';
import {prefixAdvice} from './read.js';
import type {InventoryNetwork, RoleMention, SettingMention} from './role.js';

/**
 * Columns by what they hold: ours, and those of `Get-ADComputer` and `Get-CMSiteRole`. Of several that hold a name all
 * count; the first is shown.
 */
const columns = {
	name: [
		'name',
		'host',
		'hostname',
		'computer',
		'computername',
		'server',
		'servername',
		'dnshostname',
		'networkospath',
	],
	address: ['address', 'addresses', 'ip', 'ips', 'ip address', 'ipaddress', 'ipv4address', 'ipv6address'],
	network: ['cidr', 'network', 'subnet', 'prefix'],
	roles: ['role', 'roles', 'rolename'],
	system: ['os', 'operatingsystem', 'operating system'],
	site: ['site', 'sitecode', 'site code'],
	settings: ['settings'],
} as const;

/** Columns of `Get-CMDistributionPointInfo` that say what a distribution point is besides. */
const switches: ReadonlyMap<string, RoleName> = new Map([
	['ispxe', 'pxe-distribution-point'],
	['ismulticast', 'multicast-distribution-point'],
	['ispulldp', 'pull-distribution-point'],
]);

type Column = keyof typeof columns;

/** The entries of a table, each row what it says; rows of one name make one host. Mistakes go to the checker. */
export function readTable(table: Table, checker: Checker): FileEntries {
	return new TableReader(checker).read(table);
}

class TableReader {
	readonly #checker: Checker;
	readonly #hosts: HostEntry[] = [];
	readonly #networks: InventoryNetwork[] = [];
	readonly #hostSettings: SettingMention[][] = [];
	readonly #mentions: RoleMention[] = [];

	constructor(checker: Checker) {
		this.#checker = checker;
	}

	read({columns: present, rows}: Table): FileEntries {
		const identifying = [...columns.name, ...columns.address, ...columns.network];
		if (rows[0] !== undefined && !identifying.some((column) => present.includes(column))) {
			const header = present.slice(0, 8).join(', ');
			const message = `no column names a host, an address or a network: the header has ${header}; it needs name, address or cidr, and roles`;
			this.#checker.note({...rows[0].place, line: 1}, message);
		} else for (const row of rows) this.#row(row);
		return {
			hosts: this.#hosts,
			networks: this.#networks,
			sites: [],
			settings: [],
			hostSettings: this.#hostSettings,
			mentions: this.#mentions,
		};
	}

	#row(row: TableRow): void {
		const {place} = row;
		const cidr = cellsOf(row, 'network')[0];
		const roles = this.#roles(row);
		const system = cellsOf(row, 'system')[0];
		const site = cellsOf(row, 'site')[0];
		const settings = this.#settings(row);
		if (cidr !== undefined) {
			const prefix = parsePrefix(cidr);
			if (prefix === undefined) this.#checker.note(place, `"${cidr}" is not a network; ${prefixAdvice(cidr)}`);
			else {
				const traits = {system, site, settings: new Map(settings.map(({name, value}) => [name, value]))};
				this.#networks.push({name: cellsOf(row, 'name')[0], prefix, roles, traits, place});
			}
			return;
		}
		const addresses = this.#addresses(row);
		const names = cellsOf(row, 'name').map((name) => name.replace(/^\\\\/, ''));
		const [first = addresses[0]?.address.text, ...others] = names;
		if (first === undefined) this.#checker.note(place, 'the row names no host and no address');
		else this.#hosts.push({names: [first, ...others], addresses, roles, system, site, settings, place, isWhole: false});
	}

	#addresses(row: TableRow): PlacedAddress[] {
		const texts = cellsOf(row, 'address').flatMap((cell) => cell.split(/[\s,;|]+/));
		return texts.flatMap((text) => {
			if (text === '') return [];
			const address = parseAddress(text);
			if (address !== undefined) return [{address, place: row.place}];
			const advice = text.includes('/') ? 'a network belongs in a column "cidr"' : 'write one such as 10.0.1.10';
			this.#checker.note(row.place, `"${text}" is not an address; ${advice}`);
			return [];
		});
	}

	/** Our names, titles such as `Management point`, or Configuration Manager's own names. */
	#roles(row: TableRow): RoleName[] {
		const {cells} = row;
		const words = cellsOf(row, 'roles').flatMap((cell) => cell.split(/[,;|\n]/));
		const roles = words.flatMap((word) => {
			if (word.trim() === '') return [];
			const known = configMgrRoles(word);
			if (known !== undefined) return known;
			const role = word.trim().toLowerCase().replace(/\s+/g, '-');
			this.#mentions.push({role, place: row.place});
			return [role];
		});
		const switched = [...switches].filter(([column]) => cells.has(column));
		const isOn = ([column]: readonly [string, RoleName]) => /^(?:true|1|yes)$/i.test(cells.get(column)!);
		const more = switched.length === 0 ? [] : ['distribution-point', ...switched.filter(isOn).map(([, role]) => role)];
		return [...new Set([...roles, ...more])].sort();
	}

	/** `wsus-http=8530; domain-joined=true` */
	#settings(row: TableRow): SettingMention[] {
		const texts = cellsOf(row, 'settings').flatMap((cell) => cell.split(';'));
		const settings = texts.flatMap((text) => {
			if (text.trim() === '') return [];
			const [, name, value] = /^\s*([^\s=]+)\s*=\s*(.*\S)\s*$/.exec(text) ?? [];
			if (name !== undefined && value !== undefined) return [{name, value, place: row.place}];
			this.#checker.note(row.place, `"${text.trim()}" is no setting; write name=value, several between semicolons`);
			return [];
		});
		if (settings.length > 0) this.#hostSettings.push(settings);
		return settings;
	}
}

function cellsOf({cells}: TableRow, column: Column): string[] {
	return columns[column].flatMap((name) => cells.get(name) ?? []);
}
