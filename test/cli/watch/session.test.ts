import test from 'ava';
import {DAY, HOUR, MINUTE, SECOND} from '#portolan/net/time.js';
import {NEW_YEAR} from '../../support/capture-files.js';
import type {Timed} from '../../support/flows.js';
import {conversation, tcp} from '../../support/packets.js';
import {pack} from '../../support/packs.js';
import {inventory} from '../../support/site.js';
import {brief, siteOf, Watching, type WatchingOptions} from '../../support/watching.js';

const [A1, B1, B2] = ['10.0.0.1', '10.0.1.1', '10.0.1.2'];
const site = inventory(`a1 ${A1}: a`, `b1 ${B1}: b`, `b2 ${B2}: b`);
const rules = pack('conduits:\n  - {from: a, to: b, expect: required, services: {sql: {tcp: 1433, within: 1h}}}\n');
const watching = (options?: WatchingOptions) => new Watching([rules], site, options);

/** A conversation that begins after so many seconds. */
const talk = (seconds: number, from: string, to: string, close = true): Timed[] =>
	conversation(from, to, {close}).map((packet, index) => [seconds + index / 1000, packet]);
const attempt = (seconds: number, from: string, to: string): Timed[] => [
	[seconds, tcp(from, to, {flags: 'S', seq: 77})],
	[seconds + 1, tcp(from, to, {flags: 'S', seq: 77})],
	[seconds + 3, tcp(from, to, {flags: 'S', seq: 77})],
];
const ssh = (seconds: number, port = 50_001) => talk(seconds, `${A1}:${port}`, `${B1}:22`);
const sql = (seconds: number, port = 50_000) => talk(seconds, `${A1}:${port}`, `${B1}:1433`);

test('what is undocumented is told once, and within a second of its first packet', async (t) => {
	const watch = watching();
	const [first, ...rest] = ssh(0);
	await watch.feed(first!);
	watch.clock.step(SECOND);
	t.deepEqual(watch.told().map(brief), ['finding-opened undocumented-port a -> b tcp/22']);
	t.deepEqual((await watch.see(...rest)).map(brief), []);
	t.deepEqual((await watch.see(...ssh(60, 50_002))).map(brief), []);
	t.deepEqual(watch.session.status.open, {error: 1, warning: 0, note: 0});
	await watch.stop();
});

test('an event says who, when and since when', async (t) => {
	const watch = watching();
	const [event] = await watch.see(...ssh(0));
	t.like(event, {
		sequence: 1,
		event: 'finding-opened',
		time: '2026-01-01T00:00:00.007000Z',
		finding: {
			kind: 'undocumented-port',
			severity: 'error',
			pairs: 1,
			hosts: [{initiator: 'a1', responder: 'b1'}],
			opened: '2026-01-01T00:00:00.007000Z',
			last: '2026-01-01T00:00:00.007000Z',
		},
	});
	await watch.stop();
});

test('a documented service is told as met, and no more', async (t) => {
	const watch = watching();
	t.deepEqual((await watch.see(...sql(0))).map(brief), ['expectation-met test/a/b/sql b1']);
	t.deepEqual((await watch.see(...sql(60, 50_005))).map(brief), []);
	await watch.stop();
});

test('a documented service that stops to work is told at once, and when it works again', async (t) => {
	const watch = watching();
	await watch.see(...sql(0), ...talk(1, `${A1}:40000`, `${B2}:1433`, false));
	t.deepEqual((await watch.see(...attempt(60, `${A1}:50007`, `${B1}:1433`), ...alive(66, 126))).map(brief), [
		'finding-opened failed a -> b tcp/1433',
	]);
	t.deepEqual((await watch.see(...sql(90, 50_008))).map(brief), [
		'finding-closed failed a -> b tcp/1433 (it works again)',
	]);
	await watch.stop();
});

/** Keep-alives of a connection, a minute apart. */
const alive = (from: number, until: number): Timed[] =>
	Array.from({length: Math.floor((until - from) / 60)}, (_, index): Timed[] => [
		[from + 60 * index, tcp(`${A1}:40000`, `${B2}:1433`, {flags: 'A', seq: 1007, ack: 5007})],
		[from + 60 * index + 0.1, tcp(`${B2}:1433`, `${A1}:40000`, {flags: 'A', seq: 5007, ack: 1007})],
	]).flat();

test('a documented service that is not used any more is lost after its period, and found again', async (t) => {
	const watch = watching();
	await watch.see(...sql(0), ...talk(1, `${A1}:40000`, `${B2}:1433`, false));
	t.deepEqual((await watch.see(...alive(60, 3600))).map(brief), []);
	const events = await watch.see(...alive(3600, 3800));
	t.deepEqual(events.map(brief), ['expectation-lost test/a/b/sql b1', 'finding-opened absent a -> b']);
	t.regex(JSON.stringify(events), /b1 \(last 2026-01-01T00:00:00\.007000Z/);
	t.deepEqual((await watch.see(...alive(3800, 3920), ...sql(3920, 50_010))).map(brief), [
		'expectation-met test/a/b/sql b1',
		'finding-closed absent a -> b (it is there again)',
	]);
	await watch.stop();
});

test('--expect-within takes the place of the period of the pack', async (t) => {
	const watch = watching({within: 5 * MINUTE});
	await watch.see(...sql(0), ...talk(1, `${A1}:40000`, `${B2}:1433`, false));
	t.deepEqual((await watch.see(...alive(60, 500))).map(brief), [
		'expectation-lost test/a/b/sql b1',
		'finding-opened absent a -> b',
	]);
	await watch.stop();
});

test('a silent mirror is one finding, and nothing is absent for the time of its silence', async (t) => {
	const watch = watching();
	await watch.see(...sql(0), ...talk(1, `${A1}:40000`, `${B2}:1433`, false));
	watch.clock.step(10 * HOUR);
	t.deepEqual(watch.told().map(brief), ['finding-opened mirror-silent eth0 -> watch']);
	t.true(watch.session.status.isSilent);
	t.deepEqual((await watch.see(...alive(36_000, 36_200))).map(brief), [
		'finding-closed mirror-silent eth0 -> watch (packets come again)',
	]);
	await watch.stop();
});

test('a mirror that never showed anything is silent too', async (t) => {
	const watch = watching();
	watch.clock.step(HOUR);
	t.deepEqual(watch.told().map(brief), ['finding-opened mirror-silent eth0 -> watch']);
	await watch.stop();
});

test('a finding that is not seen again is closed, and opened again', async (t) => {
	const watch = watching({closeAfter: HOUR, within: DAY});
	await watch.see(...ssh(0), ...talk(1, `${A1}:40000`, `${B2}:1433`, false), ...sql(2));
	await watch.see(...alive(60, 3500));
	t.deepEqual((await watch.see(...alive(3500, 3800), ...sql(3801, 50_020))).map(brief), [
		'finding-closed undocumented-port a -> b tcp/22 (not seen for 1 h)',
	]);
	t.deepEqual((await watch.see(...ssh(3900, 50_021))).map(brief), ['finding-opened undocumented-port a -> b tcp/22']);
	await watch.stop();
});

test('a sweep opens one finding, however slowly it goes', async (t) => {
	const watch = watching();
	const told: string[] = [];
	for (let round = 0; round < 40; round++) {
		const ports = [0, 1, 2].map((index) => 3000 + 3 * round + index);
		const packets = ports.map(
			(port, index): Timed => [round * 5 + index / 100, tcp(`${A1}:${port}`, `${B1}:${port}`, {flags: 'S', seq: 5})],
		);
		told.push(...(await watch.see(...packets)).map(brief));
	}
	const sweep = 'finding-opened undocumented-port a -> b tcp';
	t.is(told.filter((line) => line === sweep).length, 1, told.join('\n'));
	t.is(told.at(-1), sweep);
	t.is(told.filter((line) => line.startsWith('finding-opened')).length, 19);
	await watch.stop();
});

test('other rules are in force from the moment they are read', async (t) => {
	const watch = watching();
	await watch.see(...ssh(0));
	const wider = pack('conduits:\n  - {from: a, to: b, services: {ssh: {tcp: 22}}}\n');
	watch.session.reload(siteOf([wider], site));
	watch.clock.step(2 * SECOND);
	t.deepEqual(watch.told().map(brief), [
		'quality reload',
		'finding-closed undocumented-port a -> b tcp/22 (no longer so)',
	]);
	watch.session.refuseReload('pack.yaml:3: no');
	t.deepEqual(watch.told().map(brief), ['quality reload']);
	t.is(watch.session.status.reloadProblem, 'pack.yaml:3: no');
	await watch.stop();
});

test('a watch that goes on from another repeats nothing and forgets nothing', async (t) => {
	const first = watching();
	await first.see(...ssh(0), ...sql(1));
	await first.stop();
	const second = watching({kept: first.kept, start: NEW_YEAR + 7200 * SECOND});
	t.deepEqual((await second.see(...ssh(7200, 50_030), ...sql(7201, 50_031))).map(brief), []);
	const events = await second.see(...talk(7210, `${A1}:50040`, `${B2}:22`), ...talk(7211, `${A1}:50041`, `${B2}:23`));
	t.deepEqual(events.map(brief), [
		'finding-updated undocumented-port a -> b tcp/22 (2 pairs of hosts, 1 before)',
		'finding-opened undocumented-port a -> b tcp/23',
	]);
	t.deepEqual(
		events.map(({sequence}) => sequence),
		[3, 4],
	);
	const report = second.session.report();
	t.is(report.captures[0]!.packets, 48);
	t.is(report.window.first, '2026-01-01T00:00:00.000000Z');
	t.deepEqual(
		report.findings.filter(({kind}) => kind !== 'missing').map(({kind, port}) => `${kind} ${port}`),
		['undocumented-port 22', 'undocumented-port 23'],
	);
	await second.stop();
});

test('what was told shortly before the machine died is not told again, though its packets are lost', async (t) => {
	const first = watching();
	await first.see(...sql(0));
	const before = first.kept;
	await first.see(...ssh(30));
	const second = watching({kept: {...before, watcher: first.kept.watcher}, start: NEW_YEAR + 120 * SECOND});
	t.deepEqual((await second.see(...sql(130, 50_050))).map(brief), []);
	t.is(second.session.status.open.error, 1);
	t.deepEqual((await second.see(...ssh(140, 50_051))).map(brief), []);
	await first.stop();
	await second.stop();
});

test('what the capture says is told', async (t) => {
	const watch = watching();
	watch.capture.onChange({kind: 'failed', message: 'dumpcap died (SIGKILL); starting it again'});
	t.like(watch.told()[0], {event: 'quality', about: 'capture-failed', severity: 'warning'});
	await watch.stop();
});

test('the end of a watch is judged too', async (t) => {
	const watch = watching();
	await watch.feed(...ssh(0));
	t.deepEqual((await watch.stop()).map(brief), ['finding-opened undocumented-port a -> b tcp/22']);
});

test('days without news cost no judgement', async (t) => {
	const watch = watching({silentAfter: 30 * DAY});
	await watch.see(...sql(0));
	const {judgement} = watch.watcher;
	watch.clock.step(2 * DAY);
	t.is(watch.watcher.judgement, judgement);
	await watch.stop();
});
