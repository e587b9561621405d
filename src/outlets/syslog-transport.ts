import dgram from 'node:dgram';
import {lookup} from 'node:dns/promises';
import {once} from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type {SyslogAddress} from './syslog-address.js';

/** An open way to a syslog receiver. */
export interface SyslogConnection {
	/** It ended: whatever is sent now fails. */
	readonly isOver: boolean;
	/** Resolves when the operating system has all of them, which is all that syslog ever tells; rejects where it took them not. */
	send(messages: readonly Buffer[]): Promise<void>;
	/** After what was sent. */
	end(): void;
	/** At once. */
	abandon(): void;
}

/** Octets of a message. RFC 5426 section 3.2: receivers of datagrams should take 2048; RFC 5425 section 4.3.1: of streams 8192. */
export const longestMessage = {udp: 2048, tcp: 8192, tls: 8192} as const;

/**
 * Rejects where nobody is there, or `signal` is aborted. Which certificates are trusted is Node's to say: NODE_EXTRA_CA_CERTS
 * names those of a site's own authority.
 */
export function connectSyslog(
	address: SyslogAddress,
	signal: AbortSignal,
	trust: Pick<tls.ConnectionOptions, 'ca'> = {},
): Promise<SyslogConnection> {
	return address.transport === 'udp' ? connectDatagrams(address, signal) : connectStream(address, signal, trust);
}

async function connectDatagrams({host, port}: SyslogAddress, signal: AbortSignal): Promise<SyslogConnection> {
	const {address, family} = await Promise.race([lookup(host), abortion(signal)]);
	const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4');
	let problem: Error | undefined;
	// A connected socket is told when its messages are refused (ICMP port unreachable), though only after they were sent.
	socket.on('error', (error) => {
		problem = error;
	});
	socket.connect(port, address);
	try {
		await once(socket, 'connect', {signal});
	} catch (error) {
		socket.close();
		throw error;
	}
	return {
		get isOver() {
			return problem !== undefined;
		},
		async send(messages) {
			for (const message of messages) {
				if (problem !== undefined) throw problem;
				await new Promise<void>((resolve, reject) => {
					socket.send(message, (error) => (error === null ? resolve() : reject(error)));
				});
			}
		},
		end: () => socket.close(),
		abandon: () => socket.close(),
	};
}

/** Rejects when it is aborted. */
async function abortion(signal: AbortSignal): Promise<never> {
	await once(signal, 'abort');
	throw signal.reason;
}

async function connectStream(
	{host, port, transport}: SyslogAddress,
	signal: AbortSignal,
	trust: Pick<tls.ConnectionOptions, 'ca'>,
): Promise<SyslogConnection> {
	const isSecure = transport === 'tls';
	const socket = isSecure
		? tls.connect({...trust, host, port, minVersion: 'TLSv1.2', ...(net.isIP(host) === 0 ? {servername: host} : {})})
		: net.connect({host, port});
	let problem: Error | undefined;
	socket.on('error', (error) => {
		problem = error;
	});
	// Receivers say nothing; one that ends its side does not listen any more.
	socket.on('end', () => socket.destroy());
	socket.resume();
	try {
		await once(socket, isSecure ? 'secureConnect' : 'connect', {signal});
	} catch (error) {
		socket.destroy();
		throw error;
	}
	socket.setKeepAlive(true, 60_000);
	return {
		get isOver() {
			return socket.destroyed;
		},
		send: (messages) =>
			new Promise<void>((resolve, reject) => {
				// Octet counting, RFC 6587 section 3.4.1 and RFC 5425 section 4.3.
				const frames = messages.flatMap((message) => [Buffer.from(`${message.length} `), message]);
				socket.write(Buffer.concat(frames), (error) => {
					// A write that was under way when the socket ended is called back without an error.
					if (error || socket.destroyed) reject(problem ?? error ?? new Error('the connection ended'));
					else resolve();
				});
			}),
		end() {
			// A receiver that reads no more must not keep portolan from ending.
			socket.unref();
			socket.destroySoon();
		},
		abandon: () => socket.destroy(),
	};
}
