import type {StopCode} from '../packet.js';

/** What is no tunnel's, or does not fit its tunnel: an ordinary packet. */
export const NOT_A_TUNNEL = -1;
/** `Stop.None`: the cursor stands at what is inside. Any other stop: nothing readable is. */
export type Opening = StopCode | typeof NOT_A_TUNNEL;
