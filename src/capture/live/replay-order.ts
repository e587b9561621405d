import type {Replay} from './options.js';

/** What the child that replays is told, as JSON in its one argument. */
export interface ReplayOrder {
	readonly path: string;
	readonly speed: Replay['speed'];
	/** Frames at the beginning that are left out: an earlier child wrote them. */
	readonly skip: number;
}

/** Exit status when the file could not be read to its end; standard error says why. */
export const REPLAY_BROKEN = 3;
