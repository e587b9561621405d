import {type CaptureCoverage, SILENCES, type Timeline} from '../capture/frame.js';
import {MINUTE} from '../net/time.js';

/** A capture of fewer frames tells too little of how often they come. */
const MIN_FRAMES = 100;
const MIN_GAP = MINUTE;
/** How much longer a gap is than every silence that is none. */
const FACTOR = 10;

/**
 * The silences of a capture that its traffic does not explain: of at least a minute, and ten times as long as any
 * other. Traffic that pauses by itself has pauses of all lengths; a capture that was stopped, or a clock that was set
 * forward, leaves few that stand out. The longest first.
 */
export function gapsIn({frames, timeline: {silences}}: CaptureCoverage): Timeline['silences'] {
	if (frames < MIN_FRAMES) return [];
	// The shortest that is kept is there to hold the others against.
	for (let count = Math.min(silences.length, SILENCES - 1); count > 0; count--) {
		const {duration} = silences[count - 1]!;
		if (duration >= MIN_GAP && duration >= FACTOR * (silences[count]?.duration ?? 0)) return silences.slice(0, count);
	}
	return [];
}
