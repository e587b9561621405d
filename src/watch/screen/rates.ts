import {type DurationMicros, SECOND} from '../../net/time.js';
import type {WatchStatus} from '../status.js';

export interface Rates {
	readonly packetsPerSecond: number;
	readonly bitsPerSecond: number;
}

/** @param elapsed wall time from `previous` to `status`. `undefined` where there is nothing to compare with. */
export function ratesBetween(
	previous: WatchStatus | undefined,
	status: WatchStatus,
	elapsed: DurationMicros,
): Rates | undefined {
	if (previous === undefined || elapsed <= 0) return undefined;
	const packets = status.packets - previous.packets;
	const octets = status.octets - previous.octets;
	if (packets < 0 || octets < 0) return undefined;
	return {packetsPerSecond: (packets * SECOND) / elapsed, bitsPerSecond: (octets * 8 * SECOND) / elapsed};
}
