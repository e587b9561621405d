import test from 'ava';
import {FanOut} from '#portolan/outlets/fan-out.js';
import type {Outlet} from '#portolan/outlets/outlet.js';
import type {WatchEvent} from '#portolan/watch/event.js';
import {eventsUpTo, findingEvent} from '../support/watch-events.js';

function outlet(name: string, fields: Partial<Outlet> = {}) {
	const seen: number[] = [];
	const good: Outlet = {
		name,
		emit: ({sequence}: WatchEvent) => {
			seen.push(sequence);
		},
		close: async () => {},
		state: {queued: 0, delivered: 0, lost: 0, problem: undefined},
	};
	return {seen, outlet: {...good, ...fields}};
}

test('every outlet gets every event, also behind one that breaks its contract', async (t) => {
	const told: string[] = [];
	const closed: string[] = [];
	const broken = outlet('broken', {
		emit: () => {
			throw new Error('oh');
		},
		close: () => Promise.reject(new Error('oh')),
	});
	const good = outlet('good', {
		close: async () => {
			closed.push('good');
		},
	});
	const fanOut = new FanOut([broken.outlet, good.outlet], {tell: (line) => told.push(line)});
	for (const event of eventsUpTo(3)) fanOut.emit(event);
	t.deepEqual(good.seen, [1, 2, 3]);
	t.deepEqual(told, ['broken: event 1 broke it: Error: oh']);
	await fanOut.close();
	t.deepEqual(closed, ['good']);
});

test('events are counted by kind, without an outlet too', (t) => {
	const fanOut = new FanOut([], {tell: () => t.fail()});
	for (const event of eventsUpTo(2)) fanOut.emit(event);
	fanOut.emit(findingEvent('finding-opened'));
	t.deepEqual(fanOut.counts, {
		'finding-opened': 1,
		'finding-updated': 0,
		'finding-closed': 0,
		'expectation-met': 0,
		'expectation-lost': 0,
		quality: 2,
	});
});
