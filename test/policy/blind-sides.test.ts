import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {settleBlindSides} from '#portolan/policy/blind-sides.js';
import {edge} from '../support/edges.js';

const A = '10.0.0.1';
const B = '10.0.0.2';
const C = '10.0.0.3';

const query = edge(A, B, 'udp/53', {outcome: 'unanswered'});
const halfSeen = edge(A, B, 'tcp/88', {outcome: 'one-way'});

const becomes = test.macro({
	exec: (t, edges: readonly FlowEdge[], outcome: string) => {
		const [first] = settleBlindSides(edges);
		t.is(first!.outcome, outcome as FlowEdge['outcome']);
		t.deepEqual(first!.outcomes, {[outcome]: 1});
	},
	title: (name, _, outcome) => `${name}: ${outcome}`,
});

test('a query without answer', becomes, [query], 'unanswered');
test('to a host of whose connections one side is seen', becomes, [query, halfSeen], 'one-way');
test('whoever opened them', becomes, [query, edge(C, B, 'tcp/88', {outcome: 'one-way'})], 'one-way');
test('between two hosts, though it answers another', becomes, [query, halfSeen, edge(C, B, 'tcp/88')], 'one-way');
test('where it answers the same host', becomes, [query, halfSeen, edge(A, B, 'tcp/389')], 'unanswered');
test(
	'where it answers another and nothing is half seen between the two',
	becomes,
	[query, edge(C, B, 'tcp/88', {outcome: 'one-way'}), edge(C, B, 'tcp/389')],
	'unanswered',
);
test('a refusal stays', becomes, [edge(A, B, 'udp/53', {outcome: 'refused'}), halfSeen], 'refused');
test(
	'a connection that was given up',
	becomes,
	[edge(A, B, 'tcp/443', {outcome: 'unanswered'}), halfSeen],
	'unanswered',
);
