import type {EdgeSums} from './edge-sums.js';
import type {EdgeParts} from './edge-table.js';

/**
 * Of what a table holds, the edges with the latest packets; scans, of which there is one for each initiator that makes one, are all kept.
 * @param limit edges that are kept
 * @returns the parts themselves where they are no more than that
 */
export function newestParts(parts: EdgeParts, limit: number): {readonly parts: EdgeParts; readonly forgotten: number} {
	const all = [...parts.edges, ...parts.attempts.flatMap(({edges}) => edges ?? [])];
	if (all.length <= limit) return {parts, forgotten: 0};
	const times = Float64Array.from(all, ({last}) => last).sort();
	const oldest = times[all.length - limit]!;
	// Of equal times those that come first, so that it is never more than the limit.
	let room = limit - (all.length - upperBound(times, oldest));
	const isKept = ({last}: EdgeSums) => last > oldest || (last === oldest && room-- > 0);
	const edges = parts.edges.filter(isKept);
	const attempts = parts.attempts.flatMap((attempt) => {
		const own = attempt.edges?.filter(isKept);
		return own?.length === 0 ? [] : [{...attempt, edges: own}];
	});
	return {parts: {edges, attempts}, forgotten: all.length - limit};
}

/** How many of the sorted values are `value` or less. */
function upperBound(sorted: Float64Array, value: number): number {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (sorted[middle]! <= value) low = middle + 1;
		else high = middle;
	}
	return low;
}
