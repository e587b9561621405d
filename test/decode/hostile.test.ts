import test from 'ava';
import fc from 'fast-check';
import {Decoder} from '#portolan/decode/decode.js';
import {batches, type TestFrame} from '../support/decoding.js';
import {ethernet, icmpError, ipv6, octets, tcp, tcpSegment, udp} from '../support/packets.js';

function countAll(frames: readonly TestFrame[]): {packets: number; undecoded: number} {
	const decoder = new Decoder();
	const packets = batches(frames).reduce((sum, batch) => sum + decoder.decode(batch).count, 0);
	const undecoded = decoder.undecoded.flat().reduce((sum, count) => sum + count, 0);
	return {packets, undecoded};
}

const linkTypes = fc.constantFrom(0, 1, 12, 14, 101, 108, 113, 228, 229, 276, 9999);

test('noise under any link type never throws, and counts add up', (t) => {
	const frame = fc.record({
		octets: fc.uint8Array({maxLength: 120}),
		linkType: linkTypes,
		originalLength: fc.integer({min: 0, max: 2000}),
		capture: fc.integer({min: 0, max: 2}),
	});
	fc.assert(
		fc.property(fc.array(frame, {maxLength: 50}), (frames) => {
			const {packets, undecoded} = countAll(frames);
			return packets + undecoded === frames.length;
		}),
		{numRuns: 500},
	);
	t.pass();
});

test('real packets with octets changed or cut never throw, and counts add up', (t) => {
	const whole = fc.constantFrom(
		ethernet(tcp('10.0.0.1:1', '10.0.0.2:2', {payload: new Uint8Array(30)})),
		ethernet(udp('[fd00::1]:1', '[fd00::2]:2')),
		ethernet(
			ipv6(
				'fd00::1',
				'fd00::2',
				0,
				octets(43, 0, new Uint8Array(6), 44, 0, new Uint8Array(6), 6, 0, 0, 1, 0, 0, 0, 9, tcpSegment(1, 2)),
			),
		),
		ethernet(icmpError('10.0.0.9', '10.0.0.1', 3, 3, udp('10.0.0.1:5', '10.0.0.2:6')), {tags: [3]}),
	);
	const edits = fc.array(fc.tuple(fc.nat(), fc.integer({min: 0, max: 255})), {maxLength: 5});
	fc.assert(
		fc.property(whole, edits, fc.nat(), (frame, changes, cut) => {
			const copy = frame.slice(0, cut % (frame.length + 1));
			for (const [position, value] of changes) if (copy.length > 0) copy[position % copy.length] = value;
			const {packets, undecoded} = countAll([{octets: copy, originalLength: frame.length}]);
			return packets + undecoded === 1;
		}),
		{numRuns: 5000},
	);
	t.pass();
});

test('octets outside of a frame are never read: what surrounds it changes nothing', (t) => {
	const frame = ethernet(tcp('10.0.0.1:1', '10.0.0.2:2', {payload: new Uint8Array(30)}));
	fc.assert(
		fc.property(fc.nat({max: frame.length}), fc.uint8Array({minLength: 60, maxLength: 60}), (cut, noise) => {
			const outcome = (surroundings: Uint8Array) => {
				const [batch] = batches([
					{octets: surroundings},
					{octets: frame.slice(0, cut), originalLength: frame.length},
					{octets: surroundings},
				]);
				const decoder = new Decoder();
				// Only the frame in the middle is decoded.
				batch!.offset[0] = batch!.offset[1]!;
				batch!.capturedLength[0] = batch!.capturedLength[1]!;
				batch!.originalLength[0] = batch!.originalLength[1]!;
				batch!.count = 1;
				const {count, ipOctets, payloadCaptured} = decoder.decode(batch!);
				return JSON.stringify([count, count && ipOctets[0], count && payloadCaptured[0], decoder.undecoded]);
			};
			return outcome(noise) === outcome(new Uint8Array(60));
		}),
	);
	t.pass();
});
