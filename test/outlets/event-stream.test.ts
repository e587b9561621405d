import {PassThrough, Writable} from 'node:stream';
import {text as readAll} from 'node:stream/consumers';
import test from 'ava';
import {eventLine} from '#portolan/outlets/event-line.js';
import {EventStream} from '#portolan/outlets/event-stream.js';
import {CLOSE_TIME, QUEUE_BOUND} from '#portolan/outlets/outlet.js';
import {FakeClock, settled} from '../support/fake-clock.js';
import {eventsUpTo} from '../support/watch-events.js';

function setUp(stream: Writable) {
	const clock = new FakeClock();
	const told: string[] = [];
	const outlet = new EventStream('standard output', stream, eventLine, {clock, tell: (line) => told.push(line)});
	return {clock, told, outlet};
}

/** A reader that takes each piece when `take` is called. */
function slowReader() {
	const taken: string[] = [];
	let next: (() => void) | undefined;
	const stream = new Writable({
		write(chunk: Buffer, _encoding, done) {
			taken.push(chunk.toString());
			next = done;
		},
	});
	const take = async () => {
		next?.();
		await settled();
	};
	return {stream, taken, take};
}

test('events come out in their order', async (t) => {
	const stream = new PassThrough();
	const text = readAll(stream);
	const {outlet} = setUp(stream);
	const events = eventsUpTo(300);
	for (const event of events) outlet.emit(event);
	await outlet.close();
	stream.end();
	t.is(await text, events.map(eventLine).join(''));
	t.deepEqual(outlet.state, {queued: 0, delivered: 300, lost: 0, problem: undefined});
});

test('a reader that stands still costs a bounded queue, and what is beyond it', async (t) => {
	const {stream, taken, take} = slowReader();
	const {outlet, told} = setUp(stream);
	for (const event of eventsUpTo(QUEUE_BOUND + 5)) outlet.emit(event);
	await settled();
	t.is(taken.length, 1);
	t.like(outlet.state, {queued: QUEUE_BOUND, delivered: 0, lost: 5});
	t.deepEqual(told, ['standard output: 10000 events wait already; those that come now are lost']);
	while (outlet.state.queued > 0) await take();
	t.is(taken.join('').split('\n').length - 1, QUEUE_BOUND);
	t.deepEqual(told.slice(1), ['standard output: works again; 5 events could not be delivered']);
});

test('a reader that stands still does not keep the watch from ending', async (t) => {
	const {stream} = slowReader();
	const {outlet, clock, told} = setUp(stream);
	for (const event of eventsUpTo(3)) outlet.emit(event);
	const closing = outlet.close();
	await clock.advance(CLOSE_TIME);
	await closing;
	t.like(outlet.state, {queued: 0, lost: 3});
	t.deepEqual(told, ['standard output: closed; 3 events could not be delivered']);
});

test('a reader that went away is told once, and events to it are lost', async (t) => {
	const stream = new Writable({
		write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), {code: 'EPIPE'})),
	});
	stream.on('error', () => {});
	const {outlet, told} = setUp(stream);
	outlet.emit(eventsUpTo(1)[0]!);
	await settled();
	for (const event of eventsUpTo(5)) outlet.emit(event);
	await outlet.close();
	t.deepEqual(told, ['standard output: nobody reads (EPIPE); 1 event could not be delivered']);
	t.deepEqual(outlet.state, {queued: 0, delivered: 0, lost: 6, problem: 'nobody reads (EPIPE)'});
});
