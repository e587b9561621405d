import test from 'ava';
import {SECOND} from '#portolan/net/time.js';
import {ABBREVIATION, abbreviate} from '#portolan/watch/screen/abbreviations.js';
import {fold} from '#portolan/watch/screen/fold.js';
import {timeOfDay} from '#portolan/watch/screen/header.js';
import {grouped, scaled, short} from '#portolan/watch/screen/numbers.js';
import {ratesBetween} from '#portolan/watch/screen/rates.js';
import {conduit, NOON, watchStatus} from '../../support/watch-events.js';

const number = test.macro<[value: number, all: string, three: string, four: string]>({
	exec(t, value, all, three, four) {
		t.is(grouped(value), all);
		t.is(scaled(value), three);
		t.is(short(value), four);
		t.true(short(value).length <= 4);
	},
	title: (_, value) => `${value}`,
});

test(number, 0, '0', '0', '0');
test(number, 7, '7', '7', '7');
test(number, 999, '999', '999', '999');
test(number, 1000, '1,000', '1.00 k', '1k');
test(number, 9999, '9,999', '10.0 k', '9k');
test(number, 99_960, '99,960', '100 k', '99k');
test(number, 999_499, '999,499', '999 k', '999k');
test(number, 999_999, '999,999', '1.00 M', '999k');
test(number, 12_345_678, '12,345,678', '12.3 M', '12M');
test(number, 9_876_543_210, '9,876,543,210', '9.88 G', '9G');

test('rates are what came since the last look', (t) => {
	const before = watchStatus({packets: 1000, octets: 10_000});
	const after = watchStatus({packets: 1500, octets: 260_000});
	t.deepEqual(ratesBetween(before, after, SECOND / 2), {packetsPerSecond: 1000, bitsPerSecond: 4_000_000});
	t.is(ratesBetween(undefined, after, SECOND), undefined);
	t.is(ratesBetween(before, after, 0), undefined);
	t.is(ratesBetween(after, before, SECOND), undefined);
});

test('a time of another day has its date', (t) => {
	t.is(timeOfDay(NOON, NOON + 3600 * SECOND), '12:00:00Z');
	t.is(timeOfDay(NOON, NOON + 86_400 * SECOND), '2026-11-30 12:00:00Z');
});

test('roles are abbreviated, each its own way', (t) => {
	t.deepEqual(
		Object.fromEntries(
			abbreviate([
				'sql-server',
				'client',
				'site-server',
				'client+console',
				'console',
				'fallback-status-point',
				'client',
			]),
		),
		{
			client: 'CL',
			'client+console': 'CL+',
			console: 'CO',
			'fallback-status-point': 'FSP',
			'site-server': 'SS',
			'sql-server': 'SQS',
		},
	);
	const many = Array.from({length: 200}, (_, index) => `client${index}`);
	const abbreviations = [...abbreviate(many).values()];
	t.is(new Set(abbreviations).size, 200);
	t.true(abbreviations.every((text) => text.length <= ABBREVIATION));
	t.true(abbreviate(['+', '日本', '']).size === 3);
});

test('where not all roles fit, those with something wrong stay, then those with most edges', (t) => {
	const conduits = [
		conduit('a > z', {expected: 5}),
		conduit('b > z', {expected: 500}),
		conduit('c > z', {missing: 1}),
		conduit('d > z', {expected: 50}),
		conduit('e > z', {other: 1}),
	];
	t.deepEqual(fold(conduits, 'from', 5), {shown: ['a', 'b', 'c', 'd', 'e'], others: []});
	t.deepEqual(fold(conduits, 'from', 4), {shown: ['b', 'c', 'd'], others: ['a', 'e']});
	t.deepEqual(fold(conduits, 'from', 2), {shown: ['c'], others: ['a', 'b', 'd', 'e']});
	t.deepEqual(fold(conduits, 'to', 1), {shown: ['z'], others: []});
});
