import {createHmac} from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import test from 'ava';
import {UsageError} from '#portolan/net/problem.js';
import {HOUR, SECOND} from '#portolan/net/time.js';
import {ATTEMPT_TIME, Courier} from '#portolan/outlets/courier.js';
import {readRetryAfter, WebhookDelivery} from '#portolan/outlets/webhook.js';
import {readWebhookAddress} from '#portolan/outlets/webhook-address.js';
import {postWebhook} from '#portolan/outlets/webhook-request.js';
import {certificate, key} from '../support/certificate.js';
import {FakeClock} from '../support/fake-clock.js';
import {listening, until} from '../support/listening.js';
import {eventsUpTo, NOON} from '../support/watch-events.js';

interface Received {
	readonly headers: http.IncomingHttpHeaders;
	readonly body: string;
	readonly sequences: readonly number[];
}

type Answer = (response: http.ServerResponse, request: Received) => void;

const status =
	(code: number, headers: Record<string, string> = {}): Answer =>
	(response) =>
		response.writeHead(code, headers).end('whatever');
const ok = status(204);

/** A receiver that answers one request after the other; the last answer is for all that follow. */
async function setUp(answers: Answer[], {secret, path = '/hook'}: {secret?: string; path?: string} = {}) {
	const received: Received[] = [];
	const server = http.createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString();
			const {events} = JSON.parse(body) as {events: Array<{sequence: number}>};
			const one = {headers: request.headers, body, sequences: events.map(({sequence}) => sequence)};
			received.push(one);
			(answers.length > 1 ? answers.shift()! : answers[0]!)(response, one);
		});
	});
	const port = await listening(server);
	const clock = new FakeClock(NOON);
	const told: string[] = [];
	const name = `webhook http://127.0.0.1:${port}`;
	const address = readWebhookAddress(`http://127.0.0.1:${port}${path}`, secret);
	const tell = (line: string) => told.push(line.replace(name, 'webhook'));
	const courier = new Courier(new WebhookDelivery(address, clock), {clock, tell});
	const emit = (count: number) => {
		for (const event of eventsUpTo(count)) courier.emit(event);
	};
	const end = async () => {
		await courier.close();
		server.close();
		server.closeAllConnections();
	};
	return {received, clock, told, courier, emit, end, port, name};
}

test('events are posted as JSON, in batches, with an id that names them', async (t) => {
	const {received, courier, emit, end, told, name} = await setUp([ok]);
	t.is(courier.name, name);
	emit(60);
	await until(() => courier.state.delivered === 60, 'delivery');
	t.deepEqual(
		received.map(({sequences}) => [sequences[0], sequences.at(-1)]),
		[
			[1, 50],
			[51, 60],
		],
	);
	const [{headers, body}] = received as [Received, Received];
	t.is(headers['content-type'], 'application/json');
	t.is(headers['webhook-timestamp'], String(NOON / SECOND));
	t.regex(headers['webhook-id'] as string, /^portolan-1-50-[0-9a-f]{16}$/);
	t.is(headers['webhook-signature'], undefined);
	t.deepEqual(JSON.parse(body), {schema: 'portolan/webhook/1', events: eventsUpTo(50)});
	t.deepEqual(told, []);
	await end();
});

const signed = test.macro<[secret: string, keyText: Buffer]>({
	exec: async (t, secret, keyText) => {
		const {received, courier, emit, end} = await setUp([ok], {secret});
		emit(1);
		await until(() => courier.state.delivered === 1, 'delivery');
		const {headers, body} = received[0]!;
		const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
		t.is(headers['webhook-signature'], `v1,${createHmac('sha256', keyText).update(content).digest('base64')}`);
		await end();
	},
	title: (_, secret) => `requests are signed with ${secret}`,
});

test(signed, 'any text', Buffer.from('any text'));
test(signed, 'whsec_c2VjcmV0', Buffer.from('secret'));

test('the signature is that of the example of Standard Webhooks', async (t) => {
	// From the test vectors of its reference libraries.
	const {key: secret} = readWebhookAddress('https://a.example', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
	const content = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
	t.is(createHmac('sha256', secret!).update(content).digest('base64'), 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a request that failed is sent again with the same id, and a time of its own', async (t) => {
	const {received, clock, courier, emit, end, told} = await setUp([status(500), status(502), ok], {secret: 's'});
	emit(2);
	await until(() => clock.waits.includes(SECOND), 'a pause');
	emit(1);
	await clock.advance(SECOND);
	await until(() => clock.waits.includes(2 * SECOND), 'a longer pause');
	await clock.advance(2 * SECOND);
	await until(() => courier.state.delivered === 3, 'delivery');
	t.deepEqual(
		received.map(({sequences}) => sequences),
		[[1, 2], [1, 2], [1, 2], [1]],
	);
	t.is(new Set(received.slice(0, 3).map(({headers}) => headers['webhook-id'])).size, 1);
	t.is(new Set(received.slice(0, 3).map(({headers}) => headers['webhook-signature'])).size, 3);
	t.deepEqual(told, ['webhook: requests are answered 500; events wait until it works', 'webhook: works again']);
	await end();
});

test('the receiver says when to come back', async (t) => {
	const {clock, courier, emit, end} = await setUp([status(429, {'retry-after': '90'}), ok]);
	emit(1);
	await until(() => courier.state.problem !== undefined, 'an answer');
	t.deepEqual(clock.waits, [90 * SECOND]);
	await clock.advance(90 * SECOND);
	await until(() => courier.state.delivered === 1, 'delivery');
	await end();
});

const waits = test.macro<[header: string | undefined, wait: number | undefined]>({
	exec: (t, header, wait) => t.is(readRetryAfter(header, NOON), wait),
	title: (_, header) => `Retry-After: ${header}`,
});

test(waits, undefined, undefined);
test(waits, '0', 0);
test(waits, ' 7 ', 7 * SECOND);
test(waits, '999999999', HOUR);
test(waits, 'Mon, 30 Nov 2026 12:00:30 GMT', 30 * SECOND);
test(waits, 'Mon, 30 Nov 2026 11:00:00 GMT', 0);
test(waits, 'soon', undefined);

test('redirections are not followed', async (t) => {
	const {received, courier, emit, end} = await setUp([status(307, {location: '/elsewhere'})]);
	emit(1);
	await until(() => courier.state.problem !== undefined, 'an answer');
	t.is(courier.state.problem, 'requests are answered 307, and redirections are not followed');
	t.is(courier.state.queued, 1);
	t.is(received.length, 1);
	await end();
});

test('of several events one that is not wanted is lost alone', async (t) => {
	const {received, courier, emit, end, told} = await setUp([
		(response, {sequences}) => response.writeHead(sequences.includes(3) ? 422 : 200).end(),
	]);
	emit(5);
	await until(() => courier.state.queued === 0, 'an empty queue');
	t.deepEqual(
		received.map(({sequences}) => sequences),
		[[1, 2, 3, 4, 5], [1], [2], [3], [4], [5]],
	);
	t.deepEqual(courier.state, {queued: 0, delivered: 4, lost: 1, problem: undefined});
	t.deepEqual(told, ['webhook: event 3 is answered 422; 1 event lost']);
	emit(2);
	await until(() => courier.state.delivered === 6, 'delivery');
	t.deepEqual(received.at(-1)!.sequences, [1, 2]);
	await end();
});

test('a receiver that hangs is given up, and tried again', async (t) => {
	const {received, clock, courier, emit, end, told} = await setUp([() => {}, ok]);
	emit(1);
	await until(() => received.length === 1, 'a request');
	await clock.advance(ATTEMPT_TIME);
	await until(() => courier.state.problem !== undefined, 'a problem');
	t.is(courier.state.problem, 'no answer in time');
	await clock.advance(SECOND);
	await until(() => courier.state.delivered === 1, 'delivery');
	t.is(told.length, 2);
	await end();
});

test('a receiver that hangs does not keep the watch from ending', async (t) => {
	const {received, clock, courier, emit, end} = await setUp([() => {}]);
	emit(1);
	await until(() => received.length === 1, 'a request');
	const ending = end();
	await clock.advance(ATTEMPT_TIME);
	await ending;
	t.is(courier.state.lost, 1);
});

test('a connection that breaks off is no answer', async (t) => {
	const {clock, courier, emit, end} = await setUp([(response) => response.socket!.destroy(), ok]);
	emit(1);
	await until(() => courier.state.problem !== undefined, 'a problem');
	t.is(courier.state.problem, 'no answer (ECONNRESET)');
	await clock.advance(SECOND);
	await until(() => courier.state.delivered === 1, 'delivery');
	await end();
});

test('an answer that never ends counts, and costs nothing', async (t) => {
	const {courier, emit, end} = await setUp([
		(response) => {
			const more = () => {
				while (response.write('x'.repeat(10_000)));
			};
			response
				.writeHead(200)
				.on('drain', more)
				.on('error', () => {});
			more();
		},
	]);
	emit(1);
	await until(() => courier.state.delivered === 1, 'delivery');
	t.is(courier.state.problem, undefined);
	await end();
});

test('nobody listens', async (t) => {
	const {courier, emit, end, port} = await setUp([ok]);
	await end();
	const clock = new FakeClock();
	const told: string[] = [];
	const delivery = new WebhookDelivery(readWebhookAddress(`http://127.0.0.1:${port}/`, undefined), clock);
	const alone = new Courier(delivery, {clock, tell: (line) => told.push(line)});
	alone.emit(eventsUpTo(1)[0]!);
	await until(() => alone.state.problem !== undefined, 'a problem');
	t.is(alone.state.problem, 'no answer (ECONNREFUSED)');
	await alone.close();
	emit(1);
	t.is(courier.state.lost, 1);
});

test('https: a certificate is asked for', async (t) => {
	const server = https.createServer({key, cert: certificate}, (_request, response) => response.end());
	server.on('tlsClientError', () => {});
	const port = await listening(server);
	const send = async (trust: {ca?: string}) => {
		const {signal} = new AbortController();
		return postWebhook(new URL(`https://localhost:${port}/`), {}, '{}', signal, trust);
	};
	t.deepEqual(await send({ca: certificate}), {status: 200, retryAfter: undefined});
	await t.throwsAsync(send({}), {code: 'DEPTH_ZERO_SELF_SIGNED_CERT'});
	server.close();
	server.closeAllConnections();
});

const refused = test.macro<[address: string, secret: string | undefined, message: string]>({
	exec: (t, address, secret, message) => {
		t.throws(() => readWebhookAddress(address, secret), {instanceOf: UsageError, message});
	},
	title: (_, address, secret) => `refused: ${address} ${secret ?? ''}`,
});

test(refused, 'hooks.example/a', undefined, 'webhook: this is no address that begins with https:// or http://');
test(refused, 'ftp://hooks.example/a', undefined, 'webhook: this is no address that begins with https:// or http://');
test(
	refused,
	'https://user:pass@hooks.example/a',
	undefined,
	'webhook https://hooks.example: a user and a password in an address are not used; requests are signed instead',
);
test(refused, 'https://hooks.example', 'whsec_***', 'webhook: what follows whsec_ in the secret is not base64');

test('the name of a webhook does not have what may be secret', (t) => {
	t.is(
		readWebhookAddress('https://hooks.example:8443/services/T0/B0/XYZ?token=1', 's').name,
		'webhook https://hooks.example:8443',
	);
	t.is(readWebhookAddress('https://hooks.example', '').key, undefined);
});
