import test from 'ava';
import type {EventCounts} from '#portolan/outlets/fan-out.js';
import {watchMetrics} from '#portolan/outlets/metrics.js';
import {metricsText} from '#portolan/outlets/metrics-text.js';
import type {Outlet} from '#portolan/outlets/outlet.js';
import type {WatchStatus} from '#portolan/watch/status.js';
import {isGolden} from '../support/golden.js';
import {NOON, watchStatus} from '../support/watch-events.js';

const counts: EventCounts = {
	'finding-opened': 3,
	'finding-updated': 2,
	'finding-closed': 1,
	'expectation-met': 40,
	'expectation-lost': 0,
	quality: 5,
};
const outlet: Outlet = {
	name: 'webhook https://hooks.example',
	emit: () => {},
	close: async () => {},
	state: {queued: 7, delivered: 44, lost: 1, problem: 'no answer (ECONNREFUSED)'},
};
const process = {version: '1.2.3', residentOctets: 123_456_789};

const full = watchStatus({
	packets: 12_345_678,
	octets: 9_876_543_210,
	restarts: 2,
	drops: 17,
	undecoded: {lldp: 4, arp: 34},
	evicted: 3,
	open: {error: 2, warning: 5, note: 1},
	expectations: {seen: 42, missing: 1, failed: 8, 'not-observable': 34},
	judgementTook: 123_456,
	lag: 812_345,
	reloads: 1,
	reloadProblem: 'inventory.yaml:3:1: what is this?',
});

const text = (status: WatchStatus, outlets: readonly Outlet[] = []) =>
	metricsText(watchMetrics(status, {counts, outlets}, process));

test('all metrics', (t) => {
	isGolden(t, 'watch/metrics.txt', text(full, [outlet]));
});

test('what is not known is absent, and not 0', (t) => {
	t.regex(text(watchStatus({drops: 0})), /^portolan_dropped_packets_total 0$/m);
	t.notRegex(text(watchStatus({drops: undefined})), /portolan_dropped_packets_total/);
	t.regex(text(watchStatus({last: NOON + 500_000})), /^portolan_last_packet_timestamp_seconds 1796040000\.5$/m);
	t.notRegex(text(watchStatus({first: undefined, last: undefined})), /last_packet/);
});

test('outlets of one name are told apart', (t) => {
	const lines = text(full, [outlet, outlet, outlet]).match(/^portolan_outlet_up\{.*$/gm)!;
	t.is(new Set(lines).size, 3);
	t.is(lines[2], 'portolan_outlet_up{outlet="webhook https://hooks.example (3)"} 0');
});

test('very many reasons are not very many series', (t) => {
	const undecoded = Object.fromEntries(Array.from({length: 200}, (_, index) => [`reason-${index + 100}`, 1]));
	const lines = text(watchStatus({undecoded})).match(/^portolan_undecoded_packets_total\{.*$/gm)!;
	t.is(lines.length, 51);
	t.is(lines.at(-1), 'portolan_undecoded_packets_total{reason="other"} 150');
});

test('names are as Prometheus wants them', (t) => {
	const metrics = watchMetrics(full, {counts, outlets: [outlet]}, process);
	t.is(new Set(metrics.map(({name}) => name)).size, metrics.length);
	for (const {name, type, help, samples} of metrics) {
		t.regex(name, /^[a-z][a-z0-9_]*$/);
		t.is(name.endsWith('_total'), type === 'counter', name);
		t.regex(help, /^[A-Z].*\.$/);
		t.true(samples.every(({value}) => Number.isFinite(value)));
	}
});
