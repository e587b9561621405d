import type {Checker, Fields} from '../document/checker.js';
import type {Node} from '../document/document.js';
import {parseAddress} from '../net/address.js';
import {networkOf, parsePrefix} from '../net/prefix.js';
import type {RoleName} from '../rulepack/pack.js';
import type {FileEntries, HostEntry, PlacedAddress} from './entry.js';
import type {HostTraits, InventoryNetwork, RoleMention, SettingMention, Site} from './role.js';

/** The entries of an inventory in YAML or JSON; problems go to the checker. */
export function readInventory(root: Node, checker: Checker): FileEntries {
	return new InventoryReader(checker).read(root);
}

/** How a network that is none was probably meant: host bits that are set are the usual mistake. */
export function prefixAdvice(cidr: string): string {
	const [addressText = '', length = ''] = cidr.split('/');
	const address = parseAddress(addressText);
	const meant = address && /^\d{1,3}$/.test(length) ? `${networkOf(address, Number(length)).text}/${length}` : '';
	return parsePrefix(meant) === undefined ? 'write one such as 10.0.50.0/24' : `did you mean ${meant}?`;
}

// schema/inventory.schema.json says the same to editors; a test compares them.
export const inventoryFields = ['hosts', 'networks', 'sites', 'settings'] as const;
export const hostFields = ['name', 'addresses', 'roles', 'os', 'site', 'settings'] as const;
export const networkFields = ['name', 'cidr', 'roles', 'os', 'site', 'settings'] as const;
export const siteFields = ['code', 'parent'] as const;

class InventoryReader {
	readonly #checker: Checker;
	readonly #mentions: RoleMention[] = [];
	readonly #hostSettings: SettingMention[][] = [];

	constructor(checker: Checker) {
		this.#checker = checker;
	}

	read(root: Node): FileEntries {
		const fields = this.#checker.fields(root, 'an inventory', inventoryFields);
		const items = (key: string) => fields?.items(key) ?? [];
		return {
			hosts: items('hosts').flatMap((node) => this.#host(node) ?? []),
			networks: items('networks').flatMap((node) => this.#network(node) ?? []),
			sites: items('sites').flatMap((node) => this.#site(node) ?? []),
			settings: fields === undefined ? [] : this.#settings(fields),
			hostSettings: this.#hostSettings,
			mentions: this.#mentions,
		};
	}

	#host(node: Node): HostEntry | undefined {
		const fields = this.#checker.fields(node, 'a host', hostFields);
		const name = fields?.requireText('name');
		if (fields === undefined || name === undefined) return undefined;
		if (/[\t\r\n]/.test(name)) this.#checker.note(fields.place, 'the name of a host is one line, without tabs');
		const nodes = fields.require('addresses') === undefined ? [] : fields.items('addresses');
		const settings = this.#settings(fields);
		if (settings.length > 0) this.#hostSettings.push(settings);
		return {
			names: [name],
			addresses: nodes.flatMap((item) => this.#address(item) ?? []),
			roles: this.#roles(fields),
			system: fields.text('os'),
			site: fields.text('site'),
			settings,
			place: fields.place,
			isWhole: true,
		};
	}

	#address(node: Node): PlacedAddress | undefined {
		const text = this.#checker.text(node, 'an address');
		if (text === undefined) return undefined;
		const address = parseAddress(text);
		if (address !== undefined) return {address, place: node.place};
		const isNetwork = text.includes('/');
		const advice = isNetwork ? 'a network belongs under "networks"' : 'write one such as 10.0.1.10 or fd00::10';
		this.#checker.note(node.place, `"${text}" is not an address; ${advice}`);
		return undefined;
	}

	#network(node: Node): InventoryNetwork | undefined {
		const fields = this.#checker.fields(node, 'a network', networkFields);
		const cidr = fields?.requireText('cidr');
		if (fields === undefined || cidr === undefined) return undefined;
		const {place} = fields.get('cidr')!;
		const prefix = parsePrefix(cidr);
		if (prefix === undefined) {
			this.#checker.note(place, `"${cidr}" is not a network; ${prefixAdvice(cidr)}`);
			return undefined;
		}
		return {name: fields.text('name'), prefix, roles: this.#roles(fields), traits: this.#traits(fields), place};
	}

	#site(node: Node): Site | undefined {
		const fields = this.#checker.fields(node, 'a site', siteFields);
		const code = fields?.requireText('code');
		return code === undefined ? undefined : {code, parent: fields!.text('parent'), place: fields!.place};
	}

	#traits(fields: Fields): HostTraits {
		const settings = this.#settings(fields);
		if (settings.length > 0) this.#hostSettings.push(settings);
		return {
			system: fields.text('os'),
			site: fields.text('site'),
			settings: new Map(settings.map(({name, value}) => [name, value])),
		};
	}

	/** `settings: {wsus-http: 8530, domain-joined: true, sql: [1433, 14330]}` */
	#settings(fields: Fields): SettingMention[] {
		const node = fields.get('settings');
		const entries = node === undefined ? [] : (this.#checker.map(node, '"settings"')?.entries ?? []);
		return entries.flatMap(({key: name, keyPlace, value}) => {
			const items = value.kind === 'list' ? value.items : [value];
			const texts = items.flatMap((item) => {
				if (item.kind === 'scalar' && typeof item.value === 'boolean') return [String(item.value)];
				return this.#checker.text(item, `setting "${name}"`) ?? [];
			});
			return texts.length === 0 ? [] : [{name, value: texts.join(','), place: keyPlace}];
		});
	}

	#roles(fields: Fields): RoleName[] {
		if (fields.require('roles') === undefined) return [];
		const mentions = fields.items('roles').flatMap((node) => {
			const role = this.#checker.text(node, 'a role');
			return role === undefined ? [] : [{role, place: node.place}];
		});
		this.#mentions.push(...mentions);
		return [...new Set(mentions.map(({role}) => role))].sort();
	}
}
