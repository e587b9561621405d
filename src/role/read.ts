import {Checker, type Fields} from '../document/checker.js';
import type {Node} from '../document/document.js';
import {type Address, parseAddress} from '../net/address.js';
import {networkOf, type Prefix, parsePrefix} from '../net/prefix.js';
import {formatPlace, type Place} from '../net/problem.js';
import type {RoleName} from '../rulepack/pack.js';
import {Inventory, type InventoryNetwork} from './inventory.js';
import type {InventoryHost, RoleMention} from './role.js';

/** The inventory that several documents make together. Throws `DocumentError` with every problem in them. */
export function readInventory(roots: readonly Node[]): Inventory {
	const checker = new Checker();
	const reader = new InventoryReader(checker);
	for (const root of roots) reader.read(root);
	checker.throwIfAny();
	return reader.inventory();
}

class InventoryReader {
	readonly #checker: Checker;
	readonly #hosts: InventoryHost[] = [];
	readonly #networks: InventoryNetwork[] = [];
	readonly #mentions: RoleMention[] = [];
	/** Where an address, a name, a prefix was first given. */
	readonly #addressOwners = new Map<string, {name: string; place: Place}>();
	readonly #names = new Map<string, Place>();
	readonly #prefixes = new Map<string, Place>();

	constructor(checker: Checker) {
		this.#checker = checker;
	}

	read(root: Node): void {
		const fields = this.#checker.fields(root, 'an inventory', ['hosts', 'networks']);
		if (fields === undefined) return;
		for (const node of fields.items('hosts')) this.#readHost(node);
		for (const node of fields.items('networks')) this.#readNetwork(node);
	}

	inventory(): Inventory {
		return new Inventory(this.#hosts, this.#networks, this.#mentions);
	}

	#readHost(node: Node): void {
		const fields = this.#checker.fields(node, 'a host', ['name', 'addresses', 'roles']);
		const name = fields?.requireText('name');
		if (fields === undefined || name === undefined) return;
		const earlier = this.#names.get(name);
		if (earlier !== undefined) {
			this.#checker.note(
				fields.place,
				`host "${name}" stands already at ${formatPlace(earlier)}; give each host one entry`,
			);
		}
		this.#names.set(name, fields.place);
		const nodes = fields.require('addresses') === undefined ? [] : fields.items('addresses');
		const addresses = nodes.flatMap((item) => this.#address(item, name) ?? []);
		this.#hosts.push({name, addresses, roles: this.#roles(fields), place: fields.place});
	}

	#address(node: Node, name: string): Address | undefined {
		const text = this.#checker.text(node, 'an address');
		if (text === undefined) return undefined;
		const address = parseAddress(text);
		if (address === undefined) {
			const advice = text.includes('/')
				? 'a network belongs under "networks"'
				: 'write one such as 10.0.1.10 or fd00::10';
			this.#checker.note(node.place, `"${text}" is not an address; ${advice}`);
			return undefined;
		}
		const owner = this.#addressOwners.get(address.text);
		if (owner !== undefined) {
			const whose =
				owner.name === name ? `is listed twice for host "${name}"` : `belongs to host "${owner.name}" already`;
			this.#checker.note(node.place, `address ${address.text} ${whose}, at ${formatPlace(owner.place)}`);
			return undefined;
		}
		this.#addressOwners.set(address.text, {name, place: node.place});
		return address;
	}

	#readNetwork(node: Node): void {
		const fields = this.#checker.fields(node, 'a network', ['name', 'cidr', 'roles']);
		const cidr = fields?.requireText('cidr');
		if (fields === undefined || cidr === undefined) return;
		const place = fields.get('cidr')!.place;
		const prefix = parsePrefix(cidr);
		if (prefix === undefined) {
			this.#checker.note(place, `"${cidr}" is not a network; ${this.#prefixAdvice(cidr)}`);
			return;
		}
		this.#notePrefix(prefix, place);
		this.#networks.push({prefix, roles: this.#roles(fields)});
	}

	#notePrefix(prefix: Prefix, place: Place): void {
		const earlier = this.#prefixes.get(prefix.text);
		if (earlier !== undefined) {
			this.#checker.note(place, `network ${prefix.text} stands already at ${formatPlace(earlier)}`);
		}
		this.#prefixes.set(prefix.text, place);
	}

	/** Host bits that are set are the usual mistake: says which network was meant. */
	#prefixAdvice(cidr: string): string {
		const [addressText = '', length = ''] = cidr.split('/');
		const address = parseAddress(addressText);
		const meant = address && /^\d{1,3}$/.test(length) ? `${networkOf(address, Number(length)).text}/${length}` : '';
		return parsePrefix(meant) === undefined ? 'write one such as 10.0.50.0/24' : `did you mean ${meant}?`;
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
