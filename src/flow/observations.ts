import type {PxeBoot} from './biflow.js';
import type {NameLookup} from './names/name.js';

/** What packets tell besides the flows that they are in. */
export interface Observations {
	/** What the captures call hosts. */
	readonly names: NameLookup;
	readonly boots: readonly PxeBoot[];
}

export const nothingObserved: Observations = {names: {of: () => undefined}, boots: []};
