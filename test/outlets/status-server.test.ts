import http from 'node:http';
import net from 'node:net';
import {text as readAll} from 'node:stream/consumers';
import test from 'ava';
import {UsageError} from '#portolan/net/problem.js';
import {FanOut} from '#portolan/outlets/fan-out.js';
import {LAG_BOUND} from '#portolan/outlets/health.js';
import {type ListenAddress, readListenAddress} from '#portolan/outlets/listen-address.js';
import {startStatusServer} from '#portolan/outlets/status-server.js';
import type {WatchStatus} from '#portolan/watch/status.js';
import {listening} from '../support/listening.js';
import {watchStatus} from '../support/watch-events.js';

async function setUp(address = '127.0.0.1:0') {
	const shown: {status: WatchStatus} = {status: watchStatus()};
	const server = await startStatusServer(readListenAddress(address), {
		watch: () => shown.status,
		fanOut: new FanOut([], {tell: () => {}}),
		process: () => ({version: '1.2.3', residentOctets: 1}),
		lagBound: LAG_BOUND,
	});
	const {host, port} = server.address;
	const get = async (path: string, method = 'GET') =>
		new Promise<{status: number; type: string | undefined; body: string}>((resolve, reject) => {
			const request = http.request({host, port, path, method, agent: false}, async (response) => {
				const {statusCode: status = 0, headers} = response;
				resolve({status, type: headers['content-type'], body: await readAll(response)});
			});
			request.on('error', reject);
			request.end();
		});
	return {server, shown, get, port, host};
}

test('the pages', async (t) => {
	const {server, get} = await setUp();
	const metrics = await get('/metrics');
	t.is(metrics.status, 200);
	t.is(metrics.type, 'text/plain; version=0.0.4; charset=utf-8');
	t.regex(metrics.body, /^portolan_packets_total 1000$/m);
	t.is((await get('/metrics?from=prometheus')).status, 200);
	const start = await get('/');
	t.is(start.status, 200);
	t.regex(start.body, /\/metrics .*\n\/healthz /);
	t.like(await get('/', 'HEAD'), {status: 200, body: ''});
	t.is((await get('/other')).status, 404);
	t.is((await get('//evil.example/metrics')).status, 404);
	t.is((await get('/metrics', 'POST')).status, 405);
	await server.close();
});

test('health is 200, or 503 with reasons', async (t) => {
	const {server, get, shown} = await setUp();
	const well = await get('/healthz');
	t.like(well, {status: 200, type: 'application/json'});
	t.deepEqual(JSON.parse(well.body), {
		healthy: true,
		reasons: [],
		warnings: [],
		interface: 'eth1',
		lastPacket: '2026-11-30T12:01:30.500000Z',
	});
	shown.status = watchStatus({isUp: false});
	const ill = await get('/healthz');
	t.is(ill.status, 503);
	t.like(JSON.parse(ill.body), {healthy: false, reasons: ['The capture on eth1 is down.']});
	await server.close();
});

test('an address that is taken is wrong usage', async (t) => {
	const other = net.createServer();
	const port = await listening(other);
	await t.throwsAsync(setUp(`127.0.0.1:${port}`), {
		instanceOf: UsageError,
		message: `--listen 127.0.0.1:${port}: another program listens there; choose another port, or 0 for any that is free`,
	});
	await t.throwsAsync(setUp('192.0.2.77:9464'), {
		instanceOf: UsageError,
		message: '--listen 192.0.2.77:9464: this machine does not have that address',
	});
	other.close();
});

test('closing does not wait for connections, and what is no request does no harm', async (t) => {
	const {server, get, host, port} = await setUp();
	const idle = net.connect(port, host);
	const strange = net.connect(port, host);
	strange.on('error', () => {});
	idle.on('error', () => {});
	await new Promise((resolve) => strange.write('\x16\x03\x01 what\r\n\r\n', resolve));
	t.is((await get('/')).status, 200);
	await server.close();
	await t.throwsAsync(get('/'));
	idle.destroy();
});

const read = test.macro<[text: string, address: ListenAddress]>({
	exec: (t, text, address) => t.deepEqual(readListenAddress(text), address),
	title: (_, text) => `--listen ${text}`,
});

test(read, '127.0.0.1:9464', {host: '127.0.0.1', port: 9464});
test(read, '[::1]:9464', {host: '::1', port: 9464});
test(read, 'localhost:0', {host: 'localhost', port: 0});

for (const wrong of ['9464', ':9464', '127.0.0.1', '127.0.0.1:70000', '::1:9464', '[x]:1', 'http://a:1']) {
	test(`refused: --listen ${wrong}`, (t) => {
		t.throws(() => readListenAddress(wrong), {instanceOf: UsageError, message: /write an address and a port/});
	});
}
