import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const BIN = fileURLToPath(new URL('../../../bin/portolan.js', import.meta.url));

/** The project's folder, where the command is run: paths in reports are relative to it. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Run {
	/** `null` when a signal ended it. */
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface RunOptions {
	readonly input?: Uint8Array;
	readonly env?: Readonly<Record<string, string>>;
	/** Called when the command has taken all of a long input. */
	readonly whenTaken?: (child: ReturnType<typeof spawn>) => void;
	/** Given the running command, to leave it. */
	readonly meanwhile?: (child: ReturnType<typeof spawn>) => void;
	/** Standard input stays open. */
	readonly keepInput?: boolean;
}

/** Runs the command line as a user does. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
	const {NO_COLOR, FORCE_COLOR, ...environment} = process.env;
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [BIN, ...args], {cwd: ROOT, env: {...environment, ...options.env}});
		const output = {stdout: '', stderr: ''};
		// A piece may end inside of a character.
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			output.stdout += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			output.stderr += text;
		});
		child.on('error', reject);
		child.on('close', (status) => resolve({status, ...output}));
		child.stdin.on('error', () => {});
		if (options.input !== undefined) child.stdin.write(options.input, () => options.whenTaken?.(child));
		if (options.keepInput !== true) child.stdin.end();
		options.meanwhile?.(child);
	});
}

/** The packs and the inventory of the samples. */
export const site = ['-r', 'configmgr-2012', '-r', 'windows-baseline', '-i', 'samples/inventory.yaml'];
