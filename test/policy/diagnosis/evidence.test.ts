import test from 'ava';
import type {FrameReference} from '#portolan/flow/biflow.js';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {parseAddress} from '#portolan/net/address.js';
import {evidenceOf} from '#portolan/policy/diagnosis/evidence.js';
import type {Evidence, JudgedEdge} from '#portolan/policy/finding.js';
import {
	C1,
	C2,
	CON,
	DP,
	errorAbout,
	MP,
	PROV,
	packs,
	ROUTER,
	refused,
	SUP,
	site,
	syn,
	unanswered,
	works,
} from '../../support/diagnosing.js';
import {edge} from '../../support/edges.js';
import type {Timed} from '../../support/flows.js';
import {talk} from '../../support/flows.js';
import {asksMapper, findingsIn, judgePackets, unheard} from '../../support/judging.js';
import {ascii, octets, tcp} from '../../support/packets.js';
import {inventory} from '../../support/site.js';

/** @param expected the packets that show the last finding: `3 c1 opens tcp/443 to mp` */
const shows = test.macro<[packets: readonly Timed[], ...expected: readonly string[]]>({
	exec: (t, packets, ...expected) => {
		const {evidence} = findingsIn(judgePackets(packets, packs, site)).at(-1)!;
		t.deepEqual(
			evidence.map(({frame, shows: what}) => `${frame.number} ${what}`),
			[...expected],
		);
	},
	title: (name) => name!,
});

test(
	'retries are one packet and a count',
	shows,
	unanswered(C1, MP, 443),
	'1 c1 opens tcp/443 to mp, SYN sent 3 times',
);
test(
	'so are datagrams that nobody answers',
	shows,
	unheard(`${C1}:2070`, `${DP}:69`, octets(0, 1, ascii('a'), 0, ascii('octet'), 0)),
	'1 c1 opens udp/69 to dp, 3 packets',
);
test(
	'the RST, and what it is held against',
	shows,
	[...works(C2, MP, 80), ...refused(C1, MP, 443, 60)],
	'9 c1 opens tcp/443 to mp',
	'10 RST with TTL 60; other packets of mp have 64',
);
test(
	'a RST that nothing can be held against',
	shows,
	refused(C1, MP, 443),
	'1 c1 opens tcp/443 to mp',
	'2 RST with TTL 64, and nothing else of mp to compare it with',
);
test(
	'the message of a router',
	shows,
	errorAbout(syn(C1, MP, 443), C1, ROUTER, 3, 13),
	'1 c1 opens tcp/443 to mp',
	'2 10.0.9.254 says "communication prohibited by a filter" (ICMP 3/13)',
);
test(
	'the packet of the mapper that names the port, once',
	shows,
	[...asksMapper(CON, PROV, 49_664), ...unanswered(CON, PROV, 49_664)],
	'5 prov names tcp/49664: samr, 12345778-1234-abcd-ef00-0123456789ac',
	'6 con opens tcp/49664 to prov, SYN sent 3 times',
);
test(
	'what works instead, though it comes later',
	shows,
	[...unanswered(C1, MP, 10_123), ...works(C1, MP, 80)],
	'1 c1 opens tcp/10123 to mp, SYN sent 3 times',
	'4 tcp/80 from c1 to mp works',
);
test(
	'what works for another',
	shows,
	[...works(C2, SUP, 8530), ...unanswered(C1, SUP, 80)],
	'1 tcp/8530 from c2 to sup works',
	'9 c1 opens tcp/80 to sup, SYN sent 3 times',
);
test(
	'where the conversation of another protocol begins',
	shows,
	[...works(C1, MP, 80), ...talk(`${C1}:50002`, `${MP}:80`, ascii('SSH-2.0-x\r\n'), ascii('SSH-2.0-y\r\n'))],
	'1 c1 opens tcp/80 to mp',
	'9 a conversation of SSH begins',
);
test(
	'nobody knows who opened what began before the capture',
	shows,
	[tcp(`${MP}:7000`, `${C1}:50001`, {payload: ascii('x')})],
	'1 the first of tcp/7000 between c1 and mp',
);

const hosts = inventory('a1 10.0.0.1: a', 'b1 10.0.0.2: b');
const at = (capture: number, number: number): FrameReference => ({capture, number});

function judgedAt(first: FrameReference, more: Partial<FlowEdge> = {}): JudgedEdge {
	const flow = {...edge('10.0.0.1', '10.0.0.2', 'tcp/80', {outcome: 'unanswered'}), firstFrame: first, ...more};
	return {
		edge: flow,
		initiator: hosts.identify(flow.initiator),
		responder: hosts.identify(flow.responder),
		verdict: 'expected',
		reason: 'documented',
		rule: undefined,
		documenting: [],
		nearest: undefined,
	};
}

const frames = (evidence: readonly Evidence[]) =>
	evidence.map(({frame}) => `${frame.capture}:${frame.number}`).join(' ');

test('packets of several captures are in the order of the captures, then of their numbers', (t) => {
	const edges = [judgedAt(at(1, 2)), judgedAt(at(0, 30)), judgedAt(at(1, 1))];
	t.is(frames(evidenceOf(edges, [{frame: at(0, 4), shows: 'x'}])), '0:4 0:30 1:1 1:2');
});

test('the same number in another capture is another packet', (t) => {
	t.is(frames(evidenceOf([judgedAt(at(0, 7)), judgedAt(at(1, 7)), judgedAt(at(0, 7))], [])), '0:7 1:7');
});

test('of many edges three are shown, and what the cause rests on always', (t) => {
	const sender = parseAddress('10.0.0.9')!;
	const busy = (number: number) =>
		judgedAt(at(0, number), {
			negotiation: {by: 'endpoint-mapper', detail: 'x', frame: at(0, number + 1)},
			refusal: {icmpType: 3, icmpCode: 13, sender, frame: at(0, number + 2)},
		});
	const edges = [10, 20, 30, 40].map(busy);
	t.is(frames(evidenceOf(edges, [])), '0:10 0:11 0:12 0:20 0:21 0:22 0:30 0:31');
	t.is(frames(evidenceOf(edges, [{frame: at(0, 99), shows: 'x'}])), '0:10 0:11 0:12 0:20 0:21 0:22 0:30 0:99');
});

test('what a packet shows of the cause is said before what it shows by itself', (t) => {
	t.deepEqual(
		evidenceOf([judgedAt(at(0, 1))], [{frame: at(0, 1), shows: 'the cause'}]).map(({shows: what}) => what),
		['the cause'],
	);
});
