import {compareText} from '../../net/text-order.js';
import type {ConduitStatus} from '../status.js';

/** Roles of one side of the map: those that are shown, in order, and those that are one together. */
export interface Folded {
	readonly shown: readonly string[];
	readonly others: readonly string[];
}

/**
 * Chooses the roles that are worth a row or a column of their own: first those with something wrong, then those with most edges.
 * Those that are shown keep the order of their names, so that the map stands still.
 * @param room rows or columns that there are; where not all fit, the last is for the others
 */
export function fold(conduits: readonly ConduitStatus[], side: 'from' | 'to', room: number): Folded {
	const sums = new Map<string, {wrong: number; edges: number}>();
	for (const conduit of conduits) {
		const role = conduit[side];
		const sum = sums.get(role) ?? {wrong: 0, edges: 0};
		sum.wrong += conduit.unexpected + conduit.failed + conduit.missing;
		sum.edges += conduit.expected + conduit.other;
		sums.set(role, sum);
	}
	const names = [...sums.keys()];
	if (names.length <= room) return {shown: names.sort(compareText), others: []};
	names.sort((a, b) => {
		const [x, y] = [sums.get(a)!, sums.get(b)!];
		return y.wrong - x.wrong || y.edges - x.edges || compareText(a, b);
	});
	const count = Math.max(0, room - 1);
	return {shown: names.slice(0, count).sort(compareText), others: names.slice(count).sort(compareText)};
}
