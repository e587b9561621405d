import test from 'ava';
import {benchModule} from '../support/bench.js';

interface Run {
	readonly seconds: number;
	readonly peakOctets: number | null;
	readonly problem: string | null;
}

const {median, medianRatio, summarize} = await benchModule<{
	median: (numbers: number[]) => number;
	medianRatio: (pairs: Array<[number, number]>) => number;
	summarize: (runs: Run[]) => object;
}>('statistics.js');
const {compare} = await benchModule<{
	compare: (ours: string, theirs: string, options: object) => Promise<{problem: string | null; measured?: object}>;
}>('compare.js');
const {speedTable, describeMeasurement, asText, asMarkdown} = await benchModule<{
	speedTable: (results: object) => string[][];
	describeMeasurement: (results: object) => string;
	asText: (rows: string[][]) => string;
	asMarkdown: (rows: string[][]) => string;
}>('table.js');
const {drawChart} = await benchModule<{drawChart: (results: object) => string}>('chart.js');
const units = await benchModule<Record<string, (number: number | null) => string>>('units.js');
const {readOptions} = await benchModule<{readOptions: (args: string[]) => Record<string, unknown>}>('options.js');

const ran = (seconds: number, peakOctets: number | null = null, problem: string | null = null): Run => ({
	seconds,
	peakOctets,
	problem,
});

const measured = (seconds: number, ratio: number) => ({
	...{rounds: 3, fastest: seconds, slowest: seconds, peakOctets: 50_000_000},
	...{seconds, ratio},
});

const results = {
	date: '2026-01-02',
	machine: {
		cpu: 'Some <fast> CPU',
		cores: 2,
		memoryOctets: 16e9,
		os: 'Debian',
		kernel: 'Linux',
		node: '20.20.2',
		load: 0.1,
	},
	input: {packets: 5_000_000, flows: 200_000, edges: 10_000, snaplen: 96, octets: 474_000_000},
	portolan: {name: 'portolan', version: '1.2.3', does: 'flows, judged', measured: measured(2, 1)},
	peers: [
		{name: 'slow one', version: '3.1', does: 'dissects', needs: 'slow', measured: measured(130, 65)},
		{name: 'absent one', does: 'flows', needs: 'absent'},
		{name: 'broken one', version: '1.0', does: 'flows', needs: 'broken', problem: 'no such | option'},
		{name: 'quick one', version: '4.0', does: 'counts', needs: 'quick', measured: measured(0.5, 0.25)},
	],
	curves: [],
};

test('the median of an odd and of an even number of numbers', (t) => {
	t.is(median([10, 9, 1]), 9);
	t.is(median([4, 1, 10, 2]), 3);
});

test('the ratio is the median of the ratios of pairs, not the ratio of the medians', (t) => {
	// A machine that is three times as slow in one pair changes nothing.
	t.is(
		medianRatio([
			[1, 2],
			[3, 6],
			[1, 4],
		]),
		2,
	);
});

test('a summary has the median time and the highest peak', (t) => {
	t.deepEqual(summarize([ran(1, 10), ran(3, 30), ran(2.0004)]), {
		...{rounds: 3, seconds: 2, fastest: 1, slowest: 3, peakOctets: 30},
	});
	t.like(summarize([ran(1)]), {peakOctets: null});
});

test('two commands take turns after a warm-up, and the warm-up does not count', async (t) => {
	const order: string[] = [];
	const seconds = [100, 100, 1, 3, 2, 4];
	const run = async (command: string) => {
		order.push(command);
		return ran(seconds[order.length - 1]!);
	};
	const {measured} = await compare('A', 'B', {rounds: 2, warmUps: 1, timeout: 1, run});
	t.is(order.join(''), 'ABABAB');
	t.like(measured, {rounds: 2, seconds: 3.5, ratio: 2.5});
});

test('a peer that fails is told and never counted; portolan must not fail', async (t) => {
	const failing = (name: string) => async (command: string) => ran(1, null, command === name ? 'broke' : null);
	const outcome = await compare('A', 'B', {rounds: 2, warmUps: 1, timeout: 1, run: failing('B')});
	t.is(outcome.problem, 'broke');
	t.is(outcome.measured, undefined);
	await t.throwsAsync(compare('A', 'B', {rounds: 2, warmUps: 1, timeout: 1, run: failing('A')}), {
		message: 'portolan: broke',
	});
});

test('the table goes from fast to slow, and ends with what was not measured', (t) => {
	t.deepEqual(speedTable(results).slice(1), [
		['quick one (4.0)', 'counts', '0.50', '0.25', '10,000,000', '50 MB'],
		['portolan (1.2.3)', 'flows, judged', '2.00', '1.00', '2,500,000', '50 MB'],
		['slow one (3.1)', 'dissects', '130.0', '65.0', '38,500', '50 MB'],
		['absent one', 'flows', 'not installed (absent)', '', '', ''],
		['broken one (1.0)', 'flows', 'failed: no such | option', '', '', ''],
	]);
});

test('a busy machine is told', (t) => {
	t.notRegex(describeMeasurement(results), /busy/);
	t.regex(
		describeMeasurement({...results, machine: {...results.machine, load: 3.5}}),
		/busy with other work \(load 3\.5\)/,
	);
});

test('a table as text and as Markdown', (t) => {
	const rows = [
		['a', 'long'],
		['wide', 'x|y'],
	];
	t.is(asText(rows), 'a     long\nwide  x|y\n');
	t.is(asMarkdown(rows), '| a | long |\n|---|---|\n| wide | x\\|y |');
});

test('numbers are written for people', (t) => {
	t.is(units.formatCount!(1_234_567), '1,234,567');
	t.is(units.formatCount!(123), '123');
	t.deepEqual([0.0123, 0.5, 9.876, 131.26].map(units.formatSeconds!), ['0.012', '0.50', '9.88', '131.3']);
	t.is(units.formatRate!(1_234_567), '1,230,000');
	t.deepEqual([null, 51e6, 10.5e9].map(units.formatMemory!), ['unknown', '51 MB', '10.5 GB']);
});

test('the chart draws every row that was measured, in words too', (t) => {
	const svg = drawChart(results);
	for (const text of ['portolan', 'quick one', 'slow one', '2.00 s', '0.50 s', '130.0 s']) {
		t.regex(svg, new RegExp(`>${text}</text>`));
	}
	t.notRegex(svg, /absent one|broken one/);
	t.is([...svg.matchAll(/ fill="#(?:0969da|8c959f)"/g)].length, 3);
	t.regex(svg, /<svg role="img" aria-labelledby="title desc"/);
	t.regex(svg, /<title id="title">Seconds to read 5,000,000 packets<\/title>/);
	t.regex(svg, /<desc id="desc">.*slow one 130\.0 s.*Some &lt;fast&gt; CPU/);
	t.regex(svg, /prefers-color-scheme:dark/);
});

test('the chart is the same octets for the same results', (t) => {
	t.is(drawChart(results), drawChart(results));
});

test('bars begin at the left edge, also those of less than a second', (t) => {
	const starts = [...drawChart(results).matchAll(/<path d="M([\d.]+) [^"]*" fill="#(?:0969da|8c959f)"/g)];
	t.deepEqual(
		starts.map(([, start]) => start),
		['130', '130', '130'],
	);
});

test('options have defaults, and nonsense is refused', (t) => {
	t.like(readOptions([]), {packets: 5_000_000, flows: 200_000, edges: 10_000, snaplen: 96, curves: false, jobs: null});
	t.deepEqual(readOptions(['--only', 'tcpdump, argus'])['only'], ['tcpdump', 'argus']);
	t.throws(() => readOptions(['--packets', '1e6']), {message: /--packets 1e6: write a whole number/});
	t.throws(() => readOptions(['--rounds', '0']));
});
