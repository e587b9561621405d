import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {nothingObserved} from '#portolan/flow/observations.js';
import {HOUR, MINUTE} from '#portolan/net/time.js';
import type {Expectation} from '#portolan/policy/finding.js';
import {judge} from '#portolan/policy/judgement.js';
import type {RulePack} from '#portolan/rulepack/pack.js';
import {edge} from '../support/edges.js';
import {pack} from '../support/packs.js';
import {inventory} from '../support/site.js';

const [A1, A2, B1, B2, C1, AB] = ['10.0.0.1', '10.0.0.2', '10.0.1.1', '10.0.1.2', '10.0.2.1', '10.0.3.1'];
const site = inventory(`a1 ${A1}: a`, `a2 ${A2}: a`, `b1 ${B1}: b`, `b2 ${B2}: b`);

interface Circumstances {
	readonly hosts?: ReturnType<typeof inventory>;
	readonly duration?: number;
	readonly isRepresentative?: boolean;
}

function expectations(
	rules: RulePack,
	edges: readonly FlowEdge[],
	{hosts = site, duration = 2 * HOUR, isRepresentative = false}: Circumstances = {},
): readonly Expectation[] {
	return judge(edges, [rules], hosts, {duration, isRepresentative}, nothingObserved).expectations;
}

/** `a1>b1 missing`, one for each pair that is not plainly seen, in front of them the status and the counts. */
function describe({status, counts, pairs}: Expectation): string {
	const list = pairs.map((pair) => `${pair.initiator}>${pair.responder} ${pair.status}`);
	return [`${status} ${JSON.stringify(counts)}`, ...list].join('; ');
}

/** Traffic that makes every host visible and no rule used. */
const visible = [edge(A1, B1, 'tcp/9'), edge(A2, B2, 'tcp/9')];
const required = pack('conduits:\n  - {from: a, to: b, expect: required, services: {sql: {tcp: 1433}}}\n');
const each = pack('conduits:\n  - {from: a, to: b, expect: required, reach: each, services: {sql: {tcp: 1433}}}\n');

const shows = test.macro<
	[rules: RulePack, edges: readonly FlowEdge[], expected: string, circumstances?: Circumstances]
>({
	exec: (t, rules, edges, expected, circumstances) =>
		t.is(describe(expectations(rules, edges, circumstances)[0]!), expected),
	title: (name) => name!,
});

test(
	'reach any: every initiator reaches one',
	shows,
	required,
	[edge(A1, B1, 'tcp/1433'), edge(A2, B1, 'tcp/1433')],
	'seen {"seen":2}',
);
test(
	'reach any: one initiator reaches none',
	shows,
	required,
	[...visible, edge(A1, B1, 'tcp/1433')],
	'missing {"missing":2,"seen":1}; a2>b1 missing; a2>b2 missing',
);
test(
	'reach each: every responder is reached by one',
	shows,
	each,
	[edge(A1, B1, 'tcp/1433'), edge(A1, B2, 'tcp/1433')],
	'seen {"seen":2}',
);
test(
	'reach each: one responder is reached by none',
	shows,
	each,
	[...visible, edge(A1, B1, 'tcp/1433'), edge(A2, B1, 'tcp/1433')],
	'missing {"missing":2,"seen":2}; a1>b2 missing; a2>b2 missing',
);
test(
	'tried and refused',
	shows,
	required,
	[...visible, edge(A1, B1, 'tcp/1433', {outcome: 'refused'}), edge(A2, B1, 'tcp/1433')],
	'missing {"missing":1,"failed":1,"seen":1}; a1>b1 failed; a1>b2 missing',
);
test(
	'refused by one, answered by another',
	shows,
	required,
	[edge(A1, B1, 'tcp/1433', {outcome: 'refused'}), edge(A1, B2, 'tcp/1433'), edge(A2, B2, 'tcp/1433')],
	'failed {"failed":1,"seen":2}; a1>b1 failed',
);
test(
	'not answered',
	shows,
	required,
	[
		edge(A1, B1, 'tcp/1433', {outcome: 'unanswered'}),
		edge(A1, B2, 'tcp/1433', {outcome: 'unanswered'}),
		edge(A2, B2, 'tcp/1433'),
	],
	'failed {"failed":2,"seen":1}; a1>b1 failed; a1>b2 failed',
);
test(
	'one side only is seen',
	shows,
	required,
	[edge(A1, B1, 'tcp/1433', {outcome: 'one-way'}), edge(A2, B1, 'tcp/1433')],
	'seen {"seen":2}',
);
test(
	'pending is not there yet',
	shows,
	required,
	[...visible, edge(A1, B1, 'tcp/1433', {outcome: 'pending'}), edge(A2, B1, 'tcp/1433')],
	'missing {"missing":2,"seen":1}; a1>b1 missing; a1>b2 missing',
);
test(
	'a capture too short',
	shows,
	required,
	visible,
	'not-observable {"not-observable":4}; a1>b1 not-observable; a1>b2 not-observable; a2>b1 not-observable; a2>b2 not-observable',
	{duration: 59 * MINUTE},
);
test(
	'a short capture that covers a full cycle',
	shows,
	required,
	[edge(A1, B1, 'tcp/9'), edge(A1, B1, 'tcp/1433')],
	'not-observable {"not-observable":2,"seen":1}; a2>b1 not-observable; a2>b2 not-observable',
	{duration: MINUTE, isRepresentative: true},
);
test(
	'what was seen is seen, however short',
	shows,
	required,
	[edge(A1, B1, 'tcp/1433'), edge(A2, B1, 'tcp/1433')],
	'seen {"seen":2}',
	{duration: 1},
);
test(
	'a responder that never shows',
	shows,
	required,
	[edge(A1, '8.8.8.8', 'tcp/9'), edge(A2, B1, 'tcp/1433')],
	'missing {"missing":1,"not-observable":1,"seen":1}; a1>b1 missing; a1>b2 not-observable',
);
test(
	'no packet at all',
	shows,
	required,
	[],
	'not-observable {"not-observable":4}; a1>b1 not-observable; a1>b2 not-observable; a2>b1 not-observable; a2>b2 not-observable',
);

const level = (name: string) =>
	pack(`conduits:\n  - {from: a, to: b, expect: ${name}, services: {sql: {tcp: 1433}}}\n`);
test(
	'on demand',
	shows,
	level('on-demand'),
	visible,
	'not-exercised {"not-exercised":4}; a1>b1 not-exercised; a1>b2 not-exercised; a2>b1 not-exercised; a2>b2 not-exercised',
);
test(
	'for installations only',
	shows,
	level('install-only'),
	[edge(A1, B1, 'tcp/1433'), edge(A2, B1, 'tcp/1433')],
	'seen {"seen":2}',
);
test(
	'usual: two hours are not enough',
	shows,
	level('usual'),
	visible,
	'not-observable {"not-observable":4}; a1>b1 not-observable; a1>b2 not-observable; a2>b1 not-observable; a2>b2 not-observable',
);
test(
	'usual: a day is',
	shows,
	level('usual'),
	[edge(A1, B1, 'tcp/9'), edge(A2, B1, 'tcp/1433')],
	'missing {"missing":1,"not-observable":1,"seen":1}; a1>b1 missing; a1>b2 not-observable',
	{duration: 24 * HOUR},
);

test('alternatives are one expectation, met by any', (t) => {
	const rules = pack(
		'conduits:\n  - from: a\n    to: b\n    expect: required\n    any-of: [[web, tls]]\n    services: {web: {tcp: 80}, tls: {tcp: 443}, mail: {tcp: 25, expect: on-demand}}\n',
	);
	const list = expectations(rules, [edge(A1, B1, 'tcp/80'), edge(A2, B1, 'tcp/443')]);
	t.deepEqual(
		list.map(({rule, alternatives}) => [rule.service, alternatives]),
		[
			['web', ['test/a/b/web', 'test/a/b/tls']],
			['mail', ['test/a/b/mail']],
		],
	);
	t.is(describe(list[0]!), 'seen {"seen":2}');
	t.is(
		describe(
			expectations(rules, [
				edge(A1, B1, 'tcp/80', {outcome: 'refused'}),
				edge(A1, B1, 'tcp/443'),
				edge(A2, B1, 'tcp/443'),
			])[0]!,
		),
		'seen {"seen":2}',
	);
});

test('a fallback is told from a failure and from silence', (t) => {
	const rules = pack(
		'conduits:\n  - from: a\n    to: b\n    services: {fast: {tcp: 10123, expect: usual, falls-back-to: [web]}, web: {tcp: 80}}\n',
	);
	const [fast] = expectations(rules, [
		edge(A1, B1, 'tcp/80'),
		edge(A2, B1, 'tcp/10123', {outcome: 'unanswered'}),
		edge(A2, B1, 'tcp/80'),
	]);
	t.is(describe(fast!), 'fallback {"fallback":2}; a1>b1 fallback; a2>b1 fallback');
	t.deepEqual(
		fast!.pairs.map(({reason}) => reason),
		['fast was not tried; web was used', 'fast failed: tcp/10123 was not answered; web was used'],
	);
	const [both] = expectations(rules, [edge(A1, B1, 'tcp/10123'), edge(A1, B1, 'tcp/80'), edge(A2, B1, 'tcp/10123')]);
	t.is(describe(both!), 'seen {"seen":2}');
});

test('a rule both ways is seen whoever began', (t) => {
	const rules = pack(
		'conduits:\n  - {from: a, to: b, direction: <->, expect: required, services: {smb: {tcp: 445}}}\n',
	);
	t.is(describe(expectations(rules, [edge(B1, A1, 'tcp/445'), edge(A2, B1, 'tcp/445')])[0]!), 'seen {"seen":2}');
});

test('a service that nobody answers is seen when it is sent', (t) => {
	const rules = pack(
		'conduits:\n  - {from: a, to: b, expect: required, services: {wake: {udp: 9, answered: never}}}\n',
	);
	const [wake] = expectations(rules, [
		edge(A1, B1, 'udp/9', {outcome: 'unanswered'}),
		edge(A2, B1, 'udp/9', {outcome: 'refused'}),
	]);
	t.is(describe(wake!), 'failed {"failed":1,"not-observable":1,"seen":1}; a2>b1 failed; a2>b2 not-observable');
});

const hides = test.macro<[tunnel: FlowEdge, reason: RegExp]>({
	exec: (t, tunnel, reason) => {
		const [sql] = expectations(required, [...visible, tunnel, edge(A2, B1, 'tcp/1433')]);
		t.regex(sql!.pairs.find(({initiator, responder}) => `${initiator}>${responder}` === 'a1>b1')!.reason, reason);
	},
	title: (name) => name!,
});

test('ESP hides what it carries', hides, edge(A1, B1, 'esp'), /^IPsec \(ESP\) runs between them/);
test('whoever sent it', hides, edge(B1, A1, 'esp', {outcome: 'one-way'}), /^IPsec \(ESP\) runs between them/);
test('ESP in UDP does too', hides, edge(A1, B1, 'udp/4500'), /^IPsec \(ESP in UDP 4500\) runs/);
test('a tunnel that never came up hides nothing', hides, edge(A1, B1, 'udp/4500', {outcome: 'refused'}), /never tried/);
test('an exchange of keys hides nothing', hides, edge(A1, B1, 'udp/500'), /never tried/);
test('nor does a tunnel to another', hides, edge(A1, B2, 'esp'), /never tried/);

test('a host that holds both roles may serve itself', (t) => {
	const hosts = inventory(`ab ${AB}: a, b`, `b1 ${B1}: b`);
	const [sql] = expectations(required, [edge(AB, B1, 'tcp/9')], {hosts});
	t.is(describe(sql!), 'not-observable {"not-observable":1}; ab>b1 not-observable');
	t.regex(sql!.pairs[0]!.reason, /holds both roles/);
});

test('peers of one role are not their own servers', (t) => {
	const rules = pack('conduits:\n  - {from: a, to: a, expect: required, services: {sync: {tcp: 4022}}}\n');
	const [sync] = expectations(rules, [edge(A1, A2, 'tcp/9')]);
	t.is(describe(sync!), 'missing {"missing":2}; a1>a2 missing; a2>a1 missing');
});

test('what was used over broadcast was used by nobody who can be told', (t) => {
	const rules = pack('conduits:\n  - {from: a, to: b, expect: usual, services: {dhcp: {udp: 67, broadcast: true}}}\n');
	const [dhcp] = expectations(rules, [...visible, edge('0.0.0.0', '255.255.255.255', 'udp/67', {outcome: 'one-way'})], {
		isRepresentative: true,
	});
	t.deepEqual(dhcp!.counts, {'not-observable': 4});
});

test('roles that nobody holds are left out', (t) => {
	const rules = pack(
		'conduits:\n  - {from: a, to: c, expect: required, services: {x: {tcp: 1}}}\n  - {from: c, to: c, expect: required, services: {x: {tcp: 1}}}\n',
	);
	t.deepEqual(expectations(rules, visible), []);
	t.deepEqual(expectations(rules, visible, {hosts: inventory(`c1 ${C1}: c`)}), []);
});

test('hosts of a network count when they show', (t) => {
	const hosts = inventory('10.0.0.0/24: a', `b1 ${B1}: b`);
	t.is(
		describe(expectations(required, [edge(A1, B1, 'tcp/1433'), edge(A2, B1, 'tcp/9')], {hosts})[0]!),
		'missing {"missing":1,"seen":1}; 10.0.0.2>b1 missing',
	);
});

test('ten thousand clients: pairs are counted, not made', (t) => {
	const clients = Array.from(
		{length: 10_000},
		(_, index) => `c${index} 10.${2 + (index >> 14)}.${(index >> 7) & 127}.${index & 127}: c`,
	);
	const rules = pack(
		'conduits:\n  - {from: c, to: c, services: {wake: {udp: 9}}}\n  - {from: c, to: b, expect: required, services: {sql: {tcp: 1433}}}\n',
	);
	const [wake, sql] = expectations(rules, [edge('10.2.0.0', B1, 'tcp/1433')], {
		hosts: inventory(...clients, `b1 ${B1}: b`),
		isRepresentative: true,
	});
	t.deepEqual(wake!.counts, {'not-exercised': 10_000 * 9999});
	t.is(wake!.pairs.length, 20);
	t.deepEqual(wake!.pairs.map(({initiator}) => initiator).at(-1), 'c0');
	t.deepEqual(sql!.counts, {'not-observable': 9999, seen: 1});
});
