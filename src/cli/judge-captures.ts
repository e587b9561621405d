import {lastValueFrom} from 'rxjs';
import type {ReaderName, ReadOptions} from '../capture/open.js';
import type {FlowEdge} from '../flow/edge.js';
import type {VlanClasses} from '../net/vlan.js';
import {edgesOf, type Reading} from '../pipeline.js';
import {Judge, noExceptions} from '../policy/judgement.js';
import type {Waiver} from '../policy/waivers/waiver.js';
import type {BaselineDocument} from '../report/baseline/baseline.js';
import {Baseline} from '../report/baseline/known.js';
import type {Report} from '../report/report.js';
import {documentedPorts} from '../rulepack/documented-ports.js';
import type {Severity} from '../rulepack/pack.js';
import {readBaselineFile} from './baseline-file.js';
import {namedCaptures, readOptions} from './captures.js';
import {HashedInput, hashFile} from './hash.js';
import {InputLog} from './inputs.js';
import type {SiteOptions} from './options.js';
import {Progress} from './progress.js';
import {reportOf, timeOfLast} from './report-of.js';
import {loadSite, type Site} from './site.js';
import {interruption} from './terminal.js';
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
 * @param grounds loaded by the options where they are not given
 */
export async function judgeCaptures(
	names: readonly string[],
	options: JudgeOptions,
	grounds?: Grounds,
): Promise<Report> {
	const held = grounds ?? (await loadGrounds(options));
	const progress = new Progress(process.stderr);
	const {signal, release} = interruption();
	const input = options.hash === true ? new HashedInput(process.stdin) : undefined;
	const reads = readOptions(options, signal, input?.stream);
	const captures = await namedCaptures(names, reads, process.stderr);
	const reading = await readEdges(captures, reads, options, held, (coverages) => progress.update(coverages));
	progress.clear();
	release();
	if (signal.aborted) process.stdin.destroy();

	for (const [index, coverage] of reading.coverages.entries()) {
		const {path} = coverage;
		const sha256 = input === undefined ? undefined : path === '-' ? input.sha256() : await hashFile(path);
		held.inputs.noteCapture(coverage, index, sha256);
	}
	return reportOn(reading, options, held);
}

/** Says which findings captures give by themselves, held against the same; those about what was not seen are left out. */
export class Reproduction {
	readonly #options: JudgeOptions;
	readonly #grounds: Grounds;
	readonly #judge: Judge;

	constructor(options: JudgeOptions, grounds: Grounds) {
		this.#options = options;
		this.#grounds = grounds;
		this.#judge = new Judge(grounds.packs, grounds.inventory);
	}

	/** The ids of the findings of one capture. */
	async findingIds(capture: string): Promise<ReadonlySet<string>> {
		const {known, waivers} = this.#grounds;
		const reads = readOptions({...this.#options, follow: false}, new AbortController().signal);
		const reading = await readEdges([capture], reads, {...this.#options, jobs: 1}, this.#grounds, () => {});
		const {edges, coverages, names, watched} = reading;
		const baseline = known && new Baseline(known);
		const exceptions = {waivers, now: timeOfLast(coverages), known: baseline ?? noExceptions.known};
		const {findings} = this.#judge.judge(edges, undefined, {names, ...watched}, exceptions);
		return new Set(findings.map(({id}) => id));
	}
}

function reportOn(
	reading: Reading & {readonly edges: FlowEdge[]},
	options: JudgeOptions,
	{packs, inventory, waivers, known, inputs}: Grounds,
): Report {
	return reportOf({
		edges: reading.edges,
		reading,
		packs,
		inventory,
		waivers,
		baseline: known && new Baseline(known),
		isRepresentative: options.representative,
		failOn: options.failOn,
		inputs: inputs.inputs(options),
	});
}

function readEdges(
	captures: readonly string[],
	reads: ReadOptions & {readonly interruption: AbortSignal},
	{maxFlows, jobs, vlanSame}: JudgeOptions,
	{packs, inventory}: Site,
	onProgress: (coverages: Reading['coverages']) => void,
): Promise<Reading & {readonly edges: FlowEdge[]}> {
	return lastValueFrom(
		edgesOf(captures, {
			...reads,
			maxFlows,
			jobs,
			vlans: vlanSame,
			documentedPorts: documentedPorts(packs, inventory.parts.hostSettings),
			onProgress,
		}),
	);
}
