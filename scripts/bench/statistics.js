/**
 * @param {number[]} numbers at least one
 * @returns {number}
 */
export function median(numbers) {
	const sorted = numbers.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * How many times as long the second of a pair took. A ratio of each pair is steadier than one of two medians: what else the
 * machine does falls on both of a pair alike.
 * @param {Array<[ours: number, theirs: number]>} pairs seconds
 */
export function medianRatio(pairs) {
	return median(pairs.map(([ours, theirs]) => theirs / ours));
}

/** What several runs of one command come to. */
export function summarize(runs) {
	const seconds = runs.map((run) => run.seconds);
	const peaks = runs.flatMap(({peakOctets}) => peakOctets ?? []);
	return {
		rounds: runs.length,
		seconds: rounded(median(seconds)),
		fastest: rounded(Math.min(...seconds)),
		slowest: rounded(Math.max(...seconds)),
		peakOctets: peaks.length === 0 ? null : Math.max(...peaks),
	};
}

/** To milliseconds, and for ratios to thousandths: more would be noise in a file that is committed. */
export function rounded(number) {
	return Math.round(number * 1000) / 1000;
}
