import test from 'ava';
import fc from 'fast-check';
import {SECOND} from '#portolan/net/time.js';
import {drawScreen} from '#portolan/watch/screen/draw-screen.js';
import {heatMap} from '#portolan/watch/screen/heat-map.js';
import {paintWith, renderLine, widthOf} from '#portolan/watch/screen/line.js';
import type {ConduitStatus, WatchStatus} from '#portolan/watch/status.js';
import {isGolden} from '../../support/golden.js';
import {conduit, NOON, watchedFinding, watchStatus} from '../../support/watch-events.js';

const filtered = {
	name: 'filtered',
	cause: 'a filter on the way, or the firewall of dp01, drops tcp/445 without a word',
	alternative: 'the answers take another way',
} as const;

const findings = [
	watchedFinding({
		opened: '2026-11-30T11:58:40.000000Z',
		message: 'client1 -> sql01 tcp/1433: the pair is documented, on 80 and 443, not on 1433',
	}),
	watchedFinding({
		kind: 'failed',
		severity: 'warning',
		opened: '2026-11-30T11:50:39.000000Z',
		to: 'distribution-point',
		message: 'client1 -> dp01 tcp/445: documented, but was not answered (1 flow, unanswered, 5 SYNs)',
		diagnosis: filtered,
		pairs: 3,
	}),
	watchedFinding({
		kind: 'absent',
		severity: 'warning',
		opened: '2026-11-30T11:40:00.000000Z',
		from: 'site-server',
		message: 'cm01 -> sql01 sql: not seen for 15 min, and every 2 min before',
	}),
	watchedFinding({
		kind: 'undocumented-pair',
		severity: 'note',
		opened: '2026-11-30T11:30:00.000000Z',
		from: 'unknown',
		message: 'evil\x1b[2J\r\nhost -> 日本語ホスト tcp/3389: nothing is documented',
		rule: null,
	}),
];

const site = [
	conduit('client > distribution-point', {expected: 120, failed: 3}),
	conduit('client > management-point', {expected: 1204}),
	conduit('client > domain-controller+global-catalog', {expected: 88}),
	conduit('client > sql-server', {unexpected: 1}),
	conduit('client > software-update-point', {expected: 7, missing: 1}),
	conduit('management-point > sql-server', {expected: 4}),
	conduit('site-server > distribution-point', {expected: 31}),
	conduit('site-server > sql-server', {expected: 12, missing: 1}),
	conduit('site-server > domain-controller+global-catalog', {expected: 9}),
	conduit('unknown > client', {other: 5}),
];

const status = watchStatus({
	last: NOON + 7200 * SECOND,
	packets: 12_345_678,
	octets: 9_876_543_210,
	undecoded: {arp: 34},
	flowsUnderWay: 1234,
	edges: 567,
	open: {error: 1, warning: 2, note: 1},
	newest: findings,
	expectations: {seen: 42, missing: 1, failed: 8, fallback: 1, 'not-observable': 34, 'not-exercised': 92},
	conduits: site,
});
const input = (shown: WatchStatus, hint = 'q ends the watch') => ({
	status: shown,
	previous: {...shown, packets: shown.packets - 15_000, octets: shown.octets - 9_000_000},
	elapsed: SECOND,
	hint,
});

const screen = test.macro<[width: number, height: number, shown: WatchStatus]>({
	exec: (t, width, height, shown) => {
		const lines = drawScreen(input(shown), {width, height}, {colors: false});
		isGolden(t, `watch/screen-${t.title.replace(/.*› /, '').replaceAll(' ', '-')}.txt`, `${lines.join('\n')}\n`);
	},
	title: (name, width, height) => `${name} on ${width}x${height}`,
});

const many = Array.from({length: 30}, (_, row) =>
	Array.from({length: 30}, (_unused, column) =>
		conduit(`role-${row} > role-${column}`, {
			expected: (row * column) % 7 === 0 ? row * column * 3 : 0,
			unexpected: row % 11 === 3 && column === 5 ? row : 0,
		}),
	),
).flat();

test('a site', screen, 80, 24, status);
test('a site', screen, 200, 60, status);
test('a site', screen, 40, 10, status);
test('many roles and findings', screen, 80, 24, {
	...status,
	conduits: many,
	open: {error: 12, warning: 24, note: 12},
	newest: Array.from({length: 12}, () => findings).flat(),
});
test(
	'the beginning',
	screen,
	80,
	24,
	watchStatus({first: undefined, last: undefined, packets: 0, octets: 0, drops: undefined}),
);
test('the end', screen, 80, 24, {
	...status,
	isUp: false,
	drops: 1234,
	restarts: 3,
	evicted: 5,
	reloadProblem: undefined,
});

test('colours say nothing that is not there without them', (t) => {
	const draw = (colors: boolean) => drawScreen(input(status), {width: 100, height: 40}, {colors}).join('\n');
	const colored = draw(true);
	t.not(colored, draw(false));
	// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
	t.is(colored.replaceAll(/\x1b\[\d+m/g, ''), draw(false));
});

test('whatever the size, the screen has as many lines and is no wider', (t) => {
	const role = fc.string({maxLength: 12});
	const count = fc.constantFrom(0, 0, 0, 1, 45, 1e6);
	const conduits: fc.Arbitrary<ConduitStatus> = fc.record({
		from: role,
		to: role,
		expected: count,
		unexpected: count,
		failed: count,
		other: count,
		missing: count,
		last: fc.constant(undefined),
	});
	const size = fc.record({width: fc.nat(130), height: fc.nat(70)});
	const shown = fc.record({conduits: fc.array(conduits, {maxLength: 40}), message: fc.string({unit: 'binary'})});
	t.notThrows(() =>
		fc.assert(
			fc.property(shown, size, ({conduits: some, message}, {width, height}) => {
				const newest = [watchedFinding({message}), ...findings];
				const lines = drawScreen(input({...status, conduits: some, newest}), {width, height}, {colors: false});
				return lines.length === height && lines.every((line) => widthOf(line) <= width && !/\p{Cc}/u.test(line));
			}),
		),
	);
});

test('the map counts every edge once, whatever is folded', (t) => {
	for (const [width, height] of [
		[80, 8],
		[120, 12],
		[300, 60],
	] as const) {
		const map = heatMap(many, width, height).map((line) => renderLine(line, width, paintWith(false)));
		t.true(map.length <= height);
		const unexpected = map
			.slice(1, -1)
			.flatMap((line) => [...line.matchAll(/ !(\d+)/g)].map(([, digits]) => Number(digits)));
		t.is(
			unexpected.reduce((sum, edges) => sum + edges, 0),
			many.reduce((sum, edges) => sum + edges.unexpected, 0),
			`${width}x${height}`,
		);
	}
});
