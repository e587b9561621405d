import type {Writable} from 'node:stream';
import type {VlanClasses} from '../../net/vlan.js';
import {noExceptions} from '../../policy/judgement.js';
import type {BaselineDocument} from '../../report/baseline/baseline.js';
import {Baseline} from '../../report/baseline/known.js';
import type {ReportInputs} from '../../report/report.js';
import type {WatchedSite} from '../../watch/watcher.js';
import {readBaselineFile} from '../baseline-file.js';
import {InputLog} from '../inputs.js';
import type {SiteOptions} from '../options.js';
import {loadSite} from '../site.js';
import {loadWaivers} from '../waivers.js';

export interface WatchedSiteOptions extends SiteOptions {
	readonly waivers: readonly string[];
	readonly baseline: string | undefined;
	readonly vlanSame: VlanClasses;
	readonly maxFlows: number;
}

/** What a wire is held against, with the baseline as it was read: every report holds it against what it finds. */
export interface LoadedSite extends WatchedSite {
	readonly baseline: BaselineDocument | undefined;
	/** The files, and the options that reports are made with. */
	readonly inputs: ReportInputs;
}

/** Reads all files that say what is right. Throws `UsageError` and `DocumentError`; what is odd is told on `notes`. */
export async function loadWatchedSite(options: WatchedSiteOptions, notes: Writable): Promise<LoadedSite> {
	const log = new InputLog();
	const {packs, inventory} = loadSite(options, notes, log);
	const waivers = loadWaivers(options.waivers, log);
	const baseline = options.baseline === undefined ? undefined : await readBaselineFile(options.baseline, log);
	const known = baseline === undefined ? noExceptions.known : new Baseline(baseline);
	const inputs = log.inputs({...options, representative: false, reader: 'portolan'});
	return {packs, inventory, waivers, known, baseline, inputs};
}
