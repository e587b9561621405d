import test from 'ava';
import {BATCH_ROWS} from '#portolan/capture/frame.js';
import {Decoder} from '#portolan/decode/decode.js';
import {MAX_PACKETS, Selection} from '#portolan/evidence/selection.js';
import {AddressTable} from '#portolan/flow/address-table.js';
import {NegotiationWatcher} from '#portolan/flow/negotiation/watcher.js';
import type {ReportEdge, ReportFrame} from '#portolan/report/report.js';
import {batches} from '../support/decoding.js';
import {dhcpMessage} from '../support/dhcp.js';
import {frameList, type Timed} from '../support/flows.js';
import {ascii, conversation, icmp, icmpError, ipv4, octets, tcp, udp, udpDatagram} from '../support/packets.js';
import {edgeOf, findingOf} from '../support/report.js';

interface Case {
	/** `10.0.0.1 > 10.0.0.2 tcp/443`; an edge of the context has `context` behind it. */
	readonly edges: readonly string[];
	readonly frames?: readonly number[];
	readonly outcome?: ReportEdge['outcome'];
	readonly rows?: number;
}

function edge(text: string, outcome: ReportEdge['outcome']): ReportEdge {
	const [from, , to, service] = text.split(' ') as [string, string, string, string];
	const [protocol, number] = service.split('/') as [string, string | undefined];
	const isIcmp = protocol.startsWith('icmp');
	const end = (address: string) => ({address, name: null, roles: [], seenAs: null});
	return edgeOf({
		initiator: end(from),
		responder: end(to === 'anybody' ? from : to),
		protocol,
		port: number === undefined || isIcmp ? null : Number(number),
		icmpType: isIcmp ? Number(number) : null,
		scan: to === 'anybody' ? {responders: 9, ports: 9} : null,
		outcome,
	});
}

/** Numbers of the packets that belong to a finding, and how many were over the bounds. */
function pick(packets: readonly Timed[], {edges, frames = [], outcome = 'answered', rows = 7}: Case) {
	const all = edges.map((text) => edge(text, outcome));
	const own = edges.flatMap((text, index) => (text.endsWith('context') ? [] : [index]));
	const finding = findingOf({edges: own, context: edges.map((_, index) => index).slice(own.length)});
	const proofs = frames.map((packet): ReportFrame => ({capture: 0, packet}));
	const decoder = new Decoder();
	const addresses = new AddressTable();
	const watcher = new NegotiationWatcher(addresses);
	const selection = new Selection([{finding, edges: all, frames: proofs}], addresses, watcher.negotiations);
	const numbers: number[] = [];
	for (const batch of batches(frameList(packets), rows)) {
		const decoded = decoder.decode(batch);
		watcher.update(decoded);
		selection.pick(decoded, (row) => numbers.push(batch.number[row]!));
	}
	return {numbers, leftOut: selection.taken[0]!.leftOut};
}

const picks = test.macro<[packets: readonly Timed[], what: Case, expected: readonly number[]]>({
	exec(t, packets, what, expected) {
		for (const rows of [1, 3, 1000]) t.deepEqual(pick(packets, {...what, rows}), {numbers: [...expected], leftOut: 0});
	},
	title: (name) => name!,
});

const [A, B, C, R] = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.254'];
const web = conversation(`${A}:50000`, `${B}:443`, {close: false});
const other = conversation(`${C}:50000`, `${B}:443`, {close: false});

test(
	'both directions of a conversation, and no other',
	picks,
	[...web, ...other],
	{edges: [`${A} > ${B} tcp/443`]},
	[1, 2, 3, 4, 5],
);
test('whoever has the port', picks, [...web, ...other], {edges: [`${B} > ${A} tcp/443`]}, []);
test(
	'no other port, and no other protocol',
	picks,
	[tcp(`${A}:1`, `${B}:444`), udp(`${A}:1`, `${B}:443`), tcp(`${A}:2`, `${B}:443`)],
	{edges: [`${A} > ${B} tcp/443`]},
	[3],
);
test(
	'IPv6',
	picks,
	[tcp('[fd00::1]:1', '[fd00::2]:443'), tcp('[fd00::1]:1', '[fd00::3]:443')],
	{edges: ['fd00::1 > fd00::2 tcp/443']},
	[1],
);
test(
	'a host that talks to itself',
	picks,
	[tcp(`${A}:1`, `${A}:443`), tcp(`${A}:443`, `${A}:1`)],
	{edges: [`${A} > ${A} tcp/443`]},
	[1, 2],
);
test(
	'ICMP errors that quote it, whoever sends them',
	picks,
	[web[0]!, icmpError(R, A, 3, 13, web[0]!), icmpError(R, C, 3, 13, other[0]!)],
	{edges: [`${A} > ${B} tcp/443`]},
	[1, 2],
);
test(
	'a query and its reply',
	picks,
	[icmp(A, B, 8), icmp(B, A, 0), icmp(A, B, 13), icmp(A, C, 8)],
	{edges: [`${A} > ${B} icmp/8`]},
	[1, 2],
);
test(
	'an ICMP error about a query',
	picks,
	[icmp(A, B, 8), icmpError(R, A, 3, 1, icmp(A, B, 8))],
	{edges: [`${A} > ${B} icmp/8`]},
	[1, 2],
);
test(
	'a protocol without ports',
	picks,
	[ipv4(A, B, 47, octets(0, 0, 0, 0)), ipv4(A, C, 47, octets(0, 0, 0, 0))],
	{edges: [`${A} > ${B} gre`]},
	[1],
);

const long = udpDatagram(50_000, 5000, new Uint8Array(64));
test(
	'all fragments of a datagram',
	picks,
	[
		ipv4(A, B, 17, long.slice(0, 32), {id: 7, moreFragments: true}),
		ipv4(A, B, 17, long.slice(32), {id: 7, fragmentOffset: 4}),
		ipv4(A, B, 17, long.slice(32), {id: 8, fragmentOffset: 4}),
	],
	{edges: [`${A} > ${B} udp/5000`]},
	[1, 2],
);

const ask = udp(`${A}:2070`, `${B}:69`, octets(0, 1, ascii('boot'), 0, ascii('octet'), 0));
const data = udp(`${B}:3333`, `${A}:2070`, octets(0, 3, 0, 1, ascii('data')));
test(
	'the answers of TFTP from another port',
	picks,
	[ask, data, udp(`${B}:3333`, `${C}:2070`)],
	{edges: [`${A} > ${B} udp/69`]},
	[1, 2],
);
test(
	'a transfer that lasts for minutes',
	picks,
	[ask, [1, data], [59, data], [100, data], [170, data]],
	{edges: [`${A} > ${B} udp/69`]},
	[1, 2, 3, 4, 5],
);
test(
	'the answer of DHCP to everybody',
	picks,
	[
		udp('0.0.0.0:68', '255.255.255.255:67', dhcpMessage({options: {53: [1]}})),
		udp(`${B}:67`, '255.255.255.255:68', dhcpMessage({op: 2, your: '10.0.0.9', options: {53: [2]}})),
	],
	{edges: ['0.0.0.0 > 255.255.255.255 udp/67']},
	[1, 2],
);
test(
	'all that a scanner tries over its protocol',
	picks,
	[
		tcp(`${A}:1`, `${B}:1`),
		tcp(`${A}:1`, `${C}:2`),
		udp(`${A}:1`, `${C}:2`),
		tcp(`${B}:1`, `${A}:1`),
		tcp(`${B}:1`, `${C}:1`),
	],
	{edges: [`${A} > anybody tcp`]},
	[1, 2, 4],
);
test(
	'a packet that is named, wherever it belongs, and what answers it',
	picks,
	[...web, icmp(C, R, 8)],
	{edges: [`${A} > ${C} tcp/1`], frames: [2, 6]},
	[2, 3, 4, 5, 6],
);

const many = (conversations: number, packets: number): Uint8Array[] =>
	Array.from({length: conversations}, (_, index) =>
		Array.from({length: packets}, () => tcp(`${A}:${1000 + index}`, `${B}:443`)),
	).flat();

test('of an edge fifty conversations, and of each a thousand packets', (t) => {
	const {numbers, leftOut} = pick(many(60, 3), {edges: [`${A} > ${B} tcp/443`]});
	t.deepEqual(
		numbers,
		Array.from({length: 150}, (_, index) => index + 1),
	);
	t.is(leftOut, 30);
	t.deepEqual(pick(many(1, 1200), {edges: [`${A} > ${B} tcp/443`]}), {
		numbers: Array.from({length: 1000}, (_, index) => index + 1),
		leftOut: 200,
	});
});

test('what breaks off is kept to its end', (t) => {
	t.is(pick(many(1, 1200), {edges: [`${A} > ${B} tcp/443`], outcome: 'cut'}).numbers.length, 1200);
});

test('the context has less room, and what is named is never left out', (t) => {
	const context = pick(many(60, 3), {edges: [`${C} > ${B} tcp/1`, `${A} > ${B} tcp/443 context`], frames: [180]});
	t.deepEqual(context.numbers, [...Array.from({length: 30}, (_, index) => index + 1), 180]);
	t.is(context.leftOut, 149);
	t.is(pick(many(1, 300), {edges: [`${C} > ${B} tcp/1`, `${A} > ${B} tcp/443 context`]}).numbers.length, 200);
});

test('a finding has at most so many packets', (t) => {
	const packets = many(1, MAX_PACKETS + 10);
	const {numbers, leftOut} = pick(packets, {
		edges: [`${A} > anybody tcp`, `${A} > ${B} tcp/443`],
		outcome: 'cut',
		rows: BATCH_ROWS,
		frames: [MAX_PACKETS + 9],
	});
	t.is(numbers.length, MAX_PACKETS + 1);
	t.is(numbers.at(-1), MAX_PACKETS + 9);
	t.is(leftOut, 9);
});
