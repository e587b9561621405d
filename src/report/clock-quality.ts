import type {CaptureCoverage} from '../capture/frame.js';
import {formatDuration} from '../net/time.js';
import {gapsIn} from './gaps.js';

export interface ClockRemark {
	readonly kind: 'clock' | 'gap';
	readonly count: number;
	/** Position in the list of captures. */
	readonly capture: number;
	readonly message: string;
}

/** What the times of frames say of the captures, one after the other. */
export function remarkTimes(coverages: readonly CaptureCoverage[]): ClockRemark[] {
	return coverages.flatMap((coverage, capture) => {
		const of = coverages.length > 1 ? `${coverage.path}: ` : '';
		const {stepsBack, furthestBack} = coverage.timeline;
		const gaps = gapsIn(coverage);
		const remarks: ClockRemark[] = [];
		if (stepsBack > 0) {
			const times = stepsBack === 1 ? 'once' : `${stepsBack} times`;
			remarks.push({
				kind: 'clock',
				count: stepsBack,
				capture,
				message: `${of}Time goes back ${times}, by up to ${formatDuration(furthestBack)}: the clock was set, or captures were joined. Which flows belong together, and what was answered in time, may be told wrongly there.`,
			});
		}
		if (gaps.length > 0) {
			const [{duration, frame}] = gaps as [(typeof gaps)[number]];
			const which = gaps.length === 1 ? 'Nothing' : `${gaps.length} times nothing`;
			const longest = gaps.length === 1 ? 'for' : 'at most for';
			remarks.push({
				kind: 'gap',
				count: gaps.length,
				capture,
				message: `${of}${which} was captured ${longest} ${formatDuration(duration)} (before packet ${frame}), ten times as long as otherwise: the capture paused, or the clock was set forward. What happened then is in no verdict.`,
			});
		}
		return remarks;
	});
}
