import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import test from 'ava';
import {Pace} from '#portolan/pace.js';

/** Batches that the reader takes before it is told to end, at most `limit`. */
function batchesOf(pace: Pace, limit: number): number {
	let batches = 0;
	while (batches < limit && pace.isGoingOn()) batches++;
	return batches;
}

test('readers go on until they are stopped', (t) => {
	const pace = new Pace();
	t.is(batchesOf(pace, 1000), 1000);
});

test('readers that are stopped at different places end behind the same batch', (t) => {
	const first = new Pace();
	const others = [1, 2].map(() => new Pace(first.shared));
	const before = [first, ...others].map((pace, index) => batchesOf(pace, [40, 7, 55][index]!));
	t.deepEqual(before, [40, 7, 55]);
	first.stop();
	const ends = [first, ...others].map((pace, index) => before[index]! + batchesOf(pace, 1000));
	t.deepEqual(ends, [55, 55, 55]);
});

test('nor do readers in threads of their own, stopped while they race, go different ways', async (t) => {
	const pace = new Pace();
	const code = `
		const {parentPort, workerData} = require('node:worker_threads');
		import(workerData.module).then(({Pace}) => {
			const pace = new Pace(workerData.shared);
			let batches = 0;
			while (pace.isGoingOn()) batches++;
			parentPort.postMessage(batches);
		});`;
	const workerData = {module: import.meta.resolve('#portolan/pace.js'), shared: pace.shared};
	const ends = [1, 2, 3].map(
		async () => (await once(new Worker(code, {eval: true, workerData}), 'message'))[0] as number,
	);
	while (Atomics.load(pace.shared, 0) < 10_000) await new Promise(setImmediate);
	pace.stop();
	const [first, ...others] = await Promise.all(ends);
	t.true(first! >= 10_000);
	t.deepEqual(others, [first, first]);
});
