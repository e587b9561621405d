import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import type {Command} from './backend.js';

/** Milliseconds that a process has to end after it was asked to, before it is killed. */
const PATIENCE = 2000;
/** Lines of messages that are kept, the first and the last of them, and octets of each. */
const MAX_LINES = 20;
const MAX_LINE = 1000;

/** How a process ended. */
export interface Ending {
	/** `status 1`, `killed by SIGKILL`. */
	readonly how: string;
	readonly status: number | null;
	/** What it wrote to standard error, line by line; bounded. */
	readonly messages: readonly string[];
}

/** A process whose standard output is a capture. It does not outlive this one. */
export class CaptureProcess {
	/** Told of every line on standard error. */
	onMessage: (line: string) => void = () => {};
	readonly ended: Promise<Ending>;
	readonly #child: ChildProcess;
	readonly #minds: Command['minds'];
	readonly #messages: string[] = [];
	#guard: ChildProcess | undefined;
	#patience: NodeJS.Timeout | undefined;
	#isOver = false;

	constructor({program, args, minds, waits = false}: Command) {
		this.#minds = minds;
		const child = spawn(program, args, {
			stdio: [minds === 'input' ? 'pipe' : 'ignore', 'pipe', 'pipe', ...(waits ? (['ipc'] as const) : [])],
			windowsHide: true,
		});
		this.#child = child;
		child.stdin?.on('error', () => {});
		this.#readMessages();
		this.ended = this.#end();
		if (minds === 'signal' && child.pid !== undefined) this.#guard = startGuard(child.pid);
	}

	get isOver(): boolean {
		return this.#isOver;
	}

	/** Lets one that waits capture; nothing for others. */
	begin(): void {
		if (this.#child.connected) this.#child.send('begin', () => {});
	}

	/** What it writes, to be read once. Ends when it ends, however that is. */
	async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
		try {
			yield* this.#child.stdout as AsyncIterable<Buffer>;
		} catch {
			// It could not be started, or its pipe broke; how it ended says why.
		}
	}

	/** Asks it to end as soon as everything that it has is written. */
	stop(): void {
		if (this.#isOver || this.#patience !== undefined) return;
		if (this.#minds === 'input') this.#child.stdin?.end();
		else this.#child.kill('SIGINT');
		this.#patience = setTimeout(() => this.kill(), PATIENCE);
	}

	kill(): void {
		if (!this.#isOver) this.#child.kill('SIGKILL');
	}

	/** Sends a signal that it answers with a word on standard error. */
	ask(signal: NodeJS.Signals): void {
		if (!this.#isOver) this.#child.kill(signal);
	}

	/** Nothing more is read of it: it has to end. */
	async finish(): Promise<Ending> {
		this.stop();
		this.#child.stdout?.destroy();
		return this.ended;
	}

	async #end(): Promise<Ending> {
		const child = this.#child;
		const failure = await new Promise<Error | undefined>((resolve) => {
			child.once('error', resolve);
			child.once('exit', () => resolve(undefined));
		});
		this.#isOver = true;
		clearTimeout(this.#patience);
		this.#guard?.stdin?.end('over\n');
		if (failure !== undefined) return {how: 'not started', status: null, messages: [failure.message]};
		if (child.stderr !== null && !child.stderr.closed) await once(child.stderr, 'close');
		const {signalCode, exitCode} = child;
		const how = signalCode === null ? `status ${exitCode}` : `killed by ${signalCode}`;
		return {how, status: exitCode, messages: this.#messages};
	}

	#readMessages(): void {
		let rest = '';
		this.#child.stderr!.setEncoding('utf8');
		this.#child.stderr!.on('data', (text: string) => {
			const lines = (rest + text).split(/\r?\n|\r/);
			rest = lines.pop()!.slice(-MAX_LINE);
			for (const line of lines) this.#note(line);
		});
		this.#child.stderr!.on('end', () => this.#note(rest));
		this.#child.stderr!.on('error', () => {});
	}

	#note(line: string): void {
		const text = line.slice(0, MAX_LINE).trim();
		if (text === '') return;
		this.#messages.push(text);
		if (this.#messages.length > 2 * MAX_LINES) this.#messages.splice(MAX_LINES, 1);
		this.onMessage(text);
	}
}

function startGuard(pid: number): ChildProcess {
	const file = fileURLToPath(new URL('./guard.js', import.meta.url));
	const guard = spawn(process.execPath, [file, `${pid}`], {stdio: ['pipe', 'ignore', 'ignore'], windowsHide: true});
	guard.on('error', () => {});
	guard.stdin.on('error', () => {});
	return guard;
}
