import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import fc from 'fast-check';
import {BackOff} from '#portolan/capture/live/back-off.js';
import {linkTypeOf} from '#portolan/capture/live/cap-order.js';
import {Losses} from '#portolan/capture/live/losses.js';
import {OctetRing} from '#portolan/capture/live/octet-ring.js';
import {PcapngBlocks} from '#portolan/capture/live/pcapng-blocks.js';
import {octets} from '../../support/packets.js';
import {readCapture} from '../../support/reading.js';

test('what is appended to a ring is taken from it, in order, or refused', (t) => {
	fc.assert(
		fc.property(fc.array(fc.oneof(fc.uint8Array({maxLength: 40}), fc.nat({max: 50})), {maxLength: 200}), (steps) => {
			const ring = OctetRing.create(64);
			const other = new OctetRing(ring.memory);
			const waiting: number[] = [];
			for (const step of steps) {
				if (typeof step !== 'number') {
					const fits = waiting.length + step.length < 64;
					if (ring.append(step) !== fits) return false;
					if (fits) waiting.push(...step);
				} else if (waiting.length > 0) {
					const taken = other.take(step + 1, 0)!;
					const expected = waiting.splice(0, taken.length);
					if (taken.length === 0 || taken.some((octet, index) => octet !== expected[index])) return false;
					other.release(taken.length);
				}
			}
			ring.end();
			while (waiting.length > 0) {
				const taken = other.take(64, 0)!;
				if (taken.some((octet, index) => octet !== waiting[index])) return false;
				waiting.splice(0, taken.length);
				other.release(taken.length);
			}
			return other.take(64, 0) === undefined;
		}),
	);
	t.pass();
});

test('pcapng as it is written is read', async (t) => {
	const writer = new PcapngBlocks();
	const frame = new Uint8Array([1, 2, 3, 4, 5]);
	const time = 1_767_225_600_123_456;
	const capture = octets(
		writer.section().slice(),
		writer.interface(1, 65_535).slice(),
		writer.interface(101, 0).slice(),
		writer.packet(frame, 1, time, 77).slice(),
		writer.statistics(1, time, 9).slice(),
		writer.packet(new Uint8Array(0), 0, time + 1, 0).slice(),
		writer.statistics(1, time, 11).slice(),
	);
	const {frames: read, coverage} = await readCapture(capture);
	t.deepEqual(read, [
		{octets: frame, time, originalLength: 77, linkType: 101, number: 1},
		{octets: new Uint8Array(0), time: time + 1, originalLength: 0, linkType: 1, number: 2},
	]);
	t.like(coverage, {complete: true, drops: 11, format: 'pcapng'});
	t.is(coverage.oddities.size, 0);
});

test('pauses before a new try: none, short, then longer, never longer than half a minute', (t) => {
	const backOff = new BackOff();
	t.deepEqual(
		Array.from({length: 11}, () => backOff.next(0)),
		[0, 250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000],
	);
	t.is(backOff.next(60_000), 0, 'what ran for long did not fail at once');
	t.is(backOff.next(0), 250);
	backOff.reset();
	t.is(backOff.next(0), 0);
});

const at = (passed: number | undefined, missed = 0) => ({passed, missed});

test('what was counted and not given is lost', (t) => {
	const losses = new Losses(at(100), at(100), false);
	t.is(losses.drops, undefined, 'nobody has looked');
	losses.compare(at(150), 60);
	t.is(losses.drops, undefined, 'more were given than had been counted by then: nothing is known');
	losses.compare(at(180), 60);
	t.is(losses.drops, 20);
	losses.compare(at(190), 90);
	t.is(losses.drops, 20, 'what is lost stays lost');
	losses.settle(at(200, 3), 75);
	t.is(losses.drops, 25, 'what it dropped it had counted');
});

test('no more is lost than was counted and not given', (t) => {
	const losses = new Losses(at(100), at(100), false);
	losses.bound(at(150), 20);
	t.is(losses.drops, undefined, 'the others may be on their way');
	losses.compare(at(180), 60);
	losses.bound(at(200), 60);
	t.is(losses.drops, 20);
	losses.bound(at(200), 87);
	t.is(losses.drops, 13, 'some of them were on their way');
	losses.bound(at(300), 200);
	t.is(losses.drops, 0);
	const none = new Losses(at(100), at(100), false);
	none.bound(at(150), 50);
	t.is(none.drops, 0, 'none is missing');
	const others = new Losses(at(0), at(0), true);
	others.bound(at(50), 50);
	t.is(others.drops, undefined);
});

test('frames that came while the capture began are not said to be lost', (t) => {
	const losses = new Losses(at(100), at(110), false);
	losses.settle(at(150), 45);
	t.is(losses.drops, 0);
});

test('where more is given than was counted, the counters count something else', (t) => {
	const losses = new Losses(at(100), at(100), false);
	losses.settle(at(150), 51);
	losses.compare(at(500), 51);
	t.is(losses.drops, undefined);
});

test('with a filter, or without counters, only what the interface missed is known', (t) => {
	for (const losses of [new Losses(at(0), at(0), true), new Losses(at(undefined), at(undefined), false)]) {
		losses.settle(at(100), 10);
		t.is(losses.drops, undefined);
		losses.settle(at(100, 4), 10);
		t.is(losses.drops, 4);
	}
	const none = new Losses(undefined, undefined, false);
	none.settle(at(10, 10), 1);
	t.is(none.drops, undefined);
});

test('link types as cap calls them', (t) => {
	t.deepEqual(
		['ETHERNET', 'NULL', 'RAW', 'LINKTYPE_LINUX_SLL', 'IEEE802_11_RADIO', 'Unknown linktype 276'].map(linkTypeOf),
		[1, 0, 101, 113, 127, 276],
	);
	t.is(linkTypeOf('Unknown linktype 12'), 101);
	t.is(linkTypeOf('something else'), undefined);
});

const guard = fileURLToPath(new URL('../../../../dist/capture/live/guard.js', import.meta.url));
const isThere = (pid: number) => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

function guarded() {
	const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'});
	const its = spawn(process.execPath, [guard, `${idle.pid}`], {stdio: ['pipe', 'ignore', 'ignore']});
	return {idle, its};
}

test('what is guarded ends when whoever started it is gone', async (t) => {
	const {idle, its} = guarded();
	its.stdin.end();
	await once(idle, 'exit');
	if (its.exitCode === null) await once(its, 'exit');
	t.false(isThere(idle.pid!));
});

test('a guard that is told that all is over leaves without a trace', async (t) => {
	const {idle, its} = guarded();
	its.stdin.end('over\n');
	await once(its, 'exit');
	t.true(isThere(idle.pid!));
	idle.kill('SIGKILL');
});
