import type {DurationMicros, EpochMicros} from '../net/time.js';

/** Microseconds from 1601-01-01, where Windows begins to count, to 1970-01-01. */
const WINDOWS_EPOCH = 11_644_473_600_000_000n;

/** The FILETIME at octet `at`: tenths of a microsecond since 1601, UTC. A double holds it only after the epoch is off. */
export function utcOfFileTime(view: DataView, at: number): EpochMicros {
	return Number(view.getBigUint64(at, true) / 10n - WINDOWS_EPOCH);
}

/**
 * Microseconds since the start. A frame may lie before it: the 64 bits are to be multiplied by 10 and the result is to be
 * read with a sign, says the help of Network Monitor 3.4.
 */
export function signedTicks(view: DataView, at: number): DurationMicros {
	return Number(BigInt.asIntN(64, view.getBigUint64(at, true) * 10n) / 10n);
}
