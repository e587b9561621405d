import type {ReadStream, WriteStream} from 'node:tty';

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
/** Lines are not continued at the right edge while a screen is drawn: a terminal that counts columns otherwise than we do must not scroll. */
const NO_WRAP = '\x1b[?7l';
const WRAP = '\x1b[?7h';
const CLEAR = '\x1b[2J';
const CTRL_C = '\x03';

/** Lines for the operator that are kept until the screen is gone. */
const TOLD = 100;

export interface LiveScreenOptions {
	/**
	 * Lines of the screen, at most as many and as wide as the terminal is.
	 * @param foot what the last line should say
	 */
	readonly draw: (size: {readonly width: number; readonly height: number}, foot: string) => readonly string[];
	/** `q` or Ctrl-C was pressed. */
	readonly onQuit: () => void;
}

/**
 * A screen of its own on a terminal, which comes back as it was: when it is stopped, when the process ends, and before an error
 * that nobody caught is printed. Only lines that changed are written.
 */
export class LiveScreen {
	readonly #output: WriteStream;
	readonly #input: ReadStream;
	readonly #errors: NodeJS.WritableStream;
	readonly #options: LiveScreenOptions;
	/** As the terminal shows them; empty: not known. */
	#shown: readonly string[] = [];
	#isOn = false;
	#told: string[] = [];
	#forgotten = 0;

	/** @param errors where lines go that were told while the screen was on */
	constructor(output: WriteStream, input: ReadStream, errors: NodeJS.WritableStream, options: LiveScreenOptions) {
		this.#output = output;
		this.#input = input;
		this.#errors = errors;
		this.#options = options;
	}

	start(): void {
		if (this.#isOn) return;
		this.#isOn = true;
		this.#output.write(ENTER + CLEAR);
		this.#output.on('resize', this.#onResize);
		process.on('exit', this.#restore);
		process.on('uncaughtExceptionMonitor', this.#restore);
		if (this.#input.isTTY) {
			this.#input.setRawMode(true);
			this.#input.on('data', this.#onKey);
			this.#input.resume();
		}
		this.redraw();
	}

	/** Shows what there is now. A terminal that takes nothing at the moment is spared; the next time it gets what there is then. */
	redraw(): void {
		if (!this.#isOn || this.#output.writableNeedDrain) return;
		const {columns: width, rows: height} = this.#output;
		const foot = this.#told.at(-1) ?? (this.#input.isTTY ? 'q ends the watch' : '');
		const lines = this.#options.draw({width, height}, foot).slice(0, height);
		const changes = lines.flatMap((line, row) =>
			line === this.#shown[row] ? [] : [`\x1b[${row + 1};1H\x1b[2K${line}`],
		);
		this.#shown = lines;
		if (changes.length > 0) this.#output.write(NO_WRAP + changes.join('') + WRAP);
	}

	/** A line for the operator: the last one is shown at the foot, and all are written out when the screen is gone. */
	tell(line: string): void {
		if (!this.#isOn) {
			this.#errors.write(`${line}\n`);
			return;
		}
		this.#told.push(line);
		if (this.#told.length > TOLD) {
			this.#told.shift();
			this.#forgotten++;
		}
		this.redraw();
	}

	stop(): void {
		this.#restore();
		this.#output.off('resize', this.#onResize);
		process.off('exit', this.#restore);
		process.off('uncaughtExceptionMonitor', this.#restore);
		this.#input.off('data', this.#onKey);
		this.#input.pause();
	}

	readonly #restore = () => {
		if (!this.#isOn) return;
		this.#isOn = false;
		if (this.#input.isTTY) this.#input.setRawMode(false);
		this.#output.write(WRAP + LEAVE);
		if (this.#forgotten > 0) this.#errors.write(`portolan: ${this.#forgotten} earlier lines are left out\n`);
		for (const line of this.#told) this.#errors.write(`${line}\n`);
		this.#told = [];
		this.#forgotten = 0;
		this.#shown = [];
	};

	readonly #onResize = () => {
		this.#shown = [];
		this.#output.write(CLEAR);
		this.redraw();
	};

	readonly #onKey = (key: Buffer) => {
		// Ctrl-C is a key like others while keys come one by one.
		if (key.includes('q') || key.includes(CTRL_C)) this.#options.onQuit();
	};
}
