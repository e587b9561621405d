import {once} from 'node:events';
import {writeSync} from 'node:fs';
import {Readable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {type EpochMicros, NO_TIME} from '../../net/time.js';
import type {FrameBatch} from '../frame.js';
import {openCapture} from '../open.js';
import {MAX_FRAME} from '../pcap.js';
import {PcapngBlocks} from './pcapng-blocks.js';
import {REPLAY_BROKEN, type ReplayOrder} from './replay-order.js';

// A process of its own that writes the frames of a file to standard output, as pcapng, at the pace at which they were
// recorded, until standard input ends. Nothing is lost on the way: where nobody reads, it waits.

/** Octets the file is read through, and octets that are written at once. */
const WINDOW = 1 << 21;
const PIECE = 1 << 16;
/** Milliseconds; frames that are due within it are written together. */
const GRAIN = 2;

const {path, speed, skip} = JSON.parse(process.argv[2]!) as ReplayOrder;
const {coverage, frames} = openCapture(path, 0, {
	reader: 'portolan',
	windowSize: WINDOW,
	standardInput: Readable.from([]),
});

let isOver = false;
const over = new AbortController();
process.stdin.resume();
process.stdin.once('close', () => {
	isOver = true;
	over.abort();
});
process.stdin.on('error', () => {});
process.stdout.on('error', () => process.exit(0));

const blocks = new PcapngBlocks();
/** Interfaces of what is written, by their link types. */
const interfaces = new Map<number, number>();
let pending: Uint8Array[] = [];
let pendingOctets = 0;

/** @param block valid only now */
function write(block: Uint8Array): void {
	pending.push(block.slice());
	pendingOctets += block.length;
}

async function flush(): Promise<void> {
	if (pendingOctets === 0) return;
	const piece = Buffer.concat(pending);
	pending = [];
	pendingOctets = 0;
	if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}

/** Recorded time and clock of the first frame; all others keep their distance from it. */
let firstTime: EpochMicros | undefined;
let firstClock = 0;

async function untilDue(time: EpochMicros): Promise<void> {
	if (speed === 'max' || time === NO_TIME) return;
	if (firstTime === undefined) {
		firstTime = time;
		firstClock = performance.now();
	}
	const due = () => firstClock + (time - firstTime!) / 1000 / speed - performance.now();
	if (due() <= GRAIN) return;
	await flush();
	for (let rest = due(); rest > 0 && !isOver; rest = due()) {
		await sleep(Math.min(rest, 1 << 30), undefined, {signal: over.signal}).catch(() => {});
	}
}

async function writeFrames(batch: FrameBatch): Promise<void> {
	for (let row = 0; row < batch.count && !isOver; row++) {
		if (batch.number[row]! <= skip) continue;
		await untilDue(batch.time[row]!);
		const linkType = batch.linkType[row]!;
		let id = interfaces.get(linkType);
		if (id === undefined) {
			id = interfaces.size;
			interfaces.set(linkType, id);
			write(blocks.interface(linkType, MAX_FRAME));
		}
		const start = batch.offset[row]!;
		const frame = batch.octets.subarray(start, start + batch.capturedLength[row]!);
		write(blocks.packet(frame, id, batch.time[row]!, batch.originalLength[row]!));
		if (pendingOctets >= PIECE) await flush();
	}
}

function fail(status: number): never {
	writeSync(2, `portolan: ${coverage.problem}\n`);
	process.exit(status);
}

let isBegun = false;
for await (const batch of frames) {
	if (!isBegun) write(blocks.section());
	isBegun = true;
	await writeFrames(batch);
	if (isOver) break;
}
if (!isBegun && !coverage.complete) fail(1);
if (!isBegun) write(blocks.section());
if (coverage.drops !== undefined && interfaces.size > 0)
	write(blocks.statistics(0, coverage.last ?? 0, coverage.drops));
await flush();
if (!coverage.complete && !isOver) fail(REPLAY_BROKEN);
process.stdout.end(() => process.exit(0));
