import {type DurationMicros, NO_TIME, SECOND} from '../net/time.js';
import {type CaptureCoverage, type FrameBatch, SILENCES, type Timeline} from './frame.js';

/** Several interfaces or queues of one machine deliver frames out of order by less; a clock that is set back, by more. */
const STEP_BACK: DurationMicros = SECOND;

export function countOddity(coverage: CaptureCoverage, oddity: string): void {
	coverage.oddities.set(oddity, (coverage.oddities.get(oddity) ?? 0) + 1);
}

/** Comments that are kept; a hostile file could hold millions. */
const MAX_COMMENTS = 100;
/** Characters of a comment that are kept. */
const MAX_COMMENT = 1000;

export function noteComment(coverage: CaptureCoverage, packet: number | undefined, text: string): void {
	if (coverage.comments.length === MAX_COMMENTS) {
		coverage.commentsLeftOut++;
		return;
	}
	// Some writers end a text with a zero, which is no part of it.
	coverage.comments.push({packet, text: text.slice(0, MAX_COMMENT).replace(/\0+$/, '')});
}

/** The input ended inside of what starts at octet `offset`. */
export function noteCut(coverage: CaptureCoverage, offset: number, where: string): void {
	if (coverage.isStopped) return;
	coverage.complete = false;
	coverage.problem = `the capture is cut off ${where}, at octet ${offset}`;
}

/**
 * Notes what the frames of a batch tell of the capture: how many are cut, the window of their times (captures are not
 * always in order), and where time stands still or goes back.
 */
export function noteFrames(coverage: CaptureCoverage, batch: FrameBatch): void {
	const {time, count, capturedLength, originalLength} = batch;
	const {timeline} = coverage;
	let first = coverage.first ?? Number.POSITIVE_INFINITY;
	let last = coverage.last ?? Number.NEGATIVE_INFINITY;
	let previous = timeline.latest ?? NO_TIME;
	let {noteworthy} = timeline;
	let cut = 0;
	for (let row = 0; row < count; row++) {
		if (capturedLength[row]! < originalLength[row]!) cut++;
		const at = time[row]!;
		if (at === NO_TIME) continue;
		if (at < first) first = at;
		if (at > last) last = at;
		// The first frame that has a time follows none.
		const step = previous === NO_TIME ? 0 : at - previous;
		if (step > noteworthy || step < -STEP_BACK) {
			noteStep(timeline, step, batch.number[row]!);
			({noteworthy} = timeline);
		}
		previous = at;
	}
	coverage.cut += cut;
	if (first > last) return;
	timeline.latest = previous;
	coverage.first = first;
	coverage.last = last;
}

function noteStep(timeline: Timeline, step: DurationMicros, frame: number): void {
	if (step < 0) {
		timeline.stepsBack++;
		timeline.furthestBack = Math.max(timeline.furthestBack, -step);
		return;
	}
	const {silences} = timeline;
	silences.push({duration: step, frame});
	silences.sort((a, b) => b.duration - a.duration || a.frame - b.frame);
	if (silences.length > SILENCES) silences.length = SILENCES;
	if (silences.length === SILENCES) timeline.noteworthy = silences.at(-1)!.duration;
}
