import type {LiveCapture} from '../../capture/live/live-capture.js';
import {openLiveCapture} from '../../capture/live/open.js';
import type {BackendName} from '../../capture/live/options.js';
import {PortolanError, UsageError} from '../../net/problem.js';
import type {DurationMicros} from '../../net/time.js';
import type {VlanClasses} from '../../net/vlan.js';
import {LAG_BOUND} from '../../outlets/health.js';
import {readListenAddress} from '../../outlets/listen-address.js';
import {startStatusServer} from '../../outlets/status-server.js';
import {formatText} from '../../report/text.js';
import {documentedPorts} from '../../rulepack/documented-ports.js';
import type {Severity} from '../../rulepack/pack.js';
import {ObservedTime} from '../../watch/observed-time.js';
import {Watcher} from '../../watch/watcher.js';
import {WatchedFlows} from '../../watch-pipeline.js';
import {checkExit} from '../exit-status.js';
import {WINDOW_SIZE} from '../options.js';
import {interruption, wantsColors, writeOut} from '../terminal.js';
import {version} from '../version.js';
import {Keeper} from './keeper.js';
import {type OutletOptions, openOutlets} from './outlets.js';
import {present} from './presentation.js';
import {ReportFiles} from './reports.js';
import {WatchSession} from './session.js';
import {systemClock} from './system-clock.js';
import {loadWatchedSite, type WatchedSiteOptions} from './watched-site.js';

export interface WatchOptions extends WatchedSiteOptions, OutletOptions {
	readonly format: 'text' | 'ndjson';
	readonly output: readonly string[];
	readonly every: DurationMicros | undefined;
	readonly listen: string | undefined;
	readonly expectWithin: DurationMicros | undefined;
	readonly silentAfter: DurationMicros;
	readonly closeAfter: DurationMicros;
	readonly state: string | undefined;
	readonly via: BackendName | 'auto';
	readonly filter: string | undefined;
	readonly buffer: number | undefined;
	readonly snaplen: number;
	readonly promiscuous: boolean;
	readonly replay: string | undefined;
	readonly speed: number | 'max';
	readonly failOn: Severity | 'never';
	readonly vlanSame: VlanClasses;
	readonly maxFlows: number;
}

/** Edges that a watch remembers, some 60 MB of them. */
const MAX_EDGES = 100_000;

/** Watches until a signal, or the end of a replay; the exit status is that of the last report. */
export async function watch(name: string | undefined, options: WatchOptions): Promise<number> {
	const capture = openCapture(name, options);
	const reports = new ReportFiles(options.output);
	if (options.every !== undefined && reports.isEmpty) {
		throw new UsageError('--every: which report? Name its file with -o, such as -o report.json');
	}
	let site = await loadWatchedSite(options, process.stderr);
	const presentation = present(options.format);
	const {tell} = presentation;
	const keeper = new Keeper(options.state, capture.coverage.path, {clock: systemClock, tell});
	try {
		const {watcher: told, progress} = keeper.read();
		const time = new ObservedTime(options.silentAfter, progress?.time);
		const flows = new WatchedFlows(capture, {
			maxFlows: options.maxFlows,
			documentedPorts: documentedPorts(site.packs, site.inventory.parts.hostSettings),
			vlans: options.vlanSame,
			maxEdges: MAX_EDGES,
			earlier: progress?.flows,
		});
		const watcher = new Watcher(
			site,
			time,
			{name: capture.coverage.path, within: options.expectWithin, closeAfter: options.closeAfter},
			told,
		);
		const context = {clock: systemClock, tell};
		const fanOut = openOutlets(options, presentation.outlets, context);
		const session = new WatchSession(capture, flows, time, watcher, site, {
			name: capture.coverage.path,
			silentAfter: options.silentAfter,
			within: options.expectWithin,
			failOn: options.failOn,
			clock: systemClock,
			onEvent: (event) => {
				fanOut.emit(event);
				keeper.noteNews();
			},
		});
		keeper.keepFrom(watcher, () => ({flows: flows.keep(), time: time.kept}));
		const server =
			options.listen === undefined
				? undefined
				: await startStatusServer(readListenAddress(options.listen), {
						watch: () => session.status,
						fanOut,
						process: () => ({version, residentOctets: process.memoryUsage.rss()}),
						lagBound: LAG_BOUND,
					});

		const reload = async () => {
			try {
				site = await loadWatchedSite(options, process.stderr);
				session.reload(site);
			} catch (error) {
				if (!(error instanceof PortolanError)) throw error;
				session.refuseReload(error.message);
			}
		};
		process.on('SIGHUP', reload);
		const {signal, release} = interruption();
		signal.addEventListener('abort', () => capture.stop(), {once: true});
		presentation.start(
			() => session.status,
			() => capture.stop(),
		);
		const writing = everySo(options.every, () => {
			for (const problem of reports.write(session.report(), systemClock.now())) tell(problem);
		});
		await session.run();
		release();
		process.off('SIGHUP', reload);
		writing.cancel();
		presentation.stop();

		const report = session.report();
		keeper.finish();
		for (const problem of reports.write(report, systemClock.now())) tell(problem);
		await fanOut.close();
		await server?.close();
		if (options.format === 'text') {
			await writeOut(process.stdout, `\n${formatText(report, {colors: wantsColors(process.stdout)})}`);
		}
		return checkExit(report);
	} finally {
		presentation.stop();
		keeper.release();
	}
}

function openCapture(name: string | undefined, options: WatchOptions): LiveCapture {
	const {replay, speed, via, filter, buffer, snaplen, promiscuous} = options;
	if (name !== undefined && replay !== undefined) {
		throw new UsageError(`--replay takes the place of an interface; leave out ${name} or --replay`);
	}
	if (name === undefined && replay === undefined) {
		throw new UsageError('name an interface to watch; "portolan interfaces" lists them');
	}
	return openLiveCapture({
		source: replay === undefined ? name! : {replay, speed},
		backend: via,
		filter,
		bufferSize: buffer,
		snaplen,
		promiscuous,
		windowSize: WINDOW_SIZE,
	});
}

function everySo(period: DurationMicros | undefined, act: () => void): {cancel: () => void} {
	if (period === undefined) return {cancel: () => {}};
	let cancel = () => {};
	const next = () => {
		cancel = systemClock.after(period, () => {
			act();
			next();
		});
	};
	next();
	return {cancel: () => cancel()};
}
