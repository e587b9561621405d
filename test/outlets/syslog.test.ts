import dgram from 'node:dgram';
import {once} from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import test from 'ava';
import {SECOND} from '#portolan/net/time.js';
import {ATTEMPT_TIME, Courier} from '#portolan/outlets/courier.js';
import {SyslogDelivery} from '#portolan/outlets/syslog.js';
import {readSyslogAddress} from '#portolan/outlets/syslog-address.js';
import {connectSyslog} from '#portolan/outlets/syslog-transport.js';
import type {WatchEvent} from '#portolan/watch/event.js';
import {certificate, key} from '../support/certificate.js';
import {FakeClock} from '../support/fake-clock.js';
import {listening, until} from '../support/listening.js';
import {eventsUpTo, findingEvent} from '../support/watch-events.js';

function setUp(address: string, connect?: typeof connectSyslog) {
	const clock = new FakeClock();
	const told: string[] = [];
	const delivery = new SyslogDelivery(readSyslogAddress(address), {hostname: 'probe1', processId: '1'}, connect);
	const courier = new Courier(delivery, {clock, tell: (line) => told.push(line)});
	const emit = (events: readonly WatchEvent[]) => {
		for (const event of events) courier.emit(event);
	};
	return {clock, told, courier, emit};
}

/** Takes counted messages (RFC 6587 section 3.4.1) apart. */
function readFrames(octets: Buffer): string[] {
	const frames: string[] = [];
	for (let at = 0; at < octets.length; ) {
		const space = octets.indexOf(' ', at);
		const end = space + 1 + Number(octets.subarray(at, space).toString());
		if (space < 0 || end > octets.length) break;
		frames.push(octets.subarray(space + 1, end).toString());
		at = end;
	}
	return frames;
}

const sequencesOf = (messages: readonly string[]) => messages.map((text) => Number(/sequence="(\d+)"/.exec(text)![1]));

/** A receiver of streams that keeps what came over each connection. */
function receiver(server: net.Server, event: string) {
	const connections: Array<{readonly socket: net.Socket; octets: Buffer}> = [];
	server.on(event, (socket: net.Socket) => {
		const connection = {socket, octets: Buffer.alloc(0)};
		connections.push(connection);
		socket.on('error', () => {});
		socket.on('data', (chunk: Buffer) => {
			connection.octets = Buffer.concat([connection.octets, chunk]);
		});
	});
	return {connections, messages: () => connections.flatMap(({octets}) => readFrames(octets))};
}

test('UDP: every event is a datagram', async (t) => {
	const socket = dgram.createSocket('udp4');
	const messages: string[] = [];
	socket.on('message', (message) => messages.push(message.toString()));
	socket.bind(0, '127.0.0.1');
	await once(socket, 'listening');
	const {courier, emit} = setUp(`syslog://127.0.0.1:${socket.address().port}`);
	const hosts = [{initiator: 'x"]\n', responder: 'größe'}];
	emit([...eventsUpTo(2), findingEvent('finding-opened', {hosts}, {sequence: 3})]);
	await until(() => messages.length === 3, 'three datagrams');
	t.deepEqual(sequencesOf(messages), [1, 2, 3]);
	t.regex(messages[0]!, /^<28>1 2026-11-30T12:00:00\.000000Z probe1 portolan 1 quality \[/);
	t.true(messages[2]!.includes(String.raw`initiator="x\"\]`));
	t.true(messages[2]!.includes('\uFFFD" responder="größe"] error undocumented-port'));
	t.like(courier.state, {queued: 0, delivered: 3, problem: undefined});
	await courier.close();
	socket.close();
});

test('UDP: a name that is not known is told, and events wait', async (t) => {
	const {courier, emit, told} = setUp('syslog://nowhere.invalid');
	emit(eventsUpTo(1));
	await until(() => courier.state.problem !== undefined, 'a problem');
	t.regex(told[0]!, /^syslog:\/\/nowhere\.invalid: messages cannot be sent \((?:ENOTFOUND|EAI_AGAIN)\); events wait/);
	t.is(courier.state.queued, 1);
	await courier.close();
	t.is(courier.state.lost, 1);
});

test('TCP: messages are counted, over one connection', async (t) => {
	const server = net.createServer();
	const {connections, messages} = receiver(server, 'connection');
	const port = await listening(server);
	const {courier, emit} = setUp(`syslog+tcp://127.0.0.1:${port}`);
	emit(eventsUpTo(100));
	await until(() => messages().length === 100, 'a hundred messages');
	emit(eventsUpTo(2));
	await until(() => messages().length === 102, 'two more');
	t.is(connections.length, 1);
	t.deepEqual(sequencesOf(messages()).slice(-4), [99, 100, 1, 2]);
	const ended = once(connections[0]!.socket, 'close');
	await courier.close();
	await ended;
	server.close();
});

test('TCP: where nobody listens events wait, and arrive when somebody does', async (t) => {
	const first = net.createServer();
	const port = await listening(first);
	first.close();
	await once(first, 'close');
	const {courier, emit, clock, told} = setUp(`syslog+tcp://127.0.0.1:${port}`);
	emit(eventsUpTo(3));
	await until(() => courier.state.problem !== undefined, 'a problem');
	t.is(courier.state.problem, 'messages cannot be sent (ECONNREFUSED)');

	const server = net.createServer();
	const {messages, connections} = receiver(server, 'connection');
	await listening(server, port);
	await clock.advance(SECOND);
	await until(() => messages().length === 3, 'three messages');
	await until(() => courier.state.queued === 0, 'an empty queue');
	t.deepEqual(told, [
		`syslog+tcp://127.0.0.1:${port}: messages cannot be sent (ECONNREFUSED); events wait until it works`,
		`syslog+tcp://127.0.0.1:${port}: works again`,
	]);

	// The receiver is started anew between two events: nothing is lost, and nobody need know.
	const ended = once(connections[0]!.socket, 'close');
	connections[0]!.socket.end();
	await ended;
	emit(eventsUpTo(5).slice(3));
	await until(() => messages().length === 5, 'five messages');
	t.deepEqual(sequencesOf(messages()), [1, 2, 3, 4, 5]);
	t.is(connections.length, 2);
	t.is(told.length, 2);
	await courier.close();
	server.close();
});

test('TCP: a receiver that reads no more holds nothing up', async (t) => {
	const server = net.createServer((socket) => socket.pause().on('error', () => {}));
	const port = await listening(server);
	const {courier, emit, clock} = setUp(`syslog+tcp://127.0.0.1:${port}`);
	const long = findingEvent('finding-opened', {message: 'x'.repeat(8000)});
	for (let sequence = 1; sequence <= 9000; sequence++) emit([{...long, sequence}]);
	// All that the kernel takes is delivered; then nothing moves any more.
	await until(() => courier.state.delivered > 0, 'the first messages');
	let before = 0;
	while (before !== courier.state.delivered) {
		before = courier.state.delivered;
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
	t.true(courier.state.queued > 0);
	await clock.advance(ATTEMPT_TIME);
	await until(() => courier.state.problem !== undefined, 'a problem');
	t.is(courier.state.problem, 'no answer in time');
	const closing = courier.close();
	await clock.advance(ATTEMPT_TIME);
	await closing;
	t.is(courier.state.queued, 0);
	t.is(courier.state.delivered + courier.state.lost, 9000);
	server.close();
});

test('TLS: messages are counted', async (t) => {
	const server = tls.createServer({key, cert: certificate});
	const {messages} = receiver(server, 'secureConnection');
	const port = await listening(server);
	const {courier, emit, told} = setUp(`syslog+tls://localhost:${port}`, (address, signal) =>
		connectSyslog({...address, host: '127.0.0.1'}, signal, {ca: certificate}),
	);
	emit(eventsUpTo(10));
	await until(() => messages().length === 10, 'ten messages');
	t.deepEqual(sequencesOf(messages()), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
	t.deepEqual(told, []);
	await courier.close();
	server.close();
});

test('TLS: who has no certificate that is trusted is told nothing', async (t) => {
	const server = tls.createServer({key, cert: certificate});
	server.on('tlsClientError', () => {});
	const {messages} = receiver(server, 'secureConnection');
	const port = await listening(server);
	const {courier, emit} = setUp(`syslog+tls://127.0.0.1:${port}`);
	emit(eventsUpTo(1));
	await until(() => courier.state.problem !== undefined, 'a problem');
	t.is(courier.state.problem, 'messages cannot be sent (DEPTH_ZERO_SELF_SIGNED_CERT)');
	await courier.close();
	t.deepEqual(messages(), []);
	server.close();
});
