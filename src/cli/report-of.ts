import type {FlowEdge} from '../flow/edge.js';
import {blockNames} from '../flow/names/host-names.js';
import type {DurationMicros, EpochMicros} from '../net/time.js';
import {type Reading, watchedUntil} from '../pipeline.js';
import {judge, noExceptions} from '../policy/judgement.js';
import type {Waiver} from '../policy/waivers/waiver.js';
import type {Baseline} from '../report/baseline/known.js';
import {buildReport} from '../report/build.js';
import {assessQuality} from '../report/quality.js';
import type {Report, ReportInputs} from '../report/report.js';
import type {Severity} from '../rulepack/pack.js';
import type {Site} from './site.js';
import {version} from './version.js';

/** All that a report is made of. */
export interface Judgeable extends Site {
	readonly edges: readonly FlowEdge[];
	readonly reading: Reading;
	readonly waivers: readonly Waiver[];
	readonly baseline: Baseline | undefined;
	readonly isRepresentative: boolean;
	readonly failOn: Severity | 'never';
	/** What it was made from; null for what cannot be read again. */
	readonly inputs: ReportInputs | null;
	/** For how long it was observed; `undefined`: from the first packet to the last. */
	readonly duration?: DurationMicros;
	/** See `Coverage`. */
	readonly within?: DurationMicros | undefined;
}

/** Until when there is something to judge; 0 where there is nothing. */
export function timeOfLast(coverages: Reading['coverages']): EpochMicros {
	return Math.max(0, ...coverages.flatMap(({last}) => last ?? []), watchedUntil(coverages) ?? 0);
}

/** Judges what captures gave: one report of all. */
export function reportOf(given: Judgeable): Report {
	const {reading, edges, packs, inventory, waivers, baseline, isRepresentative, failOn, within} = given;
	const {coverages, undecoded, inside, networks, counts, checksums, names, watched} = reading;
	const firsts = coverages.flatMap(({first}) => first ?? []);
	const lasts = coverages.flatMap(({last}) => last ?? []);
	const covered = firsts.length === 0 ? 0 : Math.max(...lasts) - Math.min(...firsts);
	for (const coverage of coverages) names.absorb(blockNames(coverage));
	const judgement = judge(
		edges,
		packs,
		inventory,
		{duration: given.duration ?? covered, isRepresentative, within},
		{names, ...watched},
		{waivers, now: timeOfLast(coverages), known: baseline ?? noExceptions.known},
	);
	return buildReport({
		...judgement,
		version,
		failOn,
		coverages,
		undecoded,
		inside,
		packs,
		inventory,
		waivers,
		baseline,
		names,
		inputs: given.inputs,
		quality: assessQuality({
			coverages,
			undecoded,
			inside,
			edges: judgement.edges,
			counts,
			unnumbered: networks.overflows,
			checksums: checksums.senders,
		}),
	});
}
