import type {Address} from '../net/address.js';
import type {Place} from '../net/problem.js';
import type {RoleName} from '../rulepack/pack.js';
import type {InventoryNetwork, RoleMention, SettingMention, Site} from './role.js';

// What one file says, before the files are put together.

export interface PlacedAddress {
	readonly address: Address;
	readonly place: Place;
}

export interface HostEntry {
	/** The first is the one that is shown. */
	readonly names: readonly [string, ...string[]];
	readonly addresses: readonly PlacedAddress[];
	readonly roles: readonly RoleName[];
	readonly system: string | undefined;
	readonly site: string | undefined;
	readonly settings: readonly SettingMention[];
	readonly place: Place;
	/** All there is to know of the host, so that a second such entry is a mistake; others add to each other. */
	readonly isWhole: boolean;
}

export interface FileEntries {
	readonly hosts: readonly HostEntry[];
	readonly networks: readonly InventoryNetwork[];
	readonly sites: readonly Site[];
	readonly settings: readonly SettingMention[];
	readonly hostSettings: ReadonlyArray<readonly SettingMention[]>;
	readonly mentions: readonly RoleMention[];
}
