import {type EpochMicros, formatTime, SECOND} from '../../net/time.js';
import type {WatchStatus} from '../status.js';
import type {Line, Piece} from './line.js';
import {grouped, scaled} from './numbers.js';
import type {Rates} from './rates.js';

/** Three lines: what is captured and how much of it comes; since when, and what came of it; how well it goes. */
export function header(status: WatchStatus, rates: Rates | undefined): Line[] {
	const {interface: name, backend, first, last, packets, octets, flowsUnderWay, edges} = status;
	return [
		[
			{text: name, style: 'strong'},
			{text: ` (${backend})  `, style: 'faint'},
			stateOf(status),
			...rateText(rates),
			{text: '  '},
			drops(status),
		],
		first === undefined || last === undefined
			? [{text: 'no packet yet', style: 'faint'}]
			: [
					{
						text: `${timeOfDay(first, last)} to ${formatTime(last).slice(11, 19)}Z  ${grouped(packets)} packets  ${scaled(octets)}B  ${grouped(flowsUnderWay)} flows  ${grouped(edges)} edges`,
					},
				],
		health(status),
	];
}

function stateOf({isUp, isSilent}: WatchStatus): Piece {
	if (!isUp) return {text: ' DOWN ', style: 'alarm'};
	return isSilent ? {text: 'SILENT', style: 'warning'} : {text: 'up', style: 'good'};
}

function rateText(rates: Rates | undefined): Piece[] {
	if (rates === undefined) return [];
	return [{text: `  ${scaled(rates.packetsPerSecond)} packets/s`}, {text: `  ${scaled(rates.bitsPerSecond)}bit/s`}];
}

function drops({drops: count}: WatchStatus): Piece {
	if (count === undefined) return {text: 'drops unknown', style: 'faint'};
	return count === 0 ? {text: 'no drops', style: 'faint'} : {text: `${grouped(count)} drops`, style: 'warning'};
}

function health(status: WatchStatus): Line {
	const {judgementTook, lag, evicted, restarts, undecoded, reloadProblem} = status;
	if (reloadProblem !== undefined) return [{text: `not in force: ${reloadProblem}`, style: 'error'}];
	const unread = Object.values(undecoded).reduce((sum, count) => sum + count, 0);
	const troubles = [
		...(unread > 0 ? [`${grouped(unread)} not decoded`] : []),
		...(evicted > 0 ? [`${grouped(evicted)} flows ended for want of memory`] : []),
		...(restarts > 0 ? [`capture restarted ${restarts === 1 ? 'once' : `${restarts} times`}`] : []),
	];
	return [
		{text: `judged in ${elapsed(judgementTook)}, ${elapsed(lag)} behind the wire`, style: 'faint'},
		...troubles.map((text) => ({text: `  ${text}`, style: 'warning' as const})),
	];
}

function elapsed(duration: number): string {
	return duration < SECOND ? `${Math.round(duration / 1000)} ms` : `${(duration / SECOND).toFixed(1)} s`;
}

/** `12:00:00Z`, with its date where that is not the date of `now`. */
export function timeOfDay(time: EpochMicros, now: EpochMicros): string {
	const text = formatTime(time);
	const isToday = text.slice(0, 10) === formatTime(now).slice(0, 10);
	return isToday ? `${text.slice(11, 19)}Z` : `${text.slice(0, 10)} ${text.slice(11, 19)}Z`;
}
