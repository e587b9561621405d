import {once} from 'node:events';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {UsageError} from '../net/problem.js';
import type {WatchStatus} from '../watch/status.js';
import type {FanOut} from './fan-out.js';
import {healthOf} from './health.js';
import type {ListenAddress} from './listen-address.js';
import {type ProcessStatus, watchMetrics} from './metrics.js';
import {METRICS_TYPE, metricsText} from './metrics-text.js';

/** Whom the pages ask; each time somebody looks. */
export interface StatusSource {
	readonly watch: () => WatchStatus;
	readonly fanOut: FanOut;
	readonly process: () => ProcessStatus;
	/** See `healthOf`. */
	readonly lagBound: number;
}

export interface StatusServer {
	readonly address: ListenAddress;
	/** Ends it, requests that are under way included. */
	close(): Promise<void>;
}

interface Page {
	readonly status: number;
	readonly type: string;
	readonly body: string;
}

const TEXT = 'text/plain; charset=utf-8';
const links = 'portolan watches.\n\n/metrics  for Prometheus\n/healthz  whether it works: 200, or 503 with reasons\n';

/** Pages about the watch for whoever can reach the address. Throws `UsageError` where it cannot listen there. */
export async function startStatusServer(listen: ListenAddress, source: StatusSource): Promise<StatusServer> {
	const server = http.createServer((request, response) => {
		const {status, type, body} = pageFor(request, source);
		response.writeHead(status, {
			'content-type': type,
			'content-length': Buffer.byteLength(body),
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
			...(status === 405 ? {allow: 'GET, HEAD'} : {}),
		});
		response.end(request.method === 'HEAD' ? undefined : body);
		// What else a client has to say is of no interest.
		request.resume();
	});
	// Whoever holds connections open costs little: few, and not for long.
	server.maxConnections = 64;
	server.headersTimeout = 5_000;
	server.requestTimeout = 10_000;
	server.keepAliveTimeout = 60_000;
	server.on('clientError', (_error, socket) => socket.destroy());
	server.listen(listen.port, listen.host);
	try {
		await once(server, 'listening');
	} catch (error) {
		throw new UsageError(`--listen ${shown(listen)}: ${whyNot(error as NodeJS.ErrnoException)}`);
	}
	const {address, port} = server.address() as AddressInfo;
	return {
		address: {host: address, port},
		async close() {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

function pageFor({method, url}: http.IncomingMessage, {watch, fanOut, process, lagBound}: StatusSource): Page {
	if (method !== 'GET' && method !== 'HEAD') return {status: 405, type: TEXT, body: 'only GET and HEAD\n'};
	switch (url?.replace(/\?.*$/s, '')) {
		case '/':
			return {status: 200, type: TEXT, body: links};
		case '/metrics':
			return {status: 200, type: METRICS_TYPE, body: metricsText(watchMetrics(watch(), fanOut, process()))};
		case '/healthz': {
			const health = healthOf(watch(), fanOut.outlets, lagBound);
			const body = `${JSON.stringify(health, undefined, '\t')}\n`;
			return {status: health.healthy ? 200 : 503, type: 'application/json', body};
		}
		default:
			return {status: 404, type: TEXT, body: `nothing here\n\n${links}`};
	}
}

function shown({host, port}: ListenAddress): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function whyNot({code, message}: NodeJS.ErrnoException): string {
	switch (code) {
		case 'EADDRINUSE':
			return 'another program listens there; choose another port, or 0 for any that is free';
		case 'EADDRNOTAVAIL':
			return 'this machine does not have that address';
		case 'EACCES':
			return 'listening there is not allowed; ports below 1024 need a privilege';
		default:
			return `cannot listen there (${code ?? message})`;
	}
}
