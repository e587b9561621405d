import type {Address} from '../net/address.js';
import {addressBits, lastAddressOf, networkOf, type Prefix} from '../net/prefix.js';
import {reachOf} from '../net/reach.js';
import type {RoleName} from '../rulepack/pack.js';
import type {Identity, InventoryHost, RoleMention} from './role.js';

export interface InventoryNetwork {
	readonly prefix: Prefix;
	readonly roles: readonly RoleName[];
}

/** Who is who: the entries of all inventory files together. */
export class Inventory {
	readonly hosts: readonly InventoryHost[];
	readonly networks: readonly InventoryNetwork[];
	/** Every role that the files name, with its place. */
	readonly mentions: readonly RoleMention[];
	readonly #hostByAddress: ReadonlyMap<string, InventoryHost>;
	/** Networks by the text of their address, for each length, the longest first. */
	readonly #networksByLength: ReadonlyArray<readonly [length: number, networks: ReadonlyMap<string, InventoryNetwork>]>;
	readonly #identities = new Map<string, Identity>();

	constructor(
		hosts: readonly InventoryHost[],
		networks: readonly InventoryNetwork[],
		mentions: readonly RoleMention[],
	) {
		this.hosts = hosts;
		this.networks = networks;
		this.mentions = mentions;
		this.#hostByAddress = new Map(hosts.flatMap((host) => host.addresses.map(({text}) => [text, host] as const)));
		const lengths = new Set(networks.map(({prefix}) => prefix.length));
		this.#networksByLength = [...lengths]
			.sort((a, b) => b - a)
			.map((length) => {
				const ofLength = networks.filter(({prefix}) => prefix.length === length);
				return [length, new Map(ofLength.map((network) => [network.prefix.address.text, network]))];
			});
	}

	/** Whose the address is: its own entry, else the most specific network, else what the address tells of itself. */
	identify(address: Address): Identity {
		let identity = this.#identities.get(address.text);
		if (identity === undefined) {
			identity = this.#findIdentity(address);
			this.#identities.set(address.text, identity);
		}
		return identity;
	}

	#findIdentity(address: Address): Identity {
		const host = this.#hostByAddress.get(address.text);
		if (host !== undefined) return {origin: 'host', name: host.name, label: host.name, roles: host.roles};

		const unnamed = {name: undefined, label: address.text};
		const reach = reachOf(address);
		if (reach === 'multicast' || reach === 'broadcast' || reach === 'unspecified') {
			return {origin: reach, ...unnamed, roles: [reach]};
		}
		const network = this.#networkOf(address);
		if (network !== undefined) {
			const isBroadcast = isDirectedBroadcast(network.prefix, address);
			if (isBroadcast) return {origin: 'broadcast', ...unnamed, roles: ['broadcast']};
			return {origin: 'network', ...unnamed, roles: network.roles};
		}
		if (reach === 'public') return {origin: 'public', ...unnamed, roles: ['internet']};
		return {origin: 'unknown', ...unnamed, roles: []};
	}

	#networkOf(address: Address): InventoryNetwork | undefined {
		for (const [length, networks] of this.#networksByLength) {
			if (length > addressBits(address.version)) continue;
			const network = networks.get(networkOf(address, length).text);
			if (network !== undefined && network.prefix.address.version === address.version) return network;
		}
		return undefined;
	}
}

/** The last address of an IPv4 network; networks of two addresses or one have none (RFC 919, RFC 3021). */
function isDirectedBroadcast(prefix: Prefix, address: Address): boolean {
	return address.version === 4 && prefix.length <= 30 && lastAddressOf(prefix).text === address.text;
}
