import {UsageError} from '../../net/problem.js';
import {type Backend, type Trouble, troubleOf} from './backend.js';
import type {Ending} from './capture-process.js';
import {interfaceNames} from './interface-facts.js';
import {permissionAdvice} from './programs.js';

/** Why one of those that could capture did not start. */
export interface StartFailure {
	readonly backend: Backend;
	readonly trouble: Trouble;
	/** A clause for people. */
	readonly reason: string;
}

const howToInstall: Readonly<Record<string, string>> = {
	cap: 'the npm package cap is not installed, or was not built for this Node: npm install cap (it needs a compiler and libpcap)',
	dumpcap: 'dumpcap is not installed: it comes with Wireshark',
	tcpdump: 'tcpdump is not installed',
};

/** @param ending `undefined`: it is not installed */
export function startFailure(backend: Backend, ending: Ending | undefined): StartFailure {
	const {name} = backend;
	const messages = ending?.messages ?? [];
	const trouble = ending === undefined ? 'missing' : troubleOf(messages.join('\n'));
	if (trouble === 'missing') return {backend, trouble, reason: howToInstall[name] ?? `${name} is not installed`};
	if (trouble === 'no-permission') {
		return {backend, trouble, reason: `no permission to capture; ${permissionAdvice(backend.command()!.program)}`};
	}
	return {backend, trouble, reason: reasonOf(messages, name) ?? `it ended without a word (${ending!.how})`};
}

/** What went wrong, of the lines that a program wrote: without the others, and without its name. */
export function reasonOf(messages: readonly string[], name: string): string | undefined {
	const lines = messages
		.map((line) => line.replace(new RegExp(`^(portolan|${name}): `), ''))
		.filter((line) => !/^(Capturing on|File:|Warning:|Packets |\d+ packets? |listening on |dropped privs )/.test(line));
	return lines.length === 0 ? undefined : lines.slice(0, 3).join(' ');
}

/** The error for those that were tried; there is at least one. */
export function startProblem(source: string, failures: readonly StartFailure[]): UsageError {
	if (failures.some(({trouble}) => trouble === 'no-interface')) {
		const names = interfaceNames();
		const known = names.length === 0 ? 'none was found' : `there are ${names.join(', ')}`;
		return new UsageError(`there is no interface "${source}"; ${known}`);
	}
	const [only] = failures;
	if (only?.trouble === 'filter') {
		// dumpcap says in brackets what libpcap said, among advice of its own.
		const said = /\(([^)]*)\)/.exec(only.reason)?.[1] ?? only.reason;
		return new UsageError(`the filter does not compile: ${said}; it is written as in pcap-filter(7)`);
	}
	if (failures.length === 1)
		return new UsageError(`${source} cannot be captured with ${only!.backend.name}: ${only!.reason}`);
	const lines = failures.map(({backend, reason}) => `  ${backend.name}: ${reason}`);
	return new UsageError(`${source} cannot be captured\n${lines.join('\n')}`);
}
