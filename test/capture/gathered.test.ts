import test from 'ava';
import fc from 'fast-check';
import {gathered} from '#portolan/capture/gathered.js';
import type {OctetSource} from '#portolan/capture/octets.js';

function sourceOf(pieces: readonly number[], failure?: Error): OctetSource {
	let next = 0;
	const rest = [...pieces];
	let hasFailed = false;
	return {
		async readInto(target) {
			if (rest.length === 0) {
				// Once only, as a generator does.
				if (failure === undefined || hasFailed) return 0;
				hasFailed = true;
				throw failure;
			}
			const count = Math.min(rest[0]!, target.length);
			for (let at = 0; at < count; at++) target[at] = next++;
			rest[0]! -= count;
			if (rest[0] === 0) rest.shift();
			return count;
		},
		async close() {},
	};
}

const piece = fc.integer({min: 1, max: 50});

test('as many octets as there is room for, until there are no more', async (t) => {
	await fc.assert(
		fc.asyncProperty(fc.array(piece), fc.integer({min: 1, max: 120}), async (pieces, room) => {
			const source = gathered(sourceOf(pieces));
			const total = pieces.reduce((sum, count) => sum + count, 0);
			const target = new Uint8Array(room);
			for (let position = 0; position < total; ) {
				const count = await source.readInto(target);
				t.is(count, Math.min(room, total - position));
				t.deepEqual(
					[...target.subarray(0, count)],
					Array.from({length: count}, (_, at) => (position + at) & 0xff),
				);
				position += count;
			}
			t.is(await source.readInto(target), 0);
		}),
	);
});

test('what goes wrong is thrown behind what came before it, and again when it is asked again', async (t) => {
	const source = gathered(sourceOf([3, 4], new Error('broken')));
	t.is(await source.readInto(new Uint8Array(100)), 7);
	await t.throwsAsync(() => source.readInto(new Uint8Array(100)), {message: 'broken'});
	await t.throwsAsync(() => source.readInto(new Uint8Array(100)), {message: 'broken'});
});
