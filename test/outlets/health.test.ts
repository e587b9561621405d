import test from 'ava';
import {MINUTE} from '#portolan/net/time.js';
import {healthOf} from '#portolan/outlets/health.js';
import type {Outlet} from '#portolan/outlets/outlet.js';
import type {WatchStatus} from '#portolan/watch/status.js';
import {watchStatus} from '../support/watch-events.js';

const health = test.macro<[status: Partial<WatchStatus>, reasons: string[], warnings?: string[]]>({
	exec(t, status, reasons, warnings = []) {
		const found = healthOf(watchStatus(status), []);
		t.deepEqual(found.reasons, reasons);
		t.deepEqual(found.warnings, warnings);
		t.is(found.healthy, reasons.length === 0);
	},
	title: (name) => name!,
});

test('all is well', health, {}, []);
test('drops and findings are no illness', health, {drops: 5, open: {error: 9, warning: 0, note: 0}}, []);
test('the capture is down', health, {isUp: false, isSilent: true}, ['The capture on eth1 is down.']);
test('the mirror is silent', health, {isSilent: true}, [
	'No packet comes from eth1; the last one: 2026-11-30T12:01:30.500000Z.',
]);
test('the mirror was never heard', health, {isSilent: true, first: undefined, last: undefined}, [
	'No packet comes from eth1; the last one: none.',
]);
test('judging is late', health, {lag: 61_000_000}, ['Judgements are 1 min 1 s late.']);
test('judging is nearly late', health, {lag: MINUTE}, []);
test(
	'documents that cannot be used are a warning',
	health,
	{reloadProblem: 'i.yaml:1:1: oh'},
	[],
	['Documents that changed are not in force: i.yaml:1:1: oh'],
);

test('an outlet in trouble is a warning', (t) => {
	const outlet: Outlet = {
		name: 'file events.ndjson',
		emit: () => {},
		close: async () => {},
		state: {queued: 3, delivered: 0, lost: 0, problem: 'events cannot be written (ENOSPC)'},
	};
	const {healthy, warnings} = healthOf(watchStatus(), [outlet]);
	t.true(healthy);
	t.deepEqual(warnings, ['file events.ndjson: events cannot be written (ENOSPC); 3 events wait.']);
});

test('how late is too late can be said', (t) => {
	t.false(healthOf(watchStatus({lag: 2}), [], 1).healthy);
	t.true(healthOf(watchStatus({lag: 5 * MINUTE}), [], 10 * MINUTE).healthy);
});
