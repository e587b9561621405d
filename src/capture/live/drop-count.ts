import type {CaptureCoverage, FrameBatch} from '../frame.js';
import type {Backend, ToldDrops} from './backend.js';
import type {CaptureProcess} from './capture-process.js';
import {type InterfaceCounters, interfaceCounters, longestFrame} from './interface-facts.js';
import {Losses} from './losses.js';

/** Milliseconds between two looks. */
const INTERVAL = 500;

interface Look {
	readonly counters: InterfaceCounters | undefined;
	readonly frames: number;
	/** Microseconds since 1970. */
	readonly time: number;
}

/**
 * What one process lost, added to the drops of a coverage. A program that counts itself is believed, once it tells; until
 * then, and for what is lost before it, the counters of the interface are asked. A process of ours tells in its stream.
 */
export class DropCount {
	onChange: () => void = () => {};
	/** The frames that were read last were taken, and others are waited for. */
	isReading = true;
	readonly #coverage: CaptureCoverage;
	readonly #interface: string;
	readonly #backend: Backend;
	readonly #isTold: boolean;
	readonly #isFiltered: boolean;
	readonly #before: InterfaceCounters | undefined;
	/** Of the coverage, when the process was started. */
	readonly #drops: number | undefined;
	readonly #frames: number;
	readonly #longest: number;
	#losses: Losses | undefined;
	#told: ToldDrops | undefined;
	#last: Look | undefined;
	#timer: NodeJS.Timeout | undefined;

	constructor(coverage: CaptureCoverage, name: string, backend: Backend, isFiltered: boolean) {
		// Who tells nothing beside it tells in its stream.
		const isTold = backend.drops === undefined;
		this.#coverage = coverage;
		this.#interface = name;
		this.#backend = backend;
		this.#isTold = isTold;
		this.#isFiltered = isFiltered;
		this.#drops = coverage.drops;
		this.#frames = coverage.frames;
		this.#before = isTold ? undefined : interfaceCounters(name);
		this.#longest = longestFrame(name) ?? Number.POSITIVE_INFINITY;
	}

	/** The process captures now. */
	begin(): void {
		if (!this.#isTold) {
			this.#losses = new Losses(this.#before, interfaceCounters(this.#interface), this.#isFiltered);
		}
	}

	start(process: CaptureProcess): void {
		this.#timer = setInterval(() => {
			if (this.#backend.asks !== undefined) process.ask(this.#backend.asks);
			this.#look();
		}, INTERVAL);
	}

	/** A line that the program wrote. */
	noteMessage(line: string): void {
		const told = this.#backend.drops?.(line);
		if (told === undefined) return;
		this.#told = {captured: 0, before: 0, ...this.#told, ...told};
		this.#update();
	}

	noteFrames({originalLength, count}: FrameBatch): void {
		if (this.#isTold) return;
		for (let row = 0; row < count; row++) {
			if (originalLength[row]! > this.#longest) this.#losses?.giveUp();
		}
	}

	/** Looks no more. */
	stop(): void {
		clearInterval(this.#timer);
	}

	/** The process ended; all that it wrote was read. */
	end(): void {
		if (!this.#isTold) {
			this.#losses?.bound(interfaceCounters(this.#interface), this.#coverage.frames - this.#frames);
		}
		this.#update();
	}

	#look(): void {
		if (!this.#isTold) this.#compare();
		this.#update();
	}

	#compare(): void {
		const {frames, timeline} = this.#coverage;
		const given = frames - this.#frames;
		const now: Look = {counters: interfaceCounters(this.#interface), frames, time: Date.now() * 1000};
		const last = this.#last;
		this.#last = now;
		if (last === undefined) return;
		// Frames come in the order of their times: with one that is later than the counters, all those before it have come.
		const isPast = (timeline.latest ?? 0) >= last.time;
		const isQuiet = this.isReading && frames === last.frames;
		if (isQuiet && last.counters?.passed === now.counters?.passed) this.#losses?.settle(last.counters, given);
		else if (isPast || isQuiet) this.#losses?.compare(last.counters, given);
		this.#losses?.bound(now.counters, given);
	}

	#update(): void {
		if (!this.#isTold) {
			const estimate = this.#losses?.drops;
			const told = this.#told;
			const lost = told === undefined ? estimate : told.captured + Math.max(told.before, this.#losses?.missed ?? 0);
			if (lost !== undefined) this.#coverage.drops = (this.#drops ?? 0) + lost;
		}
		this.onChange();
	}
}
