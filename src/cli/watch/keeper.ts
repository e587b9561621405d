import {type DurationMicros, type EpochMicros, MINUTE, SECOND} from '../../net/time.js';
import type {OutletContext} from '../../outlets/outlet.js';
import type {KeptWatcher, Watcher} from '../../watch/watcher.js';
import {type KeptProgress, StateFolder} from './state.js';

/** Between two times that flows are kept, at least; and never more than this share of the time is spent on it. */
const PERIOD: DurationMicros = MINUTE;
const SHARE = 0.05;
/** Findings are kept so soon after they are told. */
const SOON: DurationMicros = SECOND;

/** Keeps what a watch knows, if it is to: what it told at once, what it counted now and then. */
export class Keeper {
	readonly #folder: StateFolder | undefined;
	readonly #context: OutletContext;
	#watcher: Watcher | undefined;
	#progress: (() => KeptProgress) | undefined;
	#cancelSoon: (() => void) | undefined;
	#cancelPeriod = () => {};
	#trouble: string | undefined;

	/** @param folder `undefined`: nothing is kept */
	constructor(folder: string | undefined, name: string, context: OutletContext) {
		this.#folder = folder === undefined ? undefined : new StateFolder(folder, name);
		this.#context = context;
	}

	/** What an earlier watch kept. */
	read(): {readonly watcher: KeptWatcher | undefined; readonly progress: KeptProgress | undefined} {
		return this.#folder?.read(this.#context.tell) ?? {watcher: undefined, progress: undefined};
	}

	/** Begins to keep. */
	keepFrom(watcher: Watcher, progress: () => KeptProgress): void {
		if (this.#folder === undefined) return;
		this.#watcher = watcher;
		this.#progress = progress;
		this.#keepAfter(PERIOD);
	}

	/** Something was told: it must not be told again by the next watch. */
	noteNews(): void {
		if (this.#watcher === undefined || this.#cancelSoon !== undefined) return;
		this.#cancelSoon = this.#context.clock.after(SOON, () => {
			this.#cancelSoon = undefined;
			this.#try((folder) => folder.keepFindings(this.#watcher!.kept));
		});
	}

	/** Keeps everything as it is at the end. */
	finish(): void {
		this.#cancelSoon?.();
		this.#cancelPeriod();
		this.#keepAll();
	}

	release(): void {
		this.#cancelSoon?.();
		this.#cancelPeriod();
		this.#folder?.release();
	}

	#keepAfter(period: DurationMicros): void {
		this.#cancelPeriod = this.#context.clock.after(period, () => {
			const begin: EpochMicros = this.#context.clock.now();
			this.#keepAll();
			this.#keepAfter(Math.max(PERIOD, (this.#context.clock.now() - begin) / SHARE));
		});
	}

	#keepAll(): void {
		if (this.#watcher === undefined) return;
		this.#try((folder) => {
			folder.keepProgress(this.#progress!());
			folder.keepFindings(this.#watcher!.kept);
		});
	}

	/** Trouble with the folder is told once, and the watch goes on. */
	#try(keep: (folder: StateFolder) => void): void {
		try {
			keep(this.#folder!);
			if (this.#trouble !== undefined) this.#context.tell('--state: what is known is kept again');
			this.#trouble = undefined;
		} catch (error) {
			const {code} = error as NodeJS.ErrnoException;
			if (code === undefined) throw error;
			if (this.#trouble !== code) this.#context.tell(`--state: what is known cannot be kept now (${code})`);
			this.#trouble = code;
		}
	}
}
