import type {Address} from '../net/address.js';
import type {Place} from '../net/problem.js';
import type {RoleName} from '../rulepack/pack.js';

/**
 * Whose an address is. `host`: an entry of its own. `network`: a host in a network of the inventory, known by its
 * address only. `public`, `multicast`, `broadcast`, `unspecified`: told by the address itself. `unknown`: a private
 * address in no entry.
 */
export type IdentityOrigin = 'host' | 'network' | 'public' | 'multicast' | 'broadcast' | 'unspecified' | 'unknown';

export interface Identity {
	readonly origin: IdentityOrigin;
	/** The name in the inventory; `undefined` unless the origin is `host`. */
	readonly name: string | undefined;
	/** What stands for the host where hosts are listed: its name, or its address. The same for all its addresses. */
	readonly label: string;
	/** Sorted; empty for an unknown host. Pseudo-roles are among them. */
	readonly roles: readonly RoleName[];
}

export interface InventoryHost {
	readonly name: string;
	readonly addresses: readonly Address[];
	readonly roles: readonly RoleName[];
	readonly place: Place;
}

/** A role as an inventory names it, and where. */
export interface RoleMention {
	readonly role: RoleName;
	readonly place: Place;
}
