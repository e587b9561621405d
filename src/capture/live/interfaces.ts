import {networkInterfaces} from 'node:os';
import {backendFor} from './backend.js';
import {CaptureProcess} from './capture-process.js';
import {interfaceNames, isInterfaceUp, isLoopback} from './interface-facts.js';
import {type BackendName, backends} from './options.js';
import {startFailure} from './start-problem.js';

export interface NetworkInterface {
	readonly name: string;
	readonly addresses: readonly string[];
	/** `undefined`: the system does not say. */
	readonly isUp: boolean | undefined;
	readonly isLoopback: boolean;
}

/** What could capture, found out by letting it. */
export interface BackendState {
	readonly name: BackendName;
	/** `undefined`: there is no interface to try it on. */
	readonly canCapture: boolean | undefined;
	/** What is missing and what helps, a clause; `undefined` where nothing is known to be. */
	readonly missing: string | undefined;
}

/** All interfaces that the system tells of, ordered by name. */
export function listInterfaces(): NetworkInterface[] {
	const known = networkInterfaces();
	return interfaceNames().map((name) => {
		const entries = known[name] ?? [];
		return {
			name,
			addresses: entries.map(({address}) => address),
			// Those with an address in use are up, wherever that is all the system says.
			isUp: isInterfaceUp(name) ?? (entries.length > 0 ? true : undefined),
			isLoopback: entries.some(({internal}) => internal) || isLoopback(name),
		};
	});
}

/** Lets each begin a capture for a moment, of no frames, on the loopback where there is one. */
export async function tryBackends(interfaces: readonly NetworkInterface[]): Promise<BackendState[]> {
	const up = interfaces.filter(({isUp}) => isUp !== false);
	const on = (up.find((one) => one.isLoopback) ?? up[0])?.name;
	return Promise.all(backends.map((name) => tryBackend(name, on)));
}

async function tryBackend(name: BackendName, on: string | undefined): Promise<BackendState> {
	const options = {
		source: on ?? '',
		backend: name,
		filter: 'less 1',
		bufferSize: 1 << 20,
		snaplen: 64,
		promiscuous: name === 'cap',
		windowSize: 0,
	} as const;
	const backend = backendFor(name, options.source, options);
	const command = backend.command();
	if (command === undefined) return {name, canCapture: false, missing: startFailure(backend, undefined).reason};
	if (on === undefined) return {name, canCapture: undefined, missing: undefined};
	const process = new CaptureProcess(command);
	process.begin();
	const {done} = await process.pieces().next();
	const ending = await process.finish();
	if (done !== true) return {name, canCapture: true, missing: undefined};
	return {name, canCapture: false, missing: startFailure(backend, ending).reason};
}
