import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {performance} from 'node:perf_hooks';

/**
 * @typedef {object} Command
 * @property {string} program
 * @property {string[]} args
 *
 * @typedef {object} Run
 * @property {number} seconds of the whole process, start-up included
 * @property {number | null} peakOctets the most memory it held; `null` where the system does not tell
 * @property {string | null} problem why it does not count: the first line it wrote to standard error, or the time it took
 */

const POLL_MS = 10;
const STDERR_LIMIT = 4096;

/**
 * Runs a command to its end; what it prints goes nowhere.
 * @param {Command} command
 * @param {{timeout?: number, feeder?: Command}} options `timeout` in seconds; `feeder` writes its standard input
 * @returns {Promise<Run>}
 */
export function timedRun({program, args}, {timeout = 600, feeder} = {}) {
	return new Promise((resolve) => {
		const start = performance.now();
		const source = feeder && spawn(feeder.program, feeder.args, {stdio: ['ignore', 'pipe', 'inherit']});
		const child = spawn(program, args, {stdio: [source?.stdout ?? 'ignore', 'ignore', 'pipe']});
		let stderr = '';
		let peakOctets = null;
		let isTooLong = false;
		const poll = setInterval(() => {
			peakOctets = Math.max(peakOctets ?? 0, peakOf(child.pid) ?? 0) || null;
		}, POLL_MS);
		const timer = setTimeout(() => {
			isTooLong = true;
			child.kill('SIGKILL');
		}, timeout * 1000);
		const end = (problem) => {
			clearInterval(poll);
			clearTimeout(timer);
			source?.kill();
			resolve({seconds: (performance.now() - start) / 1000, peakOctets, problem});
		};
		child.stderr.setEncoding('utf8');
		child.stderr.on('data', (text) => {
			if (stderr.length < STDERR_LIMIT) stderr += text;
		});
		child.once('error', (error) => end(error.message));
		child.once('close', (status, signal) => {
			if (isTooLong) return end(`took longer than ${timeout} s`);
			if (status === 0) return end(null);
			end(firstLine(stderr) ?? `ended with ${signal ?? `status ${status}`}`);
		});
	});
}

function firstLine(text) {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.find((line) => line !== '');
}

/** The kernel keeps the peak itself, so that a look now and then is enough; it is gone when the process is. */
function peakOf(pid) {
	if (process.platform !== 'linux') return undefined;
	try {
		const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
	} catch {
		return undefined;
	}
}
