import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {compareReports} from '#portolan/report/diff/compare.js';
import type {ReportDiff} from '#portolan/report/diff/diff.js';
import {pack} from '../../support/packs.js';
import {type ReportCase, reportOf, talk} from '../../support/reports.js';
import {inventory} from '../../support/site.js';

interface Sides {
	readonly before?: ReportCase;
	readonly after?: ReportCase;
}

/** `appeared worse undocumented-port: appeared a1 > b1 tcp/22`, a line an entry. */
function linesOf({entries}: ReportDiff): string[] {
	return entries.map(({change, direction, kind, pairs}) => {
		const told = pairs.map((pair) => `${pair.change} ${pair.initiator} > ${pair.responder} ${pair.service}`);
		return [`${change} ${direction} ${kind}`, ...(told.length === 0 ? [] : [told.join(', ')])].join(': ');
	});
}

const differ = test.macro<[before: readonly FlowEdge[], after: readonly FlowEdge[], lines: string[], sides?: Sides]>({
	exec: (t, before, after, lines, sides = {}) => {
		const [earlier, later] = [reportOf(before, sides.before), reportOf(after, {from: 100, until: 160, ...sides.after})];
		const diff = compareReports(earlier, later);
		t.deepEqual(linesOf(diff), lines);
		const isWorse = diff.entries.some((entry) => entry.direction === 'worse' && entry.severity !== 'note');
		t.is(diff.worse, isWorse);
	},
	title: (name) => name!,
});

/** Every host is seen to send, and nothing is wrong. */
const alive = [
	talk('a1 > b1 tcp/443'),
	talk('a2 > b2 tcp/443'),
	talk('a1 > c1 tcp/1433'),
	talk('a2 > c1 tcp/1433'),
	talk('b1 > c1 tcp/80'),
];
const without = (...left: readonly string[]) =>
	alive.filter(({initiator, port}) => !left.includes(`${initiator.text} ${port}`));
const ssh = talk('a1 > b1 tcp/22');

test('nothing and nothing', differ, [], [], []);
test(
	'the same twice',
	differ,
	[...alive, ssh],
	[...alive, ssh],
	['persists same undocumented-port: persists a1 > b1 tcp/22'],
);
test('something new', differ, alive, [...alive, ssh], ['appeared worse undocumented-port: appeared a1 > b1 tcp/22']);
test('something over', differ, [...alive, ssh], alive, ['resolved better undocumented-port: resolved a1 > b1 tcp/22']);
test(
	'a stranger',
	differ,
	alive,
	[...alive, talk('x > b1 tcp/443')],
	['appeared worse unknown-host: appeared 10.9.9.9 > b1 tcp/443'],
);
test(
	'the same by more hosts',
	differ,
	[...alive, ssh],
	[...alive, ssh, talk('a2 > b1 tcp/22')],
	['persists worse undocumented-port: appeared a2 > b1 tcp/22, persists a1 > b1 tcp/22'],
);
test(
	'the same by fewer hosts',
	differ,
	[...alive, ssh, talk('a2 > b1 tcp/22')],
	[...alive, ssh],
	['persists same undocumented-port: persists a1 > b1 tcp/22, resolved a2 > b1 tcp/22'],
);
test(
	'what worked is refused',
	differ,
	alive,
	[...without('10.0.1.1 443'), talk('a1 > b1 tcp/443', {outcome: 'refused'})],
	['changed worse failed: changed a1 > b1 tcp/443'],
);
test(
	'what failed for one fails for another that it worked for',
	differ,
	[...without('10.0.1.1 443'), talk('a1 > b1 tcp/443', {outcome: 'refused'})],
	[
		talk('a1 > b1 tcp/443', {outcome: 'refused'}),
		talk('a2 > b2 tcp/443', {outcome: 'refused'}),
		...without('10.0.1.1 443', '10.0.1.2 443'),
	],
	['changed worse failed: changed a2 > b2 tcp/443, persists a1 > b1 tcp/443'],
);
test('what failed works', differ, [...without('10.0.1.1 443'), talk('a1 > b1 tcp/443', {outcome: 'refused'})], alive, [
	'resolved better failed: resolved a1 > b1 tcp/443',
]);
test(
	'what failed is still to be answered',
	differ,
	[...without('10.0.1.1 443'), talk('a1 > b1 tcp/443', {outcome: 'unanswered'})],
	[...without('10.0.1.1 443'), talk('a1 > b1 tcp/443', {outcome: 'pending'}), talk('a1 > b2 tcp/443')],
	['unobservable same failed: unobservable a1 > b1 tcp/443'],
);
test(
	'what is wrong and answered is still to be answered',
	differ,
	[...alive, ssh],
	[...alive, talk('a1 > b1 tcp/22', {outcome: 'pending'})],
	['persists same undocumented-port: persists a1 > b1 tcp/22'],
);
test(
	'what is wrong becomes of use',
	differ,
	[...alive, talk('a1 > b1 tcp/22', {outcome: 'refused'})],
	[...alive, ssh],
	['changed same undocumented-port: changed a1 > b1 tcp/22'],
);

test(
	'a required service goes silent',
	differ,
	alive,
	[...without('10.0.1.1 1433'), talk('a1 > b1 tcp/443')],
	['gone-silent worse silent: gone-silent a1 > c1 tcp/1433'],
);
test('a service on demand goes silent', differ, alive, without('10.0.2.1 80'), [
	'gone-silent same silent: gone-silent b1 > c1 tcp/80',
]);
test('two hosts stop the same', differ, [...alive, talk('b2 > c1 tcp/80')], without('10.0.2.1 80'), [
	'gone-silent same silent: gone-silent b1 > c1 tcp/80, gone-silent b2 > c1 tcp/80',
]);
test(
	'what never worked does not go silent',
	differ,
	[...without('10.0.2.1 80'), talk('b1 > c1 tcp/80', {outcome: 'pending'})],
	without('10.0.2.1 80'),
	[],
);

const either = pack(`conduits:
  - {from: a, to: b, expect: required, any-of: [[web, tls]], services: {web: {tcp: 80}, tls: {tcp: 443}}}
`);
test(
	'a required service that another one replaces is not missed',
	differ,
	[talk('a1 > b1 tcp/80'), talk('a2 > b1 tcp/80'), talk('a3 > b1 tcp/80')],
	[talk('a1 > b1 tcp/443'), talk('a2 > b1 tcp/80'), talk('a3 > b1 tcp/80')],
	['gone-silent same silent: gone-silent a1 > b1 tcp/80'],
	{before: {rules: either}, after: {rules: either}},
);
test(
	'a required service that another host serves is not missed',
	differ,
	[talk('a1 > b1 tcp/80'), talk('a2 > b2 tcp/80'), talk('a3 > b2 tcp/80')],
	[talk('a1 > b2 tcp/80'), talk('a2 > b2 tcp/80'), talk('a3 > b2 tcp/80'), talk('b1 > c1 tcp/9')],
	['appeared worse undocumented-pair: appeared b1 > c1 tcp/9', 'gone-silent same silent: gone-silent a1 > b1 tcp/80'],
	{before: {rules: either}, after: {rules: either}},
);

const full = {isRepresentative: true};
const idle = [talk('a1 > b1 tcp/443'), talk('a2 > b2 tcp/443'), talk('b1 > c1 tcp/80')];
const noA3 = inventory('a1 10.0.1.1: a', 'a2 10.0.1.2: a', 'b1 10.0.2.1: b', 'b2 10.0.2.2: b', 'c1 10.0.3.1: c');
const small = {...full, hosts: noA3};
test(
	'what was used is missing',
	differ,
	alive,
	idle,
	['changed worse missing', 'gone-silent worse silent: gone-silent a1 > c1 tcp/1433, gone-silent a2 > c1 tcp/1433'],
	{before: small, after: small},
);
test('what is missing persists', differ, idle, idle, ['persists same missing'], {before: small, after: small});
test('what was missing is used', differ, idle, alive, ['resolved better missing'], {before: small, after: small});
test('what was missing cannot be told', differ, idle, [talk('a1 > b1 tcp/443')], ['unobservable same missing'], {
	before: small,
	after: {...small, isRepresentative: false},
});
