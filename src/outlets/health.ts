import {type DurationMicros, formatDuration, formatTime, MINUTE} from '../net/time.js';
import type {WatchStatus} from '../watch/status.js';
import type {Outlet} from './outlet.js';

/** A judgement that is later than this says that the machine does not keep up. */
export const LAG_BOUND: DurationMicros = MINUTE;

export interface Health {
	/** Findings can be relied upon to be told: packets come in and are judged in time. */
	readonly healthy: boolean;
	/** Why not, a sentence each. */
	readonly reasons: readonly string[];
	/** What somebody should look at though it watches: outlets in trouble, documents that cannot be used. */
	readonly warnings: readonly string[];
	readonly interface: string;
	readonly lastPacket: string | null;
}

/** @param lagBound see `LAG_BOUND`; more than the time between two judgements */
export function healthOf(
	status: WatchStatus,
	outlets: readonly Outlet[],
	lagBound: DurationMicros = LAG_BOUND,
): Health {
	const {interface: name, isUp, isSilent, lag, last, reloadProblem} = status;
	const lastPacket = last === undefined ? null : formatTime(last);
	const reasons = [
		...(isUp ? [] : [`The capture on ${name} is down.`]),
		...(isUp && isSilent ? [`No packet comes from ${name}; the last one: ${lastPacket ?? 'none'}.`] : []),
		...(lag > lagBound ? [`Judgements are ${formatDuration(lag)} late.`] : []),
	];
	const warnings = [
		...(reloadProblem === undefined ? [] : [`Documents that changed are not in force: ${reloadProblem}`]),
		...outlets.flatMap(({name: outlet, state: {problem, queued}}) =>
			problem === undefined ? [] : [`${outlet}: ${problem}; ${queued} events wait.`],
		),
	];
	return {healthy: reasons.length === 0, reasons, warnings, interface: name, lastPacket};
}
