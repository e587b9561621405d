import test from 'ava';
import {MINUTE, SECOND} from '#portolan/net/time.js';
import {ATTEMPT_TIME, type Attempt, Courier, type Delivery} from '#portolan/outlets/courier.js';
import {CLOSE_TIME} from '#portolan/outlets/outlet.js';
import {FakeClock, settled} from '../support/fake-clock.js';
import {eventsUpTo} from '../support/watch-events.js';

type Answer = (sequences: readonly number[], signal: AbortSignal) => Attempt | Promise<Attempt>;

const took: Answer = ({length}) => ({outcome: 'delivered', count: length});
const away: Answer = () => ({outcome: 'failed', problem: 'nobody is there', wait: undefined});
const waiting = (wait: number): Answer => {
	return () => ({outcome: 'failed', problem: 'later', wait});
};
/** Answers nothing until it is given up. */
const silent: Answer = (_, signal) =>
	new Promise((resolve) => {
		signal.addEventListener('abort', () => resolve({outcome: 'failed', problem: 'aborted', wait: undefined}));
	});

/** @param answers of one attempt after the other; the last for all that follow */
function setUp(...answers: Answer[]) {
	const clock = new FakeClock();
	const told: string[] = [];
	const attempts: number[][] = [];
	let ends = 0;
	const delivery: Delivery = {
		name: 'there',
		batch: 4,
		async deliver(events, signal) {
			const sequences = events.map(({sequence}) => sequence);
			attempts.push(sequences);
			return (answers.length > 1 ? answers.shift()! : answers[0]!)(sequences, signal);
		},
		end: () => {
			ends++;
		},
	};
	const courier = new Courier(delivery, {clock, tell: (line) => told.push(line)}, 10);
	const emit = (count: number) => {
		for (const event of eventsUpTo(count)) courier.emit(event);
	};
	return {clock, told, attempts, courier, emit, ends: () => ends};
}

test('events that are told together travel together, in batches', async (t) => {
	const {courier, emit, attempts, told, clock} = setUp(took);
	emit(6);
	await settled();
	t.deepEqual(attempts, [
		[1, 2, 3, 4],
		[5, 6],
	]);
	t.deepEqual(courier.state, {queued: 0, delivered: 6, lost: 0, problem: undefined});
	emit(1);
	await settled();
	t.is(courier.state.delivered, 7);
	t.deepEqual(told, []);
	t.deepEqual(clock.waits, []);
});

test('the pauses double up to a minute, and begin anew when it works', async (t) => {
	const {courier, emit, attempts, clock, told} = setUp(...Array<Answer>(9).fill(away), took, away);
	emit(1);
	await settled();
	const pauses: number[] = [];
	while (courier.state.queued > 0) {
		const [pause] = clock.waits;
		pauses.push(pause! / SECOND);
		await clock.advance(pause!);
	}
	t.deepEqual(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
	t.is(attempts.length, 10);
	emit(1);
	await settled();
	t.deepEqual(clock.waits, [SECOND]);
	t.deepEqual(told, [
		'there: nobody is there; events wait until it works',
		'there: works again',
		'there: nobody is there; events wait until it works',
	]);
});

test('the other side may ask for a longer pause', async (t) => {
	const {emit, clock} = setUp(waiting(10 * MINUTE), took);
	emit(1);
	await settled();
	t.deepEqual(clock.waits, [10 * MINUTE]);
});

test('after a failure the same events are tried again, in order, with those that came meanwhile', async (t) => {
	const {emit, attempts, clock} = setUp(away, took);
	emit(2);
	await settled();
	emit(1);
	await clock.advance(SECOND);
	t.deepEqual(attempts, [
		[1, 2],
		[1, 2, 1],
	]);
});

test('an attempt without an answer is given up', async (t) => {
	const {courier, emit, clock, told} = setUp(silent, took);
	emit(1);
	await clock.advance(ATTEMPT_TIME);
	t.is(courier.state.problem, 'no answer in time');
	await clock.advance(SECOND);
	t.is(courier.state.delivered, 1);
	t.deepEqual(told, ['there: no answer in time; events wait until it works', 'there: works again']);
});

test('what is not wanted is lost alone', async (t) => {
	const {courier, emit, told} = setUp(() => ({outcome: 'refused', count: 1, why: 'not this one'}), took);
	emit(3);
	await settled();
	t.deepEqual(courier.state, {queued: 0, delivered: 2, lost: 1, problem: undefined});
	t.deepEqual(told, ['there: not this one; 1 event lost']);
});

test('what does not fit while it is away is lost and counted', async (t) => {
	const {courier, emit, clock, told, attempts} = setUp(away, took);
	emit(13);
	await settled();
	t.like(courier.state, {queued: 10, lost: 3});
	await clock.advance(SECOND);
	t.deepEqual(attempts.flat().slice(4), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
	t.deepEqual(told, [
		'there: 10 events wait already; those that come now are lost',
		'there: nobody is there; events wait until it works',
		'there: works again; 3 events could not be delivered',
	]);
});

test('closing delivers what waits without waiting for the pause', async (t) => {
	const {courier, emit, clock, ends} = setUp(away, took);
	emit(6);
	await settled();
	await courier.close();
	t.deepEqual(courier.state, {queued: 0, delivered: 6, lost: 0, problem: undefined});
	t.deepEqual(clock.waits, []);
	t.is(ends(), 1);
	emit(1);
	await settled();
	t.deepEqual(courier.state, {queued: 0, delivered: 6, lost: 1, problem: undefined});
});

test('closing gives up where it does not work', async (t) => {
	const {courier, emit, clock, told, attempts} = setUp(away);
	emit(3);
	await settled();
	await courier.close();
	t.is(attempts.length, 2);
	t.deepEqual(courier.state, {queued: 0, delivered: 0, lost: 3, problem: 'nobody is there'});
	t.deepEqual(told.slice(1), ['there: closed; 3 events could not be delivered']);
	t.deepEqual(clock.waits, []);
});

test('closing takes no longer than it may', async (t) => {
	const {courier, emit, clock} = setUp(silent);
	emit(3);
	await settled();
	const closing = courier.close();
	let isClosed = false;
	closing.then(() => {
		isClosed = true;
	});
	await clock.advance(CLOSE_TIME - 1);
	t.false(isClosed);
	await clock.advance(1);
	await settled();
	t.true(isClosed);
	t.is(courier.state.lost, 3);
	t.is(courier.close(), closing);
});
