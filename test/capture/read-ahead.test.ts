import test from 'ava';
import fc from 'fast-check';
import type {OctetSource} from '#portolan/capture/octets.js';
import {HEADROOM, MIN_READ_AHEAD, ReadAheadWindow} from '#portolan/capture/read-ahead.js';

const octets = Uint8Array.from({length: 5_000_000}, (_, index) => Math.imul(index, 0x9e3779b1) >>> 24);

/** Gives the octets in pieces of at most so many; fails behind them, if it is to. */
function sourceOf(pieces: readonly number[], failure?: Error): OctetSource {
	let position = 0;
	let reads = 0;
	return {
		async readInto(target) {
			const piece = pieces[reads++ % pieces.length]!;
			const part = octets.subarray(position, position + Math.min(piece, target.length));
			if (part.length === 0 && failure !== undefined) throw failure;
			target.set(part);
			position += part.length;
			return part.length;
		},
		async close() {},
	};
}

test('the octets come as they are, however they are read and asked for', async (t) => {
	const piece = fc.integer({min: 100_000, max: 2_000_000});
	const length = fc.oneof(fc.integer({min: 1, max: 400}), fc.integer({min: 1, max: 1 << 19}));
	await fc.assert(
		fc.asyncProperty(fc.array(piece, {minLength: 1}), fc.array(length, {minLength: 1}), async (pieces, lengths) => {
			const window = new ReadAheadWindow(sourceOf(pieces), MIN_READ_AHEAD);
			let position = 0;
			for (let turn = 0; ; turn++) {
				const wanted = lengths[turn % lengths.length]!;
				if (!(await window.fill(wanted))) break;
				// Now and then all that is there, so that it does not take forever.
				const taken = turn % 3 === 0 ? wanted : Math.max(window.available - wanted, 1);
				const found = window.octets.subarray(window.start, window.start + taken);
				if (window.position !== position || Buffer.compare(found, octets.subarray(position, position + taken)) !== 0) {
					t.fail(`at ${position}`);
					return;
				}
				window.start += taken;
				position += taken;
			}
			t.is(position + window.available, octets.length);
			const rest = window.octets.subarray(window.start, window.end);
			t.is(Buffer.compare(rest, octets.subarray(position)), 0);
			t.false(await window.fill(window.available + 1));
		}),
		{numRuns: 50},
	);
});

test('what goes wrong ahead is told when it is reached', async (t) => {
	const window = new ReadAheadWindow(sourceOf([300_000], new Error('broken')), MIN_READ_AHEAD);
	await new Promise(setImmediate);
	let position = 0;
	while (position + 1 < octets.length) {
		t.true(await window.fill(1));
		position += window.available;
		window.start = window.end;
	}
	await t.throwsAsync(() => window.fill(1), {message: 'broken'});
});

test('a part that somebody else looks at is read into when it is free, and not before', async (t) => {
	const part = HEADROOM + 300_000;
	const parts = 4;
	const memory = new Uint8Array(parts * part);
	/** What is looked at: where it stands, and what it was. */
	const looks: {readonly at: number; readonly octets: Uint8Array}[] = [];
	let freed = 0;
	const untilFree = async (number: number) => {
		// Later, as a thread that is slow would have it.
		await new Promise(setImmediate);
		for (const {at, octets: seen} of looks) {
			if (Math.floor(at / part) === number) {
				freed++;
				t.is(Buffer.compare(memory.subarray(at, at + seen.length), seen), 0);
			}
		}
		looks.splice(0, looks.length, ...looks.filter(({at}) => Math.floor(at / part) !== number));
	};
	const window = new ReadAheadWindow(sourceOf([300_000, 120_000, 7]), {octets: memory, parts, untilFree});
	let position = 0;
	while (await window.fill(1)) {
		const found = window.octets.slice(window.start, window.end);
		t.is(Buffer.compare(found, octets.subarray(position, position + found.length)), 0);
		looks.push({at: window.start, octets: found});
		position += found.length;
		window.start = window.end;
	}
	t.is(position, octets.length);
	t.true(freed > 10);
});
