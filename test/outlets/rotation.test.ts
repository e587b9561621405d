import test from 'ava';
import {DAY, HOUR} from '#portolan/net/time.js';
import {periodOf, rotatedFiles, rotatedName} from '#portolan/outlets/rotation.js';
import {NOON} from '../support/watch-events.js';

const named = test.macro<[file: string, taken: string[], name: string]>({
	exec: (t, file, taken, name) => t.is(rotatedName(file, NOON, taken), name),
	title: (_, file, taken, name) => `${file} beside ${taken.join(', ') || 'nothing'} becomes ${name}`,
});

test(named, 'events.ndjson', [], 'events-20261130T120000Z.ndjson');
test(named, 'events', [], 'events-20261130T120000Z');
test(named, 'a.b.ndjson', [], 'a.b-20261130T120000Z.ndjson');
test(named, 'events.ndjson', ['events-20261130T120000Z.ndjson'], 'events-20261130T120000Z.2.ndjson');
test(
	named,
	'events.ndjson',
	['events-20261130T120000Z.2.ndjson', 'events-20261130T120000Z.ndjson'],
	'events-20261130T120000Z.3.ndjson',
);
test(named, 'events.ndjson', ['events-20261130T120000Z.4.ndjson'], 'events-20261130T120000Z.5.ndjson');

test('old files are found in the order in which they were made, and no others', (t) => {
	const old = [
		'events-20261129T235959Z.ndjson',
		'events-20261130T120000Z.ndjson',
		'events-20261130T120000Z.2.ndjson',
		'events-20261130T120000Z.10.ndjson',
		'events-20261201T000000Z.ndjson',
	];
	const others = [
		'events.ndjson',
		'events-.ndjson',
		'events-20261130T120000Z.ndjson.gz',
		'events-20261130T120000Z',
		'events-notes.ndjson',
		'events-20261130T120000Z.x.ndjson',
		'other-20261130T120000Z.ndjson',
		'events-20261130T120000Z-20261130T120000Z.ndjson',
	];
	t.deepEqual(rotatedFiles('events.ndjson', [...old, ...others].reverse()), old);
});

test('a period of a day begins at midnight in UTC, one of an hour with the hour', (t) => {
	const rotation = {maxOctets: 1, kept: 1};
	t.is(
		periodOf(NOON + 12 * HOUR - 1, {...rotation, period: DAY}),
		periodOf(NOON - 12 * HOUR, {...rotation, period: DAY}),
	);
	t.is(periodOf(NOON + 12 * HOUR, {...rotation, period: DAY}), periodOf(NOON, {...rotation, period: DAY}) + 1);
	t.is(periodOf(NOON - 1, {...rotation, period: HOUR}), periodOf(NOON, {...rotation, period: HOUR}) - 1);
});
