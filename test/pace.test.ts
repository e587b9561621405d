import test from 'ava';
import {Pace} from '#portolan/pace.js';

/** Batches that the reader takes before it is told to end, at most `limit`. */
function batchesOf(pace: Pace, limit: number): number {
	let batches = 0;
	while (batches < limit && pace.isGoingOn()) batches++;
	return batches;
}

test('readers go on until they are stopped', (t) => {
	const pace = new Pace(0, 1);
	t.is(batchesOf(pace, 1000), 1000);
});

test('readers that are stopped at different places end behind the same batch', (t) => {
	const first = new Pace(0, 3);
	const others = [1, 2].map((index) => new Pace(index, 3, first.shared));
	const before = [first, ...others].map((pace, index) => batchesOf(pace, [40, 7, 55][index]!));
	t.deepEqual(before, [40, 7, 55]);
	first.stop();
	const ends = [first, ...others].map((pace, index) => before[index]! + batchesOf(pace, 1000));
	t.is(new Set(ends).size, 1);
	t.true(ends[0]! >= 55);
});
