import test from 'ava';
import type {Outcome} from '#portolan/flow/biflow.js';
import {assemble, ends, type Timed} from '../support/flows.js';
import {icmpError, octets, tcp} from '../support/packets.js';

const C = '10.0.0.1:50000';
const S = '10.0.0.2:443';

const data = (length: number) => new Uint8Array(length).fill(0x78);
const at = (seconds: number, packet: Uint8Array): Timed => [seconds, packet];
const every = (times: readonly number[], packet: Uint8Array): Timed[] => times.map((seconds) => at(seconds, packet));

const opened: Timed[] = [
	at(0, tcp(C, S, {flags: 'S', seq: 100})),
	at(0.01, tcp(S, C, {flags: 'SA', seq: 500, ack: 101})),
	at(0.02, tcp(C, S, {flags: 'A', seq: 101, ack: 501})),
];
const request = tcp(C, S, {flags: 'PA', seq: 101, ack: 501, payload: data(200)});
const asked: Timed[] = [...opened, at(0.03, request), at(0.04, tcp(S, C, {flags: 'A', seq: 501, ack: 301}))];
const segment = (index: number, from = 501) =>
	tcp(S, C, {flags: 'A', seq: from + index * 1460, ack: 301, payload: data(1460)});
const acknowledged = (index: number) => tcp(C, S, {flags: 'A', seq: 301, ack: 501 + index * 1460});

/** Segments of a transfer, `pace` seconds apart, each second one acknowledged. */
function transfer(count: number, pace: number): Timed[] {
	return Array.from({length: count}, (_, index): Timed[] => [
		at(0.1 + index * pace, segment(index)),
		...(index % 2 === 1 ? [at(0.1 + (index + 0.5) * pace, acknowledged(index + 1))] : []),
	]).flat();
}

const becomes = test.macro<[packets: readonly Timed[], expected: Outcome, until?: number]>({
	exec(t, packets, expected, until = 60) {
		const {biflows} = assemble(packets, {until});
		t.is(biflows.length, 1, biflows.map(ends).join('; '));
		t.is(biflows[0]!.outcome, expected);
	},
	title: (name, _, expected) => `${name}: ${expected}`,
});

test('a request sent again and again', becomes, [...opened, ...every([0.03, 0.33, 0.93, 2.13, 4.53], request)], 'cut');
test(
	'the same, until the client gives up',
	becomes,
	[...opened, ...every([0.03, 0.33, 0.93, 2.13, 4.53], request), at(9, tcp(C, S, {flags: 'RA', seq: 301, ack: 501}))],
	'cut',
);
test(
	'the same over IPv6',
	becomes,
	[
		at(0, tcp('[fd00::9]:50000', '[fd00::2]:443', {flags: 'S', seq: 100})),
		at(0.01, tcp('[fd00::2]:443', '[fd00::9]:50000', {flags: 'SA', seq: 500, ack: 101})),
		...every(
			[0.03, 0.33, 0.93, 2.13, 4.53],
			tcp('[fd00::9]:50000', '[fd00::2]:443', {flags: 'PA', seq: 101, ack: 501, payload: data(200)}),
		),
	],
	'cut',
);
test(
	'large segments of the server sent again and again',
	becomes,
	[...asked, at(0.1, segment(0)), at(0.1, segment(1)), ...every([0.4, 1, 2.2, 4.6, 9.4], segment(0))],
	'cut',
);
test(
	'the last of a transfer',
	becomes,
	[...asked, ...transfer(20, 0.001), ...every([1, 1.3, 1.9, 3.1, 5.5], segment(20))],
	'cut',
);
test(
	'a request that arrives at the third attempt',
	becomes,
	[...opened, ...every([0.03, 0.33, 0.93, 2.13, 4.53], request), at(4.6, tcp(S, C, {flags: 'A', seq: 501, ack: 301}))],
	'answered',
);
test(
	'a request refused in the end',
	becomes,
	[...opened, ...every([0.03, 0.33, 0.93, 2.13, 4.53], request), at(4.6, tcp(S, C, {flags: 'R', seq: 501}))],
	'answered',
);
test('a request sent twice', becomes, [...opened, ...every([0.03, 3], request)], 'answered');
test('a request of one second ago', becomes, [...opened, ...every([0.03, 0.23, 0.43, 0.83], request)], 'answered', 1);
test(
	'a stall that began before, and was over',
	becomes,
	[
		...opened,
		...every([0.03, 0.33, 0.93, 2.13, 4.53], request),
		at(4.6, tcp(S, C, {flags: 'A', seq: 501, ack: 301})),
		...transfer(4, 0.001).map(
			(item): Timed => at((item as readonly [number, Uint8Array])[0] + 5, (item as readonly [number, Uint8Array])[1]),
		),
	],
	'answered',
);

test('a transfer', becomes, [...asked, ...transfer(200, 0.001)], 'answered');
test('a slow transfer', becomes, [...asked, ...transfer(40, 1)], 'answered');
test(
	'a transfer that the end of the capture cuts in the middle of a burst',
	becomes,
	[
		...asked,
		...transfer(20, 0.001),
		...Array.from({length: 10}, (_, index) => at(0.2 + index / 10_000, segment(20 + index))),
	],
	'answered',
	0.3,
);
test(
	'acknowledgments of 500 ms',
	becomes,
	[
		...asked,
		...Array.from({length: 12}, (_, index): Timed[] => [
			at(1 + index, segment(index)),
			at(1.5 + index, acknowledged(index + 1)),
		]).flat(),
	],
	'answered',
);
test(
	'keep-alives with an octet, answered',
	becomes,
	[
		...asked,
		...[100, 200, 300, 400].flatMap((seconds): Timed[] => [
			at(seconds, tcp(C, S, {flags: 'A', seq: 300, ack: 501, payload: octets(0)})),
			at(seconds + 0.01, tcp(S, C, {flags: 'A', seq: 501, ack: 301})),
		]),
	],
	'answered',
	500,
);
test(
	'keep-alives with an octet, to a peer that is gone',
	becomes,
	[...asked, ...every([100, 101, 102, 103, 104, 105], tcp(C, S, {flags: 'A', seq: 300, ack: 501, payload: octets(0)}))],
	'cut',
	500,
);
test(
	'keep-alives without an octet say nothing of what arrives',
	becomes,
	[...asked, ...every([100, 101, 102, 103, 104, 105], tcp(C, S, {flags: 'A', seq: 300, ack: 501}))],
	'answered',
	500,
);
test(
	'both sides that ask at once',
	becomes,
	[
		...asked,
		...Array.from({length: 20}, (_, index): Timed[] => [
			at(1 + index, segment(index)),
			at(1.1 + index, tcp(C, S, {flags: 'PA', seq: 301 + index, ack: 501, payload: octets(1)})),
		]).flat(),
	],
	'answered',
);

test(
	'only the client of a long conversation',
	becomes,
	[
		opened[0]!,
		opened[2]!,
		...Array.from({length: 20}, (_, index) =>
			at(1 + index, tcp(C, S, {flags: 'PA', seq: 101 + index, ack: 501, payload: octets(1)})),
		),
	],
	'one-way',
);
test(
	'only the server of a long transfer',
	becomes,
	[opened[1]!, ...Array.from({length: 20}, (_, index) => at(1 + index, segment(index)))],
	'one-way',
);
test(
	'only one side, in the middle of a stream',
	becomes,
	[...Array.from({length: 20}, (_, index) => at(1 + index, segment(index)))],
	'one-way',
);
test(
	'a stall of which an ICMP error says why',
	becomes,
	[
		...asked,
		at(0.1, segment(0)),
		at(0.11, icmpError('10.0.0.9', '10.0.0.2', 3, 4, segment(0))),
		...every([0.4, 1, 2.2, 4.6, 9.4], segment(0)),
	],
	'cut',
);

test(
	'new payloads all the time: the answers are there, and not in the capture',
	becomes,
	[...asked, ...Array.from({length: 20}, (_, index) => at(1 + index, segment(index)))],
	'answered',
);
test(
	'new payloads, and then one of them again and again',
	becomes,
	[
		...asked,
		...Array.from({length: 20}, (_, index) => at(1 + index, segment(index))),
		...every([20.5, 21.1, 22.3, 24.7], segment(10)),
	],
	'cut',
);
test(
	'new payloads whose sequence numbers wrap around',
	becomes,
	[...asked, ...Array.from({length: 20}, (_, index) => at(1 + index, segment(index, 2 ** 32 - 10_000)))],
	'answered',
);

test('the stall may be longer than an active timeout', (t) => {
	const {biflows, edges} = assemble([...opened, ...every([0.03, 0.33, 0.93, 2.13, 4.53, 2000, 2001], request)], {
		until: 2100,
	});
	t.deepEqual(
		biflows.map(({isContinued}) => isContinued),
		[false, true],
	);
	t.deepEqual(edges[0]!.outcomes, {cut: 1});
});

test('an edge is cut only where nothing of it was answered', (t) => {
	const stalled = [...opened, ...every([0.03, 0.33, 0.93, 2.13, 4.53], request)];
	const other = [
		tcp('10.0.0.1:50001', S, {flags: 'S', seq: 1}),
		tcp(S, '10.0.0.1:50001', {flags: 'SA', seq: 1, ack: 2}),
	];
	const {edges} = assemble([...stalled, ...other], {until: 60});
	t.like(edges[0], {outcome: 'answered', outcomes: {answered: 1, cut: 1}, flows: 2});
});

test('copies of a segment are no attempts', (t) => {
	const copies: Timed[] = [0.03, 3].flatMap((seconds) =>
		[0, 0.0001, 0.0002].map((late) => at(seconds + late, request)),
	);
	t.is(assemble([...opened, ...copies], {until: 60}).biflows[0]!.outcome, 'answered');
});
