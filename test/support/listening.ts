import {once} from 'node:events';
import type net from 'node:net';

/** Lets a server listen on a free port of 127.0.0.1, or on `port`. */
export async function listening(server: net.Server, port = 0): Promise<number> {
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as net.AddressInfo).port;
}

/** Waits until it is so; real time, for what the operating system does. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
	const end = Date.now() + 20_000;
	while (!isSo()) {
		if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
