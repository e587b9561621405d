import test from 'ava';
import {SECOND} from '#portolan/net/time.js';
import {type Frame, NEW_YEAR, pcap} from '../support/capture-files.js';
import {ethernet, udp} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

const octets = ethernet(udp('10.0.0.1:1', '10.0.0.2:2'));

/** Frames at the given seconds. */
const at = (...seconds: readonly number[]): Frame[] =>
	seconds.map((second) => ({octets, time: NEW_YEAR + Math.round(second * SECOND)}));

const tells = test.macro({
	exec: async (t, frames: readonly Frame[], back: readonly [number, number], silences: readonly string[]) => {
		for (const chunkSize of [64, 65_536]) {
			const {coverage} = await readCapture(pcap(frames), {chunkSize});
			const {timeline} = coverage;
			t.deepEqual([timeline.stepsBack, timeline.furthestBack / SECOND], back);
			t.deepEqual(
				timeline.silences.map(({duration, frame}) => `${duration / SECOND} s before ${frame}`),
				silences,
			);
		}
	},
	title: (name) => `${name}`,
});

test('time that passes evenly', tells, at(0, 1, 2, 3), [0, 0], []);
test('a pause', tells, at(0, 1, 100, 101), [0, 0], ['99 s before 3']);
test(
	'of many pauses the five longest',
	tells,
	at(0, 2, 5, 9, 14, 20, 27),
	[0, 0],
	['7 s before 7', '6 s before 6', '5 s before 5', '4 s before 4', '3 s before 3'],
);
test('a clock that is set back', tells, at(100, 101, 41, 42), [1, 60], []);
test('frames a little out of order', tells, at(1, 0.5, 1.2, 0.3), [0, 0], []);
test('a frame without a time does not count', tells, at(0, -NEW_YEAR / SECOND, 0.5), [0, 0], []);

test('frames that are cut are counted', async (t) => {
	const [whole, cut] = [
		{octets, time: NEW_YEAR},
		{octets, time: NEW_YEAR, originalLength: 500},
	];
	const {coverage} = await readCapture(pcap([whole, cut, cut]));
	t.is(coverage.cut, 2);
	t.is(coverage.drops, undefined);
});
