import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {compareReports} from '#portolan/report/diff/compare.js';
import {pack} from '../../support/packs.js';
import {type ReportCase, reportOf, talk} from '../../support/reports.js';

const ssh = talk('a1 > b1 tcp/22', {seen: 50});
const frame = {capture: 0, number: 1};
const rpc = pack(
	'conduits:\n  - {from: a, to: b, services: {epm: {tcp: 135}, rpc: {tcp: 49152-65535, dynamic: true}}}\n',
);
const negotiation = {by: 'endpoint-mapper', detail: 'samr', frame} as const;

/** What is said of the ssh of a1 when the later capture does not hold it. */
const because = test.macro<[after: readonly FlowEdge[], options: ReportCase, reason: string | null, before?: FlowEdge]>(
	{
		exec: (t, after, options, reason, before = ssh) => {
			const {rules} = options;
			const earlier = reportOf([before], rules === undefined ? {} : {rules});
			const {entries, worse} = compareReports(earlier, reportOf(after, options));
			const entry = entries.find(({kind}) => kind === 'undocumented-port' || kind === 'failed');
			t.is(entry?.change, reason === null ? 'resolved' : 'unobservable');
			t.is(entry?.direction, reason === null ? 'better' : 'same');
			t.is(entry?.pairs[0]?.reason, reason);
			t.false(worse);
		},
		title: (name) => name!,
	},
);

const both = [talk('a1 > b1 tcp/443')];

test('both hosts talk, as long and later', because, both, {from: 100, until: 160}, null);
test('half as long', because, both, {from: 100, until: 130}, null);
test(
	'less than half as long',
	because,
	both,
	{from: 100, until: 129},
	'the later captures cover 29 s where the earlier ones cover 60 s',
);
test('it ends before', because, both, {until: 49}, 'the later captures end before the time when it was seen');
test('it ends just then', because, both, {until: 50}, 'the later captures end before the time when it was seen');
test('it ends a second after', because, both, {until: 51}, null);
test(
	'the one who asked is silent',
	because,
	[talk('a2 > b1 tcp/443')],
	{from: 100, until: 160},
	'the later captures show nothing sent by a1',
);
test(
	'the one who answered is silent',
	because,
	[talk('a1 > b2 tcp/443')],
	{from: 100, until: 160},
	'the later captures show nothing sent by b1',
);
test(
	'one who asks without an answer sends',
	because,
	[talk('a1 > b2 tcp/443', {outcome: 'pending'}), talk('b1 > c1 tcp/80')],
	{from: 100, until: 160},
	null,
);
test('nobody sends', because, [], {from: 100, until: 160}, 'the later captures show nothing sent by a1 and b1');
test(
	'one who never sent is not waited for',
	because,
	[talk('a1 > c1 tcp/1433')],
	{from: 100, until: 160},
	null,
	talk('a1 > b1 tcp/22', {seen: 50, outcome: 'unanswered'}),
);
test(
	'no answer was due yet',
	because,
	[talk('a1 > b1 tcp/443', {outcome: 'pending'}), talk('b1 > c1 tcp/80')],
	{from: 100, until: 160},
	'the later captures end before an answer was due',
	talk('a1 > b1 tcp/443', {outcome: 'unanswered'}),
);
test(
	'a port that may have been agreed on',
	because,
	[talk('a1 > b1 tcp/50001', {isNegotiationVisible: false})],
	{from: 100, until: 160, rules: rpc},
	'the later captures show ports between the two, and not whether they were negotiated',
	talk('a1 > b1 tcp/50000', {outcome: 'unanswered', negotiation}),
);

test('a capture without a packet shows nothing', (t) => {
	const empty = {...reportOf([]), window: {first: null, last: null}};
	const {entries, worse} = compareReports(reportOf([ssh]), empty);
	t.like(entries, [{change: 'unobservable', pairs: [{reason: 'the later captures hold no packet'}]}]);
	t.false(worse);
});

test('before there was a capture everything appears', (t) => {
	const empty = {...reportOf([]), window: {first: null, last: null}};
	t.like(compareReports(empty, reportOf([ssh])), {worse: true, entries: [{change: 'appeared'}]});
});
