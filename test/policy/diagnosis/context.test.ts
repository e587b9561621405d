import test from 'ava';
import {formatService} from '#portolan/policy/service-text.js';
import {
	C1,
	C2,
	CM,
	CON,
	DC,
	MP,
	PROV,
	packs,
	refused,
	SQL,
	SUP,
	site,
	unanswered,
	works,
} from '../../support/diagnosing.js';
import type {Timed} from '../../support/flows.js';
import {asksMapper, findingsIn, judgePackets, unheard} from '../../support/judging.js';
import {ascii, octets, tcp} from '../../support/packets.js';

/** @param expected what the failure, or the last finding, rests on besides its own edges: `c2 > mp tcp/80` */
const restsOn = test.macro<[packets: readonly Timed[], ...expected: readonly string[]]>({
	exec: (t, packets, ...expected) => {
		const judgement = judgePackets(packets, packs, site);
		const findings = findingsIn(judgement);
		const {context, edges} = findings.find(({kind}) => kind === 'failed') ?? findings.at(-1)!;
		t.deepEqual(
			context.map((position) => {
				const {initiator, responder, edge} = judgement.edges[position]!;
				return `${initiator.label} > ${responder.label} ${formatService(edge)}`;
			}),
			[...expected],
		);
		t.false(context.some((position) => edges.includes(position)));
	},
	title: (name) => name!,
});

const other = works(C2, SUP, 80);

test('what is undocumented rests on itself', restsOn, [...other, ...works(C1, SQL, 1433)]);
test(
	'a host that keeps silent towards one is there for another',
	restsOn,
	[...works(C2, MP, 80), ...unanswered(C1, MP, 443)],
	'c2 > mp tcp/80',
);
test(
	'better a conversation of the same two',
	restsOn,
	[...works(C2, MP, 80), ...works(C1, MP, 8530), ...unanswered(C1, MP, 443)],
	'c1 > mp tcp/8530',
);
test('a host that is silent altogether', restsOn, [...other, ...unanswered(C1, MP, 443)]);
test(
	'the port mapper that named what is blocked',
	restsOn,
	[...asksMapper(CON, PROV, 49_700), ...unanswered(CON, PROV, 49_700)],
	'con > prov tcp/135',
);
test(
	'and nobody else who asked it',
	restsOn,
	[...asksMapper(CM, PROV, 49_700), ...asksMapper(CON, PROV, 49_701), ...unanswered(CON, PROV, 49_701)],
	'con > prov tcp/135',
);
test('the fallback that is in use', restsOn, [...works(C1, MP, 80), ...unanswered(C1, MP, 10_123)], 'c1 > mp tcp/80');
test(
	'a RST from in between, and what the host sends itself',
	restsOn,
	[...works(C2, MP, 80), ...refused(C1, MP, 443, 60)],
	'c2 > mp tcp/80',
);
test('a RST of the host', restsOn, [...works(C2, MP, 80), ...refused(C1, MP, 443, 64)], 'c2 > mp tcp/80');
test('a RST that nothing can be compared with', restsOn, [...other, ...refused(C1, MP, 443, 64)]);
test(
	'the other one of two ports that go together',
	restsOn,
	[...works(C2, SUP, 80), ...works(C1, SUP, 8531)],
	'c2 > sup tcp/80',
);
test(
	'a server of boot files that is there',
	restsOn,
	[
		...works(C2, '10.0.0.2', 80),
		...unheard(`${C1}:2070`, '10.0.0.2:69', octets(0, 1, ascii('a'), 0, ascii('octet'), 0)),
	],
	'c2 > dp tcp/80',
);
test('a mapper of which only the middle is there', restsOn, [
	tcp(`${CM}:49500`, `${PROV}:135`, {flags: 'PA', seq: 9, payload: octets(1, 2)}),
	tcp(`${PROV}:135`, `${CM}:49500`, {flags: 'PA', seq: 9, payload: octets(1, 2)}),
	...works(DC, PROV, 49_700),
]);
