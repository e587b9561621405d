import {noteFrames} from '#portolan/capture/coverage.js';
import {emptyCoverage, type FrameBatch} from '#portolan/capture/frame.js';
import type {LiveCapture, LiveChange, LiveState} from '#portolan/capture/live/live-capture.js';
import {WatchSession} from '#portolan/cli/watch/session.js';
import type {LoadedSite} from '#portolan/cli/watch/watched-site.js';
import {DAY, type DurationMicros, type EpochMicros, MINUTE, SECOND} from '#portolan/net/time.js';
import {VlanClasses} from '#portolan/net/vlan.js';
import {noExceptions} from '#portolan/policy/judgement.js';
import type {Inventory} from '#portolan/role/inventory.js';
import {documentedPorts} from '#portolan/rulepack/documented-ports.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import type {WatchEvent} from '#portolan/watch/event.js';
import {type KeptTime, ObservedTime} from '#portolan/watch/observed-time.js';
import {type KeptWatcher, Watcher} from '#portolan/watch/watcher.js';
import {type KeptFlows, WatchedFlows} from '#portolan/watch-pipeline.js';
import {NEW_YEAR} from './capture-files.js';
import {batches, type TestFrame} from './decoding.js';
import {FakeClock} from './fake-clock.js';
import {frameList, type Timed} from './flows.js';

/** A capture that gives what it is fed. */
export class HandCapture implements LiveCapture {
	readonly coverage = emptyCoverage('eth0');
	state: LiveState = {backend: 'hand', isUp: true, restarts: 0, drops: undefined};
	onChange: (change: LiveChange) => void = () => {};
	readonly frames: LiveCapture['frames'];
	readonly #queue: FrameBatch[] = [];
	#wake = () => {};
	#isStopped = false;

	constructor() {
		this.coverage.format = 'pcapng';
		this.frames = this.#give();
	}

	feed(batch: FrameBatch): void {
		this.#queue.push(batch);
		this.#wake();
	}

	stop(): void {
		this.#isStopped = true;
		this.#wake();
	}

	async *#give(): LiveCapture['frames'] {
		for (;;) {
			const batch = this.#queue.shift();
			if (batch !== undefined) {
				for (let row = 0; row < batch.count; row++) batch.number[row] = this.coverage.frames + row + 1;
				this.coverage.frames += batch.count;
				noteFrames(this.coverage, batch);
				yield batch;
			} else if (this.#isStopped) {
				this.coverage.isRead = true;
				return;
			} else {
				await new Promise<void>((resolve) => {
					this.#wake = resolve;
				});
			}
		}
	}
}

/** What a watch leaves to the next one. */
export interface Kept {
	readonly watcher: KeptWatcher | undefined;
	readonly flows: KeptFlows | undefined;
	readonly time: KeptTime | undefined;
}

export interface WatchingOptions {
	readonly within?: DurationMicros;
	readonly silentAfter?: DurationMicros;
	readonly closeAfter?: DurationMicros;
	readonly maxEdges?: number;
	readonly kept?: Kept;
	/** The clock at the beginning; usually the new year. */
	readonly start?: EpochMicros;
}

export function siteOf(packs: readonly RulePack[], inventory: Inventory): LoadedSite {
	const options = {
		rules: [],
		parameters: [],
		vlanSame: [],
		representative: false,
		maxFlows: 1 << 18,
		reader: 'portolan',
	};
	const inputs = {files: [], options} as const;
	return {packs, inventory, waivers: [], known: noExceptions.known, baseline: undefined, inputs};
}

/** A watch that is led by hand: its packets, and its clock. */
export class Watching {
	readonly capture = new HandCapture();
	readonly clock: FakeClock;
	readonly session: WatchSession;
	readonly flows: WatchedFlows;
	readonly watcher: Watcher;
	readonly #time: ObservedTime;
	readonly #running: Promise<void>;
	#events: WatchEvent[] = [];

	constructor(packs: readonly RulePack[], inventory: Inventory, options: WatchingOptions = {}) {
		const {within, silentAfter = 2 * MINUTE, closeAfter = DAY, kept, start = NEW_YEAR} = options;
		this.clock = new FakeClock(start);
		const site = siteOf(packs, inventory);
		this.#time = new ObservedTime(silentAfter, kept?.time);
		this.flows = new WatchedFlows(this.capture, {
			maxFlows: 1 << 16,
			documentedPorts: documentedPorts(packs, inventory.parts.hostSettings),
			vlans: new VlanClasses(),
			maxEdges: options.maxEdges ?? 1000,
			earlier: kept?.flows,
		});
		this.watcher = new Watcher(site, this.#time, {name: 'eth0', within, closeAfter}, kept?.watcher);
		this.session = new WatchSession(this.capture, this.flows, this.#time, this.watcher, site, {
			name: 'eth0',
			silentAfter,
			within,
			failOn: 'warning',
			clock: this.clock,
			onEvent: (event) => this.#events.push(event),
		});
		this.#running = this.session.run();
	}

	/** Feeds packets at their times, and lets two seconds pass so that everything is judged. */
	async see(...packets: readonly Timed[]): Promise<WatchEvent[]> {
		await this.feed(...packets);
		this.clock.step(2 * SECOND);
		return this.told();
	}

	/** Feeds packets at their times; nothing else passes. */
	async feed(...packets: readonly Timed[]): Promise<void> {
		await this.feedFrames(frameList(packets), 1);
	}

	/** Feeds frames in batches, the clock moved to the time of the last of each before. */
	async feedFrames(frames: readonly TestFrame[], rows: number): Promise<void> {
		for (const batch of batches(frames, rows)) {
			const time = batch.time[batch.count - 1]!;
			if (time > this.clock.now()) this.clock.step(time - this.clock.now());
			this.capture.feed(batch);
			await new Promise((resolve) => setImmediate(resolve));
		}
	}

	/** The events since this was asked last. */
	told(): WatchEvent[] {
		const events = this.#events;
		this.#events = [];
		return events;
	}

	/** Ends the watch; answers with its last events. */
	async stop(): Promise<WatchEvent[]> {
		this.capture.stop();
		await this.#running;
		return this.told();
	}

	/** What the next watch would find, as it comes back from a file. */
	get kept(): Kept {
		return structuredClone({watcher: this.watcher.kept, flows: this.flows.keep(), time: this.#time.kept});
	}
}

/** `finding-opened undocumented-port a -> b tcp/22`, `expectation-met test/a/b/sql b1`, `quality reload`. */
export function brief(event: WatchEvent): string {
	switch (event.event) {
		case 'quality':
			return `quality ${event.about}`;
		case 'expectation-met':
		case 'expectation-lost':
			return `${event.event} ${event.rule} ${event.host}`;
		default: {
			const {kind, from, to, protocol, port} = event.finding;
			const service = protocol === null ? '' : ` ${protocol}${port === null ? '' : `/${port}`}`;
			return `${event.event} ${kind} ${from} -> ${to}${service}${event.event === 'finding-opened' ? '' : ` (${event.reason})`}`;
		}
	}
}
