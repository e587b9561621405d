import type {ReadStream, WriteStream} from 'node:tty';
import {type DurationMicros, type EpochMicros, SECOND} from '../../net/time.js';
import {eventLine} from '../../outlets/event-line.js';
import {EventStream} from '../../outlets/event-stream.js';
import type {Outlet} from '../../outlets/outlet.js';
import {describeEvent} from '../../watch/describe-event.js';
import {drawScreen, type ScreenSize} from '../../watch/screen/draw-screen.js';
import type {WatchStatus} from '../../watch/status.js';
import {LiveScreen} from '../live-screen.js';
import {wantsColors} from '../terminal.js';
import {systemClock} from './system-clock.js';

/** Between two pictures of the screen. */
const REDRAW: DurationMicros = SECOND / 2;

/** What a person or a program sees of a watch while it goes on. */
export interface Presentation {
	/** Where events go on standard output; none where a screen shows what they come to. */
	readonly outlets: readonly Outlet[];
	/** Takes a line for the operator. */
	readonly tell: (line: string) => void;
	/** @param status asked for each picture */
	start(status: () => WatchStatus, onQuit: () => void): void;
	/** Gives the terminal back. */
	stop(): void;
}

/** A screen where standard output is a terminal and text is wanted, otherwise an event a line. */
export function present(format: 'text' | 'ndjson'): Presentation {
	return format === 'text' && process.stdout.isTTY ? onScreen(process.stdout, process.stdin) : inLines(format);
}

function inLines(format: 'text' | 'ndjson'): Presentation {
	const tell = (line: string) => process.stderr.write(`portolan: ${line}\n`);
	const textOf =
		format === 'ndjson' ? eventLine : (event: Parameters<typeof describeEvent>[0]) => `${describeEvent(event)}\n`;
	const stream = new EventStream('standard output', process.stdout, textOf, {clock: systemClock, tell});
	return {outlets: [stream], tell, start: () => {}, stop: () => {}};
}

function onScreen(output: WriteStream, input: ReadStream): Presentation {
	let screen: LiveScreen | undefined;
	let cancel = () => {};
	const tell = (line: string) => {
		if (screen === undefined) process.stderr.write(`portolan: ${line}\n`);
		else screen.tell(`portolan: ${line}`);
	};
	return {
		outlets: [],
		tell,
		start: (status, onQuit) => {
			const picture = new Picture();
			screen = new LiveScreen(output, input, process.stderr, {
				draw: (size, foot) => picture.draw(status(), size, foot),
				onQuit,
			});
			const next = () => {
				cancel = systemClock.after(REDRAW, () => {
					screen!.redraw();
					next();
				});
			};
			screen.start();
			next();
		},
		stop: () => {
			cancel();
			screen?.stop();
			screen = undefined;
		},
	};
}

/** How long rates are taken over, at least, so that they can be read. */
const RATE_PERIOD: DurationMicros = 2 * SECOND;

interface Moment {
	readonly status: WatchStatus;
	readonly time: EpochMicros;
}

/** Pictures of a watch, one after the other. */
class Picture {
	/** What rates are taken from, and what the next ones will be. */
	#before: Moment | undefined;
	#next: Moment | undefined;

	draw(status: WatchStatus, size: ScreenSize, hint: string): string[] {
		const now = {status, time: systemClock.now()};
		if (this.#next === undefined || now.time - this.#next.time >= RATE_PERIOD) {
			this.#before = this.#next;
			this.#next = now;
		}
		const elapsed = now.time - (this.#before?.time ?? now.time);
		const colors = wantsColors(process.stdout);
		return drawScreen({status, previous: this.#before?.status, elapsed, hint}, size, {colors});
	}
}
