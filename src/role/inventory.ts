import type {Address} from '../net/address.js';
import {addressBits, lastAddressOf, networkOf, type Prefix} from '../net/prefix.js';
import type {Place} from '../net/problem.js';
import {reachOf} from '../net/reach.js';
import {pseudoRoles, type Role, type RoleName} from '../rulepack/pack.js';
import {mergeRoles} from './merge-roles.js';
import type {
	DescribedAddress,
	HostTraits,
	Identity,
	IdentityOrigin,
	InventoryHost,
	InventoryNetwork,
	RoleMention,
	SettingMention,
	Site,
	UnplacedHost,
} from './role.js';

/** What the files of an inventory say, put together. */
export interface InventoryParts {
	readonly hosts: readonly InventoryHost[];
	readonly networks: readonly InventoryNetwork[];
	readonly described: readonly DescribedAddress[];
	readonly unplaced: readonly UnplacedHost[];
	readonly sites: readonly Site[];
	/** For the whole site. */
	readonly settings: readonly SettingMention[];
	/** For single hosts and networks, those of each together. */
	readonly hostSettings: ReadonlyArray<readonly SettingMention[]>;
	/** Every role that a person wrote, with its place. */
	readonly mentions: readonly RoleMention[];
}

const noTraits: HostTraits = {system: undefined, site: undefined, settings: new Map()};
const noRoles: readonly Role[] = [];

/** Addresses of which is remembered who they are: strangers may be any number. */
const MAX_IDENTITIES = 1 << 18;

/** Who is who: the entries of all inventory files together. */
export class Inventory {
	readonly parts: InventoryParts;
	/** Roles that include others, by name. */
	readonly #roles: ReadonlyMap<RoleName, Role>;
	readonly #hostByAddress: ReadonlyMap<string, InventoryHost>;
	readonly #describedByAddress: ReadonlyMap<string, DescribedAddress>;
	/** Networks by the text of their address, for each length, the longest first. */
	readonly #networksByLength: ReadonlyArray<readonly [length: number, networks: ReadonlyMap<string, InventoryNetwork>]>;
	readonly #identities = new Map<string, Identity>();
	readonly #standings = new Map<string, number>();

	/** @param roles what the names of roles mean: those that include others give their hosts the others too */
	constructor(parts: InventoryParts, roles: Iterable<Role> = noRoles) {
		this.parts = parts;
		this.#roles = mergeRoles(roles);
		this.#hostByAddress = new Map(parts.hosts.flatMap((host) => host.addresses.map(({text}) => [text, host] as const)));
		this.#describedByAddress = new Map(parts.described.map((described) => [described.address.text, described]));
		const lengths = new Set(parts.networks.map(({prefix}) => prefix.length));
		this.#networksByLength = [...lengths]
			.sort((a, b) => b - a)
			.map((length) => {
				const ofLength = parts.networks.filter(({prefix}) => prefix.length === length);
				return [length, new Map(ofLength.map((network) => [network.prefix.address.text, network]))];
			});
	}

	/** Whose the address is: its own entry, else the most specific network, else what the address tells of itself. */
	identify(address: Address): Identity {
		let identity = this.#identities.get(address.text);
		if (identity === undefined) {
			identity = this.#findIdentity(address);
			if (this.#identities.size === MAX_IDENTITIES) this.#identities.clear();
			this.#identities.set(address.text, identity);
		}
		return identity;
	}

	/** The host of that name, in whatever case; also by the short form of a name with a domain, if one host has it. */
	hostNamed(name: string): Identity | undefined {
		const wanted = name.toLowerCase();
		const find = <Named extends {readonly name: string}>(entries: readonly Named[]) => {
			const short = entries.filter(({name: known}) => known.toLowerCase().split('.')[0] === wanted);
			const exact = entries.find(({name: known}) => known.toLowerCase() === wanted);
			return exact ?? (new Set(short.map(({name: known}) => known)).size === 1 ? short[0] : undefined);
		};
		const host = find(this.parts.hosts);
		if (host !== undefined) return this.identityOf(host);
		const described = find(this.parts.described);
		return described && this.identify(described.address);
	}

	/** Some host that has one role, and of which nothing else is known. */
	holderOf(role: RoleName): Identity {
		const isPseudo = (pseudoRoles as readonly string[]).includes(role);
		const origin = role === 'internet' ? 'public' : isPseudo ? (role as IdentityOrigin) : 'host';
		return this.#identity(origin, undefined, role, [role], noTraits);
	}

	identityOf({name, roles, traits}: InventoryHost): Identity {
		return this.#identity('host', name, name, roles, traits);
	}

	/** Where the entry stands that the address has its roles from; `undefined` where there is none. */
	placeOf(address: Address): Place | undefined {
		return (this.#hostByAddress.get(address.text) ?? this.networkOf(address))?.place;
	}

	/** The network that an address lies in, the most specific one. */
	networkOf(address: Address): InventoryNetwork | undefined {
		for (const [length, networks] of this.#networksByLength) {
			if (length > addressBits(address.version)) continue;
			const network = networks.get(networkOf(address, length).text);
			if (network !== undefined && network.prefix.address.version === address.version) return network;
		}
		return undefined;
	}

	#findIdentity(address: Address): Identity {
		const host = this.#hostByAddress.get(address.text);
		if (host !== undefined) return this.identityOf(host);

		const reach = reachOf(address);
		if (reach === 'multicast' || reach === 'broadcast' || reach === 'unspecified') {
			return this.#identity(reach, undefined, address.text, [reach], noTraits);
		}
		const network = this.networkOf(address);
		if (network !== undefined && isDirectedBroadcast(network.prefix, address)) {
			return this.#identity('broadcast', undefined, address.text, ['broadcast'], noTraits);
		}
		const described = this.#describedByAddress.get(address.text);
		const label = described?.name ?? address.text;
		if (network !== undefined) {
			const traits = described === undefined ? network.traits : merged(network.traits, described.traits);
			return this.#identity('network', described?.name, label, network.roles, traits);
		}
		if (reach === 'public') return this.#identity('public', described?.name, label, ['internet'], noTraits);
		return this.#identity('unknown', described?.name, label, [], described?.traits ?? noTraits);
	}

	#identity(
		origin: IdentityOrigin,
		name: string | undefined,
		label: string,
		roles: readonly RoleName[],
		traits: HostTraits,
	): Identity {
		const held = new Set(roles.flatMap((role) => [role, ...(this.#roles.get(role)?.includes ?? [])]));
		const {system, site, settings} = traits;
		const key = JSON.stringify([origin, roles, system, site, [...settings]]);
		const standing = this.#standings.get(key) ?? this.#standings.size;
		this.#standings.set(key, standing);
		return {origin, name, label, roles, heldRoles: held, traits, standing};
	}
}

/** A host's own traits before those of its network. */
function merged(network: HostTraits, own: HostTraits): HostTraits {
	return {
		system: own.system ?? network.system,
		site: own.site ?? network.site,
		settings: new Map([...network.settings, ...own.settings]),
	};
}

/** The last address of an IPv4 network; networks of two addresses or one have none (RFC 919, RFC 3021). */
function isDirectedBroadcast(prefix: Prefix, address: Address): boolean {
	return address.version === 4 && prefix.length <= 30 && lastAddressOf(prefix).text === address.text;
}
