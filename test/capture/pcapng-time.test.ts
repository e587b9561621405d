import test from 'ava';
import fc from 'fast-check';
import {timestampReader} from '#portolan/capture/pcapng-time.js';
import {Pcapng} from '../support/capture-files.js';
import {octets} from '../support/packets.js';
import {readCapture} from '../support/reading.js';

/** 2026-01-01T00:00:00.123456Z. */
const MICROS = 1_767_225_600_123_456n;

const resolution = test.macro<[tsresol: number, ticks: bigint, expected: bigint, tsoffset?: bigint]>({
	exec: (t, tsresol, ticks, expected, tsoffset) => {
		const micros = timestampReader(tsresol, tsoffset ?? 0n)(Number(ticks >> 32n), Number(ticks & 0xffff_ffffn));
		t.is(micros, Number(expected));
	},
	title: (name) => name!,
});

test('microseconds, the default', resolution, 6, MICROS, MICROS);
test('seconds', resolution, 0, MICROS / 1_000_000n, (MICROS / 1_000_000n) * 1_000_000n);
test('milliseconds', resolution, 3, MICROS / 1000n, (MICROS / 1000n) * 1000n);
test('nanoseconds are rounded down', resolution, 9, MICROS * 1000n + 999n, MICROS);
test('picoseconds', resolution, 12, 5_000_000n * 1_000_000n + 999_999n, 5_000_000n);
test('base 2, 2^-20 s', resolution, 0x80 | 20, (1_767_225_600n << 20n) + (1n << 19n), 1_767_225_600_500_000n);
test('base 2, 2^-32 s, as NTP counts', resolution, 0x80 | 32, (1000n << 32n) + (1n << 30n), 1_000_250_000n);
test('base 2, 2^0: whole seconds', resolution, 0x80, 1000n, 1_000_000_000n);
test('base 2, 2^-63 s', resolution, 0x80 | 63, 1n << 62n, 500_000n);
test('the finest base 10', resolution, 127, 1n, 0n);
test('an offset in seconds', resolution, 6, 1n, 1_767_225_600_000_001n, 1_767_225_600n);
test('a negative offset', resolution, 9, MICROS * 1000n, MICROS - 3_600_000_000n, -3600n);

test('nanoseconds agree with exact arithmetic', (t) => {
	fc.assert(
		// To the year 2200.
		fc.property(fc.bigInt({min: 0n, max: 7_258_118_400_000_000_000n}), (ticks) => {
			const micros = timestampReader(9, 0n)(Number(ticks >> 32n), Number(ticks & 0xffff_ffffn));
			return micros === Number(ticks / 1000n);
		}),
	);
	t.pass();
});

for (const bigEndian of [false, true]) {
	test(`if_tsresol and if_tsoffset of a ${bigEndian ? 'big' : 'little'}-endian section`, async (t) => {
		const build = new Pcapng({bigEndian});
		const {frames} = await readCapture(
			octets(
				build.section(),
				build.interface({tsresol: 0x80 | 10, tsoffset: 1_767_225_600n}),
				build.interface({tsresol: 9, tsoffset: -1n}),
				build.enhanced(octets(0), 512n),
				build.enhanced(octets(0), 3_000_000_000n, {interfaceId: 1}),
			),
		);
		t.deepEqual(
			frames.map(({time}) => time),
			[1_767_225_600_500_000, 2_000_000],
		);
	});
}
