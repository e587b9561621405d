import {NO_TIME} from '../net/time.js';
import type {CaptureCoverage, FrameBatch} from './frame.js';

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

/** Widens the coverage's window to the times of a batch; captures are not always in order. */
export function noteFrameTimes(coverage: CaptureCoverage, {time, count}: FrameBatch): void {
	let first = coverage.first ?? Number.POSITIVE_INFINITY;
	let last = coverage.last ?? Number.NEGATIVE_INFINITY;
	for (let row = 0; row < count; row++) {
		const at = time[row]!;
		if (at < first && at !== NO_TIME) first = at;
		if (at > last && at !== NO_TIME) last = at;
	}
	if (first > last) return;
	coverage.first = first;
	coverage.last = last;
}
