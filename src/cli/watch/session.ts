import type {LiveCapture, LiveChange} from '../../capture/live/live-capture.js';
import {stopNames} from '../../decode/packet.js';
import {blockNames} from '../../flow/names/host-names.js';
import type {Clock} from '../../net/clock.js';
import {type DurationMicros, type EpochMicros, MILLISECOND, SECOND} from '../../net/time.js';
import {Baseline} from '../../report/baseline/known.js';
import type {Report} from '../../report/report.js';
import {documentedPorts} from '../../rulepack/documented-ports.js';
import type {Severity} from '../../rulepack/pack.js';
import {conduitsOf, expectationCounts} from '../../watch/conduits.js';
import type {WatchEvent} from '../../watch/event.js';
import type {ObservedTime} from '../../watch/observed-time.js';
import {NEWEST, type WatchStatus} from '../../watch/status.js';
import type {Watcher} from '../../watch/watcher.js';
import type {WatchedFlows} from '../../watch-pipeline.js';
import {reportOf} from '../report-of.js';
import type {LoadedSite} from './watched-site.js';

/** Between two looks at flows that are new: what is undocumented is told within a second of its first packet. */
const LOOK: DurationMicros = 200 * MILLISECOND;
/** Between two judgements of everything, at least; and never more than this share of the time is spent on them. */
const SETTLE: DurationMicros = SECOND;
const SETTLE_SHARE = 0.1;

/** A first packet is lost now and then: only what its repetition does not mend is told (RFC 6298 §2.1 repeats it after a second). */
const PATIENCE: DurationMicros = 3 * SECOND;

export interface SessionOptions {
	readonly name: string;
	readonly silentAfter: DurationMicros;
	/** See `Coverage`. */
	readonly within: DurationMicros | undefined;
	readonly failOn: Severity | 'never';
	readonly clock: Clock;
	/** Given every event, in their order. */
	readonly onEvent: (event: WatchEvent) => void;
}

/** A watch while it goes on: reads, looks and judges in turns. */
export class WatchSession {
	readonly #capture: LiveCapture;
	readonly #flows: WatchedFlows;
	readonly #time: ObservedTime;
	readonly #watcher: Watcher;
	readonly #options: SessionOptions;
	#site: LoadedSite;
	/** By the clock, when packets came last, or when the watch began. */
	#lastArrival: EpochMicros;
	#isFresh = false;
	#isUnsettled = true;
	#nextSettle: EpochMicros = 0;
	#judgementTook: DurationMicros = 0;
	#lag: DurationMicros = 0;
	#reloads = 0;
	#reloadProblem: string | undefined;

	constructor(
		capture: LiveCapture,
		flows: WatchedFlows,
		time: ObservedTime,
		watcher: Watcher,
		site: LoadedSite,
		options: SessionOptions,
	) {
		this.#capture = capture;
		this.#flows = flows;
		this.#time = time;
		this.#watcher = watcher;
		this.#site = site;
		this.#options = options;
		this.#lastArrival = options.clock.now();
		capture.onChange = (change) => this.#noteChange(change);
	}

	/** Goes on until the capture was stopped; rejects with what the capture throws. */
	run(): Promise<void> {
		return new Promise((resolve, reject) => {
			let cancel = () => {};
			const look = () => {
				this.look();
				cancel = this.#options.clock.after(LOOK, look);
			};
			cancel = this.#options.clock.after(LOOK, look);
			this.#flows.batches.subscribe({
				next: ({time, count}) => this.#noteBatch(time, count),
				error: (error) => {
					cancel();
					reject(error);
				},
				complete: () => {
					cancel();
					this.#announce();
					this.#settle();
					resolve();
				},
			});
		});
	}

	/** Judges what is new, and everything if it is time. */
	look(): void {
		const now = this.#options.clock.now();
		this.#watchSilence(now);
		this.#announce();
		if (this.#isUnsettled && now >= this.#nextSettle) this.#settle();
	}

	/** What is there now, as `check` would judge it. */
	report(): Report {
		const {within, failOn} = this.#options;
		const {packs, inventory, waivers, baseline, inputs} = this.#site;
		return reportOf({
			edges: this.#flows.edges(),
			reading: this.#flows.reading,
			packs,
			inventory,
			waivers,
			baseline: baseline && new Baseline(baseline),
			isRepresentative: false,
			failOn,
			inputs,
			duration: this.#time.duration,
			within,
		});
	}

	/** From now on the wire is held against another site. */
	reload(site: LoadedSite): void {
		this.#site = site;
		this.#reloads++;
		this.#reloadProblem = undefined;
		this.#flows.documentPorts(documentedPorts(site.packs, site.inventory.parts.hostSettings));
		this.#watcher.replaceSite(site);
		this.#remark('reload', 'note', 'rules, inventory and exceptions were read again, and are in force');
		this.#isUnsettled = true;
		this.#nextSettle = 0;
	}

	/** @param problem what is wrong with the files; those that were read before stay in force */
	refuseReload(problem: string): void {
		this.#reloadProblem = problem;
		this.#remark('reload', 'warning', `what was read before stays in force: ${problem}`);
	}

	get status(): WatchStatus {
		const {backend, isUp, restarts} = this.#capture.state;
		const {coverages, undecoded, counts} = this.#flows.reading;
		const {frames, first, last} = coverages[0]!;
		const {open, judgement, isSilent} = this.#watcher;
		const ofSeverity = (wanted: Severity) => open.filter(({severity}) => severity === wanted).length;
		return {
			interface: this.#options.name,
			backend,
			isUp,
			restarts,
			drops: this.#capture.state.drops,
			first,
			last,
			packets: frames,
			octets: this.#flows.octets,
			undecoded: Object.fromEntries(
				(undecoded[0] ?? []).flatMap((count, stop) => (count > 0 ? [[stopNames[stop]!, count]] : [])),
			),
			evicted: counts.evicted,
			flowsUnderWay: this.#flows.size,
			edges: judgement?.edges.length ?? 0,
			judgementTook: this.#judgementTook,
			lag: this.#lag,
			open: {error: ofSeverity('error'), warning: ofSeverity('warning'), note: ofSeverity('note')},
			newest: open.slice(-NEWEST).reverse(),
			expectations: expectationCounts(judgement?.expectations ?? []),
			conduits: judgement === undefined ? [] : conduitsOf(judgement),
			isSilent,
			reloads: this.#reloads,
			reloadProblem: this.#reloadProblem,
		};
	}

	#noteBatch(times: Float64Array, count: number): void {
		this.#time.note(times, count);
		this.#lastArrival = this.#options.clock.now();
		this.#isFresh = true;
		this.#isUnsettled = true;
	}

	#announce(): void {
		if (!this.#isFresh) return;
		this.#isFresh = false;
		this.#tell(this.#watcher.announce(this.#flows.beginnings(), this.#flows.reading.names));
	}

	#settle(): void {
		const {clock} = this.#options;
		const begin = clock.now();
		const {names, watched, coverages} = this.#flows.reading;
		for (const coverage of coverages) names.absorb(blockNames(coverage));
		this.#tell(this.#watcher.settle(this.#flows.edges(PATIENCE), {names, ...watched}));
		this.#isUnsettled = false;
		const end = clock.now();
		this.#judgementTook = end - begin;
		this.#lag = Math.max(0, end - this.#lastArrival);
		this.#nextSettle = end + Math.max(SETTLE, this.#judgementTook / SETTLE_SHARE);
	}

	#watchSilence(now: EpochMicros): void {
		const {silentAfter} = this.#options;
		const silent = now - this.#lastArrival;
		const {latest} = this.#time;
		if (!this.#watcher.isSilent && silent > silentAfter) {
			this.#tell(this.#watcher.fallSilent(latest, latest === undefined ? now : latest + silent));
		} else if (this.#watcher.isSilent && silent <= silentAfter && latest !== undefined) {
			this.#tell(this.#watcher.endSilence(latest));
		}
	}

	#noteChange({kind, message}: LiveChange): void {
		const isTrouble = kind === 'failed' || kind === 'interface-down' || kind === 'drops';
		this.#remark(`capture-${kind}`, isTrouble ? 'warning' : 'note', message);
	}

	#remark(about: string, severity: Severity, message: string): void {
		this.#tell(this.#watcher.remark(about, severity, message, this.#time.latest ?? this.#options.clock.now()));
	}

	#tell(events: readonly WatchEvent[]): void {
		for (const event of events) this.#options.onEvent(event);
	}
}
