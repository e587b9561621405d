import test from 'ava';
import fc from 'fast-check';
import {ObservedTime} from '#portolan/watch/observed-time.js';

const noted = (silence: number, ...times: readonly number[]) => {
	const time = new ObservedTime(silence, undefined);
	time.note(Float64Array.from(times), times.length);
	return time;
};

test('nothing seen, nothing observed', (t) => {
	const time = new ObservedTime(10, undefined);
	time.note(new Float64Array(5), 0);
	t.is(time.duration, 0);
	t.is(time.latest, undefined);
	t.is(time.kept, undefined);
});

test('silences are left out', (t) => {
	const time = noted(10, 100, 105, 200, 210, 250);
	t.is(time.latest, 250);
	t.is(time.duration, 5 + 10);
	t.is(time.since(105), 10);
	t.is(time.since(150), 10);
	t.is(time.since(205), 5);
	t.is(time.since(300), 0);
});

test('packets that come late take nothing back', (t) => {
	t.is(noted(10, 100, 105, 101, 106).duration, 6);
});

test('a watch that goes on from another leaves out the time between them', (t) => {
	const time = new ObservedTime(10, noted(10, 100, 105).kept);
	time.note(Float64Array.of(1000, 1004), 2);
	t.is(time.duration, 9);
	t.is(time.since(100), 9);
});

test('however many silences there were, durations stay right', (t) => {
	const times = Array.from({length: 5000}, (_, index) => (index >> 1) * 100 + (index & 1) * 3);
	const time = noted(10, ...times);
	t.is(time.duration, 2500 * 3);
	t.is(time.since(times.at(-2)!), 3);
	t.true(time.kept!.gaps.length <= 1024);
});

test('it does not matter in which batches packets come', (t) => {
	fc.assert(
		fc.property(fc.array(fc.nat(1000), {minLength: 1}), fc.nat(20), fc.nat(1000), (times, cut, at) => {
			const whole = noted(50, ...times);
			const parts = noted(50, ...times.slice(0, cut));
			parts.note(Float64Array.from(times.slice(cut)), times.length - Math.min(cut, times.length));
			t.is(parts.since(at), whole.since(at));
			t.is(parts.duration, whole.duration);
		}),
	);
});
