import {setTimeout as sleep} from 'node:timers/promises';
import {CaptureError} from '../../net/problem.js';
import {formatDuration} from '../../net/time.js';
import {countOddity} from '../coverage.js';
import {type CaptureCoverage, emptyCoverage, type FrameBatch} from '../frame.js';
import {readPieces} from '../open.js';
import {BackOff} from './back-off.js';
import {type Backend, type Command, troubleOf} from './backend.js';
import {CaptureProcess, type Ending} from './capture-process.js';
import {DropCount} from './drop-count.js';
import {InterfaceWatch} from './interface-watch.js';
import type {LiveCapture, LiveChange, LiveState} from './live-capture.js';
import type {LiveOptions} from './options.js';
import {REPLAY_BROKEN} from './replay-order.js';
import {reasonOf, type StartFailure, startFailure, startProblem} from './start-problem.js';

/** Milliseconds in which a process has to begin to write. */
const START_TIME = 30_000;
/** Milliseconds between two words about frames that are being lost. */
const DROPS_INTERVAL = 10_000;

/** A process that has begun to write. */
interface Running {
	readonly process: CaptureProcess;
	readonly pieces: AsyncIterable<Uint8Array>;
	readonly drops: DropCount;
	/** Of `performance.now`. */
	readonly since: number;
}

/** One process after the other that captures the same: whenever one ends without having been asked to, the next is started. */
export class SupervisedCapture implements LiveCapture {
	readonly coverage: CaptureCoverage;
	readonly frames: AsyncGenerator<FrameBatch, void, undefined>;
	onChange: (change: LiveChange) => void = () => {};
	readonly #source: string;
	readonly #options: LiveOptions;
	readonly #candidates: readonly Backend[];
	readonly #watch: InterfaceWatch | undefined;
	readonly #stop = new AbortController();
	readonly #backOff = new BackOff();
	#backend: Backend;
	#current: CaptureProcess | undefined;
	/** Loaded and waiting, to take over at once: starting Node takes a second where the machine is busy. */
	#next: CaptureProcess | undefined;
	#isCapturing = false;
	#restarts = 0;
	/** Since when nothing captures; `undefined` while something does. Of `performance.now`. */
	#gapSince: number | undefined;
	/** The interface was said to be down. */
	#isSaidDown = false;
	#wake: () => void = () => {};
	#dropsTold: number | undefined;
	#dropsToldAt = Number.NEGATIVE_INFINITY;

	constructor(source: string, options: LiveOptions, candidates: readonly Backend[]) {
		this.coverage = emptyCoverage(source);
		this.#source = source;
		this.#options = options;
		this.#candidates = candidates;
		this.#backend = candidates[0]!;
		this.#watch = typeof options.source === 'string' ? new InterfaceWatch(source) : undefined;
		this.frames = this.#read();
	}

	get state(): LiveState {
		return {
			backend: this.#backend.name,
			isUp: this.#isCapturing && !this.#isSaidDown,
			restarts: this.#restarts,
			drops: this.coverage.drops,
		};
	}

	stop(): void {
		this.#stop.abort();
		this.coverage.isStopped = true;
		this.#current?.stop();
		this.#wake();
	}

	async *#read(): AsyncGenerator<FrameBatch, void, undefined> {
		try {
			this.#startWatching();
			let running = await this.#startFirst();
			while (running !== undefined) {
				const ending = yield* this.#readOne(running);
				if (this.#isDone(ending)) break;
				running = await this.#startAgain(running, ending);
			}
			this.#tell('stopped', this.#farewell());
		} finally {
			this.#watch?.stop();
			this.#current?.kill();
			this.#next?.kill();
			this.#isCapturing = false;
			this.coverage.isRead = true;
		}
	}

	/** The frames of one process until it ends. */
	async *#readOne({process, pieces, drops}: Running): AsyncGenerator<FrameBatch, Ending, undefined> {
		const {coverage} = this;
		coverage.isRead = false;
		drops.onChange = () => this.#tellDrops(false);
		drops.start(process);
		try {
			for await (const batch of readPieces(pieces, coverage, this.#options.windowSize)) {
				drops.noteFrames(batch);
				drops.isReading = false;
				yield batch;
				drops.isReading = true;
			}
		} finally {
			drops.stop();
		}
		this.#isCapturing = false;
		this.#gapSince = performance.now();
		// What cannot be read any more need not be ended with care.
		if (coverage.problem !== undefined) process.kill();
		const ending = await process.finish();
		// A process that ended because its interface went down did not fail.
		this.#watch?.look();
		drops.end();
		this.#tellDrops(true);
		return ending;
	}

	/** The first that captures of those that could. Throws `UsageError` where none can. */
	async #startFirst(): Promise<Running | undefined> {
		const failures: StartFailure[] = [];
		for (const backend of this.#candidates) {
			this.#backend = backend;
			for (;;) {
				if (this.#stop.signal.aborted) return undefined;
				const command = backend.command();
				const started = command === undefined ? undefined : await this.#start(command);
				if (started !== undefined && 'process' in started) {
					const others = failures.map(({backend: {name}, reason}) => `; ${name}: ${reason}`).join('');
					this.#tell('started', `${this.#what()}${others}`);
					if (this.#isSaidDown) this.#sayAgain();
					return started;
				}
				if (this.#stop.signal.aborted) return undefined;
				const failure = startFailure(backend, started);
				if (this.#watch?.isUp === false && /^(down|other)$/.test(failure.trouble)) {
					this.#sayDown();
					await this.#untilUp();
					continue;
				}
				failures.push(failure);
				this.#checkReplay(started);
				if (/^(no-interface|filter)$/.test(failure.trouble)) throw startProblem(this.#source, [failure]);
				break;
			}
		}
		throw startProblem(this.#source, failures);
	}

	/** Until something captures again; `undefined` when that was not to be before the end. */
	async #startAgain({since}: Running, ending: Ending): Promise<Running | undefined> {
		let failure: Ending = ending;
		let ran = (this.#gapSince ?? performance.now()) - since;
		let isFirst = true;
		for (;;) {
			const reason = reasonOf(failure.messages, this.#backend.name);
			const trouble = troubleOf(failure.messages.join('\n'));
			const isDown = this.#watch?.isUp === false || trouble === 'down' || trouble === 'no-interface';
			const problem = isFirst ? this.#takeBack() : undefined;
			if (isDown) this.#sayDown();
			else if (isFirst) this.#tell('failed', this.#obituary(failure, problem ?? reason));
			isFirst = false;
			if (this.#watch?.isUp === false) await this.#untilUp();
			else await this.#pause(this.#backOff.next(ran));
			if (this.#stop.signal.aborted) return undefined;
			const command = this.#backend.command();
			const started = command === undefined ? undefined : await this.#start(command);
			if (started !== undefined && 'process' in started) {
				this.#restarts++;
				this.#sayAgain();
				return started;
			}
			failure = started ?? {how: 'not installed any more', status: null, messages: []};
			ran = 0;
		}
	}

	/** A process whose stream has begun, or how it ended before that. */
	async #start(command: Command): Promise<Running | Ending> {
		const drops = new DropCount(this.coverage, this.#source, this.#backend, this.#options.filter !== undefined);
		const process = this.#next === undefined || this.#next.isOver ? new CaptureProcess(command) : this.#next;
		this.#next = undefined;
		this.#current = process;
		process.onMessage = (line) => drops.noteMessage(line);
		process.begin();
		const timer = setTimeout(() => process.kill(), START_TIME);
		const pieces = process.pieces();
		const first = await pieces.next();
		clearTimeout(timer);
		if (first.done === true) return process.finish();
		if (command.waits === true && !this.#stop.signal.aborted) this.#next = new CaptureProcess(command);
		drops.begin();
		this.#isCapturing = true;
		return {process, pieces: precededBy(first.value, pieces), drops, since: performance.now()};
	}

	#isDone({status, messages}: Ending): boolean {
		const {coverage} = this;
		const isReplay = this.#backend.name === 'replay';
		if (isReplay && status === REPLAY_BROKEN) {
			coverage.complete = false;
			coverage.problem = reasonOf(messages, 'replay') ?? 'the replay broke off';
			return true;
		}
		return this.#stop.signal.aborted || (isReplay && status === 0 && coverage.complete);
	}

	#obituary({how}: Ending, reason: string | undefined): string {
		const why = reason === undefined ? '' : `: ${reason}`;
		return `${this.#backend.name} ended after packet ${this.coverage.frames} (${how})${why}; it is started again`;
	}

	/**
	 * What the end of a process did to the coverage, since the capture goes on.
	 * @returns what was wrong with its stream, other than that it ended
	 */
	#takeBack(): string | undefined {
		const {coverage} = this;
		const {problem} = coverage;
		const isCut = problem?.startsWith('the capture is cut off') === true;
		if (isCut) countOddity(coverage, 'frame cut off where a capturing process ended');
		coverage.complete = true;
		coverage.isCapture = true;
		coverage.problem = undefined;
		return isCut ? undefined : problem;
	}

	/** A replay whose file gave nothing: a second try gives no more. */
	#checkReplay(ending: Ending | undefined): void {
		if (this.#backend.name !== 'replay' || ending === undefined) return;
		throw new CaptureError(
			this.#source,
			reasonOf(ending.messages, 'replay') ?? `the replay did not start (${ending.how})`,
		);
	}

	#startWatching(): void {
		const watch = this.#watch;
		if (watch === undefined) return;
		watch.onChange = (isUp, isAnother) => {
			if (!isUp) this.#sayDown();
			// What captures has hold of the one that is gone.
			if (isAnother) this.#current?.kill();
			else if (isUp && this.#isCapturing) this.#sayAgain();
			if (isUp) this.#wake();
		};
		watch.start();
	}

	#sayDown(): void {
		this.#gapSince ??= performance.now();
		if (this.#isSaidDown) return;
		this.#isSaidDown = true;
		this.#tell('interface-down', `${this.#source} is down; the capture goes on when it is up again`);
	}

	#sayAgain(): void {
		const gap = this.#gapSince === undefined ? 0 : performance.now() - this.#gapSince;
		const nothing = `nothing was captured for ${formatDuration(Math.round(gap) * 1000)}`;
		const wasDown = this.#isSaidDown;
		this.#gapSince = undefined;
		this.#isSaidDown = false;
		if (wasDown) this.#tell('interface-up', `${this.#source} is up again; ${nothing}`);
		else this.#tell('restarted', `${this.#backend.name} captures again; ${nothing}`);
	}

	#tellDrops(isLast: boolean): void {
		const {drops = 0} = this.coverage;
		const now = performance.now();
		if (drops === (this.#dropsTold ?? 0)) return;
		if (!isLast && now - this.#dropsToldAt < DROPS_INTERVAL) return;
		this.#dropsTold = drops;
		this.#dropsToldAt = now;
		this.#tell('drops', `${drops} ${drops === 1 ? 'frame was' : 'frames were'} lost until now`);
	}

	#what(): string {
		return this.#watch === undefined
			? `replaying ${this.#source}`
			: `capturing on ${this.#source} with ${this.#backend.name}`;
	}

	#farewell(): string {
		const {frames, isStopped} = this.coverage;
		return `the ${this.#watch === undefined ? 'replay' : 'capture'} ${isStopped ? 'was stopped' : 'is over'} after packet ${frames}`;
	}

	#tell(kind: LiveChange['kind'], message: string): void {
		this.onChange({kind, message});
	}

	/** Until the interface is up, or the capture is stopped. */
	async #untilUp(): Promise<void> {
		while (this.#watch?.isUp === false && !this.#stop.signal.aborted) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
		this.#backOff.reset();
	}

	async #pause(milliseconds: number): Promise<void> {
		if (milliseconds > 0) await sleep(milliseconds, undefined, {signal: this.#stop.signal}).catch(() => {});
	}
}

async function* precededBy<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
	yield first;
	yield* rest;
}
