import type {Readable} from 'node:stream';
import {CaptureError} from '../net/problem.js';
import {type CaptureCoverage, emptyCoverage, type FrameBatch} from './frame.js';
import {gunzip, isGzip} from './gzip.js';
import {type OctetSource, OctetWindow} from './octets.js';
import {readerOf} from './reader.js';
import {readWithPcapParser} from './second-reader.js';
import {openSource} from './source.js';

/** Which reader takes classic pcap apart: ours, or npm's pcap-parser, which is independent of ours and slower. */
export type ReaderName = 'portolan' | 'pcap-parser';

export interface ReadOptions {
	readonly reader: ReaderName;
	/** Octets of memory a capture is read through. At least `MIN_WINDOW`. */
	readonly windowSize: number;
	/** What the path `-` stands for. */
	readonly standardInput: Readable;
}

/** Room for the longest block there can be. */
export const MIN_WINDOW = 1 << 19;

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
	return {coverage, frames: readFrames(coverage, index, options)};
}

async function* readFrames(
	coverage: CaptureCoverage,
	index: number,
	options: ReadOptions,
): AsyncGenerator<FrameBatch, void, undefined> {
	let source: OctetSource | undefined;
	try {
		source = await openSource(coverage, options.standardInput);
		let window = new OctetWindow(source, options.windowSize);
		if ((await window.fill(2)) && isGzip(window.octets.subarray(window.start))) {
			coverage.compression = 'gzip';
			source = gunzip(precededBy(window.octets.slice(window.start, window.end), source));
			window = new OctetWindow(source, options.windowSize);
		}
		const read = await chooseReader(window, coverage, options.reader);
		yield* read(window, coverage, index);
		coverage.isRead = true;
	} catch (error) {
		coverage.isRead = true;
		coverage.complete = false;
		coverage.problem = error instanceof CaptureError ? error.reason : readingProblem(error, coverage);
	} finally {
		await source?.close();
	}
}

async function chooseReader(window: OctetWindow, coverage: CaptureCoverage, reader: ReaderName) {
	const {path} = coverage;
	if (!(await window.fill(4))) {
		const length = window.available;
		throw new CaptureError(
			path,
			length === 0 ? 'the file is empty' : `the file has ${length} octets; no capture is that short`,
		);
	}
	if (reader === 'pcap-parser') return readWithPcapParser;
	const known = readerOf(window.view.getUint32(window.start));
	if (known !== undefined) return known;
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
	const {code, message} = error as NodeJS.ErrnoException;
	const where = `after packet ${coverage.frames}`;
	if (code === 'Z_BUF_ERROR') return `the gzip stream is cut off ${where}`;
	if (code?.startsWith('Z_') === true) return `the gzip stream is damaged ${where} (${message})`;
	if (code !== undefined) return `reading failed ${where} (${code})`;
	throw error;
}

function precededBy(first: Uint8Array, source: OctetSource): OctetSource {
	let rest = first;
	return {
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
