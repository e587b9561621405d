import {type DurationMicros, type EpochMicros, SECOND} from '../net/time.js';
import {Columns} from './columns.js';
import type {FrameProvenance} from './provenance.js';

/** Rows a batch can hold: large enough to hide the cost of a notification, small enough for a second-level cache of 512 KiB. */
export const BATCH_ROWS = 4096;

/** The largest memory that the octets of a batch lie in. */
export const MAX_BATCH_OCTETS = 1 << 22;

/**
 * Up to `BATCH_ROWS` frames as columns; row `i` is the octets `offset[i]` to `offset[i] + capturedLength[i]` of `octets`.
 * The batch and its octets belong to the reader and are valid until the callee returns: the next batch overwrites them.
 */
export class FrameBatch {
	/** Rows in use. */
	count = 0;
	/** The octets that the offsets point into, and the same memory as a `DataView`. */
	octets: Uint8Array = new Uint8Array(0);
	view: DataView = new DataView(this.octets.buffer);

	readonly offset: Uint32Array;
	readonly capturedLength: Uint32Array;
	/** Octets of the frame on the wire; less than `capturedLength` only where the capture lies. */
	readonly originalLength: Uint32Array;
	/** `EpochMicros`. */
	readonly time: Float64Array;
	/** LINKTYPE_ value (https://www.tcpdump.org/linktypes.html). */
	readonly linkType: Uint16Array;
	/** Position of the frame's capture in the list of captures, from 0. */
	readonly capture: Uint32Array;
	/** Number of the frame in its capture, from 1, as tshark counts. */
	readonly number: Float64Array;
	/** Exact times and interfaces; `undefined` where nobody asked for them. */
	provenance: FrameProvenance | undefined;

	constructor(columns = new Columns()) {
		this.offset = columns.uint32(BATCH_ROWS);
		this.capturedLength = columns.uint32(BATCH_ROWS);
		this.originalLength = columns.uint32(BATCH_ROWS);
		this.time = columns.float64(BATCH_ROWS);
		this.linkType = columns.uint16(BATCH_ROWS);
		this.capture = columns.uint32(BATCH_ROWS);
		this.number = columns.float64(BATCH_ROWS);
	}

	/** Becomes a batch of the same frames in the same octets; their provenance is left out. */
	share(other: FrameBatch): void {
		const {count} = other;
		this.count = count;
		this.octets = other.octets;
		this.view = other.view;
		this.offset.set(other.offset.subarray(0, count));
		this.capturedLength.set(other.capturedLength.subarray(0, count));
		this.originalLength.set(other.originalLength.subarray(0, count));
		this.time.set(other.time.subarray(0, count));
		this.linkType.set(other.linkType.subarray(0, count));
		this.capture.set(other.capture.subarray(0, count));
		this.number.set(other.number.subarray(0, count));
	}

	/** Moves the octets of its frames to the start of `octets`: `MAX_BATCH_OCTETS` hold those of any batch. */
	move(octets: Uint8Array, view: DataView): void {
		const {count, offset, capturedLength} = this;
		let start = this.octets.length;
		let end = 0;
		for (let row = 0; row < count; row++) {
			start = Math.min(start, offset[row]!);
			end = Math.max(end, offset[row]! + capturedLength[row]!);
		}
		if (start < end) octets.set(this.octets.subarray(start, end));
		for (let row = 0; row < count; row++) offset[row]! -= start;
		this.octets = octets;
		this.view = view;
	}
}

/** What one capture gave, and how it ended. The reader counts; everybody else only reads. */
export interface CaptureCoverage {
	readonly path: string;
	format: CaptureFormat | 'unknown';
	/** How the file was packed around that, from the outside in: `xz, gzip` for a gzipped capture in xz. */
	compression: string;
	/** Frames read, complete ones only. */
	frames: number;
	/** Octets taken from the file or pipe, before decompression. */
	octetsRead: number;
	/** Size of the file in octets; `undefined` for a pipe. */
	octetsTotal: number | undefined;
	/** The reading is over, for better or worse. */
	isRead: boolean;
	/** False when the capture could not be opened or not be read to its end; then `problem` is the sentence why. */
	complete: boolean;
	problem: string | undefined;
	/** Oddities of the container that did not stop the reading, by a short description. */
	readonly oddities: Map<string, number>;
	/** Frames of which the capture holds fewer octets than were on the wire. */
	cut: number;
	/** Frames that the capturing machine counted and lost; `undefined` where the capture does not say how many, which is not 0. */
	drops: number | undefined;
	readonly timeline: Timeline;
	/** The earliest and the latest time of a frame. */
	first: EpochMicros | undefined;
	last: EpochMicros | undefined;
	/**
	 * Until when the wire was watched, where a file of portolan's own says so: nothing that it was cut out for came later.
	 * Others are not believed: tools that cut captures leave such statements as they were.
	 */
	watchedUntil: EpochMicros | undefined;
	/** What the file calls addresses, by their text. Such names are anybody's word: they label, and decide nothing. */
	readonly names: Map<string, readonly string[]>;
	/** What people wrote into the file; bounded, the rest is only counted. */
	readonly comments: CaptureComment[];
	commentsLeftOut: number;
	/** False when what was opened begins as no capture does. */
	isCapture: boolean;
	/** The user ended the reading of a file that is still being written: a record half written at its end is no cut. */
	isStopped: boolean;
}

export type CaptureFormat = 'pcap' | 'pcapng' | 'netmon' | 'snoop';

export interface CaptureComment {
	/** Number of the frame it is about; `undefined` for the file or an interface. */
	readonly packet: number | undefined;
	readonly text: string;
}

/** Silences that are kept of a capture. */
export const SILENCES = 5;

/** How time passes from frame to frame. */
export interface Timeline {
	/** The time of the last frame that has one. */
	latest: EpochMicros | undefined;
	/** Frames more than a second earlier than the one before, and by how much at most. */
	stepsBack: number;
	furthestBack: DurationMicros;
	/** The longest times without a frame, at most `SILENCES`, longest first, and the number of the frame that ended each. */
	readonly silences: {readonly duration: DurationMicros; readonly frame: number}[];
	/** Silences up to here are not kept. */
	noteworthy: DurationMicros;
}

export function emptyCoverage(path: string): CaptureCoverage {
	return {
		path,
		format: 'unknown',
		compression: 'none',
		frames: 0,
		octetsRead: 0,
		octetsTotal: undefined,
		isRead: false,
		complete: true,
		problem: undefined,
		oddities: new Map(),
		cut: 0,
		drops: undefined,
		timeline: {latest: undefined, stepsBack: 0, furthestBack: 0, silences: [], noteworthy: SECOND},
		first: undefined,
		last: undefined,
		watchedUntil: undefined,
		names: new Map(),
		comments: [],
		commentsLeftOut: 0,
		isCapture: true,
		isStopped: false,
	};
}
