import type {BrokenDatagrams} from '../decode/packet.js';
import type {GroupJoin, PxeBoot, SiteLookup} from './biflow.js';
import type {NameLookup} from './names/name.js';

/** What single packets of services tell, in the order in which it was captured. */
export interface Watched {
	readonly boots: readonly PxeBoot[];
	readonly joins: readonly GroupJoin[];
	readonly lookups: readonly SiteLookup[];
	readonly broken: readonly BrokenDatagrams[];
}

/** What packets tell besides the flows that they are in. */
export interface Observations extends Watched {
	/** What the captures call hosts. */
	readonly names: NameLookup;
}

export const nothingWatched: Watched = {boots: [], joins: [], lookups: [], broken: []};
export const nothingObserved: Observations = {names: {of: () => undefined}, ...nothingWatched};
