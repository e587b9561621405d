import {lastValueFrom} from 'rxjs';
import type {ReaderName} from '../capture/open.js';
import {blockNames} from '../flow/names/host-names.js';
import type {VlanClasses} from '../net/vlan.js';
import {edgesOf} from '../pipeline.js';
import {judge, noExceptions} from '../policy/judgement.js';
import {Baseline} from '../report/baseline/known.js';
import {buildReport} from '../report/build.js';
import {assessQuality} from '../report/quality.js';
import type {Report} from '../report/report.js';
import {documentedPorts} from '../rulepack/documented-ports.js';
import type {Severity} from '../rulepack/pack.js';
import {readBaselineFile} from './baseline-file.js';
import {namedCaptures, readOptions} from './captures.js';
import {InputLog} from './inputs.js';
import type {SiteOptions} from './options.js';
import {Progress} from './progress.js';
import {loadSite} from './site.js';
import {interruption} from './terminal.js';
import {version} from './version.js';
import {loadWaivers} from './waivers.js';

export interface JudgeOptions extends SiteOptions {
	readonly failOn: Severity | 'never';
	readonly representative: boolean;
	readonly reader: ReaderName;
	readonly maxFlows: number;
	readonly jobs: number;
	readonly vlanSame: VlanClasses;
	readonly follow: boolean;
	readonly waivers: readonly string[];
	/** Path of what is known; `undefined`: nothing is set aside. */
	readonly baseline: string | undefined;
}

/**
 * Reads captures to their end, or to Ctrl-C, and judges them: one report of all. Throws `UsageError` and `DocumentError` before it
 * reads; what it reads until it breaks off is in the report.
 */
export async function judgeCaptures(paths: readonly string[], options: JudgeOptions): Promise<Report> {
	const inputs = new InputLog();
	const {packs, inventory} = loadSite(options, process.stderr, inputs);
	const waivers = loadWaivers(options.waivers, inputs);
	const known = options.baseline === undefined ? undefined : await readBaselineFile(options.baseline, inputs);
	const baseline = known && new Baseline(known);

	const progress = new Progress(process.stderr);
	const {signal, release} = interruption();
	const reads = readOptions(options, signal);
	const captures = await namedCaptures(paths, reads, process.stderr);
	const reading = await lastValueFrom(
		edgesOf(captures, {
			...reads,
			maxFlows: options.maxFlows,
			jobs: options.jobs,
			vlans: options.vlanSame,
			documentedPorts: documentedPorts(packs, inventory.parts.hostSettings),
			onProgress: (coverages) => progress.update(coverages),
		}),
	);
	progress.clear();
	release();
	if (signal.aborted) process.stdin.destroy();

	const {coverages, undecoded, inside, networks, edges, counts, checksums, names, boots} = reading;
	const firsts = coverages.flatMap(({first}) => first ?? []);
	const lasts = coverages.flatMap(({last}) => last ?? []);
	const duration = firsts.length === 0 ? 0 : Math.max(...lasts) - Math.min(...firsts);
	for (const coverage of coverages) names.absorb(blockNames(coverage));
	const judgement = judge(
		edges,
		packs,
		inventory,
		{duration, isRepresentative: options.representative},
		{names, boots},
		{waivers, now: lasts.length === 0 ? 0 : Math.max(...lasts), known: baseline ?? noExceptions.known},
	);
	for (const [index, coverage] of coverages.entries()) inputs.noteCapture(coverage, index, undefined);
	return buildReport({
		...judgement,
		version,
		failOn: options.failOn,
		coverages,
		undecoded,
		inside,
		packs,
		inventory: inventory.parts,
		waivers,
		baseline,
		names,
		inputs: inputs.inputs(options),
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
