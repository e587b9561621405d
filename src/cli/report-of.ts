import type {FlowEdge} from '../flow/edge.js';
import {blockNames} from '../flow/names/host-names.js';
import type {DurationMicros} from '../net/time.js';
import type {Reading} from '../pipeline.js';
import {judge, noExceptions} from '../policy/judgement.js';
import type {Waiver} from '../policy/waivers/waiver.js';
import type {Baseline} from '../report/baseline/known.js';
import {buildReport} from '../report/build.js';
import {assessQuality} from '../report/quality.js';
import type {Report} from '../report/report.js';
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
	/** For how long it was observed; `undefined`: from the first packet to the last. */
	readonly duration?: DurationMicros;
	/** See `Coverage`. */
	readonly within?: DurationMicros | undefined;
}

/** Judges what captures gave: one report of all. */
export function reportOf(given: Judgeable): Report {
	const {reading, edges, packs, inventory, waivers, baseline, isRepresentative, failOn, within} = given;
	const {coverages, undecoded, inside, networks, counts, checksums, names, boots} = reading;
	const firsts = coverages.flatMap(({first}) => first ?? []);
	const lasts = coverages.flatMap(({last}) => last ?? []);
	const covered = firsts.length === 0 ? 0 : Math.max(...lasts) - Math.min(...firsts);
	for (const coverage of coverages) names.absorb(blockNames(coverage));
	const judgement = judge(
		edges,
		packs,
		inventory,
		{duration: given.duration ?? covered, isRepresentative, within},
		{names, boots},
		{waivers, now: lasts.length === 0 ? 0 : Math.max(...lasts), known: baseline ?? noExceptions.known},
	);
	return buildReport({
		...judgement,
		version,
		failOn,
		coverages,
		undecoded,
		inside,
		packs,
		inventory: inventory.parts,
		waivers,
		baseline,
		names,
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
