import test from 'ava';
import type {FlowEdge} from '#portolan/flow/edge.js';
import {assemble, type Timed, talk} from '../support/flows.js';
import {ascii, conversation, tcp} from '../support/packets.js';

const [C, S] = ['10.0.0.1:50000', '10.0.0.2:80'];
const http = (...turns: readonly string[]) => talk(C, S, ...turns.map(ascii));
const edgeOf = (packets: readonly Timed[]): FlowEdge => assemble(packets, {until: 60}).edges[0]!;
const GET = 'GET /SMS_MP/.sms_aut?MPLIST HTTP/1.1\r\nHost: mp\r\n\r\n';
const answer = (status: number, version = '1.1') => `HTTP/${version} ${status} Whatever\r\nContent-Length: 0\r\n\r\n`;

/** @param expected of each error status its conversations and the number of the first packet with it */
const answers = test.macro<[packets: readonly Timed[], ...expected: readonly string[]]>({
	exec: (t, packets, ...expected) =>
		t.deepEqual(
			edgeOf(packets).httpErrors.map(({status, flows, frame}) => `${status}: ${flows} flows, packet ${frame.number}`),
			[...expected],
		),
	title: (name, _, ...expected) => `${name}: ${expected.join('; ') || 'nothing'}`,
});

test('an error', answers, http(GET, answer(500)), '500: 1 flows, packet 5');
test('HTTP 1.0', answers, http(GET, answer(503, '1.0')), '503: 1 flows, packet 5');
test('all is well', answers, http(GET, answer(200)));
test('what the answer is for now', answers, http(GET, answer(100), '', answer(500)), '500: 1 flows, packet 7');
test('credentials are asked for, and given', answers, http(GET, answer(401), GET, answer(401), GET, answer(200)));
test('and are wrong', answers, http(GET, answer(401), GET, answer(401)), '401: 1 flows, packet 7');
test('and then it fails', answers, http(GET, answer(401), GET, answer(500)), '500: 1 flows, packet 7');
test('an error after an answer is not looked for', answers, http(GET, answer(200), GET, answer(500)));
test('no status', answers, http(GET, 'HTTP/1.1 abc What\r\n\r\n'));
test('a status out of range', answers, http(GET, 'HTTP/1.1 999 What\r\n\r\n'));
test('a line that is cut off', answers, http(GET, 'HTTP/1.1 50'));
test('something else says so', answers, http('hello', 'SIP/2.0 500 Server Internal Error\r\n\r\n'));
test('no HTTP', answers, conversation(C, S));

const another = (port: number, status: number) => talk(`10.0.0.1:${port}`, S, ascii(GET), ascii(answer(status)));
test(
	'several conversations',
	answers,
	[...another(50_001, 500), ...another(50_002, 200), ...another(50_003, 403), ...another(50_004, 500)],
	'403: 1 flows, packet 15',
	'500: 2 flows, packet 5',
);

/** @param expected whether it is one for a proxy */
const isProxied = test.macro<[request: string, expected: boolean]>({
	exec(t, request, expected) {
		const {proxied} = edgeOf(http(request, answer(200)));
		t.deepEqual(proxied, expected ? {capture: 0, number: 4} : undefined);
	},
	title: (_, request, expected) => `${request.split('\r')[0]}: ${expected ? 'for a proxy' : 'for a server'}`,
});
test(isProxied, 'CONNECT mp.example.net:443 HTTP/1.1\r\n\r\n', true);
test(isProxied, 'GET http://download.windowsupdate.com/a HTTP/1.1\r\n\r\n', true);
test(isProxied, 'CCM_POST https://mp/ccm_system/request HTTP/1.1\r\n\r\n', true);
test(isProxied, 'GET /http://mp/ HTTP/1.1\r\n\r\n', false);
test(isProxied, 'OPTIONS * HTTP/1.1\r\n\r\n', false);
test(isProxied, 'CONNECT / HTTP/1.1\r\n\r\n', false);

test('what is sent again in vain is known by its size and its sender', (t) => {
	const [from, to] = [C, S];
	const request = tcp(from, to, {flags: 'PA', seq: 1001, ack: 51_001, payload: new Uint8Array(1460)});
	const answered = tcp(to, from, {flags: 'PA', seq: 51_001, ack: 1001, payload: new Uint8Array(1000)});
	const again = (packet: Uint8Array): Timed[] => [1, 2, 4, 8, 16].map((seconds) => [seconds, packet]);
	const opened = conversation(from, to).slice(0, 3);
	t.deepEqual(edgeOf([...opened, ...again(request)]).stall, {
		from: 'initiator',
		octets: 1500,
		sent: 5 * 1500 + 80,
		frame: {capture: 0, number: 7},
	});
	t.like(edgeOf([...opened, ...again(answered)]).stall, {from: 'responder', octets: 1040});
	t.is(edgeOf(conversation(from, to)).stall, undefined);
});
