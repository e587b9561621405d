import type {EpochMicros} from '../net/time.js';
import {countOddity} from './coverage.js';
import {BATCH_ROWS, type CaptureCoverage, FrameBatch, MAX_BATCH_OCTETS} from './frame.js';
import {type Capture, MIN_WINDOW, openCapture, type ReadOptions} from './open.js';
import {FrameProvenance} from './provenance.js';
import {isRegularFile} from './source.js';

/** Captures that are open at a time. More than these hardly ever overlap, and each has memory and a file handle. */
const MAX_OPEN = 64;
/** From so many captures on each is read through the smallest window. */
const MANY = 8;

/**
 * Reads several captures as one: frames in the order of their times, those of one capture always in the order of the
 * capture, equal times in the order of `paths`. A file is open only while its frames can be next, so a rotated set of
 * any length is read with the memory of the files that overlap. Where more than `MAX_OPEN` overlap, the others wait and the
 * order of time is given up for them, which their coverages say.
 * `coverages` has one entry a path, in the order of `paths`, and is filled while the frames are read.
 */
export function openCaptures(
	paths: readonly string[],
	options: ReadOptions,
): {coverages: CaptureCoverage[]; frames: AsyncGenerator<FrameBatch, void, undefined>} {
	if (paths.length === 1) {
		const capture = openCapture(paths[0]!, 0, options);
		return {coverages: [capture.coverage], frames: capture.frames};
	}
	const windowSize = paths.length > MANY ? MIN_WINDOW : options.windowSize;
	const captures = paths.map((path, index) => openCapture(path, index, {...options, windowSize}));
	return {coverages: captures.map(({coverage}) => coverage), frames: mergeFrames(captures, options)};
}

const LATE = `capture opened after its time, since ${MAX_OPEN} others overlap it`;

/** A capture that waits for its turn. */
interface Waiting {
	readonly index: number;
	readonly capture: Capture;
	readonly first: EpochMicros;
	/** It is due, and too many are open. */
	isLate: boolean;
}

/** A capture that is open: its next frame is row `row` of `batch`. */
interface Cursor {
	readonly index: number;
	readonly capture: Capture;
	batch: FrameBatch;
	row: number;
}

async function* mergeFrames(
	captures: readonly Capture[],
	options: ReadOptions,
): AsyncGenerator<FrameBatch, void, undefined> {
	const waiting: Waiting[] = [];
	for (const [index, capture] of captures.entries()) {
		waiting.push({index, capture, first: await firstTime(capture.coverage.path, options), isLate: false});
	}
	waiting.sort((a, b) => b.first - a.first || b.index - a.index);

	const merged = new MergedBatch();
	const open: Cursor[] = [];
	for (;;) {
		const isDue = () => waiting.length > 0 && (open.length === 0 || waiting.at(-1)!.first <= earliest(open).time);
		while (open.length < MAX_OPEN && isDue()) {
			const {index, capture} = waiting.pop()!;
			const batch = await nextBatch(capture);
			if (batch !== undefined) open.push({index, capture, batch, row: 0});
		}
		if (open.length === 0) break;

		const {cursor} = earliest(open);
		const others = open.filter((other) => other !== cursor);
		const rival = others.length === 0 ? undefined : earliest(others);
		const isFull = open.length === MAX_OPEN;
		if (isFull && isDue() && !waiting.at(-1)!.isLate) {
			waiting.at(-1)!.isLate = true;
			countOddity(waiting.at(-1)!.capture.coverage, LATE);
		}
		const opening = (isFull ? undefined : waiting.at(-1)?.first) ?? Number.POSITIVE_INFINITY;
		const isNext = (time: EpochMicros) =>
			time < opening &&
			(rival === undefined || time < rival.time || (time === rival.time && cursor.index < rival.cursor.index));

		if (cursor.row === 0 && latest(cursor.batch) < Math.min(opening, rival?.time ?? opening)) {
			if (merged.batch.count > 0) yield merged.batch;
			merged.clear();
			yield cursor.batch;
			cursor.row = cursor.batch.count;
		} else {
			do {
				if (!merged.fits(cursor)) {
					yield merged.batch;
					merged.clear();
				}
				merged.append(cursor);
			} while (cursor.row < cursor.batch.count && isNext(cursor.batch.time[cursor.row]!));
		}
		if (cursor.row < cursor.batch.count) continue;
		const batch = await nextBatch(cursor.capture);
		if (batch === undefined) open.splice(open.indexOf(cursor), 1);
		else [cursor.batch, cursor.row] = [batch, 0];
	}
	if (merged.batch.count > 0) yield merged.batch;
}

/** The time of a capture's first frame, found by a look of its own; pipes can be read once only and come first. */
async function firstTime(path: string, options: ReadOptions): Promise<EpochMicros> {
	if (!(await isRegularFile(path))) return Number.NEGATIVE_INFINITY;
	const {frames} = openCapture(path, 0, {...options, windowSize: MIN_WINDOW});
	const {value} = await frames.next();
	const first = value?.time[0];
	await frames.return();
	return first ?? Number.NEGATIVE_INFINITY;
}

async function nextBatch({frames}: Capture): Promise<FrameBatch | undefined> {
	const {done, value} = await frames.next();
	return done === true ? undefined : value;
}

function earliest(cursors: readonly Cursor[]): {cursor: Cursor; time: EpochMicros} {
	const timeOf = ({batch, row}: Cursor) => batch.time[row]!;
	const cursor = cursors.reduce((best, other) => {
		const difference = timeOf(other) - timeOf(best);
		return difference < 0 || (difference === 0 && other.index < best.index) ? other : best;
	});
	return {cursor, time: timeOf(cursor)};
}

function latest(batch: FrameBatch): EpochMicros {
	let time = batch.time[0]!;
	for (let row = 1; row < batch.count; row++) if (batch.time[row]! > time) time = batch.time[row]!;
	return time;
}

/** A batch with octets of its own: frames of several captures side by side. */
class MergedBatch {
	readonly batch = new FrameBatch();
	#used = 0;

	constructor() {
		this.batch.octets = new Uint8Array(MAX_BATCH_OCTETS);
		this.batch.view = new DataView(this.batch.octets.buffer);
	}

	fits({batch, row}: Cursor): boolean {
		return this.batch.count < BATCH_ROWS && this.#used + batch.capturedLength[row]! <= MAX_BATCH_OCTETS;
	}

	/** Copies the frame of `cursor` and moves the cursor past it. */
	append(cursor: Cursor): void {
		const {batch: from, row} = cursor;
		const to = this.batch;
		const target = to.count++;
		const start = from.offset[row]!;
		const length = from.capturedLength[row]!;
		to.octets.set(from.octets.subarray(start, start + length), this.#used);
		to.offset[target] = this.#used;
		to.capturedLength[target] = length;
		to.originalLength[target] = from.originalLength[row]!;
		to.time[target] = from.time[row]!;
		to.linkType[target] = from.linkType[row]!;
		to.capture[target] = from.capture[row]!;
		to.number[target] = from.number[row]!;
		if (from.provenance !== undefined) this.#copyProvenance(target, from.provenance, row);
		this.#used += length;
		cursor.row++;
	}

	#copyProvenance(target: number, source: FrameProvenance, row: number): void {
		this.batch.provenance ??= new FrameProvenance();
		this.batch.provenance.copy(target, source, row);
	}

	clear(): void {
		this.batch.count = 0;
		this.#used = 0;
	}
}
