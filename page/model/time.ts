import type {Edges} from './edges.js';
import {statusCode} from './status.js';

/** Pieces that a time line is cut into. */
const PIECES = 240;

/** How many edges were active in each piece of time: from their first packet to their last. */
export interface Activity {
	/** Seconds since the epoch, where each piece begins. */
	readonly times: Float64Array;
	readonly all: Uint32Array;
	readonly unexpected: Uint32Array;
	readonly failed: Uint32Array;
}

/** Microseconds since the epoch: from the first packet of all edges to the last. */
export interface Span {
	readonly from: number;
	readonly until: number;
}

/** `undefined` where there are no edges. A moment is shown as a second. */
export function spanOf(edges: Edges): Span | undefined {
	if (edges.count === 0) return undefined;
	const last = edges.lasts.all.reduce((a, b) => Math.max(a, b), 0);
	return {from: edges.start, until: edges.start + Math.max(last, 1_000_000)};
}

export function activityIn(edges: Edges, {from, until}: Span, pieces = PIECES): Activity {
	const width = (until - from) / pieces;
	const pieceOf = pieceIn({from, until}, pieces);
	const [unexpected, failed, ignored] = [statusCode('unexpected'), statusCode('failed'), statusCode('ignored')];
	// One more where an edge begins, one less behind its end.
	const changes = {
		all: new Int32Array(pieces + 1),
		unexpected: new Int32Array(pieces + 1),
		failed: new Int32Array(pieces + 1),
	};
	const {start, statuses, count} = edges;
	const [firsts, lasts] = [edges.firsts.all, edges.lasts.all];
	for (let row = 0; row < count; row++) {
		const first = start + firsts[row]!;
		const last = start + lasts[row]!;
		const status = statuses[row]!;
		if (last < from || first > until || status === ignored) continue;
		const begin = pieceOf(first);
		const end = pieceOf(last) + 1;
		changes.all[begin]!++;
		changes.all[end]!--;
		const own = status === unexpected ? changes.unexpected : status === failed ? changes.failed : undefined;
		if (own === undefined) continue;
		own[begin]!++;
		own[end]!--;
	}
	return {
		times: Float64Array.from({length: pieces}, (_, piece) => (from + piece * width) / 1_000_000),
		all: sums(changes.all),
		unexpected: sums(changes.unexpected),
		failed: sums(changes.failed),
	};
}

/** How many of the edges of `rows` were active in each piece. */
export function activityOf(rows: Uint32Array, edges: Edges, {from, until}: Span, pieces: number): Uint32Array {
	const pieceOf = pieceIn({from, until}, pieces);
	const changes = new Int32Array(pieces + 1);
	const [firsts, lasts] = [edges.firsts.all, edges.lasts.all];
	for (const row of rows) {
		const first = edges.start + firsts[row]!;
		const last = edges.start + lasts[row]!;
		if (last < from || first > until) continue;
		changes[pieceOf(first)]!++;
		changes[pieceOf(last) + 1]!--;
	}
	return sums(changes);
}

function pieceIn({from, until}: Span, pieces: number): (time: number) => number {
	const width = (until - from) / pieces;
	return (time) => Math.max(0, Math.min(pieces - 1, Math.floor((time - from) / width)));
}

function sums(changes: Int32Array): Uint32Array {
	let sum = 0;
	return Uint32Array.from(changes.subarray(0, -1), (change) => {
		sum += change;
		return sum;
	});
}
