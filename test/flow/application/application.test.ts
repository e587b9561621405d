import test from 'ava';
import {agreedApplication, applicationOf, codeOf, UNKNOWN_APPLICATION} from '#portolan/flow/application/application.js';
import {type Application, applications, applicationTitle} from '#portolan/net/application.js';
import {assemble} from '../../support/flows.js';
import {ascii, hex, octets, tcp, udp} from '../../support/packets.js';

const code = (application: Application | undefined) =>
	application === undefined ? UNKNOWN_APPLICATION : codeOf(application);

const agrees = test.macro<
	[initiator: Application | undefined, responder: Application | undefined, expected: Application | undefined]
>({
	exec(t, initiator, responder, expected) {
		t.is(applicationOf(agreedApplication(code(initiator), code(responder))), expected);
	},
	title: (_, initiator, responder, expected) =>
		`${initiator ?? 'unknown'}, ${responder ?? 'unknown'}: ${expected ?? 'unknown'}`,
});

test(agrees, undefined, undefined, undefined);
test(agrees, 'http', 'http', 'http');
test(agrees, 'http', undefined, 'http');
test(agrees, undefined, 'ssh', 'ssh');
test('the server chooses what is offered', agrees, 'smb1', 'smb2', 'smb2');
test('the server takes version 1', agrees, 'smb1', 'smb1', 'smb1');
test('nobody knows what the server would choose', agrees, 'smb1', undefined, undefined);
test('of a session nothing inside is seen', agrees, 'netbios-session', 'smb2', 'netbios-session');
test('a session of which one side is seen', agrees, 'netbios-session', undefined, 'netbios-session');
test('a client that speaks HTTP to TLS', agrees, 'http', 'tls', 'tls');

test('every application has a code and a title of its own', (t) => {
	t.is(new Set(applications.map(codeOf)).size, applications.length);
	t.false(applications.some((application) => codeOf(application) === UNKNOWN_APPLICATION || codeOf(application) > 255));
	t.deepEqual(applications.map(codeOf).map(applicationOf), [...applications]);
	t.is(new Set(applications.map(applicationTitle)).size, applications.length);
	t.deepEqual([...applications], [...applications].sort());
});

const C = '10.0.0.1:50000';
const S = '10.0.0.2:445';
const handshake = [
	tcp(C, S, {flags: 'S', seq: 100}),
	tcp(S, C, {flags: 'SA', seq: 500, ack: 101}),
	tcp(C, S, {flags: 'A', seq: 101, ack: 501}),
];
const negotiate1 = octets(hex('00000054 ff534d42 72'), new Uint8Array(79));
const negotiate2 = octets(hex('00000068 fe534d42 4000'), new Uint8Array(98));

test('the first payload of each side counts', (t) => {
	const {edges, biflows} = assemble([
		...handshake,
		tcp(C, S, {flags: 'PA', seq: 101, ack: 501, payload: negotiate1}),
		tcp(S, C, {flags: 'PA', seq: 501, ack: 189, payload: negotiate2}),
		tcp(C, S, {flags: 'PA', seq: 189, ack: 609, payload: ascii('GET / HTTP/1.1\r\n')}),
	]);
	t.is(biflows[0]!.applicationName, 'smb2');
	t.deepEqual(edges[0]!.applications, [{name: 'smb2', frame: {capture: 0, number: 1}}]);
});

test('in the middle of a stream there is no first payload', (t) => {
	const {edges} = assemble([
		tcp(C, S, {flags: 'PA', seq: 101, ack: 501, payload: ascii('GET / HTTP/1.1\r\n')}),
		tcp(S, C, {flags: 'A', seq: 501, ack: 117}),
	]);
	t.deepEqual(edges[0]!.applications, []);
});

test('an edge has the applications of all its biflows', (t) => {
	const from = (port: number, payload: Uint8Array) => [
		tcp(`10.0.0.1:${port}`, S, {flags: 'S', seq: 100}),
		tcp(S, `10.0.0.1:${port}`, {flags: 'SA', seq: 500, ack: 101}),
		tcp(`10.0.0.1:${port}`, S, {flags: 'PA', seq: 101, ack: 501, payload}),
	];
	const {edges} = assemble([
		...from(50_001, hex('16030100c8010000c40303')),
		...from(50_002, ascii('GET / HTTP/1.1\r\n')),
		...from(50_003, ascii('GET / HTTP/1.1\r\n')),
		...from(50_004, ascii('what is this?')),
	]);
	t.deepEqual(edges[0]!.applications, [
		{name: 'http', frame: {capture: 0, number: 4}},
		{name: 'tls', frame: {capture: 0, number: 1}},
	]);
});

test('datagrams that came back, over IPv6', (t) => {
	const query = hex('1234 0100 0001 0000 0000 0000 03777777 00 001c 0001');
	const {biflows} = assemble([udp('[fd00::1]:40000', '[fd00::2]:53', query)]);
	t.is(biflows[0]!.applicationName, 'dns');
});
