import {compareText} from '../net/text-order.js';
import {SECOND} from '../net/time.js';
import {expectationStatuses} from '../policy/finding.js';
import {severities} from '../rulepack/pack.js';
import type {WatchStatus} from '../watch/status.js';
import type {FanOut} from './fan-out.js';
import type {Metric, Sample} from './metrics-text.js';

/** What metrics tell besides how the watch stands. */
export interface ProcessStatus {
	readonly version: string;
	readonly residentOctets: number;
}

/** Values of one label that become series of their own; the others are one together. */
const SERIES_BOUND = 50;

/** How the watch stands, for Prometheus. Names, types and labels stay as they are once they are out. */
export function watchMetrics(
	status: WatchStatus,
	{counts, outlets}: Pick<FanOut, 'counts' | 'outlets'>,
	{version, residentOctets}: ProcessStatus,
): Metric[] {
	const where = {interface: status.interface, backend: status.backend};
	const outletNames = distinct(outlets.map(({name}) => name));
	const ofOutlets = (value: (outlet: (typeof outlets)[number]) => number) =>
		outlets.map((outlet, index) => ({labels: {outlet: outletNames[index]!}, value: value(outlet)}));
	return [
		gauge('portolan_build_info', 'The version that runs; always 1.', [{labels: {version}, value: 1}]),
		gauge('portolan_capture_up', 'Whether the interface is being captured.', [
			{labels: where, value: Number(status.isUp)},
		]),
		counter('portolan_capture_restarts_total', 'Times that the capture was started again.', one(status.restarts)),
		gauge(
			'portolan_mirror_silent',
			'Whether no packet has come for longer than is usual.',
			one(Number(status.isSilent)),
		),
		counter('portolan_packets_total', 'Packets captured.', one(status.packets)),
		counter('portolan_octets_total', 'Octets of these packets on the wire.', one(status.octets)),
		counter(
			'portolan_undecoded_packets_total',
			'Packets that could not be taken apart, by why.',
			byLabel('reason', status.undecoded),
		),
		counter(
			'portolan_dropped_packets_total',
			'Packets that the kernel or the capturing process lost; absent where nobody counts them.',
			one(status.drops),
		),
		gauge(
			'portolan_last_packet_timestamp_seconds',
			'Time of the last packet, in seconds since 1970; absent before there was one.',
			one(status.last === undefined ? undefined : status.last / SECOND),
		),
		gauge('portolan_flows', 'Flows that are under way.', one(status.flowsUnderWay)),
		counter('portolan_evicted_flows_total', 'Flows that were ended early for want of memory.', one(status.evicted)),
		gauge('portolan_edges', 'Edges: who opened what to whom.', one(status.edges)),
		gauge(
			'portolan_open_findings',
			'Findings that are open, by severity.',
			severities.map((severity) => ({labels: {severity}, value: status.open[severity]})),
		),
		gauge(
			'portolan_expectations',
			'Documented services between hosts of the inventory, by what is seen of them.',
			expectationStatuses.map((name) => ({labels: {status: name}, value: status.expectations[name] ?? 0})),
		),
		gauge('portolan_judgement_seconds', 'How long the last judgement took.', one(status.judgementTook / SECOND)),
		gauge(
			'portolan_lag_seconds',
			'How long after the last packet that it judged the last judgement was done.',
			one(status.lag / SECOND),
		),
		counter('portolan_events_total', 'Events told, by what they are.', byLabel('event', counts)),
		counter(
			'portolan_outlet_delivered_events_total',
			'Events that an outlet delivered.',
			ofOutlets(({state}) => state.delivered),
		),
		counter(
			'portolan_outlet_lost_events_total',
			'Events that an outlet will never deliver.',
			ofOutlets(({state}) => state.lost),
		),
		gauge(
			'portolan_outlet_queued_events',
			'Events that wait in an outlet.',
			ofOutlets(({state}) => state.queued),
		),
		gauge(
			'portolan_outlet_up',
			'Whether an outlet works.',
			ofOutlets(({state}) => Number(state.problem === undefined)),
		),
		counter('portolan_reloads_total', 'Times that packs and inventory were read again.', one(status.reloads)),
		gauge(
			'portolan_reload_failed',
			'Whether packs or inventory changed into something that cannot be used; those before are in force.',
			one(Number(status.reloadProblem !== undefined)),
		),
		gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', one(residentOctets)),
	];
}

/** Two series with the same labels are none: names that occur again are counted. */
function distinct(names: readonly string[]): string[] {
	return names.map((name, index) => {
		const earlier = names.slice(0, index).filter((other) => other === name).length;
		return earlier === 0 ? name : `${name} (${earlier + 1})`;
	});
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
	return {name, type: 'counter', help, samples};
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
	return {name, type: 'gauge', help, samples};
}

function one(value: number | undefined): Sample[] {
	return value === undefined ? [] : [{labels: {}, value}];
}

function byLabel(label: string, values: Readonly<Record<string, number>>): Sample[] {
	const sorted = Object.entries(values).sort(([a], [b]) => compareText(a, b));
	const samples = sorted.slice(0, SERIES_BOUND).map(([name, value]) => ({labels: {[label]: name}, value}));
	const rest = sorted.slice(SERIES_BOUND);
	if (rest.length === 0) return samples;
	return [...samples, {labels: {[label]: 'other'}, value: rest.reduce((sum, [, value]) => sum + value, 0)}];
}
