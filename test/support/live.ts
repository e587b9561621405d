import {readdirSync, readFileSync} from 'node:fs';
import type {Backend} from '#portolan/capture/live/backend.js';
import type {LiveCapture, LiveChange} from '#portolan/capture/live/live-capture.js';
import type {LiveOptions} from '#portolan/capture/live/options.js';
import {MIN_WINDOW} from '#portolan/capture/open.js';
import type {ReadFrame} from './reading.js';

// Live captures whose children are scripts.

export const options: LiveOptions = {
	source: 'fake0',
	backend: 'dumpcap',
	filter: undefined,
	bufferSize: undefined,
	snaplen: 262_144,
	promiscuous: true,
	windowSize: MIN_WINDOW,
};

/** In a script: `emit(base64)` writes a capture or a part of one; `over` is called when it is asked to end. */
const prelude = `
const fs = require('node:fs');
const emit = (text) => fs.writeSync(1, Buffer.from(text, 'base64'));
const over = (end) => { process.stdin.resume(); process.stdin.on('end', end); };
`;

export const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');

/** Each process runs the next script; the last one again and again. */
export function scripted(scripts: readonly string[], rest: Partial<Backend> = {}): Backend {
	let started = 0;
	return {
		name: 'dumpcap',
		command: () => {
			const script = scripts[Math.min(started++, scripts.length - 1)]!;
			return {program: process.execPath, args: ['-e', prelude + script], minds: 'input'};
		},
		...rest,
	};
}

/** Reads a live capture to its end, and keeps everything; `until` waits for so many frames. */
export function watched(live: LiveCapture) {
	const seen: ReadFrame[] = [];
	const changes: LiveChange[] = [];
	live.onChange = (change) => changes.push(change);
	const end = (async () => {
		for await (const batch of live.frames) {
			for (let row = 0; row < batch.count; row++) {
				const start = batch.offset[row]!;
				seen.push({
					number: batch.number[row]!,
					time: batch.time[row]!,
					linkType: batch.linkType[row]!,
					originalLength: batch.originalLength[row]!,
					octets: batch.octets.slice(start, start + batch.capturedLength[row]!),
				});
			}
		}
	})();
	// Whoever waits for it later is told.
	end.catch(() => {});
	const until = async (isReached: () => boolean) => {
		while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 5));
	};
	return {seen, changes, end, until, kinds: () => changes.map(({kind}) => kind)};
}

/** Program and arguments of a process; empty when it is gone. Linux. */
export function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
	} catch {
		return '';
	}
}

/** The processes that this one started and that run now. Linux. */
export function childrenOf(pid: number): number[] {
	return readdirSync(`/proc/${pid}/task`)
		.flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
		.filter((child) => child !== '')
		.map(Number);
}
