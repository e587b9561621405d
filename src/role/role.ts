import type {Address} from '../net/address.js';
import type {Prefix} from '../net/prefix.js';
import type {Place} from '../net/problem.js';
import type {RoleName} from '../rulepack/pack.js';

/**
 * Whose an address is. `host`: an entry of its own. `network`: a host in a network of the inventory, known by its
 * address and perhaps by name. `public`, `multicast`, `broadcast`, `unspecified`: told by the address itself. `unknown`:
 * a private address in no entry.
 */
export type IdentityOrigin = 'host' | 'network' | 'public' | 'multicast' | 'broadcast' | 'unspecified' | 'unknown';

export interface Identity {
	readonly origin: IdentityOrigin;
	/** The name in the inventory; `undefined` where it has none. */
	readonly name: string | undefined;
	/** What stands for the host where hosts are listed: its name, or its address. The same for all its addresses. */
	readonly label: string;
	/** As the inventory gives them, sorted; empty for an unknown host. Pseudo-roles are among them. */
	readonly roles: readonly RoleName[];
	/** Those, and the roles that they include. */
	readonly heldRoles: ReadonlySet<RoleName>;
	readonly traits: HostTraits;
	/** The same number for hosts that no rule can tell apart: origin, roles and traits are the same. From 0. */
	readonly standing: number;
}

/** What may decide whether a rule holds for a host, besides its roles. */
export interface HostTraits {
	/** The operating system as written; `undefined` where the inventory does not say. */
	readonly system: string | undefined;
	/** The code of its site; `undefined` where the inventory does not say. */
	readonly site: string | undefined;
	/** Values of parameters and options that the host has to itself. */
	readonly settings: ReadonlyMap<string, string>;
}

export interface InventoryHost {
	readonly name: string;
	/** At least one. */
	readonly addresses: readonly Address[];
	readonly roles: readonly RoleName[];
	readonly traits: HostTraits;
	readonly place: Place;
}

export interface InventoryNetwork {
	readonly name: string | undefined;
	readonly prefix: Prefix;
	readonly roles: readonly RoleName[];
	readonly traits: HostTraits;
	readonly place: Place;
}

/** What is known of an address that has no roles of its own: a line of a hosts file. */
export interface DescribedAddress {
	readonly address: Address;
	readonly name: string;
	readonly traits: HostTraits;
	readonly place: Place;
}

/** A host with roles and without an address: none of its traffic can be told. */
export interface UnplacedHost {
	readonly name: string;
	readonly roles: readonly RoleName[];
	readonly place: Place;
}

/** A role as an inventory names it, and where. */
export interface RoleMention {
	readonly role: RoleName;
	readonly place: Place;
}

/** A value for a parameter or an option of a rule pack, and where it is given. */
export interface SettingMention {
	readonly name: string;
	readonly value: string;
	readonly place: Place;
}

/** A site of the hierarchy, and the one above it. */
export interface Site {
	readonly code: string;
	readonly parent: string | undefined;
	readonly place: Place;
}
