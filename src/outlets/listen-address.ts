import net from 'node:net';
import {UsageError} from '../net/problem.js';

export interface ListenAddress {
	readonly host: string;
	readonly port: number;
}

/** Reads `127.0.0.1:9464`, `[::1]:9464` or `localhost:9464`. Throws `UsageError`. */
export function readListenAddress(text: string): ListenAddress {
	const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
	const port = Number(match?.[3]);
	if (match === null || port > 65_535 || (match[1] !== undefined && !net.isIPv6(match[1]))) {
		throw new UsageError(`--listen "${text}": write an address and a port, such as 127.0.0.1:9464 or [::1]:9464`);
	}
	return {host: match[1] ?? match[2]!, port};
}
