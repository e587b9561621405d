import {lastValueFrom} from 'rxjs';
import type {ReaderName} from '../capture/open.js';
import type {VlanClasses} from '../net/vlan.js';
import {edgesOf} from '../pipeline.js';
import {Baseline} from '../report/baseline/known.js';
import type {Report} from '../report/report.js';
import {documentedPorts} from '../rulepack/documented-ports.js';
import type {Severity} from '../rulepack/pack.js';
import {readBaselineFile} from './baseline-file.js';
import {namedCaptures, readOptions} from './captures.js';
import type {SiteOptions} from './options.js';
import {Progress} from './progress.js';
import {reportOf} from './report-of.js';
import {loadSite} from './site.js';
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
}

/**
 * Reads captures to their end, or to Ctrl-C, and judges them: one report of all. Throws `UsageError` and `DocumentError` before it
 * reads; what it reads until it breaks off is in the report.
 */
export async function judgeCaptures(paths: readonly string[], options: JudgeOptions): Promise<Report> {
	const {packs, inventory} = loadSite(options, process.stderr);
	const waivers = loadWaivers(options.waivers);
	const baseline = options.baseline === undefined ? undefined : new Baseline(await readBaselineFile(options.baseline));

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

	return reportOf({
		edges: reading.edges,
		reading,
		packs,
		inventory,
		waivers,
		baseline,
		isRepresentative: options.representative,
		failOn: options.failOn,
	});
}
