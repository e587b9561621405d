import {lastValueFrom} from 'rxjs';
import type {ReaderName, ReadOptions} from '../capture/open.js';
import type {FlowEdge} from '../flow/edge.js';
import {blockNames} from '../flow/names/host-names.js';
import type {VlanClasses} from '../net/vlan.js';
import {edgesOf, type Reading, watchedUntil} from '../pipeline.js';
import {type Judgement, judge, noExceptions} from '../policy/judgement.js';
import type {Waiver} from '../policy/waivers/waiver.js';
import type {BaselineDocument} from '../report/baseline/baseline.js';
import {Baseline} from '../report/baseline/known.js';
import {buildReport} from '../report/build.js';
import {assessQuality} from '../report/quality.js';
import type {Report} from '../report/report.js';
import {documentedPorts} from '../rulepack/documented-ports.js';
import type {Severity} from '../rulepack/pack.js';
import {readBaselineFile} from './baseline-file.js';
import {namedCaptures, readOptions} from './captures.js';
import {HashedInput, hashFile} from './hash.js';
import {InputLog} from './inputs.js';
import type {SiteOptions} from './options.js';
import {Progress} from './progress.js';
import {loadSite, type Site} from './site.js';
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
	/** Whether the report says the SHA-256 of captures. */
	readonly hash?: boolean;
}

/** What captures are held against, and the files that it was read from. */
export interface Grounds extends Site {
	readonly waivers: readonly Waiver[];
	readonly known: BaselineDocument | undefined;
	readonly inputs: InputLog;
}

/** Throws `UsageError` and `DocumentError`. */
export async function loadGrounds(options: JudgeOptions): Promise<Grounds> {
	const inputs = new InputLog();
	const site = loadSite(options, process.stderr, inputs);
	const waivers = loadWaivers(options.waivers, inputs);
	const known = options.baseline === undefined ? undefined : await readBaselineFile(options.baseline, inputs);
	return {...site, waivers, known, inputs};
}

/**
 * Reads captures to their end, or to Ctrl-C, and judges them: one report of all. Throws `UsageError` and `DocumentError` before it
 * reads; what it reads until it breaks off is in the report.
 */
export async function judgeCaptures(
	names: readonly string[],
	options: JudgeOptions,
	grounds?: Grounds,
): Promise<Report> {
	const {packs, inventory, waivers, known, inputs} = grounds ?? (await loadGrounds(options));
	const baseline = known && new Baseline(known);

	const progress = new Progress(process.stderr);
	const {signal, release} = interruption();
	const input = options.hash === true ? new HashedInput(process.stdin) : undefined;
	const reads = readOptions(options, signal, input?.stream);
	const captures = await namedCaptures(names, reads, process.stderr);
	const {reading, judgement} = await judgeFrames(captures, reads, options, {
		packs,
		inventory,
		waivers,
		baseline,
		onProgress: (coverages) => progress.update(coverages),
	});
	progress.clear();
	release();
	if (signal.aborted) process.stdin.destroy();

	const {coverages, undecoded, inside, networks, counts, checksums, names: hostNames} = reading;
	for (const [index, coverage] of coverages.entries()) {
		const sha256 =
			input === undefined ? undefined : coverage.path === '-' ? input.sha256() : await hashFile(coverage.path);
		inputs.noteCapture(coverage, index, sha256);
	}
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
		names: hostNames,
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

/** The ids of the findings that a capture gives, held against the same. */
export async function findingIds(
	capture: string,
	options: JudgeOptions,
	{packs, inventory, waivers, known}: Grounds,
): Promise<ReadonlySet<string>> {
	const reads = readOptions({...options, follow: false}, new AbortController().signal);
	const {judgement} = await judgeFrames([capture], reads, options, {
		packs,
		inventory,
		waivers,
		baseline: known && new Baseline(known),
		onProgress: () => {},
	});
	return new Set(judgement.findings.map(({id}) => id));
}

interface Held extends Pick<Grounds, 'packs' | 'inventory' | 'waivers'> {
	readonly baseline: Baseline | undefined;
	readonly onProgress: (coverages: Reading['coverages']) => void;
}

async function judgeFrames(
	captures: readonly string[],
	reads: ReadOptions & {readonly interruption: AbortSignal},
	{maxFlows, jobs, vlanSame, representative}: JudgeOptions,
	{packs, inventory, waivers, baseline, onProgress}: Held,
): Promise<{readonly reading: Reading & {readonly edges: FlowEdge[]}; readonly judgement: Judgement}> {
	const reading = await lastValueFrom(
		edgesOf(captures, {
			...reads,
			maxFlows,
			jobs,
			vlans: vlanSame,
			documentedPorts: documentedPorts(packs, inventory.parts.hostSettings),
			onProgress,
		}),
	);
	const {coverages, edges, names, boots} = reading;
	const firsts = coverages.flatMap(({first}) => first ?? []);
	const lasts = coverages.flatMap(({last}) => last ?? []);
	const duration = firsts.length === 0 ? 0 : Math.max(...lasts) - Math.min(...firsts);
	for (const coverage of coverages) names.absorb(blockNames(coverage));
	const judgement = judge(
		edges,
		packs,
		inventory,
		{duration, isRepresentative: representative},
		{names, boots},
		{
			waivers,
			now: Math.max(0, ...lasts, watchedUntil(coverages) ?? 0),
			known: baseline ?? noExceptions.known,
		},
	);
	return {reading, judgement};
}
