import type {EpochMicros} from '../net/time.js';

/** Turns the two halves of a pcapng timestamp, both unsigned 32-bit, into microseconds. */
export type TimestampReader = (high: number, low: number) => EpochMicros;

const TWO_TO_32 = 4_294_967_296;

/**
 * @param tsresol the octet of `if_tsresol` (draft-ietf-opsawg-pcapng §4.2): negative power of 10, or of 2 when its top
 *   bit is set. 6, microseconds, where the interface has no such option.
 * @param tsoffset `if_tsoffset`, seconds to add; 0 where the interface has no such option.
 */
export function timestampReader(tsresol: number, tsoffset: bigint): TimestampReader {
	const offset = Number(tsoffset) * 1_000_000;
	if (tsresol === 6) return (high, low) => high * TWO_TO_32 + low + offset;
	// 2^32 = 4294967 * 1000 + 296: a quotient of 1000 without a number above 2^53.
	if (tsresol === 9) return (high, low) => high * 4_294_967 + Math.floor((high * 296 + low) / 1000) + offset;

	const exponent = BigInt(tsresol & 0x7f);
	const ticksPerSecond = tsresol & 0x80 ? 1n << exponent : 10n ** exponent;
	return (high, low) => {
		const ticks = (BigInt(high) << 32n) | BigInt(low);
		return Number((ticks * 1_000_000n) / ticksPerSecond) + offset;
	};
}

/** The inverse: the first timestamp, in units of the interface, that is not before `time`. */
export function ticksOf(time: EpochMicros, tsresol: number, tsoffset: bigint): bigint {
	const exponent = BigInt(tsresol & 0x7f);
	const ticksPerSecond = tsresol & 0x80 ? 1n << exponent : 10n ** exponent;
	const micros = BigInt(Math.ceil(time)) - tsoffset * 1_000_000n;
	return (micros * ticksPerSecond + 999_999n) / 1_000_000n;
}
