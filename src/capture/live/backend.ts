import {fileURLToPath} from 'node:url';
import {CAP_MISSING, type CapOrder} from './cap-order.js';
import type {BackendName, LiveOptions, Replay} from './options.js';
import {findProgram} from './programs.js';
import type {ReplayOrder} from './replay-order.js';

/** How a process is started whose standard output is a capture. */
export interface Command {
	readonly program: string;
	readonly args: readonly string[];
	/** It ends by itself when its standard input does; others are asked with a signal. */
	readonly minds: 'input' | 'signal';
	/** It can be started ahead: it loads what it needs and waits for a message before it captures. */
	readonly waits?: boolean;
}

/** Frames that were lost as a program tells. */
export interface ToldDrops {
	/** In the kernel's buffer, or in the program. */
	readonly captured: number;
	/** By the interface, before. */
	readonly before: number;
}

/** One way to get frames. */
export interface Backend {
	readonly name: BackendName | 'replay';
	/** `undefined`: it is not installed. */
	command(): Command | undefined;
	/** Frames lost since it began, where a line of its messages tells; absent: it tells in its stream. */
	readonly drops?: (message: string) => Partial<ToldDrops> | undefined;
	/** The signal on which it tells its counts without ending. */
	readonly asks?: NodeJS.Signals | undefined;
	/** Why it cannot do what is asked for. */
	readonly refusal?: string | undefined;
}

/**
 * Octets of the kernel's buffer where nothing is said. `cap` and `tcpdump` are given each frame at once, for which libpcap
 * on Linux has slots of the longest frame, up to 64 KiB where a card puts frames together; `dumpcap` packs them.
 */
export const bufferSizes: Readonly<Record<BackendName, number>> = {
	cap: 1 << 27,
	dumpcap: 1 << 26,
	tcpdump: 1 << 27,
};

const MEBIBYTE = 1 << 20;

export function backendFor(name: BackendName, source: string, options: LiveOptions): Backend {
	const size = options.bufferSize ?? bufferSizes[name];
	return {cap: capBackend, dumpcap: dumpcapBackend, tcpdump: tcpdumpBackend}[name](source, size, options);
}

function capBackend(source: string, bufferSize: number, {filter, snaplen, promiscuous}: LiveOptions): Backend {
	const order: CapOrder = {interface: source, filter: filter ?? '', bufferSize, snaplen};
	return {
		name: 'cap',
		refusal: promiscuous ? undefined : 'cap is always promiscuous',
		command: () => ({
			program: process.execPath,
			args: [fileURLToPath(new URL('./cap-child.js', import.meta.url)), JSON.stringify(order)],
			minds: 'input',
			waits: true,
		}),
	};
}

function dumpcapBackend(source: string, bufferSize: number, {filter, snaplen, promiscuous}: LiveOptions): Backend {
	return {
		name: 'dumpcap',
		command() {
			const program = findProgram('dumpcap');
			if (program === undefined) return undefined;
			const mebibytes = Math.max(1, Math.ceil(bufferSize / MEBIBYTE));
			const args = ['-q', '-w', '-', '-i', source, '-B', `${mebibytes}`, '-s', `${snaplen}`];
			if (filter !== undefined) args.push('-f', filter);
			if (!promiscuous) args.push('-p');
			return {program, args, minds: 'signal'};
		},
		drops(message) {
			const [, captured, before = 0] =
				/^Packets received\/dropped .*: \d+\/(\d+) \((?:.*ps_ifdrop:(\d+))?/.exec(message) ?? [];
			return captured === undefined ? undefined : {captured: Number(captured), before: Number(before)};
		},
	};
}

/** BSD and macOS have a signal that asks for a word; elsewhere tcpdump takes another. */
const asksTcpdump: NodeJS.Signals | undefined =
	process.platform === 'win32' ? undefined : process.platform === 'linux' ? 'SIGUSR1' : 'SIGINFO';

function tcpdumpBackend(source: string, bufferSize: number, {filter, snaplen, promiscuous}: LiveOptions): Backend {
	return {
		name: 'tcpdump',
		command() {
			const program = findProgram('tcpdump');
			if (program === undefined) return undefined;
			const kibibytes = Math.ceil(bufferSize / 1024);
			const args = ['-n', '-U', '-w', '-', '-i', source, '-B', `${kibibytes}`, '-s', `${snaplen}`, '--immediate-mode'];
			if (!promiscuous) args.push('-p');
			if (filter !== undefined) args.push('--', filter);
			return {program, args, minds: 'signal'};
		},
		asks: asksTcpdump,
		drops(message) {
			const count = (by: string) => new RegExp(`(\\d+) packets? dropped by ${by}`).exec(message)?.[1];
			const [captured, before] = [count('kernel'), count('interface')];
			if (captured === undefined && before === undefined) return undefined;
			return {
				...(captured !== undefined && {captured: Number(captured)}),
				...(before !== undefined && {before: Number(before)}),
			};
		},
	};
}

/** @param skip frames that were replayed by a process before this one */
export function replayBackend({replay, speed}: Replay, skip: () => number): Backend {
	return {
		name: 'replay',
		command() {
			const order: ReplayOrder = {path: replay, speed, skip: skip()};
			return {
				program: process.execPath,
				args: [fileURLToPath(new URL('./replay-child.js', import.meta.url)), JSON.stringify(order)],
				minds: 'input',
			};
		},
	};
}

/** Why a start failed, as far as it matters to what is done next. */
export type Trouble = 'missing' | 'no-interface' | 'no-permission' | 'down' | 'filter' | 'other';

const troubles: ReadonlyArray<readonly [trouble: Trouble, text: RegExp]> = [
	['missing', new RegExp(CAP_MISSING)],
	['filter', /capture filter|filter expression|syntax error|illegal token|unknown (host|port|network|protocol)/i],
	['no-permission', /permission|not permitted|access is denied|EACCES|EPERM/i],
	['down', /is not up|network is down|went down|ENETDOWN/i],
	['no-interface', /no such device|there is no device named|no device found|cannot find the (device|file)|ENODEV/i],
];

/** What messages of libpcap, and of the programs around it, mean. */
export function troubleOf(messages: string): Trouble {
	return troubles.find(([, text]) => text.test(messages))?.[0] ?? 'other';
}
