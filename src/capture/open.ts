import type {Readable} from 'node:stream';
import {CaptureError} from '../net/problem.js';
import {PackedError} from './compression/packed-error.js';
import {packingOf} from './compression/unpack.js';
import {type CaptureCoverage, emptyCoverage, type FrameBatch} from './frame.js';
import {gathered} from './gathered.js';
import {isNetmonMagic} from './netmon-header.js';
import {type OctetSource, OctetWindow} from './octets.js';
import {readPcap, readUsualPcap} from './pcap.js';
import {FrameProvenance, PlainProvenance} from './provenance.js';
import {MIN_READ_AHEAD, ReadAheadWindow, type SharedWindow} from './read-ahead.js';
import {type Reader, readerOf} from './reader.js';
import {readWithPcapParser} from './second-reader.js';
import {type Follow, openSource, pieceSource} from './source.js';

/** Which reader takes classic pcap apart: ours, or npm's pcap-parser, which is independent of ours and slower. */
export type ReaderName = 'portolan' | 'pcap-parser';

export interface ReadOptions {
	readonly reader: ReaderName;
	/** Octets of memory a capture is read through. At least `MIN_WINDOW`. */
	readonly windowSize: number;
	/** What a file is read through instead. For one capture only. */
	readonly window?: SharedWindow;
	/** What the path `-` stands for. */
	readonly standardInput: Readable;
	/** The capture is a file that is still being written: at its end, wait for more. */
	readonly follow?: Follow;
	/** Batches have a `provenance`. */
	readonly isExact?: boolean;
}

/** Room for the longest block there can be. */
export const MIN_WINDOW = 1 << 19;

/** Packings around one capture that are undone; a hostile file could have any number. */
const MAX_PACKINGS = 2;

/** Classic pcap has no variant of old: nothing but its header has to be there before its first frame. */
interface Usual {
	readonly isUsual?: boolean;
}

/** One capture: its frames, to be read once, and what is known of it, which grows while they are read. */
export interface Capture {
	readonly coverage: CaptureCoverage;
	readonly frames: AsyncGenerator<FrameBatch, void, undefined>;
}

/**
 * A capture by its path. Nothing is opened before the first frame is asked for. `frames` never throws for the sake of
 * the input: whatever is wrong with it ends the frames, and `coverage` says what it was.
 * @param index position in the list of captures, from 0; it marks the frames.
 */
export function openCapture(path: string, index: number, options: ReadOptions): Capture {
	const coverage = emptyCoverage(path);
	return {coverage, frames: readFrames(coverage, index, options, () => openSource(coverage, options))};
}

/**
 * The frames of a capture that another process writes, piece by piece. They are counted on from what `coverage` has, so
 * that one coverage can stand for several such captures, one after the other.
 */
export function readPieces(
	pieces: AsyncIterable<Uint8Array>,
	coverage: CaptureCoverage,
	windowSize: number,
): AsyncGenerator<FrameBatch, void, undefined> {
	return readFrames(coverage, 0, {reader: 'portolan', windowSize, isUsual: true}, async () =>
		pieceSource(pieces, coverage),
	);
}

/**
 * Whether a file begins as a capture does. Of one that cannot be opened or unpacked this says yes: it may be a capture,
 * and reading it tells what is wrong.
 */
export async function isCapture(path: string, {standardInput}: Pick<ReadOptions, 'standardInput'>): Promise<boolean> {
	const {frames, coverage} = openCapture(path, 0, {reader: 'portolan', windowSize: MIN_WINDOW, standardInput});
	await frames.next();
	await frames.return();
	return coverage.isCapture;
}

async function* readFrames(
	coverage: CaptureCoverage,
	index: number,
	options: Omit<ReadOptions, 'standardInput'> & Usual,
	open: () => Promise<OctetSource>,
): AsyncGenerator<FrameBatch, void, undefined> {
	let source: OctetSource | undefined;
	try {
		source = await open();
		const isReadAhead = options.windowSize >= MIN_READ_AHEAD && source.readAt !== undefined;
		const windowSize = isReadAhead ? MIN_WINDOW : options.windowSize;
		let window = new OctetWindow(source, windowSize);
		for (let depth = 0; await window.fill(4); depth++) {
			const packing = packingOf(window.view.getUint32(window.start));
			if (packing === undefined) break;
			if (depth === MAX_PACKINGS) throw new CaptureError(coverage.path, tooDeep(coverage));
			coverage.compression = depth === 0 ? packing.name : `${coverage.compression}, ${packing.name}`;
			source = packing.unpack(precededBy(restOf(window), source));
			window = new OctetWindow(source, windowSize);
		}
		if (coverage.isStopped && window.available < 4) {
			// Nothing was written yet.
			coverage.isRead = true;
			return;
		}
		const read = await chooseReader(window, coverage, options);
		// What stands in a Network Monitor file is not read in order.
		if (isReadAhead && !isNetmonMagic(window.view.getUint32(window.start))) {
			const octets = precededBy(restOf(window), coverage.compression === 'none' ? source : gathered(source));
			window = new ReadAheadWindow(octets, options.window ?? options.windowSize);
		}
		if (options.isExact === true) yield* withProvenance(read, window, coverage, index);
		else yield* read(window, coverage, index);
		coverage.isRead = true;
	} catch (error) {
		coverage.isRead = true;
		// The end of what was written so far is nowhere in particular.
		if (coverage.isStopped && error instanceof PackedError && error.trouble === 'is cut off') return;
		coverage.complete = false;
		coverage.problem = error instanceof CaptureError ? error.reason : readingProblem(error, coverage);
	} finally {
		await source?.close();
	}
}

async function* withProvenance(
	read: Reader,
	window: OctetWindow,
	coverage: CaptureCoverage,
	index: number,
): AsyncGenerator<FrameBatch, void, undefined> {
	const plain = new PlainProvenance();
	const exact = new FrameProvenance();
	for await (const batch of read(window, coverage, index, exact)) {
		if (batch.provenance !== exact) plain.add(batch);
		yield batch;
	}
}

function tooDeep({compression}: CaptureCoverage): string {
	return `this is packed more than ${MAX_PACKINGS} times (${compression}, and again); unpack it before`;
}

async function chooseReader(
	window: OctetWindow,
	coverage: CaptureCoverage,
	{reader, follow, isUsual}: Pick<ReadOptions, 'reader' | 'follow'> & Usual,
) {
	const {path} = coverage;
	if (!(await window.fill(4))) {
		coverage.isCapture = false;
		const length = window.available;
		throw new CaptureError(
			path,
			length === 0 ? 'the file is empty' : `the file has ${length} octets; no capture is that short`,
		);
	}
	if (reader === 'pcap-parser') return readWithPcapParser;
	const magic = window.view.getUint32(window.start);
	if (follow !== undefined && isNetmonMagic(magic)) {
		throw new CaptureError(
			path,
			'a Network Monitor capture cannot be followed: its frame table is written when the recording ends; read it then',
		);
	}
	const known = readerOf(magic);
	if (known !== undefined) return isUsual === true && known === readPcap ? readUsualPcap : known;
	coverage.isCapture = false;
	throw new CaptureError(
		path,
		`this is not a capture: it begins with ${describeStart(window)}; portolan reads pcap, pcapng, Network Monitor and snoop, also packed`,
	);
}

/** The first octets as a person can recognise them: as text where they are text. */
function describeStart(window: OctetWindow): string {
	const start = window.octets.subarray(window.start, Math.min(window.end, window.start + 16));
	const isText = start.every(
		(octet) => (octet >= 0x20 && octet < 0x7f) || octet === 0x0a || octet === 0x0d || octet === 0x09,
	);
	if (isText) return `the text ${JSON.stringify(String.fromCharCode(...start))}`;
	return `the octets ${[...start.subarray(0, 4)].map((octet) => octet.toString(16).padStart(2, '0')).join(' ')}`;
}

function readingProblem(error: unknown, coverage: CaptureCoverage): string {
	const {code} = error as NodeJS.ErrnoException;
	const where = `after packet ${coverage.frames}`;
	if (error instanceof PackedError) {
		const detail = error.detail === undefined ? '' : ` (${error.detail})`;
		return `the ${coverage.compression.split(', ').toReversed().join(' in ')} stream ${error.trouble} ${where}${detail}`;
	}
	if (code !== undefined) return `reading failed ${where} (${code})`;
	throw error;
}

function restOf(window: OctetWindow): Uint8Array {
	return window.octets.slice(window.start, window.end);
}

function precededBy(first: Uint8Array, source: OctetSource): OctetSource {
	let rest = first;
	return {
		...source,
		async readInto(target) {
			if (rest.length === 0) return source.readInto(target);
			const count = Math.min(rest.length, target.length);
			target.set(rest.subarray(0, count));
			rest = rest.subarray(count);
			return count;
		},
		close: () => source.close(),
	};
}
