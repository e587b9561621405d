import {once} from 'node:events';
import {writeSync} from 'node:fs';
import {createRequire} from 'node:module';
import {networkInterfaces} from 'node:os';
import {Worker} from 'node:worker_threads';
import type * as CapModule from 'cap';
import type {EpochMicros} from '../../net/time.js';
import {CAP_MISSING, CAP_SNAPLEN, type CapOrder, linkTypeOf} from './cap-order.js';
import {interfaceCounters, longestFrame} from './interface-facts.js';
import {Losses} from './losses.js';
import {OctetRing} from './octet-ring.js';
import {PcapngBlocks} from './pcapng-blocks.js';

// A process of its own that captures with npm's `cap` and writes pcapng to standard output until standard input ends.
//
// `cap` keeps no reference to the buffer it writes frames into: this module holds it as long as the process lives. It
// tells no times: a frame is stamped when it is taken. And it calls back for one frame after the other without letting
// the event loop turn while there are more: whatever has to happen meanwhile happens in other threads or in the call.

/** Octets that may wait to be written: a second of a full gigabit link. */
const QUEUE = 1 << 27;
/** Microseconds between two words about what was lost. */
const INTERVAL = 500_000;
/**
 * Milliseconds in which a frame that the interface counted is in the kernel's ring, if it ever is. Between the two it waits for the
 * kernel to have time: on a machine whose processors were all taken, some were still on their way in the next turn of the loop.
 */
const ON_ITS_WAY = 100;
/** Where the clock was set forward by more than this, as after a computer slept, times follow it. Microseconds. */
const SLEPT = 2_000_000;
/** The smallest slot of the kernel's ring that a frame takes with libpcap's TPACKET_V2 on Linux: never below Ethernet's longest frame. */
const SMALLEST_SLOT = 1518;

/** Microseconds that the loop has to turn when all is over. */
const LAST_TURN = 500_000;

const order = JSON.parse(process.argv[2]!) as CapOrder;

function fail(reason: string): never {
	writeSync(2, `portolan: ${reason}\n`);
	process.exit(1);
}

function loadCap(): typeof CapModule {
	try {
		return createRequire(import.meta.url)('cap') as typeof CapModule;
	} catch (error) {
		fail(`${CAP_MISSING}: ${(error as Error).message.split('\n')[0]}`);
	}
}

const {Cap} = loadCap();

/** Windows calls devices by other names than people do; an address leads from one to the other. */
function deviceOf(name: string): string {
	if (process.platform !== 'win32') return name;
	const addresses = networkInterfaces()[name] ?? [];
	return addresses.map(({address}) => Cap.findDevice(address)).find((device) => device !== undefined) ?? name;
}

const ring = OctetRing.create(QUEUE);
const isOver = new Int32Array(new SharedArrayBuffer(4));
const output = new Worker(new URL('./octet-writer.js', import.meta.url), {workerData: ring.memory});
const lifeLine = new Worker(new URL('./life-line.js', import.meta.url), {workerData: isOver.buffer});

if (process.send !== undefined) await untilTold();

/** Started ahead of need: everything is loaded, and nothing is captured until the message comes. */
async function untilTold(): Promise<void> {
	const leave = () => process.exit(0);
	process.once('disconnect', leave);
	lifeLine.once('message', leave);
	await once(process, 'message');
	process.off('disconnect', leave);
	lifeLine.off('message', leave);
	process.disconnect();
}

const blocks = new PcapngBlocks();
const buffer = Buffer.alloc(CAP_SNAPLEN + 1);
const snaplen = Math.min(order.snaplen, CAP_SNAPLEN);
const cap = new Cap();

let given = 0;
let queueDrops = 0;
let toldDrops: number | undefined;
let nextWord = 0;
let overSince: EpochMicros | undefined;
/** Wall time of the process's monotonic zero, in microseconds. */
let origin = Math.round(performance.timeOrigin * 1000);

const now = () => origin + Math.round(performance.now() * 1000);

const before = interfaceCounters(order.interface);
const linkType = open();
const losses = new Losses(before, interfaceCounters(order.interface), order.filter !== '');
const longest = longestFrame(order.interface) ?? Number.POSITIVE_INFINITY;
/** Frames that can be in the kernel's ring at most. */
const inRing = Math.ceil(order.bufferSize / SMALLEST_SLOT);

function open(): number {
	try {
		const name = cap.open(deviceOf(order.interface), order.filter, order.bufferSize, buffer);
		return linkTypeOf(name) ?? fail(`the link type "${name}" of ${order.interface} is not known`);
	} catch (error) {
		fail((error as Error).message || `${order.interface} cannot be opened`);
	}
}

ring.append(blocks.section());
ring.append(blocks.interface(linkType, snaplen));

cap.on('packet', (length: number) => {
	const time = now();
	given++;
	if (length > longest) losses.giveUp();
	const frame = buffer.subarray(0, Math.min(length, snaplen));
	if (!ring.append(blocks.packet(frame, 0, time, length))) queueDrops++;
	if (time >= nextWord) tellWhileBusy();
	if (Atomics.load(isOver, 0) === 1 || ring.isBroken) finishWhileBusy(time);
});

/** While frames come without a pause, as many as the kernel's ring holds may be on their way. */
function tellWhileBusy(): void {
	losses.compare(interfaceCounters(order.interface), given + inRing);
	tell();
}

/** While the event loop turns, the kernel's ring is emptied each time. */
function tellWhenIdle(): void {
	const wall = Date.now() * 1000;
	if (wall - now() > SLEPT) origin += wall - now();
	compareSoon(tell);
}

/** Compares what the interface has counted by now, when it has come. */
function compareSoon(done: () => void): void {
	const counters = interfaceCounters(order.interface);
	const givenBefore = given;
	setTimeout(() => {
		const after = interfaceCounters(order.interface);
		const isQuiet = given === givenBefore && counters?.passed === after?.passed;
		if (isQuiet) losses.settle(counters, given);
		else losses.compare(counters, given);
		done();
	}, ON_ITS_WAY);
}

function tell(): void {
	const time = now();
	nextWord = time + INTERVAL;
	const lost = losses.drops;
	const drops = lost === undefined && queueDrops === 0 ? undefined : (lost ?? 0) + queueDrops;
	if (drops === undefined || drops === toldDrops) return;
	if (ring.append(blocks.statistics(0, time, drops))) toldDrops = drops;
}

const idle = setInterval(tellWhenIdle, INTERVAL / 1000);
let isFinished = false;

lifeLine.once('message', () => compareSoon(finish));
output.once('exit', () => process.exit(0));

/** Where frames come without a pause, no turn of the loop ends it. */
function finishWhileBusy(time: EpochMicros): void {
	overSince ??= time;
	if (time - overSince < LAST_TURN && !ring.isBroken) return;
	// What is in the kernel's ring comes too late, and is not lost.
	losses.compare(interfaceCounters(order.interface), given + inRing);
	finish();
}

function finish(): void {
	if (isFinished) return;
	isFinished = true;
	clearInterval(idle);
	cap.close();
	tell();
	ring.end();
	void lifeLine.terminate();
}
