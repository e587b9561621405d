import type {FlowEdge} from '../flow/edge.js';
import type {NameLookup} from '../flow/names/name.js';
import type {Observations} from '../flow/observations.js';
import {type DurationMicros, type EpochMicros, formatDuration, formatTime, parseTime} from '../net/time.js';
import type {KnownFindings} from '../policy/finding.js';
import {type Exceptions, Judge, type Judgement} from '../policy/judgement.js';
import type {Waiver} from '../policy/waivers/waiver.js';
import type {Inventory} from '../role/inventory.js';
import type {RulePack, Severity} from '../rulepack/pack.js';
import {asOfNow} from './as-of-now.js';
import {absenceDraft, draftsOf, silenceDraft} from './drafts.js';
import type {WatchEvent, WatchedFinding} from './event.js';
import {type Draft, Ledger, type OpenFinding, type Untold} from './ledger.js';
import type {ObservedTime} from './observed-time.js';
import {type SeenService, Services} from './services.js';

/** What a wire is held against. */
export interface WatchedSite {
	readonly packs: readonly RulePack[];
	readonly inventory: Inventory;
	readonly waivers: readonly Waiver[];
	readonly known: KnownFindings;
}

export interface WatcherOptions {
	/** The interface. */
	readonly name: string;
	/** The time after which a service is absent; `undefined`: as its rule says. */
	readonly within: DurationMicros | undefined;
	/** What is not seen for so long is closed. */
	readonly closeAfter: DurationMicros;
}

/** After so many judgements a judge gives up what it remembers of the ports and hosts that it ever saw. */
const FORGETTING = 4096;

/** What an earlier watch told. */
export interface KeptWatcher {
	readonly sequence: number;
	readonly open: readonly OpenFinding[];
	readonly services: readonly SeenService[];
}

/** Judges a wire again and again, and says what is new. Time is that of the packets. */
export class Watcher {
	/** The last judgement of the wire as it was then; `undefined` before the first. */
	judgement: Judgement | undefined;
	readonly #options: WatcherOptions;
	readonly #time: ObservedTime;
	readonly #ledger: Ledger;
	readonly #services: Services;
	#site: WatchedSite;
	#judge: Judge;
	#sequence: number;
	#judgements = 0;
	#silence: Draft | undefined;
	/** Ids of findings that an earlier watch opened on packets that nothing is kept of. */
	readonly #unproven: Set<string>;
	/** Of the last judgement, who scans: initiator and protocol. */
	#scanners: ReadonlySet<string> = new Set();

	/**
	 * @param time in which `settle` reads what was observed
	 * @param kept what an earlier watch told, whose flows are kept up to the latest of `time`; `undefined` where there was none
	 */
	constructor(site: WatchedSite, time: ObservedTime, options: WatcherOptions, kept: KeptWatcher | undefined) {
		this.#site = site;
		this.#judge = new Judge(site.packs, site.inventory);
		this.#time = time;
		this.#options = options;
		this.#ledger = new Ledger(kept?.open);
		this.#services = new Services(kept?.services);
		this.#sequence = kept?.sequence ?? 0;
		const keptUntil = formatTime(time.latest ?? 0);
		const open = this.#ledger.open.filter(({last}) => last !== null && last > keptUntil);
		this.#unproven = new Set(open.map(({id}) => id));
	}

	/** Findings that are open, in the order in which they were opened. */
	get open(): readonly WatchedFinding[] {
		return this.#ledger.open;
	}

	get isSilent(): boolean {
		return this.#silence !== undefined;
	}

	get kept(): KeptWatcher {
		return {sequence: this.#sequence, open: this.#ledger.kept, services: this.#services.kept};
	}

	/** From now on the wire is held against another site; what that changes is told with the next `settle`. */
	replaceSite(site: WatchedSite): void {
		this.#site = site;
		this.#judge = new Judge(site.packs, site.inventory);
	}

	/** Says at once what is wrong with edges that are new. */
	announce(edges: readonly FlowEdge[], names: NameLookup): WatchEvent[] {
		if (edges.length === 0) return [];
		const isOpen = new Set(this.#ledger.open.map(({id}) => id));
		const {waivers, now, known} = this.#exceptions();
		const judgement = this.#judge.announce(
			edges.filter((edge) => !this.#isOfScan(edge)),
			names,
			{
				waivers,
				now,
				known: {has: (id, pair, severity) => isOpen.has(id) || known.has(id, pair, severity)},
			},
		);
		const drafts = draftsOf(judgement).map(({draft}) => draft);
		return this.#number(this.#ledger.announce(drafts, now));
	}

	/**
	 * Judges everything that was seen.
	 * @param edges all there are, with those of flows under way
	 */
	settle(edges: readonly FlowEdge[], observations: Observations): WatchEvent[] {
		const {within, closeAfter} = this.#options;
		const exceptions = this.#exceptions();
		if (++this.#judgements % FORGETTING === 0) this.replaceSite(this.#site);
		const coverage = {duration: this.#time.duration, isRepresentative: false, within};
		const judgement = this.#judge.judge(edges.map(asOfNow), coverage, observations, exceptions);
		this.judgement = judgement;
		this.#scanners = new Set(judgement.edges.flatMap(({edge}) => (edge.scan === undefined ? [] : [scannerOf(edge)])));
		const {events, absences} = this.#services.update(judgement.edges, judgement.expectations, this.#time, within);
		// Of a recording it can be said that a waiver was of no use, not of a watch that goes on.
		const found = draftsOf(judgement).filter(({draft}) => draft.kind !== 'waiver-unused');
		for (const {draft} of found) this.#unproven.delete(draft.id);
		const isQuiet = (last: EpochMicros | undefined) => last !== undefined && this.#time.since(last) > closeAfter;
		const drafts = [
			...found.filter(({last}) => !isQuiet(last)).map(({draft}) => draft),
			...this.#ledger.open.filter(({id, last}) => this.#unproven.has(id) && !isQuiet(parseTime(last!)!)),
			...absences.map(absenceDraft),
			...(this.#silence === undefined ? [] : [this.#silence]),
		];
		const quiet = new Set(found.filter(({last}) => isQuiet(last)).map(({draft}) => draft.id));
		const whyClosed = ({id, kind}: WatchedFinding) => {
			if (quiet.has(id)) return `not seen for ${formatDuration(closeAfter)}`;
			return whyOver[kind] ?? 'no longer so';
		};
		return this.#number([...events, ...this.#ledger.settle(drafts, exceptions.now, whyClosed)]);
	}

	/**
	 * The mirror shows nothing at all.
	 * @param since when it showed something last; `undefined`: never
	 * @param now by the clock, since no packet tells
	 */
	fallSilent(since: EpochMicros | undefined, now: EpochMicros): WatchEvent[] {
		const what = since === undefined ? 'no packet has come yet' : `no packet has come since ${formatTime(since)}`;
		this.#silence = silenceDraft(
			this.#options.name,
			`the mirror is silent: ${what}; nothing that is documented is told as absent until it is back`,
		);
		return this.#number(this.#ledger.announce([this.#silence], now));
	}

	/** The mirror shows something again. */
	endSilence(now: EpochMicros): WatchEvent[] {
		const silence = this.#silence;
		this.#silence = undefined;
		const others = this.#ledger.open.filter(({id}) => id !== silence?.id);
		return this.#number(this.#ledger.settle(others, now, () => 'packets come again'));
	}

	/** Something about the watching itself. */
	remark(about: string, severity: Severity, message: string, now: EpochMicros): WatchEvent[] {
		return this.#number([{event: 'quality', time: formatTime(now), about, severity, message}]);
	}

	#exceptions(): Exceptions {
		const {waivers, known} = this.#site;
		return {waivers, known, now: this.#time.latest ?? 0};
	}

	#isOfScan(edge: FlowEdge): boolean {
		return this.#scanners.has(scannerOf(edge)) && edge.outcome !== 'answered';
	}

	#number(events: ReadonlyArray<Untold<WatchEvent>>): WatchEvent[] {
		return events.map((event) => ({...event, sequence: ++this.#sequence}));
	}
}

function scannerOf({initiator, protocolIdentifier}: FlowEdge): string {
	return `${initiator.text} ${protocolIdentifier}`;
}

/** Why findings of a kind close when they are no more: a phrase. */
const whyOver: Readonly<Partial<Record<WatchedFinding['kind'], string>>> = {
	missing: 'it was seen',
	failed: 'it works again',
	absent: 'it is there again',
	'mirror-silent': 'packets come again',
};
