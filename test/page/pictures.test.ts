import test from 'ava';
import {layOut} from '#page/model/graph.js';
import {Model} from '#page/model/model.js';
import {activityIn, activityOf, spanOf} from '#page/model/time.js';
import {encodeReport} from '#portolan/report/html/encode.js';
import type {Report} from '#portolan/report/report.js';
import {edgeOf, emptyReport, reportOf} from '../support/report.js';
import {scriptModule} from '../support/scripts.js';

const {largeReport} = await scriptModule<{largeReport: (options: {edges: number}) => Report}>('page/large-report.js');
const report = largeReport({edges: 1000});
const {edges, matrix} = new Model(encodeReport(report));

test('an edge is active from its first packet to its last, in every piece of time between', (t) => {
	const span = spanOf(edges)!;
	const pieces = 48;
	const {times, all, unexpected} = activityIn(edges, span, pieces);
	const width = (span.until - span.from) / pieces;
	const pieceOf = (time: number) => Math.min(pieces - 1, Math.floor((time - span.from) / width));
	for (let piece = 0; piece < pieces; piece++) {
		const active = report.edges.filter((_, row) => {
			const [first, last] = [edges.start + edges.firsts.at(row), edges.start + edges.lasts.at(row)];
			return pieceOf(first) <= piece && piece <= pieceOf(last);
		});
		t.is(all[piece], active.length);
		t.is(unexpected[piece], active.filter(({verdict}) => verdict === 'unexpected').length);
		t.is(times[piece], (span.from + piece * width) / 1e6);
	}
});

test('what is outside of the span is not counted', (t) => {
	const {from} = spanOf(edges)!;
	const before = {from: from - 2e6, until: from - 1e6};
	t.true(activityIn(edges, before).all.every((count) => count === 0));
	t.true(
		activityOf(
			Uint32Array.from({length: edges.count}, (_, row) => row),
			edges,
			before,
			10,
		).every((n) => n === 0),
	);
});

test('the activity of some edges is theirs alone', (t) => {
	const span = spanOf(edges)!;
	const unexpected = Uint32Array.from(
		report.edges.flatMap(({verdict}, row) => (verdict === 'unexpected' ? [row] : [])),
	);
	t.deepEqual(activityOf(unexpected, edges, span, 48), activityIn(edges, span, 48).unexpected);
	t.deepEqual(activityOf(new Uint32Array(), edges, span, 48), new Uint32Array(48));
});

test('a moment is shown as a second, and nothing has no span', (t) => {
	const {from, until} = spanOf(new Model(encodeReport(reportOf([edgeOf()], []))).edges)!;
	t.is(until - from, 1e6);
	t.is(spanOf(new Model(encodeReport(emptyReport)).edges), undefined);
});

test('the graph has every role once, every shown pair as a line, and is the same each time', (t) => {
	const graph = layOut(matrix, ({status}) => status !== 'unseen');
	const shown = matrix.cells.filter(({status}) => status !== 'unseen');
	t.deepEqual(graph.nodes.map(({role}) => role).sort(), [...new Set(shown.flatMap(({from, to}) => [from, to]))].sort());
	t.deepEqual(
		graph.links.map(({cell}) => cell),
		shown,
	);
	for (const {path} of graph.links) t.notRegex(path, /NaN|undefined/);
	// Names on one side never overlap.
	for (const side of ['left', 'right']) {
		const heights = graph.nodes.filter((node) => node.side === side).map(({y}) => y);
		for (const [index, y] of heights.slice(1).entries()) t.true(y - heights[index]! > 15);
	}
	t.deepEqual(
		layOut(matrix, ({status}) => status !== 'unseen'),
		graph,
	);
	t.deepEqual(layOut(matrix, () => false).nodes, []);
});
