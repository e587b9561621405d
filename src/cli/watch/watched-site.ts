import type {Writable} from 'node:stream';
import {noExceptions} from '../../policy/judgement.js';
import type {BaselineDocument} from '../../report/baseline/baseline.js';
import {Baseline} from '../../report/baseline/known.js';
import type {WatchedSite} from '../../watch/watcher.js';
import {readBaselineFile} from '../baseline-file.js';
import type {SiteOptions} from '../options.js';
import {loadSite} from '../site.js';
import {loadWaivers} from '../waivers.js';

export interface WatchedSiteOptions extends SiteOptions {
	readonly waivers: readonly string[];
	readonly baseline: string | undefined;
}

/** What a wire is held against, with the baseline as it was read: every report holds it against what it finds. */
export interface LoadedSite extends WatchedSite {
	readonly baseline: BaselineDocument | undefined;
}

/** Reads all files that say what is right. Throws `UsageError` and `DocumentError`; what is odd is told on `notes`. */
export async function loadWatchedSite(options: WatchedSiteOptions, notes: Writable): Promise<LoadedSite> {
	const {packs, inventory} = loadSite(options, notes);
	const waivers = loadWaivers(options.waivers);
	const baseline = options.baseline === undefined ? undefined : await readBaselineFile(options.baseline);
	const known = baseline === undefined ? noExceptions.known : new Baseline(baseline);
	return {packs, inventory, waivers, known, baseline};
}
